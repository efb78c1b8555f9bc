"""From warning to result over time: medians that anybody can compute again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from nadhir.web.response.selectors import Step, Thread
from nadhir.web.response.selectors.measures import measure_of, measured_by, quarter_of

if TYPE_CHECKING:
    from tests.web.conftest import ClientOf, World

START = datetime(2026, 1, 10, tzinfo=UTC)


def _thread(**days: float) -> Thread:
    """A thread whose steps lie so many days after the start."""
    steps = tuple(Step(name, START + timedelta(days=at)) for name, at in days.items())
    missing = {"signal", "assessed", "warned", "acknowledged", "decided", "acted", "result"} - days.keys()
    warning: Any = SimpleNamespace(kind="alert")
    return Thread(warning, steps + tuple(Step(name, None) for name in missing))


def test_medians_say_on_how_many_they_rest() -> None:
    threads = [_thread(signal=0, warned=2, result=9), _thread(signal=0, warned=4), _thread(warned=1)]
    found = measure_of(threads)
    assert (found.warned, found.resulted) == (3, 1)
    assert found.spans["signal", "result"].days == 9
    assert (found.spans["acted", "result"].days, found.spans["acted", "result"].many) == (None, 0)


def test_a_thread_that_was_never_issued_does_not_count() -> None:
    assert measure_of([_thread(signal=0, assessed=1)]).warned == 0


def test_an_answer_before_the_warning_shows_as_it_is() -> None:
    early = _thread(warned=3, acknowledged=2)
    assert measure_of([early]).spans["warned", "acknowledged"].days == -1


def test_threads_are_told_apart_by_quarter() -> None:
    threads = [_thread(warned=0), _thread(warned=100), _thread(signal=0)]
    assert {key: one.warned for key, one in measured_by(threads, quarter_of).items()} == {
        "2026-Q1": 1,
        "2026-Q2": 1,
    }


def test_an_evaluator_gets_the_dates(world: World, client_of: ClientOf) -> None:
    warning = world.warning()
    answer = client_of("analyst").get("/ledger/over-time/", {"format": "json"})
    told = json.loads(answer.content)
    assert [one["number"] for one in told["threads"]] == [warning.number]
    assert datetime.fromisoformat(told["threads"][0]["warned"]) == warning.issued_at
    assert client_of("reporter").get("/ledger/over-time/", {"format": "json"}).status_code == 403
    assert json.loads(client_of("outsider").get("/ledger/over-time/?format=json").content)["threads"] == []


def test_the_page_and_its_table_say_the_same(world: World, client_of: ClientOf) -> None:
    world.warning()
    client = client_of("analyst")
    assert "1 warning</b> was issued" in client.get("/ledger/over-time/").content.decode()
    table = client.get("/ledger/over-time/?format=csv").getvalue().decode()
    assert table.count("Nour Valley") == 1
