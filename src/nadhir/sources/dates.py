"""Dates as people write them, in Arabic, English and French.

    >>> parse_written("17–20 كانون الأول/ديسمبر 2012").end
    datetime.date(2012, 12, 20)

Understood: ISO 8601; day, month and year in all three languages, with either set of Arabic months or
both, the Maghreb's spellings, Arabic-Indic and Persian digits; ranges of days, months and years,
"17 and 18 May", "from 17 to 20", across months and years; months and years alone; "last September"
seen from a reference day; the Gregorian half of a date in two calendars. Refused rather than guessed:
03/04/2012 where nothing says which is the day, years of two digits, days without a year, the Islamic calendar
alone, an end before its start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from nadhir.errors import RecordRefused
from nadhir.sources.date_grammar import Expression, Grammar, Part
from nadhir.sources.date_words import Piece, cut
from nadhir.sources.records import WrittenDate, excerpt_of
from nadhir.sources.two_calendars import agrees, gregorian_half

_ISO_DAY = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_ISO_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_EASTERN_DIGITS = re.compile("[٠-٩۰-۹]")
_LONGEST = 200

# English and French month names that are more often another word.
_DOUBTFUL = frozenset({"may", "march", "mar", "mars", "mai", "sept", "jan", "dec", "اوت", "ماي", "جوان"})


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in running text, `text[start:end]`; `problem` is a code where it could not be resolved."""

    as_written: str
    start: int
    end: int
    date: WrittenDate | None
    problem: str | None = None


def parse_written(text: str, *, reference: date | None = None, day_first: bool | None = None) -> WrittenDate:
    """The date that the whole of `text` is.

    Args:
        text: up to 200 characters, such as one cell.
        reference: the day that relative words are seen from, usually that of publication.
        day_first: how to read 03/04/2012; None refuses it. Arabic-Indic digits are read day first.

    Raises:
        RecordRefused: `date.unreadable`, `date.impossible`, `date.end_before_start`, `date.ambiguous`,
            `date.two_digit_year`, `date.no_year`, `date.no_reference`, `date.months_disagree`,
            `date.calendars_disagree` or `date.hijri`; `written` holds the text.
    """
    written = text.strip()
    plain = _ISO_DAY.fullmatch(written)
    if plain is None and _ISO_MONTH.fullmatch(written) is None:
        plain = _BASIC.fullmatch(written)
    try:
        if plain:
            day = _day(*plain.groups())
            return WrittenDate(written, day, day, "day")
        if (half := gregorian_half(written)) is not None:
            found = _parse(half, reference, day_first)
            if not agrees(written, found.start, found.end):
                raise RecordRefused("date.calendars_disagree")
            return replace(found, as_written=written)
        return _parse(written, reference, day_first)
    except RecordRefused as refused:
        params = {"written": excerpt_of(text, 80), **refused.params}
        raise RecordRefused(refused.code, **params) from None


def find_dates(text: str, reference: date | None = None) -> tuple[FoundDate, ...]:
    """The dates in running text, in order; those that say too little come with their `problem`.

    A year alone counts only after a word such as "in" or "عام", or as part of a range.
    """
    pieces = cut(text)
    grammar = Grammar(pieces, reference=reference)
    found: list[FoundDate] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        expression = None if _begins_none(piece) else grammar.expression(index)
        if expression is None or not _certain(grammar, expression, index):
            index += 1
            continue
        start, end = piece.start, pieces[expression.after - 1].end
        found.append(_found(text, start, end, grammar, expression))
        index = expression.after
    return tuple(found)


def _begins_none(piece: Piece) -> bool:
    # "Today" in running text is too often the Day of something, or the present in general.
    return piece.kind in {"sign", "stop", "time"} or piece.is_("today")


def _found(text: str, start: int, end: int, grammar: Grammar, expression: Expression) -> FoundDate:
    written = text[start:end]
    try:
        first, last, precision, relative = grammar.resolve(expression)
    except RecordRefused as refused:
        return FoundDate(written, start, end, None, refused.code)
    return FoundDate(written, start, end, WrittenDate(written, first, last, precision, relative))


def _certain(grammar: Grammar, expression: Expression, index: int) -> bool:
    """Whether words in running text are a date and not, say, the verb "may" or a number."""
    part = expression.first
    if part.problem in {"date.two_digit_year", "date.no_reference"}:
        return part.problem == "date.no_reference"
    if part.problem or part.relative or expression.second is not None:
        return not (part.bare_year and not _recent(part))
    if part.bare_year:
        return grammar.at(index - 1).is_("year_cue") and _recent(part)
    if part.year is not None:
        return True
    month = grammar.at(index if part.month_first else index + 1).value
    return part.day is not None and month not in _DOUBTFUL


def _recent(part: Part) -> bool:
    return part.year is not None and 1800 <= part.year <= 2100


def _parse(written: str, reference: date | None, day_first: bool | None) -> WrittenDate:
    if not written or len(written) > _LONGEST:
        raise RecordRefused("date.unreadable")
    month = _ISO_MONTH.fullmatch(written)
    if month:
        written_month = Expression(Part(year=int(month[1]), month=int(month[2])), None, 0)
        start, end, precision, _ = Grammar(()).resolve(written_month)
        return WrittenDate(written, start, end, precision)
    if day_first is None and _EASTERN_DIGITS.search(written):
        day_first = True
    pieces = cut(written)
    grammar = Grammar(pieces, reference=reference, day_first=day_first)
    index = 0
    while index < len(pieces) - 1 and (
        pieces[index].is_("lead", "year_cue") or pieces[index].value in {":", "("}
    ):
        index += 1
    expression = grammar.expression(index)
    if expression is None and index:  # "de" or "في" may have been a part of it after all
        expression = grammar.expression(0)
    if expression is None:
        raise RecordRefused("date.no_year" if _is_month_alone(pieces) else "date.unreadable")
    _refuse_rest(pieces[expression.after :])
    start, end, precision, relative = grammar.resolve(expression)
    return WrittenDate(written, start, end, precision, relative)


def _is_month_alone(pieces: list[Piece]) -> bool:
    return len(pieces) == 1 and pieces[0].kind == "month"


def _refuse_rest(pieces: list[Piece]) -> None:
    """Something after the date: a time of day and punctuation are fine, anything else is not."""
    for piece in pieces:
        if piece.kind == "number" and len(piece.value) == 2:
            raise RecordRefused("date.two_digit_year")
        fine = piece.kind == "time" or piece.value in {
            ",",
            ".",
            ")",
            ";",
            "t",
            "a",
            "at",
            "gmt",
            "utc",
            "الساعه",
        }
        if not fine:
            raise RecordRefused("date.unreadable")


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise RecordRefused("date.impossible") from None
