"""What comes again and again: once per time, by one worker, whatever the others do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from nadhir.web.core import rounds

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "registered", {})


def test_a_round_runs_once_in_its_time() -> None:
    ran: list[int] = []

    @rounds.register("test.count", every=timedelta(hours=1))
    def count() -> int:
        ran.append(1)
        return len(ran)

    assert rounds.run_due(NOON) == {"test.count": 1}
    assert rounds.run_due(NOON + timedelta(minutes=59)) == {}
    assert rounds.run_due(NOON + timedelta(minutes=60)) == {"test.count": 2}


def test_a_round_that_fails_keeps_no_other_from_running(caplog: pytest.LogCaptureFixture) -> None:
    @rounds.register("test.fails", every=timedelta(hours=1))
    def fails() -> int:
        raise RuntimeError("no")

    @rounds.register("test.works", every=timedelta(hours=1))
    def works() -> int:
        return 3

    assert rounds.run_due(NOON) == {"test.works": 3}
    assert "test.fails" in caplog.text


def test_the_second_worker_finds_the_round_taken() -> None:
    assert rounds._taken("test.shared", timedelta(hours=1), NOON)
    assert not rounds._taken("test.shared", timedelta(hours=1), NOON)
