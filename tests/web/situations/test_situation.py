"""The page of a situation: what is known, where, what the figures say beside it, what happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from nadhir import doctrine, forecasting
from nadhir.errors import NotPossibleNow
from nadhir.forecasting.outlook.disagreement import View
from nadhir.web.core.models import Entry
from nadhir.web.directory.models import Place
from nadhir.web.situations import outlook, selectors, services, timeline
from nadhir.web.situations import shown as showing
from nadhir.web.situations.models import Evidence, Situation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from nadhir.web.intake.models import Item
    from tests.web.conftest import World


def page_of(one: Situation, name: str = "situation") -> str:
    return reverse(name, args=[one.pk])


def code(world: World, one: Situation, item: Item, *elements: str, **fields: Any) -> list[Evidence]:
    return services.evidence_code(
        viewer=world.viewer("analyst"),
        situation=one,
        item=item,
        start=0,
        end=12,
        elements=elements,
        **fields,
    )


@pytest.fixture
def country(world: World) -> Place:
    """A real country that is on the watch list."""
    return Place.objects.create(
        code="SD", kind="country", iso3="SDN", names={"ar": "السودان", "en": "Sudan", "fr": "Soudan"}
    )


def test_without_an_assessment_the_evidence_speaks_and_says_that_it_does(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one = world.situation()
    code(world, one, world.item(), "7.14", "9.1")
    words = shown(client_of("analyst").get(page_of(one)))
    assert "No assessment is signed yet. 2 passages are coded." in words
    assert "evidence on 2 of 143 indicators, not assessed yet · nothing is added up" in words
    assert "Nobody has weighed it yet." in words


def test_the_signed_assessment_speaks_first(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    signed = world.signed_assessment()
    code(world, signed.situation, world.item(), "9.1")
    words = shown(client_of("analyst").get(page_of(signed.situation)))
    assert "The risk is rising . Assessment 1, signed less than an hour ago · low confidence." in words
    assert "1 passage was coded since." in words
    assert "1 of 143 indicators assessed · nothing is added up" in words


def test_every_indicator_has_its_bar(world: World) -> None:
    one = world.situation()
    code(world, one, world.item(), "7.14")
    code(world, one, world.item("Elders met again today."), "6.1", polarity="mitigation")
    states, factors = showing.framework_states(world.viewer("analyst"), one, None)
    rows = showing.matrix_rows(factors)
    assert states == {"7.14": "present", "6.1": "mitigation"}
    assert sum(str(row["bars"]).count("<g") for row in rows) >= 143
    assert "present: 1" in str(rows[6]["bars"])
    assert "mitigation found: 1" in str(rows[5]["bars"])


def test_withdrawn_evidence_says_nothing_in_the_matrix(world: World) -> None:
    one = world.situation()
    piece = code(world, one, world.item(), "7.14")[0]
    services.evidence_withdraw(viewer=world.viewer("analyst"), evidence=piece, because="a mistake")
    assert showing.framework_states(world.viewer("analyst"), one, None)[0] == {}


def test_a_coordinator_sees_the_place_and_not_the_evidence(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    signed = world.signed_assessment(shared=True)
    response = client_of("coordinator").get(page_of(signed.situation))
    words = shown(response)
    assert "people of the east bank" in words
    assert "The assessment is held by the desk that watches this place." in words
    assert "They were told" not in response.content.decode()
    assert "rising" not in words


def test_an_event_is_drawn_roughly_unless_it_is_for_everybody(world: World) -> None:
    item = world.event()
    item.latitude, item.longitude, item.tlp = 11.98765, 30.12345, "amber"
    rough = str(showing.event_map([item]))
    item.latitude = 12.04
    assert str(showing.event_map([item])) == rough
    item.tlp = "clear"
    assert 'class="dot rough"' in rough
    assert 'class="dot rough"' not in str(showing.event_map([item]))


def test_events_stand_on_the_map_and_in_a_table(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one, event = world.situation(), world.event(deaths=4)
    assert "Where it happened" not in shown(client_of("analyst").get(page_of(one)))
    services.item_attach(viewer=world.viewer("analyst"), situation=one, item=event)
    words = shown(client_of("analyst").get(page_of(one)))
    assert "Where it happened" in words
    assert "best estimate 4, between 4 and 6" in words
    assert "Natural Earth" in words


def test_the_outlook_stands_beside_the_assessment(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str], country: Place
) -> None:
    one = world.situation()
    one.places.add(country)
    entry = next(entry for entry in forecasting.watch_list().entries if entry.iso3 == "SDN")
    for name in ("situation", "situation_outlook"):
        words = shown(client_of("analyst").get(page_of(one, name)))
        assert "Sudan" in words
        assert entry.reasons[0].say("en") in words
    assert "no verdict on any country" in words


def test_an_invented_place_has_no_figures(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    assert "There are no figures for these places" in shown(
        client_of("analyst").get(page_of(world.situation(), "situation_outlook"))
    )


def test_a_falling_view_of_a_country_with_high_figures_is_said_aloud(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str], country: Place
) -> None:
    one = world.situation()
    one.places.add(country)
    draft = world.assessment_in_review(one)
    type(draft).objects.filter(pk=draft.pk).update(trend="falling")
    draft.refresh_from_db()
    services.assessment_sign(viewer=world.viewer("reviewer"), assessment=draft)
    words = shown(client_of("analyst").get(page_of(one)))
    assert "Evidence and forecast disagree. People find the risk falling; the figures for" in words
    assert "Not found by people, though figures speak to it:" in words
    outlook_page = client_of("analyst").get(page_of(one, "situation_outlook"))
    assert {element.id for element in outlook_page.context["outlook"]["unseen_by_figures"]} == {"7.10"}
    assert outlook_page.context["outlook"]["unseen_by_people"]


def test_what_people_have_not_looked_at_comes_from_the_reasons() -> None:
    catalogue = doctrine.load("un-foa-2014")
    found = outlook.outlooks(forecasting.watch_list(), ["SDN"], View(None))
    named = {one for reason in found[0].entry.reasons for one in reason.params.get("indicators", ())}
    assert {element.id for element in outlook.unseen_by_people(catalogue, found)} == named
    everything = View("falling", findings=dict.fromkeys(named, "present"))
    seen = outlook.outlooks(forecasting.watch_list(), ["SDN"], everything)
    assert outlook.unseen_by_people(catalogue, seen) == []
    assert outlook.unseen_by_figures(catalogue, seen) == []
    assert seen[0].disagreement.side == "figures_higher"
    assert [one.code for one in outlook.cautions(seen)] == ["disagree.whole_country"]


def test_the_timeline_tells_what_the_viewer_may_know(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning(shared=True)
    one = warning.situation
    words = shown(client_of("analyst").get(page_of(one, "situation_timeline")))
    for told in ("Put under watch", "Passage coded to 7.10", "Assessment 1 signed", "warning issued"):
        assert told in words
    coordinator = shown(client_of("coordinator").get(page_of(one, "situation_timeline")))
    assert "Put under watch" in coordinator
    assert "Passage coded" not in coordinator
    assert "They were told" not in coordinator
    assert "Assessment 1 signed" not in coordinator
    only = shown(client_of("analyst").get(page_of(one, "situation_timeline"), {"kind": "evidence"}))
    assert "Passage coded" in only
    assert "Put under watch" not in only


def test_the_timeline_of_one_situation_tells_nothing_of_another(world: World) -> None:
    one, other = world.situation(), world.situation()
    item = world.item()
    services.item_attach(viewer=world.viewer("analyst"), situation=other, item=item)
    acts = {entry.act for entry in timeline.entries(world.viewer("analyst"), one)}
    assert acts == {"situation.open"}
    services.item_attach(viewer=world.viewer("analyst"), situation=one, item=item)
    found = timeline.entries(world.viewer("analyst"), one, "reports")
    assert [entry.data["situation"] for entry in found] == [str(one.pk)]


def test_every_act_has_words(world: World) -> None:
    signed = world.warning().assessment
    analyst = world.viewer("analyst")
    services.evidence_withdraw(viewer=analyst, evidence=Evidence.objects.get(), because="x")
    services.dissent_record(viewer=analyst, assessment=signed, text="x")
    services.situation_change(viewer=analyst, situation=signed.situation, about="x")
    found = list(timeline.entries(analyst, signed.situation))
    assert len(found) > 12
    for told in timeline.tell(analyst, signed.situation, found):
        assert not re.fullmatch(r"[a-z_]+\.[a-z_]+", told.title), told.title


def test_warnings_and_promises_have_their_cards(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    warning = world.warning()
    page = client_of("analyst").get(page_of(warning.situation))
    assert reverse("warning", args=[warning.pk]) in page.content.decode()
    assert "Acknowledged" in shown(page)
    assert client_of("analyst").get("/situations/").context["warnings"] == {warning.situation_id: 1}


@pytest.mark.parametrize("name", ["situation", "situation_evidence", "situation_timeline"])
def test_two_thousand_passages_ask_no_more_queries_than_two(
    world: World, client_of: Callable[..., Client], django_assert_max_num_queries: Any, name: str
) -> None:
    one, analyst, item = world.situation(), world.viewer("analyst"), world.item("word " * 600)
    indicators = [element.id for element in doctrine.load("un-foa-2014").of_kind("indicator")]

    def code_many(first: int, last: int) -> None:
        Evidence.objects.bulk_create(
            Evidence(
                situation=one, item=item, framework="un-foa-2014", element=indicators[at % 143], start=at,
                end=at + 4, quote="word", owner_id=one.owner_id, created_by_id=analyst.user_id, tlp="amber",
            )
            for at in range(first, last)
        )  # fmt: skip

    client = client_of("analyst")
    code_many(0, 2)
    client.get(page_of(one, name))
    with django_assert_max_num_queries(34) as asked:
        client.get(page_of(one, name))
        for_two = len(asked)
    code_many(2, 2000)
    client.get(page_of(one, name))
    with django_assert_max_num_queries(for_two):
        response = client.get(page_of(one, name))
    assert len(response.content) < 250_000


def test_evidence_is_filtered_by_factor_indicator_and_what_it_speaks_for(
    world: World, client_of: Callable[..., Client]
) -> None:
    one = world.situation()
    code(world, one, world.item("Marks on the doors of houses."), "7.12", "9.1")
    code(world, one, world.item("Elders met at the well today."), "6.1", polarity="mitigation")
    client = client_of("analyst")

    def found(**query: str) -> set[str]:
        rows = client.get(page_of(one, "situation_evidence"), query).context["passages"]
        return {row.piece.element for row in rows}

    assert found() == {"7.12", "9.1", "6.1"}
    assert found(element="7") == {"7.12"}
    assert found(element="9.1") == {"9.1"}
    assert found(polarity="mitigation") == {"6.1"}
    assert found(q="ELDERS") == {"6.1"}
    assert found(standing="withdrawn") == set()
    assert found(element="nonsense") == {"7.12", "9.1", "6.1"}


def test_evidence_is_withdrawn_with_a_reason(
    world: World, client_of: Callable[..., Client], shown: Callable[[Any], str]
) -> None:
    one = world.situation()
    piece = code(world, one, world.item(), "7.14")[0]
    act, client = reverse("evidence_withdraw", args=[piece.pk]), client_of("analyst")
    client.post(act, {"because": " "})
    piece.refresh_from_db()
    assert piece.withdrawn_at is None
    client.post(act, {"because": "The witness was mistaken."})
    piece.refresh_from_db()
    assert piece.withdrawn_at is not None
    assert Entry.objects.filter(act="evidence.withdraw", subject_id=piece.pk).exists()
    words = shown(client.get(page_of(one, "situation_evidence"), {"standing": "withdrawn"}))
    assert "The witness was mistaken." in words
    with pytest.raises(NotPossibleNow, match=r"evidence\.withdrawn_before"):
        code(world, one, piece.item, "7.14")
    assert client_of("reviewer").post(act, {"because": "x"}, follow=True).status_code == 200
    for persona in ("outsider", "coordinator"):
        assert client_of(persona).post(act, {"because": "x"}).status_code == 403


def test_evidence_can_be_taken_along_as_far_as_it_may_be_seen(
    world: World, client_of: Callable[..., Client]
) -> None:
    one = world.situation(shared=True)
    code(world, one, world.item(), "7.14")
    page = page_of(one, "situation_evidence")

    def exported(persona: str) -> str:
        response = client_of(persona).get(page, {"format": "csv"})
        return b"".join(response.streaming_content).decode("utf-8-sig")

    assert "A calm marke" in exported("analyst")
    assert "A calm marke" not in exported("partner_analyst")


def test_a_group_of_another_situation_is_not_spoken_of(world: World) -> None:
    one, other = world.situation(), world.situation()
    with pytest.raises(NotPossibleNow, match=r"evidence\.foreign_group"):
        code(world, one, world.item(), "7.14", concerns=other.groups.get())


def test_states_of_evidence_put_risk_before_mitigation(world: World) -> None:
    one = world.situation()
    code(world, one, world.item(), "7.14", polarity="mitigation")
    code(world, one, world.item("Another report of today."), "7.14")
    pieces = selectors.evidence(world.viewer("analyst"), one)
    assert selectors.states_of_evidence(pieces) == {"7.14": "present"}
