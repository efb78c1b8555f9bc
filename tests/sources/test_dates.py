"""Dates as people write them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nadhir.errors import RecordRefused
from nadhir.sources import find_dates, parse_written

SEEN_FROM = date(2026, 1, 28)

DAYS = {
    "2012-12-17": date(2012, 12, 17),
    "2012-12-17 00:00:00.000": date(2012, 12, 17),
    "2026-01-28T23:30:00+03:00": date(2026, 1, 28),
    "20121217": date(2012, 12, 17),
    "2012/12/17": date(2012, 12, 17),
    "17.12.2012": date(2012, 12, 17),
    "1.2.2012": date(2012, 2, 1),
    "13/04/2012": date(2012, 4, 13),
    "04/13/2012": date(2012, 4, 13),
    "5/5/2012": date(2012, 5, 5),
    "٣/٤/٢٠١٢": date(2012, 4, 3),
    "۱۷ دسامبر 2012".replace("دسامبر", "ديسمبر"): date(2012, 12, 17),
    "23 أيلول/سبتمبر 2010": date(2010, 9, 23),
    "في 14 كانون الأول/ديسمبر 2012": date(2012, 12, 14),
    "١٧ كانون الثاني ٢٠١٢": date(2012, 1, 17),
    "يوم الثلاثاء 17 ديسمبر 2013": date(2013, 12, 17),
    "17 من مايو عام 2011م": date(2011, 5, 17),
    "12 جانفي 2020": date(2020, 1, 12),
    "3 غشت 2020": date(2020, 8, 3),
    "30 جوان 1999": date(1999, 6, 30),
    "17 كانُون الأوّل 2012": date(2012, 12, 17),
    "9 ســبتمبر 2020": date(2020, 9, 9),
    "17 December 2012": date(2012, 12, 17),
    "the 3rd of September 2020": date(2020, 9, 3),
    "Dec 17, 2012": date(2012, 12, 17),
    "September 3rd, 2020": date(2020, 9, 3),
    "Wed, 28 Jan 2026 10:00:00 +0300": date(2026, 1, 28),
    "1er août 2014": date(2014, 8, 1),
    "le 3 août 2014 à 14:00": date(2014, 8, 3),
    "mardi 17 décembre 2013": date(2013, 12, 17),
    "2 févr. 2015".replace(".", ""): date(2015, 2, 2),
}

SPANS = {
    "17–20 كانون الأول/ديسمبر 2012": (date(2012, 12, 17), date(2012, 12, 20), "range"),
    "25 و 26 أيار/مايو 2011": (date(2011, 5, 25), date(2011, 5, 26), "range"),
    "25 و26 أيار/مايو 2011": (date(2011, 5, 25), date(2011, 5, 26), "range"),
    "في الفترة من 17 إلى 20 كانون الأول/ديسمبر 2012": (date(2012, 12, 17), date(2012, 12, 20), "range"),
    "17، 18 و 19 تشرين الأول/أكتوبر 2012": (date(2012, 10, 17), date(2012, 10, 19), "range"),
    "28 May – 3 June 2012": (date(2012, 5, 28), date(2012, 6, 3), "range"),
    "December 17–20, 2012": (date(2012, 12, 17), date(2012, 12, 20), "range"),
    "du 28 mai au 3 juin 2012": (date(2012, 5, 28), date(2012, 6, 3), "range"),
    "entre le 3 et le 5 mars 2021": (date(2021, 3, 3), date(2021, 3, 5), "range"),
    "30 December – 2 January 2013": (date(2012, 12, 30), date(2013, 1, 2), "range"),
    "30 December 2012 to 2 January 2013": (date(2012, 12, 30), date(2013, 1, 2), "range"),
    "من نوفمبر إلى فبراير 2013": (date(2012, 11, 1), date(2013, 2, 28), "range"),
    "2012-12-17/2012-12-20": (date(2012, 12, 17), date(2012, 12, 20), "range"),
    "من مايو إلى يونيو 2012": (date(2012, 5, 1), date(2012, 6, 30), "range"),
    "أكتوبر ونوفمبر 2012": (date(2012, 10, 1), date(2012, 11, 30), "range"),
    "مارس/أبريل 2020": (date(2020, 3, 1), date(2020, 4, 30), "range"),
    "2011-2012": (date(2011, 1, 1), date(2012, 12, 31), "range"),
    "تشرين الثاني/نوفمبر 2009": (date(2009, 11, 1), date(2009, 11, 30), "month"),
    "كانون الأول (ديسمبر) 2012": (date(2012, 12, 1), date(2012, 12, 31), "month"),
    "منذ أبريل 2015م": (date(2015, 4, 1), date(2015, 4, 30), "month"),
    "May 2012": (date(2012, 5, 1), date(2012, 5, 31), "month"),
    "2012-02": (date(2012, 2, 1), date(2012, 2, 29), "month"),
    "2012": (date(2012, 1, 1), date(2012, 12, 31), "year"),
    "عام 2012": (date(2012, 1, 1), date(2012, 12, 31), "year"),
    "في سنة ٢٠١٢": (date(2012, 1, 1), date(2012, 12, 31), "year"),
}

RELATIVE = {
    "سبتمبر الماضي": (date(2025, 9, 1), date(2025, 9, 30), "month"),
    "في سبتمبر الماضي": (date(2025, 9, 1), date(2025, 9, 30), "month"),
    "13 سبتمبر الماضي": (date(2025, 9, 13), date(2025, 9, 13), "day"),
    "يناير الماضي": (date(2025, 1, 1), date(2025, 1, 31), "month"),
    "last September": (date(2025, 9, 1), date(2025, 9, 30), "month"),
    "septembre dernier": (date(2025, 9, 1), date(2025, 9, 30), "month"),
    "next March": (date(2026, 3, 1), date(2026, 3, 31), "month"),
    "الشهر الماضي": (date(2025, 12, 1), date(2025, 12, 31), "month"),
    "le mois dernier": (date(2025, 12, 1), date(2025, 12, 31), "month"),
    "العام الماضي": (date(2025, 1, 1), date(2025, 12, 31), "year"),
    "last week": (date(2026, 1, 19), date(2026, 1, 25), "range"),
    "أمس": (date(2026, 1, 27), date(2026, 1, 27), "day"),
    "hier": (date(2026, 1, 27), date(2026, 1, 27), "day"),
    "الجمعة الماضية": (date(2026, 1, 23), date(2026, 1, 23), "day"),
    "last Wednesday": (date(2026, 1, 21), date(2026, 1, 21), "day"),
    "next Wednesday": (date(2026, 2, 4), date(2026, 2, 4), "day"),
}

REFUSED = {
    "20–17 ديسمبر 2012": "date.end_before_start",
    "2012-12-20/2012-12-17": "date.end_before_start",
    "31 شباط/فبراير 2012": "date.impossible",
    "29 February 2011": "date.impossible",
    "2012-02-30": "date.impossible",
    "2012-13-01": "date.impossible",
    "32 مايو 2012": "date.impossible",
    "03/04/2012": "date.ambiguous",
    "03/04/12": "date.two_digit_year",
    "17 Dec 12": "date.two_digit_year",
    "في الفترة 21-23 آب/أغسطس": "date.no_year",
    "17 December": "date.no_year",
    "May": "date.no_year",
    "أيلول/أكتوبر 2020": "date.months_disagree",
    "15 رمضان 1445": "date.hijri",
    "1445هـ": "date.hijri",
    "": "date.unreadable",
    "soon": "date.unreadable",
    "12": "date.unreadable",
    "7 people in May 2012": "date.unreadable",
    "كانون 2012": "date.unreadable",
    "x" * 500: "date.unreadable",
}


@pytest.mark.parametrize("words", DAYS)
def test_days(words: str) -> None:
    read = parse_written(words)
    assert (read.start, read.end, read.precision) == (DAYS[words], DAYS[words], "day")
    assert not read.relative


@pytest.mark.parametrize("words", SPANS)
def test_spans(words: str) -> None:
    read = parse_written(words)
    assert (read.start, read.end, read.precision) == SPANS[words]
    assert read.as_written == words


@pytest.mark.parametrize("words", RELATIVE)
def test_words_seen_from_a_day(words: str) -> None:
    read = parse_written(words, reference=SEEN_FROM)
    assert (read.start, read.end, read.precision) == RELATIVE[words]
    assert read.relative
    with pytest.raises(RecordRefused) as refused:
        parse_written(words)
    assert refused.value.code == "date.no_reference"


@pytest.mark.parametrize("words", REFUSED)
def test_refused_rather_than_guessed(words: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        parse_written(words)
    assert refused.value.code == REFUSED[words]
    assert len(refused.value.params["written"]) <= 80


def test_two_readings_are_shown_and_either_can_be_chosen() -> None:
    with pytest.raises(RecordRefused) as refused:
        parse_written("03/04/2012")
    assert {refused.value.params["one"], refused.value.params["other"]} == {"2012-04-03", "2012-03-04"}
    assert parse_written("03/04/2012", day_first=True).start == date(2012, 4, 3)
    assert parse_written("03/04/2012", day_first=False).start == date(2012, 3, 4)


ARABIC_MONTHS = (
    ("كانون الثاني", "يناير", "جانفي"), ("شباط", "فبراير", "فيفري"), ("آذار", "مارس", "مارس"),
    ("نيسان", "أبريل", "أفريل"), ("أيار", "مايو", "ماي"), ("حزيران", "يونيو", "جوان"),
    ("تموز", "يوليو", "جويلية"), ("آب", "أغسطس", "أوت"), ("أيلول", "سبتمبر", "شتنبر"),
    ("تشرين الأول", "أكتوبر", "أكتوبر"), ("تشرين الثاني", "نوفمبر", "نونبر"),
    ("كانون الأول", "ديسمبر", "دجنبر"),
)  # fmt: skip


@pytest.mark.parametrize("number", range(1, 13))
def test_every_arabic_month_in_every_set(number: int) -> None:
    syriac, latin, maghreb = ARABIC_MONTHS[number - 1]
    for words in (syriac, latin, maghreb, f"{syriac}/{latin}", f"{latin}/{syriac}", f"{syriac} ({latin})"):
        assert parse_written(f"9 {words} 2020").start == date(2020, number, 9), words
        plain = words.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ى", "ي")
        assert parse_written(f"{plain} 2020").precision == "month", plain


def arabic_digits(number: int) -> str:
    return str(number).translate({ord("0") + n: 0x0660 + n for n in range(10)})


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_back_however_it_is_written(day: date) -> None:
    syriac, latin, _ = ARABIC_MONTHS[day.month - 1]
    english = calendar.month_name[day.month]
    for words in (
        day.isoformat(),
        f"{day.day} {syriac}/{latin} {day.year}",
        f"{arabic_digits(day.day)} {latin} {arabic_digits(day.year)}",
        f"{day.day} {english} {day.year}",
        f"{english} {day.day}, {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{arabic_digits(day.day)}/{arabic_digits(day.month)}/{arabic_digits(day.year)}",
    ):
        assert parse_written(words).start == day, words


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_a_range_is_read_back_or_refused_when_turned_round(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    names = [ARABIC_MONTHS[day.month - 1][0] for day in (first, last)]
    forwards = f"من {first.day} {names[0]} {first.year} إلى {last.day} {names[1]} {last.year}"
    assert (parse_written(forwards).start, parse_written(forwards).end) == (first, last)
    assume(days > 0)
    backwards = f"من {last.day} {names[1]} {last.year} إلى {first.day} {names[0]} {first.year}"
    with pytest.raises(RecordRefused) as refused:
        parse_written(backwards)
    assert refused.value.code == "date.end_before_start"


WORDS = ["كانون ", "الأول ", "مايو ", "May ", "و", "إلى ", "الماضي ", "last ", "2012", "mars ", "\u0301", "ـ"]
ALPHABET = st.sampled_from([*"0123456789٠١٢/-–.,، \n", *WORDS])


@given(st.lists(ALPHABET, max_size=25).map("".join))
def test_any_words_are_read_or_refused_and_never_break(words: str) -> None:
    try:
        read = parse_written(words, reference=SEEN_FROM)
    except RecordRefused as refused:
        code = refused.code
    else:
        code = "date.read" if read.start <= read.end else "turned round"
    assert code.startswith("date.")
    for found in find_dates(words, SEEN_FROM):
        assert words[found.start : found.end] == found.as_written
        assert (found.date is None) != (found.problem is None)


STORY = (
    "عُقدت الحلقة في 3 و 4 تشرين الأول/أكتوبر 2012 في المدينة. ثم اجتمع الأعضاء في سبتمبر الماضي، "
    "وكانت جلسة أخرى يومي 21-23 آب/أغسطس. منذ عام 2015 تغيّر الكثير، وحضر 70 مشاركا. "
    "They may come in May 2020; 12 people march. Nothing on 31 June 2020."
)


def test_dates_in_running_text_with_their_place() -> None:
    found = find_dates(STORY, SEEN_FROM)
    assert [date_.as_written for date_ in found] == [
        "3 و 4 تشرين الأول/أكتوبر 2012",
        "سبتمبر الماضي",
        "21-23 آب/أغسطس",
        "2015",
        "May 2020",
        "31 June 2020",
    ]
    assert [STORY[date_.start : date_.end] for date_ in found] == [date_.as_written for date_ in found]
    assert found[1].date is not None
    assert (found[1].date.start, found[1].date.relative) == (date(2025, 9, 1), True)
    assert [date_.problem for date_ in found] == [None, None, "date.no_year", None, None, "date.impossible"]


def test_without_a_day_to_see_from_relative_words_stay_open() -> None:
    assert [date_.problem for date_ in find_dates("في سبتمبر الماضي")] == ["date.no_reference"]


def test_vowels_and_direction_marks_do_not_shift_offsets() -> None:
    text = "\u200fفي ١٧ كانُون الأوّل ٢٠١٢\u200f، قيل."
    (found,) = find_dates(text)
    assert found.date is not None
    assert found.date.start == date(2012, 12, 17)
    assert text[found.start : found.end] == "١٧ كانُون الأوّل ٢٠١٢"


@pytest.mark.parametrize(
    "words", ["The Day is today", "in 70 people", "12 people", "page 2012", "اليوم الدولي", "3.5", "10:30"]
)
def test_what_is_no_date_is_not_taken_for_one(words: str) -> None:
    assert find_dates(words, SEEN_FROM) == ()
