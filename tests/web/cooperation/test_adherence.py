"""Who signed, ratified and brought into national law which instrument."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.sources.dates import parse_written
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Adherence, Instrument
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.situations.services import legal_position_record
from tests.web.conftest import World
from tests.web.cooperation.test_cooperation import memorandum, words_of

ClientOf = Callable[..., Client]


def state(world: World, **fields: Any) -> Actor:
    return actor_record(
        viewer=world.viewer("officer"), kind="state", names={"en": "Calvora"}, tlp="clear", **fields
    )


def convention(world: World, **fields: Any) -> Instrument:
    return memorandum(world, names={"en": "Convention of the weir"}, dated=None, dated_on=None, **fields)


def step(world: World, one: Instrument, by: Actor, **fields: Any) -> Adherence:
    return services.adherence_record(
        viewer=world.viewer("officer"),
        instrument=one,
        state=by,
        **{"step": "signed", "reference": "Gazette 14", "dated": parse_written("May 2001"), **fields},
    )


def test_steps_stand_by_instrument_and_state(world: World, client_of: ClientOf) -> None:
    one, by = convention(world), state(world)
    step(world, one, by)
    step(world, one, by, step="domesticated", reference="Penal code 112", dated=None)
    for address in ("/cooperation/adherence/", f"/cooperation/instruments/{one.pk}/"):
        words = words_of(client_of("analyst"), address)
        assert "Calvora" in words
        assert "May 2001" in words
        assert "yes, date not known" in words
    answer = client_of("officer").get("/cooperation/adherence/?q=weir&format=csv")
    _head, row, _other = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row[:4] == ["Convention of the weir", "Calvora", "signed", "May 2001"]
    assert "Nothing fits" in words_of(client_of("officer"), "/cooperation/adherence/?state=nobody")


def test_the_legal_register_stands_beside(world: World, client_of: ClientOf) -> None:
    one, by = convention(world, slug="genocide-convention-1948"), state(world, place=world.place)
    step(world, one, by)
    legal_position_record(
        viewer=world.viewer("analyst"),
        place=world.place,
        instrument="genocide-1948",
        state="party",
        since=date(2002, 1, 1),
        source="gazette",
        checked_on=date(2026, 1, 1),
    )
    assert "party · 1 January 2002" in words_of(client_of("analyst"), "/cooperation/adherence/")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reference": " "}, "without_source"),
        ({"dated": parse_written("2090")}, "ahead"),
        ({"dated": parse_written("1402-01-01")}, "other_calendar"),
        ({"step": "dreamt"}, "no_step"),
    ],
)
def test_what_cannot_be_is_refused(world: World, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(NotPossibleNow, match=code):
        step(world, convention(world), state(world), **fields)


def test_only_a_state_adheres_and_never_before_the_instrument(world: World) -> None:
    one = memorandum(world)
    with pytest.raises(NotPossibleNow, match="no_state"):
        step(world, one, one.parties.get())
    with pytest.raises(NotPossibleNow, match="before_instrument"):
        step(world, one, state(world))


def test_a_step_is_recorded_once_and_struck_where_it_was_wrong(world: World, client_of: ClientOf) -> None:
    one, by = convention(world), state(world)
    sent = {"state": "Calvora", "step": "ratified", "dated": "3 June 2004", "reference": "Law 88"}
    for _n in range(2):
        assert (
            client_of("analyst").post(f"/cooperation/instruments/{one.pk}/adherence/", sent).status_code
            == 302
        )
    made = Adherence.objects.get()
    assert made.state == by
    client_of("officer").post(f"/cooperation/adherences/{made.pk}/strike/")
    assert "No State has taken a step yet" in words_of(client_of("officer"), "/cooperation/adherence/")
    reporter = world.viewer("reporter")
    with pytest.raises(NotAllowed):
        services.adherence_record(viewer=reporter, instrument=one, state=by, step="signed", reference="x")
