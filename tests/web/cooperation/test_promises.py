"""Across all agreements: what was promised, done, lapsed, overdue."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import NotPossibleNow
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Instrument, Obligation
from nadhir.web.core import clock
from nadhir.web.response.services import undertaking_move
from tests.web.conftest import World
from tests.web.cooperation.test_cooperation import memorandum, party, words_of

ClientOf = Callable[..., Client]
AREAS = [{"en": "training", "ar": "التدريب"}, {"en": "joint events"}]


def make(world: World, one: Instrument, title: str, days: int | None = None, **fields: Any) -> Obligation:
    due = clock.now().date() + timedelta(days=days) if days is not None else None
    return services.obligation_make(
        viewer=world.viewer("officer"),
        instrument=one,
        title=title,
        who="the centre",
        due=parse_written(due.isoformat()) if due else None,
        **fields,
    )


def filled(world: World) -> Instrument:
    one = memorandum(world, areas=AREAS, dated=None, dated_on=None)
    make(world, one, "Late thing", -12, area=0, clause="2.1", deliverable="a list")
    make(world, one, "Coming thing", 30, area=1)
    make(world, one, "Undated thing")
    for title, to in (("Done thing", "done"), ("Lapsed thing", "lapsed")):
        undertaking_move(
            viewer=world.viewer("officer"), undertaking=make(world, one, title).undertaking, to=to, words="x"
        )
    return one


def test_the_page_answers_in_a_sentence_and_stands_by_area(world: World, client_of: ClientOf) -> None:
    one = filled(world)
    words = words_of(client_of("officer"), "/cooperation/promises/")
    assert "Of 5 promises, 1 is done, 1 is overdue, 1 has lapsed, 1 goes on in time, for 1 no date" in words
    assert "12 days late" in words
    own = words_of(client_of("officer"), f"/cooperation/instruments/{one.pk}/")
    assert (
        own.index("training")
        < own.index("Late thing")
        < own.index("joint events")
        < own.index("Under no area")
    )
    assert "Clause 2.1 · a list" in own


@pytest.mark.parametrize(
    ("query", "there", "away"),
    [
        ("?state=late", "Late thing", "Done thing"),
        ("?state=done", "Done thing", "Late thing"),
        ("?state=lapsed", "Lapsed thing", "Done thing"),
        ("?area=التدريب", "Late thing", "Coming thing"),
        ("?party=centre", "Late thing", ""),
        ("?party=nobody", "", "Late thing"),
        ("?agreement=river", "Late thing", ""),
        ("?q=coming", "Coming thing", "Late thing"),
        ("?year=1999", "", "Late thing"),
        ("?instrument=x&actor=%00&year=abc", "Late thing", ""),
    ],
)
def test_filters(world: World, client_of: ClientOf, query: str, there: str, away: str) -> None:
    filled(world)
    words = words_of(client_of("officer"), f"/cooperation/promises/{query}")
    assert there in words
    assert not away or away not in words


def test_the_table_can_be_taken_along(world: World, client_of: ClientOf) -> None:
    filled(world)
    answer = client_of("officer").get("/cooperation/promises/?state=late&format=csv")
    _head, row = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row[:6] == ["Late thing", "the centre", "Memorandum of the river", "2.1", "training", "a list"]
    assert row[10] == "12"


def test_the_same_promise_again_is_the_same_obligation(world: World) -> None:
    one = memorandum(world)
    assert make(world, one, "Meet").pk == make(world, one, "Meet").pk


def test_a_promise_needs_an_area_that_is_there_and_a_day_that_can_be(world: World) -> None:
    one = memorandum(world, areas=AREAS, dated_on=date(2026, 1, 28))
    with pytest.raises(NotPossibleNow, match="no_such_area"):
        make(world, one, "x", area=2)
    with pytest.raises(NotPossibleNow, match="due_before"):
        make(world, one, "x", -4_000)


def test_where_a_promise_stands_is_changed_on_a_page(world: World, client_of: ClientOf) -> None:
    one = memorandum(world, areas=AREAS, parties=[party(world, "The centre")])
    made = make(world, one, "Meet")
    sent = {"clause": "4", "area": "1", "deliverable": "minutes"}
    assert client_of("officer").post(f"/cooperation/obligations/{made.pk}/edit/", sent).status_code == 302
    made.refresh_from_db()
    assert (made.clause, made.area, made.deliverable) == ("4", 1, "minutes")
    new = {"title": "Share", "who": str(one.parties.get().pk), "due": "March 2031"}
    client_of("officer").post(f"/cooperation/instruments/{one.pk}/promise/", new)
    shared = Obligation.objects.get(undertaking__title="Share")
    assert shared.undertaking.actor == one.parties.get()
    assert shared.undertaking.due_on == date(2031, 3, 31)
