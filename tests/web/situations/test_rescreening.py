"""Reports are read again: resumable, the same twice, and nothing that a person said is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import NadhirError, NotAllowed
from nadhir.screening.wordlists import Word
from nadhir.sources import EventFacts, PlaceHint
from nadhir.web.core import clock
from nadhir.web.core.models import Entry, Tlp
from nadhir.web.core.viewer import installation
from nadhir.web.intake.models import Item, PastFinding
from nadhir.web.intake.services import Correction, finding_judge
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Rescreening, Situation
from nadhir.web.situations.services import rescreening as running
from nadhir.web.situations.services import rescreening_begin, rescreening_run, rescreenings_open
from nadhir.web.situations.tasks import rescreening_take, rescreenings_recover
from tests.web.conftest import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]

WORD = Word("en", "vermin", "zorblat(s)", form="about")
SAID = "The Shia are zorblats, everybody in the market said."


def here(world: World, text: str = SAID, **fields: Any) -> Item:
    number = world.made["told"] = world.made.get("told", 0) + 1
    hint = PlaceHint(name="Nour Valley", code=world.place.code)
    event = EventFacts(kind="state_based")
    return world.item(f"{text} {number}", external_id=f"told-{number}", places=(hint,), event=event, **fields)


def watched(world: World) -> Situation:
    """A situation that has learnt a word after its reports came."""
    situation = world.situation()
    situations.term_add(viewer=world.viewer("analyst"), situation=situation, word=WORD)
    return situation


def run(world: World, persona: str = "analyst", **scope: Any) -> Rescreening:
    viewer = world.viewer(persona)
    made = rescreening_begin(viewer=viewer, **scope)
    rescreening_run(viewer=viewer, rescreening=made)
    made.refresh_from_db()
    return made


def taken(world: World) -> None:
    """What the worker does with the one run that waits."""
    (waiting,) = Rescreening.objects.filter(state=Rescreening.State.QUEUED)
    rescreening_take.func(str(waiting.pk), str(world.people["analyst"].pk))


def figures(made: Rescreening) -> tuple[int, ...]:
    return tuple(getattr(made, name) for name in running.COUNTS)


def test_what_a_new_word_finds_comes_forward_and_the_old_finding_is_kept(world: World) -> None:
    item, other = here(world), world.item("A calm market day.")
    before = item.finding["version"]
    watched(world)
    made = run(world)
    assert figures(made) == (2, 1, 1, 0, 0)
    item.refresh_from_db()
    assert (item.concern, item.version) == ("review", 2)
    assert item.finding["version"] != before
    (past,) = PastFinding.objects.all()
    assert (past.item, past.version, past.concern) == (item, before, "none")
    other.refresh_from_db()
    assert (other.finding["version"], other.version) == (before, 1)
    entry = Entry.objects.get(act="rescreening.done")
    assert {name: entry.data[name] for name in ("read", "raised", "lowered")} == {
        "read": 2,
        "raised": 1,
        "lowered": 0,
    }


def test_twice_is_once(world: World) -> None:
    here(world)
    watched(world)
    assert figures(run(world)) == (1, 1, 1, 0, 0)
    assert figures(run(world)) == (1, 0, 0, 0, 0)
    assert PastFinding.objects.count() == 1


def test_a_withdrawn_word_lets_go_and_the_history_tells_both(world: World) -> None:
    item = here(world)
    situation = watched(world)
    run(world)
    situations.term_withdraw(viewer=world.viewer("analyst"), term=situation.terms.get())
    assert figures(run(world)) == (1, 1, 0, 1, 0)
    item.refresh_from_db()
    assert item.concern == "none"
    assert [past.concern for past in item.past_findings.all()] == ["review", "none"]


def test_what_a_person_said_is_never_overwritten(world: World) -> None:
    dismissed, corrected = here(world, "Kill all the Shia, they are zorblats."), here(world)
    analyst = world.viewer("analyst")
    finding_judge(viewer=analyst, item=dismissed, verdict="dismissed")
    finding_judge(
        viewer=analyst,
        item=corrected,
        verdict="corrected",
        correction=Correction(concern="watch", language="fr"),
    )
    watched(world)
    assert figures(run(world)) == (2, 2, 0, 0, 2)
    for item, concern, priority in ((dismissed, "none", 1), (corrected, "watch", 1)):
        item.refresh_from_db()
        assert (item.concern, item.priority) == (concern, priority)
        assert item.judgement is not None
        assert item.finding["version"] != item.judgement.version, "the machine's finding is the new one"
    assert corrected.language == "fr"


def test_somebody_who_judges_meanwhile_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    item = here(world, "Kill all the Shia, they are zorblats.")
    watched(world)
    read = running.read_again  # type: ignore[attr-defined]
    judged: list[int] = []

    def slowly(items: Any, screener: Any) -> Any:
        found = read(items, screener)
        if not judged:
            finding_judge(
                viewer=world.viewer("analyst"), item=Item.objects.get(pk=item.pk), verdict="dismissed"
            )
            judged.append(1)
        return found

    monkeypatch.setattr(running, "read_again", slowly)
    assert figures(run(world)) == (1, 1, 0, 0, 1)
    item.refresh_from_db()
    assert (item.concern, item.judgement_id is not None) == ("none", True)


def test_a_run_that_broke_off_goes_on_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    items = [here(world) for _ in range(5)]
    watched(world)
    monkeypatch.setattr(running, "CHUNK", 2)
    viewer = installation(world.organisations["desk"].pk)
    (made,) = rescreenings_open(viewer=viewer)

    def stop(reached: Rescreening) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rescreening_run(viewer=viewer, rescreening=made, progress=stop)
    made.refresh_from_db()
    assert (made.state, made.read) == ("failed", 2)
    (again,) = rescreenings_open(viewer=viewer)
    assert again.pk == made.pk
    rescreening_run(viewer=viewer, rescreening=again)
    again.refresh_from_db()
    assert figures(again) == (5, 5, 5, 0, 0)
    assert Item.objects.filter(concern="review").count() == len(items)
    rescreening_run(viewer=viewer, rescreening=again)
    assert Entry.objects.filter(act="rescreening.done").count() == 1


def test_a_run_keeps_to_its_situation_and_its_days(world: World) -> None:
    here(world)
    world.item("Elsewhere.")
    situation = watched(world)
    assert run(world, situation=situation).read == 1
    tomorrow = clock.now().date() + timedelta(days=1)
    assert run(world, since=tomorrow).read == 0


def test_a_person_reads_again_what_they_may_see_of_their_own_desk(world: World) -> None:
    here(world)
    here(world, source=world.source(slug="secret", tlp=Tlp.RED))
    here(world, persona="partner_analyst", source=world.source(persona="partner_analyst", slug="theirs"))
    watched(world)
    assert run(world, "second_analyst").read == 1
    assert run(world).read == 2
    assert Item.objects.filter(concern="review").count() == 2


@pytest.mark.parametrize("persona", ["reporter", "officer", "administrator", "coordinator", "decision_maker"])
def test_others_cannot_ask_for_it(world: World, client_of: ClientOf, persona: str) -> None:
    with pytest.raises(NotAllowed):
        rescreening_begin(viewer=world.viewer(persona))
    assert client_of(persona).post(reverse("rescreening_new")).status_code == 403


def test_the_button_leaves_it_to_the_worker_and_the_page_tells_how_far_it_is(
    world: World, client_of: ClientOf
) -> None:
    here(world)
    situation = watched(world)
    client = client_of("analyst")
    answer = client.post(reverse("rescreening_new"), {"situation": str(situation.pk)})
    page = client.get(answer["Location"]).content.decode()
    assert "hx-get" in page
    with pytest.raises(NadhirError, match="running"):
        rescreening_begin(viewer=world.viewer("analyst"))
    taken(world)
    page = client.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in page
    assert "done" in page
    assert Item.objects.get().concern == "review"
    assert client_of("second_analyst").get(answer["Location"]).status_code == 403


def test_what_a_dead_process_left_is_taken_up_again(world: World, client_of: ClientOf) -> None:
    here(world)
    watched(world)
    client_of("analyst").post(reverse("rescreening_new"))
    Rescreening.objects.update(state=Rescreening.State.RUNNING)
    assert rescreenings_recover() == 1
    taken(world)
    assert Rescreening.objects.get().state == Rescreening.State.DONE
    assert rescreenings_recover() == 0


def test_a_strange_form_asks_for_nothing(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    for sent in ({"situation": "x"}, {"since": "yesterday"}):
        assert client.post(reverse("rescreening_new"), sent).status_code in (400, 403)
    assert client.post(reverse("rescreening_new"), {"situation": str(world.place.pk)}).status_code == 403
    assert not Rescreening.objects.exists()
