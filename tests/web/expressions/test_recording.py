"""Recording a passage as a speech act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core.models import Tlp
from nadhir.web.core.passages import located
from nadhir.web.core.services import record_name_readers
from nadhir.web.directory.services import actor_record
from nadhir.web.expressions import selectors, services
from nadhir.web.expressions.models import Expression, Target, Worksheet
from nadhir.web.expressions.services import Told
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_erase
from tests.web.conftest import World
from tests.web.expressions.conftest import END, START, TEXT

pytestmark = pytest.mark.django_db


def test_the_passage_is_kept_as_it_stands(speech: Expression) -> None:
    assert speech.quote == "the river people are poison and must leave before the vote."
    assert [target.attribute for target in speech.targets.all()] == ["ethnic"]
    assert speech.triangle


def test_the_same_passage_is_recorded_once(
    world: World, speech: Expression, told: Callable[..., Told]
) -> None:
    with pytest.raises(NotPossibleNow, match="recorded_before"):
        services.expression_record(
            viewer=world.viewer("second_analyst"), item=speech.item, start=START, end=END, told=told()
        )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"gist": " "}, "no_gist"),
        ({"targets": []}, "no_target"),
        ({"reach_low": 5, "reach_high": 2}, "reach_reversed"),
    ],
)
def test_what_is_missing_is_said(
    world: World, told: Callable[..., Told], fields: dict[str, Any], code: str
) -> None:
    item = world.item(TEXT)
    with pytest.raises(NotPossibleNow, match=code):
        services.expression_record(
            viewer=world.viewer("analyst"), item=item, start=START, end=END, told=told(**fields)
        )
    with pytest.raises(NotPossibleNow, match="no_passage"):
        services.expression_record(viewer=world.viewer("analyst"), item=item, start=900, end=950, told=told())


def test_names_keep_their_scripts_and_lose_what_turns_the_page(
    world: World, told: Callable[..., Told]
) -> None:
    name = "أردو \u202eArdo\u202c\u2067 II"
    one = services.expression_record(
        viewer=world.viewer("analyst"), item=world.item(TEXT), start=START, end=END,
        told=told(speaker_name=name, targets=[("أهل \u202eالنهر", "ethnic")]),
    )  # fmt: skip
    assert one.speaker_name == "أردو Ardo II"
    assert one.targets.get().name == "أهل النهر"


def test_a_group_is_the_same_in_three_languages() -> None:
    assert len({services.group_key(name) for name in ("Muslims", "المسلمون", "musulmans")}) <= 2
    assert services.group_key("River People") == services.group_key("river people")


def test_it_travels_no_further_than_its_report(world: World, told: Callable[..., Told]) -> None:
    item = world.item(TEXT, source=world.source(slug="strict", tlp=Tlp.AMBER_STRICT))
    one = services.expression_record(
        viewer=world.viewer("analyst"), item=item, start=START, end=END, told=told()
    )
    assert one.tlp == Tlp.AMBER_STRICT
    assert not selectors.expressions(world.viewer("partner_analyst")).exists()


def test_another_desk_reads_and_does_not_change(world: World, told: Callable[..., Told]) -> None:
    item = world.item(TEXT, source=world.source(slug="open", tlp=Tlp.GREEN))
    one = services.expression_record(
        viewer=world.viewer("analyst"), item=item, start=START, end=END, told=told()
    )
    partner = world.viewer("partner_analyst")
    assert selectors.expression(partner, one.pk) == one
    with pytest.raises(NotAllowed):
        services.expression_change(viewer=partner, expression=one, told=told(gist="other"))
    with pytest.raises(NotAllowed):
        services.worksheet_begin(viewer=partner, expression=one, test="rabat-2012")


def test_two_who_change_it_do_not_overwrite_each_other(
    world: World, speech: Expression, told: Callable[..., Told]
) -> None:
    seen = speech.version
    fields: dict[str, Any] = {"viewer": world.viewer("analyst"), "expression": speech, "version": seen}
    services.expression_change(told=told(gist="first"), **fields)
    with pytest.raises(Conflict):
        services.expression_change(told=told(gist="second"), **fields)
    assert Target.objects.filter(expression=speech).count() == 1


def test_erased_words_are_gone_and_what_was_found_stays(
    world: World, speech: Expression, coded: Callable[..., Worksheet]
) -> None:
    coded("analyst")
    item = Item.objects.get(pk=speech.item_id)
    item_erase(viewer=world.viewer("reviewer"), item=item, because="the witness is in danger")
    kept = selectors.expression(world.viewer("analyst"), speech.pk)
    assert kept.erased
    assert (kept.quote, kept.gist, kept.speaker_name, kept.terms) == ("", "", "", [])
    assert kept.hallmarks == ["dehumanisation"]
    sheet = Worksheet.objects.get()
    assert sheet.findings["1"] == {"value": "met", "reasoning": "", "evidence": ""}
    assert sheet.judgement == ""
    with pytest.raises(NotPossibleNow, match="item_erased"):
        services.worksheet_begin(viewer=world.viewer("reviewer"), expression=kept, test="rabat-2012")


def test_a_passage_is_found_where_it_stands() -> None:
    assert located("a b a b", "a b", 4, 7) == (4, 7)
    assert located("a b a b", "a  b", 3, 99) == (4, 7)
    assert located("a b", "c") is None
    assert located("a b", " ") is None


def test_filters_narrow(world: World, speech: Expression) -> None:
    viewer = world.viewer("analyst")
    key = speech.targets.get().key
    for fits, misses in (
        ({"target": key}, {"target": "other"}),
        ({"hallmark": "dehumanisation"}, {"hallmark": "threat_to_purity"}),
        ({"speaker": "party"}, {"speaker": "media"}),
        ({"medium": "speech"}, {"medium": "radio"}),
        ({"state": "uncoded"}, {"state": "ready"}),
    ):
        assert selectors.expressions_found(viewer, **fits).count() == 1, fits
        assert selectors.expressions_found(viewer, **misses).count() == 0, misses
    assert selectors.expressions_found(viewer, place="XN-01").count() == 0


def test_the_speaker_is_linked_to_the_directory_for_those_who_may_know(
    world: World, speech: Expression, told: Callable[..., Told], client_of: Callable[..., Client]
) -> None:
    analyst = world.viewer("analyst")
    actor = actor_record(viewer=world.viewer("coordinator"), kind="person", names={"en": "Colonel Test"})
    address = reverse("expression_edit", args=[speech.pk])
    assert "Colonel Test" in client_of("analyst").get(address).content.decode()
    services.expression_change(viewer=analyst, expression=speech, told=told(speaker=actor))
    page = reverse("expression", args=[speech.pk])
    assert reverse("actor", args=[actor.pk]) in client_of("analyst").get(page).content.decode()
    assert "Colonel Test" not in client_of("partner_analyst").get(page).content.decode()
    for url in (reverse("expressions"), f"{reverse('expressions')}?format=csv"):
        answer = client_of("analyst").get(url)
        assert b"Colonel Test" not in (b"".join(answer) if answer.streaming else answer.content)


def test_who_may_not_see_the_actor_neither_sees_nor_takes_away_the_link(
    world: World, speech: Expression, told: Callable[..., Told], client_of: Callable[..., Client]
) -> None:
    analyst, second = world.viewer("analyst"), world.viewer("second_analyst")
    actor = actor_record(
        viewer=world.viewer("coordinator"), kind="person", names={"en": "Colonel Test"}, tlp=Tlp.RED
    )
    record_name_readers(record=actor, users=[world.people["analyst"].pk])
    services.expression_change(viewer=analyst, expression=speech, told=told(speaker=actor))
    for name in ("expression", "expression_edit"):
        page = client_of("second_analyst").get(reverse(name, args=[speech.pk])).content.decode()
        assert "Colonel Test" not in page
    services.expression_change(viewer=second, expression=speech, told=told(gist="Another line"))
    speech.refresh_from_db()
    assert (speech.speaker, speech.gist) == (actor, "Another line")
    with pytest.raises(NotAllowed):
        services.expression_change(viewer=second, expression=speech, told=told(speaker=actor))
    services.expression_change(viewer=analyst, expression=speech, told=told())
    assert speech.speaker is None


def test_an_erased_report_takes_the_link_along(
    world: World, speech: Expression, told: Callable[..., Told]
) -> None:
    actor = actor_record(viewer=world.viewer("coordinator"), kind="person", names={"en": "Colonel Test"})
    services.expression_change(viewer=world.viewer("analyst"), expression=speech, told=told(speaker=actor))
    item_erase(viewer=world.viewer("reviewer"), item=speech.item, because="a witness")
    speech.refresh_from_db()
    assert speech.speaker is None
