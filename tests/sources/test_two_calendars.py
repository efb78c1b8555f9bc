"""Dates written in the Islamic and the Gregorian calendar at once."""

from __future__ import annotations

from datetime import date

import pytest

from nadhir.errors import RecordRefused
from nadhir.sources.dates import parse_written
from nadhir.sources.two_calendars import islamic_day


@pytest.mark.parametrize(
    "written",
    [
        "9 شعبان 1447 هـ الموافق 28 يناير 2026 م",
        "9 شعبان 1447هـ الموافق 28 كانون الثاني/يناير 2026",
        "٩ شعبان ١٤٤٧ هـ (٢٨ يناير ٢٠٢٦)",
        "28 January 2026 (9 Shaban 1447 AH)",
        "9 Sha'ban 1447 AH corresponding to 28 January 2026",
        "9 chaabane 1447 correspondant au 28 janvier 2026",
        "9 شعبان 1447 هـ / 28 يناير 2026",
    ],
)
def test_the_gregorian_day_counts_and_the_words_stay(written: str) -> None:
    found = parse_written(written)
    assert (found.start, found.end, found.as_written) == (date(2026, 1, 28), date(2026, 1, 28), written)


def test_two_days_that_cannot_be_one_are_refused() -> None:
    with pytest.raises(RecordRefused, match="calendars_disagree"):
        parse_written("9 شعبان 1447 هـ الموافق 28 يناير 2025")


def test_a_month_of_both_is_a_month() -> None:
    found = parse_written("شعبان 1447 هـ الموافق يناير 2026")
    assert (found.start, found.end, found.precision) == (date(2026, 1, 1), date(2026, 1, 31), "month")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1 محرم 1445", date(2023, 7, 19)),
        ("1 Ramadan 1444", date(2023, 3, 23)),
        ("10 ذو الحجة 1445", date(2024, 6, 16)),
    ],
)
def test_the_reckoned_day_is_near_the_seen_one(written: str, day: date) -> None:
    found = islamic_day(written)
    assert found is not None
    assert abs((found - day).days) <= 2
