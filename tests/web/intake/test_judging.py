"""What a person says of a finding: kept, never overwritten, and what counts from then on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nadhir.errors import Conflict, NadhirError, NotAllowed
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.intake import selectors
from nadhir.web.intake.models import Item, Judgement
from nadhir.web.intake.services import Correction, finding_judge
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

CALL = "Kill all the Shia, expel the vermin from the valley."
CALM = "A calm market day was reported in the town."


def judge(world: World, item: Item, verdict: str, persona: str = "analyst", **more: Any) -> Judgement:
    return finding_judge(viewer=world.viewer(persona), item=item, verdict=verdict, **more)


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def codes(item: Item) -> list[str]:
    return [one["code"] for one in item.reasons]


@pytest.fixture
def call(world: World) -> Item:
    """A report in which screening finds a call for violence."""
    item = world.item(CALL)
    assert item.concern == "urgent", item.finding
    return item


def test_who_agrees_says_what_the_screening_says(world: World, call: Item) -> None:
    said = judge(world, call, "agreed")
    assert (said.concern, said.hateful, said.violence) == ("urgent", True, "direct")
    assert said.targets == ["shia"]
    item = fresh(call)
    assert (item.concern, item.priority, item.judgement_id) == ("urgent", Item.Priority.URGENT, said.pk)
    assert "triage.judged_urgent" in codes(item)


def test_a_dismissed_finding_raises_nothing_any_more_and_stays_to_be_seen(world: World, call: Item) -> None:
    found = call.finding
    said = judge(world, call, "dismissed")
    assert (said.concern, said.hateful, said.targets, said.hallmarks) == ("none", False, [], [])
    item = fresh(call)
    assert (item.concern, item.priority) == ("none", Item.Priority.ORDINARY)
    assert item.finding == found == said.judged
    assert item.status == Item.Status.NEW, "the report itself is not dismissed"
    assert codes(item) == ["triage.judged_none"]


def test_a_correction_counts_and_what_is_not_said_stays(world: World, call: Item) -> None:
    said = judge(world, call, "corrected", correction=Correction(concern="watch", targets=["jews"]), note="x")
    assert (said.concern, said.targets, said.violence, said.note) == ("watch", ["jews"], "direct", "x")
    assert fresh(call).concern == "watch"
    assert said.judged_concern == "urgent"


def test_violence_against_civilians_stays_first_whatever_is_said_of_the_speech(world: World) -> None:
    item = world.event()
    judge(world, item, "agreed")
    assert fresh(item).priority == Item.Priority.VIOLENCE


def test_each_person_has_one_judgement_and_the_latest_holds(world: World, call: Item) -> None:
    first = judge(world, call, "agreed")
    second = judge(world, fresh(call), "dismissed", "reviewer")
    third = judge(world, fresh(call), "corrected", correction=Correction(concern="review"))
    current = Judgement.objects.filter(item=call, current=True)
    assert set(current) == {second, third}
    first.refresh_from_db()
    assert (first.current, first.verdict) == (False, "agreed"), "nothing is overwritten"
    assert fresh(call).judgement_id == third.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(pk=first.pk).update(current=True)


def test_every_judgement_is_an_act(world: World, call: Item) -> None:
    judge(world, call, "dismissed")
    entry = Entry.objects.get(act="finding.judge")
    assert (entry.subject_id, entry.data["before"], entry.data["after"]) == (call.pk, "urgent", "none")
    assert "Shia" not in str(entry.data)


@pytest.mark.parametrize(
    ("verdict", "correction", "code"),
    [
        ("corrected", Correction(concern="none", hateful=True), "finding.hateful_without_concern"),
        ("corrected", Correction(concern="terrible"), "finding.unknown_value"),
        ("corrected", Correction(targets=["nobody-knows"]), "finding.unknown_value"),
        ("corrected", Correction(language="x" * 40), "finding.unknown_value"),
        ("corrected", Correction(mode="shouted"), "finding.unknown_value"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, call: Item, verdict: str, correction: Correction, code: str
) -> None:
    with pytest.raises(NadhirError) as refused:
        judge(world, call, verdict, correction=correction)
    assert refused.value.code == code
    assert not Judgement.objects.exists()


def test_nothing_cannot_be_dismissed(world: World) -> None:
    item = world.item(CALM)
    with pytest.raises(NadhirError, match="nothing_to_dismiss"):
        judge(world, item, "dismissed")
    judge(world, item, "agreed")
    assert fresh(item).judgement_id


def test_a_finding_that_changed_meanwhile_is_not_judged_unseen(world: World, call: Item) -> None:
    with pytest.raises(NadhirError, match="other_version"):
        judge(world, call, "agreed", finding_version="0+old")
    with pytest.raises(Conflict):
        judge(world, call, "agreed", version=call.version + 1)
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("persona", ["partner_analyst", "outsider", "reporter", "coordinator", "officer"])
def test_only_the_desk_judges(world: World, persona: str) -> None:
    item = world.item(CALL, source=world.source(slug="bulletin", tlp=Tlp.CLEAR))
    with pytest.raises(NotAllowed):
        judge(world, item, "dismissed", persona)
    assert fresh(item).concern == "urgent"


def test_the_inbox_can_ask_for_what_nobody_judged(world: World, call: Item) -> None:
    world.item(CALM)
    viewer = world.viewer("analyst")
    assert list(selectors.inbox(viewer, speech="unjudged")) == [call]
    assert list(selectors.inbox(viewer, speech="urgent")) == [call]
    judge(world, call, "agreed")
    assert list(selectors.inbox(viewer, speech="unjudged")) == []
    assert list(selectors.inbox(viewer, speech="any")) == [call]
