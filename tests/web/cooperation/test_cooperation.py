"""Cooperation: agreements, meetings and promises, with what documents do not agree on."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import lxml.html
import pytest
from django.test import Client

from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.services import instrument_record
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.response.services import engagement_record, undertaking_make
from tests.web.conftest import PERSONAS, World

ClientOf = Callable[..., Client]
DATED = {"as_written": "28 يناير 2026", "start": "2026-01-28", "end": "2026-01-28", "precision": "day"}
DISPUTED = {
    "as_written": "17 إلى 20 كانون الأول/ديسمبر 2012",
    "start": "2012-12-17",
    "end": "2012-12-20",
    "precision": "range",
    "contradicted_by": [
        {"as_written": "18 و 19", "start": "2012-12-18", "end": "2012-12-19", "precision": "range"}
    ],
}


def party(world: World, name: str, tlp: str = "clear") -> Actor:
    return actor_record(viewer=world.viewer("officer"), kind="body", names={"en": name}, tlp=tlp)


def memorandum(world: World, **fields: Any) -> Instrument:
    return instrument_record(
        viewer=world.viewer("officer"),
        kind="memorandum",
        **{
            "names": {"en": "Memorandum of the river", "ar": "مذكرة الأحمد", "fr": "Mémorandum du fleuve"},
            "parties": [party(world, "The centre")],
            "dated": DATED,
            "dated_on": date(2026, 1, 28),
            **fields,
        },
    )


def workshop(world: World, persona: str = "officer", **fields: Any) -> Engagement:
    return engagement_record(
        viewer=world.viewer(persona),
        kind="workshop",
        names={"en": "Workshop on peace"},
        convened_by=[party(world, "The committee")],
        **{"tlp": "clear", "held": DISPUTED, "held_on": date(2012, 12, 17), "participants": 70, **fields},
    )


def promise(
    world: World, instrument: Instrument, title: str = "Train together", **fields: Any
) -> Undertaking:
    return undertaking_make(
        viewer=world.viewer("officer"),
        title=title,
        who="both parties",
        origin=Undertaking.Origin.INSTRUMENT,
        origin_id=instrument.pk,
        tlp="clear",
        **fields,
    )


def words_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(lxml.html.fromstring(answer.content).get_element_by_id("main").text_content().split())


@pytest.mark.parametrize("persona", PERSONAS)
def test_public_agreements_are_open_to_everybody_signed_in(
    world: World, client_of: ClientOf, persona: str
) -> None:
    made = memorandum(world)
    assert "Memorandum of the river" in words_of(client_of(persona), "/cooperation/")
    assert "28 يناير 2026" in words_of(client_of(persona), f"/cooperation/instruments/{made.pk}/")


def test_the_answer_counts_what_is_there(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    workshop(world)
    promise(world, made)
    promise(world, made, "Meet yearly", due_on=(datetime.now(UTC) - timedelta(days=3)).date())
    words = words_of(client_of("analyst"), "/cooperation/")
    assert "1 agreement is known here. 1 meeting is recorded. 2 promises are open." in words
    assert "1 of them is overdue." in words
    assert "For 1 no date was agreed." in words


def test_contradicting_dates_stand_side_by_side(world: World, client_of: ClientOf) -> None:
    made = workshop(world)
    listed = words_of(client_of("analyst"), "/cooperation/?show=engagements")
    assert "17–20 December 2012" in listed
    assert "sources disagree" in listed
    words = words_of(client_of("analyst"), f"/cooperation/engagements/{made.pk}/")
    assert "17–20 December 2012" in words
    assert "18–19 December 2012" in words
    assert "Which is right is not settled" in words
    assert "18 و 19" in words


def test_an_unknown_year_is_not_guessed(world: World, client_of: ClientOf) -> None:
    dated = {"as_written": "21-23 آب", "start": "2011-01-01", "end": "2012-12-31", "precision": "year"}
    made = memorandum(world, dated=dated, dated_on=None)
    words = words_of(client_of("analyst"), f"/cooperation/instruments/{made.pk}/")
    assert "2011–2012" in words
    assert "does not give the year" in words


def test_a_date_that_nobody_gives_is_missing_aloud(world: World, client_of: ClientOf) -> None:
    made = memorandum(world, dated=None, dated_on=None)
    assert "not known" in words_of(client_of("analyst"), "/cooperation/")
    words = words_of(client_of("analyst"), f"/cooperation/instruments/{made.pk}/")
    assert "No document that we know gives a date." in words


def test_promises_stand_with_the_agreement_they_come_from(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    promise(world, made)
    other = memorandum(world, names={"en": "Another"})
    client = client_of("officer")
    assert "Train together" in words_of(client, f"/cooperation/instruments/{made.pk}/")
    assert "Train together" not in words_of(client, f"/cooperation/instruments/{other.pk}/")
    assert client.get("/cooperation/?show=promises").headers["Location"] == "/cooperation/promises/"
    listed = words_of(client, "/cooperation/promises/")
    assert "Train together" in listed
    assert "Memorandum of the river" in listed
    assert "no date agreed" in listed


def test_agreements_and_parties_hide_by_their_own_labels(world: World, client_of: ClientOf) -> None:
    parties = [party(world, "The centre"), party(world, "A quiet partner", "amber_strict")]
    open_one = memorandum(world, parties=parties)
    closed = memorandum(world, names={"en": "Closed paper"}, tlp="amber_strict")
    for path in ("/cooperation/", f"/cooperation/instruments/{open_one.pk}/"):
        words = words_of(client_of("outsider"), path)
        assert "The centre" in words
        assert "A quiet partner" not in words
        assert "Closed paper" not in words
    assert "A quiet partner" in words_of(client_of("officer"), "/cooperation/")
    answer = client_of("outsider").get(f"/cooperation/instruments/{closed.pk}/")
    assert (
        answer.status_code
        == client_of("outsider").get(f"/cooperation/instruments/{uuid4()}/").status_code
        == 403
    )
    table = client_of("outsider").get("/cooperation/?format=csv").getvalue().decode()
    assert "quiet" not in table


def test_the_situation_of_a_meeting_is_for_those_who_see_it(world: World, client_of: ClientOf) -> None:
    made = workshop(world, persona="analyst", situation=world.situation())
    path = f"/cooperation/engagements/{made.pk}/"
    assert "Nour Valley" in words_of(client_of("analyst"), path)
    assert "Nour Valley" not in words_of(client_of("outsider"), path)


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?q=river", True),
        ("?q=مذكرة الاحمد", True),
        ("?q=mountain", False),
        ("?kind=memorandum", True),
        ("?kind=plan", False),
    ],
)
def test_filters(world: World, client_of: ClientOf, query: str, there: bool) -> None:
    memorandum(world)
    assert ("Memorandum of the river" in words_of(client_of("analyst"), f"/cooperation/{query}")) is there


def test_all_that_somebody_takes_part_in(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    memorandum(world, names={"en": "Of others"}, parties=[party(world, "Another")])
    words = words_of(client_of("analyst"), f"/cooperation/?party={made.parties.get().pk}")
    assert "Memorandum of the river" in words
    assert "Of others" not in words


@pytest.mark.parametrize(
    "query", ["?party=x", "?party=%00", "?show=x", "?kind=workshop", "?page=x", "?state=x", "?who=%00"]
)
def test_an_address_that_makes_no_sense_breaks_nothing(client_of: ClientOf, query: str) -> None:
    assert client_of("analyst").get(f"/cooperation/{query}").status_code == 200


@pytest.mark.parametrize(
    ("show", "cells"),
    [
        ("instruments", ["Memorandum of the river", "memorandum of understanding", "The centre"]),
        ("engagements", ["Workshop on peace", "workshop", "The committee"]),
        ("promises", ["Train together", "both parties", "Memorandum of the river"]),
    ],
)
def test_each_table_can_be_taken_along(
    world: World, client_of: ClientOf, show: str, cells: list[str]
) -> None:
    made = memorandum(world)
    workshop(world)
    promise(world, made)
    answer = client_of("officer").get(f"/cooperation/?show={show}&format=csv", follow=True)
    _, row = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row[:3] == cells
    refused = client_of("reporter").get(f"/cooperation/?show={show}&format=csv", follow=True)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("?show=", "No agreement is recorded yet"),
        ("?show=engagements", "No meeting"),
        ("promises/", "No promise is recorded yet"),
    ],
)
def test_empty_sides_say_what_belongs_there(client_of: ClientOf, show: str, words: str) -> None:
    assert words in words_of(client_of("analyst"), f"/cooperation/{show}")


def test_long_lists_ask_little(
    world: World, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    centre = party(world, "The centre")
    for number in range(20):
        made = memorandum(world, names={"en": f"Paper {number}"}, parties=[centre])
        promise(world, made, f"Promise {number}")
    client = client_of("officer")
    client.get("/cooperation/")
    for show in ("instruments", "promises"):
        with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
            client.get(f"/cooperation/?show={show}")


def test_somebody_without_agreements_has_none_rather_than_all(world: World, client_of: ClientOf) -> None:
    memorandum(world)
    alone = party(world, "Alone")
    words = words_of(client_of("analyst"), f"/cooperation/?party={alone.pk}")
    assert "Memorandum of the river" not in words
    assert "Nothing fits this filter" in words
