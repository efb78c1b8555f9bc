"""The clock: the machine's, but for the telling of a demonstration's past."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from nadhir.web.core import clock

PAST = datetime(2026, 1, 28, 9, 30, tzinfo=UTC)


def test_it_is_now_unless_told_otherwise() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


def test_within_the_block_it_is_the_moment_told() -> None:
    with clock.at(PAST):
        assert clock.now() == PAST
        with clock.at(PAST + timedelta(days=1)):
            assert clock.now() == PAST + timedelta(days=1)
        assert clock.now() == PAST
    assert clock.now() > PAST


def test_other_threads_keep_the_time() -> None:
    with clock.at(PAST), ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock.now).result() > PAST


@pytest.mark.parametrize("moment", [PAST.replace(tzinfo=None), datetime.now(UTC) + timedelta(days=1)])
def test_only_a_past_moment_can_be_told(moment: datetime) -> None:
    with pytest.raises(ValueError, match="not a past moment"), clock.at(moment):
        pass
