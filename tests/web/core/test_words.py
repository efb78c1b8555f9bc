"""Figures and dates follow the reader: language, separators, digits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine.phrases import Reason
from nadhir.web.core import words
from nadhir.web.core.templatetags import nadhir as filters

MOMENT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


def eastern_reader():
    return words.digits_by(lambda: "arab")


@pytest.mark.parametrize(
    ("lang", "expected"), [("ar", "12,345.5"), ("en", "12,345.5"), ("fr", "12\u202f345,5")]
)
def test_numbers_have_the_separators_of_the_language(lang: str, expected: str) -> None:
    assert words.number(12345.5, lang) == expected


def test_a_reader_of_arabic_may_choose_arabic_digits() -> None:
    with eastern_reader():
        assert words.number(12345.5, "ar") == "١٢٬٣٤٥٫٥"
        assert words.percent(0.082, "ar").startswith("٨٫٢")
        assert "%" not in words.percent(0.082, "ar")
        assert words.day(date(2026, 11, 21), "ar") == "٢١ تشرين الثاني/نوفمبر ٢٠٢٦"
        assert words.moment(MOMENT, "ar") == "٢١ تشرين الثاني/نوفمبر ٢٠٢٦، ١٤:٠٥ UTC"
        assert words.written_date(
            {"start": "2011-01-01", "end": "2012-12-31", "precision": "year"}, "ar"
        ) == ("٢٠١١–٢٠١٢")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_other_languages_keep_their_digits(lang: str) -> None:
    with eastern_reader():
        assert words.number(2026, lang).replace("\u202f", "").replace(",", "") == "2026"
        assert words.day(date(2026, 11, 21), lang).startswith("21 ")


def test_the_choice_ends_with_the_answer() -> None:
    with eastern_reader():
        pass
    assert words.number(7, "ar") == "7"


def test_an_answer_within_another_has_its_own_digits() -> None:
    with eastern_reader():
        with words.digits_by(lambda: "latn"):
            assert words.number(7, "ar") == "7"
        assert words.number(7, "ar") == "٧"


def test_the_reader_is_asked_only_for_arabic() -> None:
    def nobody() -> words.Digits:
        raise AssertionError("asked")

    with words.digits_by(nobody):
        words.number(7, "en")
        words.moment(MOMENT, "fr")


def test_a_sentence_of_ours_follows_and_a_name_does_not(settings: object) -> None:
    from django.utils import translation

    reason = Reason("reason.displaced_abroad", {"abroad": 1283426}, "nadhir.forecasting")
    with translation.override("ar"), eastern_reader():
        assert "١٬٢٨٣٬٤٢٦" in filters.in_words(reason)
        assert "١٬٢٨٣٬٤٢٦" in filters.in_words(reason.as_json())
        assert filters.in_words({"ar": "القرار 2250", "en": "x"}) == "القرار 2250"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2012", "2012"),
        ("2012-10", "October 2012"),
        ("2012-10-18", "18 October 2012"),
        ("2012-13", "2012-13"),
        ("before 2009", "before 2009"),
        ("", ""),
    ],
)
def test_dates_as_far_as_they_are_known(value: str, expected: str) -> None:
    assert words.known_date(value, "en") == expected


@given(st.text())
def test_no_date_is_too_odd_to_be_shown(value: str) -> None:
    assert isinstance(words.known_date(value, "ar"), str)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2012-12-17", "2012-12-20", "17–20 December 2012"),
        ("2012-11-30", "2012-12-02", "30 November 2012 – 2 December 2012"),
        ("2012-12-17", "2012-12-17", "17 December 2012"),
    ],
)
def test_days_of_one_month_are_written_together(start: str, end: str, expected: str) -> None:
    assert words.written_date({"start": start, "end": end, "precision": "range"}, "en") == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(0.2, "less than an hour"), (1, "1 hour"), (47, "47 hours"), (72, "3 days")]
)
def test_how_long_something_took(hours: float, expected: str) -> None:
    from datetime import timedelta

    assert filters.days_between(MOMENT + timedelta(hours=hours), MOMENT) == expected


@pytest.mark.parametrize(
    ("value", "lang", "written"),
    [
        (0.122, "en", "12.2\u00a0%"),
        (0.01, "en", "1.0\u00a0%"),
        (0.00949, "en", "0.95\u00a0%"),
        (0.00066, "en", "0.07\u00a0%"),
        (0.00066, "fr", "0,07\u00a0%"),
        (0.0, "en", "0.00\u00a0%"),
    ],
)
def test_small_chances_do_not_look_alike(value: float, lang: str, written: str) -> None:
    assert words.chance(value, lang) == written


BOTH_SETS = {
    1: "كانون الثاني/يناير", 2: "شباط/فبراير", 3: "آذار/مارس", 4: "نيسان/أبريل", 5: "أيار/مايو",
    6: "حزيران/يونيه", 7: "تموز/يوليه", 8: "آب/أغسطس", 9: "أيلول/سبتمبر", 10: "تشرين الأول/أكتوبر",
    11: "تشرين الثاني/نوفمبر", 12: "كانون الأول/ديسمبر",
}  # fmt: skip


@pytest.mark.parametrize("month", range(1, 13))
def test_arabic_names_each_month_twice_on_a_moment(month: int) -> None:
    moment = datetime(2026, month, 5, 23, 30, tzinfo=UTC)
    said = words.moment(moment, "ar")
    assert said == f"5 {BOTH_SETS[month]} 2026، 23:30 UTC"
    assert "/" not in words.moment(moment, "en")
    assert "/" not in words.moment(moment, "fr")


@pytest.mark.parametrize(
    ("zone", "lang", "expected"),
    [
        ("", "en", "21 November 2026, 22:30 UTC"),
        ("Africa/Nairobi", "en", "22 November 2026, 01:30 UTC+03:00"),
        ("Africa/Nairobi", "fr", "22 novembre 2026, 01:30 UTC+03:00"),
        ("Africa/Nairobi", "ar", "22 تشرين الثاني/نوفمبر 2026، 01:30 \u2066UTC+03:00\u2069"),
        ("America/Caracas", "en", "21 November 2026, 18:30 UTC-04:00"),
        ("Asia/Kathmandu", "en", "22 November 2026, 04:15 UTC+05:45"),
        ("Africa/Abidjan", "en", "21 November 2026, 22:30 UTC"),
        ("Nowhere/City", "en", "21 November 2026, 22:30 UTC"),
        ("../../etc/passwd", "en", "21 November 2026, 22:30 UTC"),
    ],
)
def test_a_moment_is_told_in_the_readers_zone_with_its_offset(zone: str, lang: str, expected: str) -> None:
    with words.zone_by(lambda: zone):
        assert words.moment(datetime(2026, 11, 21, 22, 30, tzinfo=UTC), lang) == expected


def test_the_offset_is_that_of_the_day_it_speaks_of() -> None:
    with words.zone_by(lambda: "Europe/Paris"):
        assert words.offset(datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "en") == "UTC+02:00"
        assert words.offset(datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "en") == "UTC+01:00"
        assert words.day(date(2026, 7, 1), "en") == "1 July 2026", "a day has no zone"
    assert words.offset(MOMENT, "en") == "UTC", "and the choice ends with the answer"


def test_the_figures_of_an_offset_follow_the_readers_digits() -> None:
    with eastern_reader(), words.zone_by(lambda: "Africa/Nairobi"):
        assert words.moment(MOMENT, "ar").endswith("١٧:٠٥ \u2066UTC+٠٣:٠٠\u2069")
