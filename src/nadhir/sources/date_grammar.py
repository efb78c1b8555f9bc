"""How dates are put together, in three languages: pieces in, parts of a date out, parts made a span.

Reading and meaning are two steps, so that a date that reads well but means nothing (31 February) can
be pointed at as well as refused.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from nadhir.errors import RecordRefused
from nadhir.sources.date_words import Piece
from nadhir.sources.records import Precision

_NOTHING = Piece("stop", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """What one date says, as far as it says it."""

    day: int | None = None
    month: int | None = None
    month_to: int | None = None  # "March/April"
    year: int | None = None
    turn: str = ""  # "last" or "next", to be resolved against the reference
    span: tuple[date, date, Precision] | None = None  # already resolved: "yesterday"
    month_first: bool = False
    month_filled: bool = False
    problem: str = ""
    about: tuple[tuple[str, Any], ...] = ()

    @property
    def bare_day(self) -> bool:
        return self.day is not None and self.month is None and not self.problem

    @property
    def bare_year(self) -> bool:
        return self.year is not None and self.month is None and not self.problem and self.span is None

    @property
    def relative(self) -> bool:
        return bool(self.turn) or self.span is not None


@dataclass(frozen=True, slots=True)
class Expression:
    """A date, or a range of two, and the piece after it."""

    first: Part
    second: Part | None
    after: int


class Grammar:
    """Reads expressions out of pieces.

    Args:
        pieces: of one text, see `date_words.cut`.
        reference: the day that "last September" is seen from.
        day_first: whether 03/04/2012 is in April; None where nobody knows.
    """

    def __init__(
        self, pieces: Sequence[Piece], *, reference: date | None = None, day_first: bool | None = None
    ) -> None:
        self._pieces = pieces
        self._reference = reference
        self._day_first = day_first

    def at(self, index: int) -> Piece:
        return self._pieces[index] if 0 <= index < len(self._pieces) else _NOTHING

    def expression(self, index: int) -> Expression | None:
        """The longest date or range that starts at piece `index`, if one does."""
        relative = self._relative(index)
        if relative:
            return Expression(relative[0], None, relative[1])
        found = self._part(index)
        if found is None:
            return None
        part, after = found
        if part.problem:
            return Expression(part, None, after)
        joined = self._joined(part, after)
        if joined:
            return joined
        return None if part.bare_day else Expression(part, None, after)

    # ranges

    def _joined(self, first: Part, after: int) -> Expression | None:
        index = after
        if first.bare_day:  # "17, 18 and 19 December": the first and the last count
            most = index + 20
            while index < most and self.at(index).value == "," and self._is_day(self.at(index + 1)):
                index += 2
        joint = self.at(index)
        until = joint.value == "-" or joint.is_("until") or (joint.value == "/" and first.day is not None)
        together = joint.is_("and") or joint.value == "&"
        if not (until or (together and first.year is None)):
            return None
        index += 1
        while self.at(index).is_("lead") and index < after + 4:
            index += 1
        found = self._part(index)
        if found is None:
            return None
        second, index = found
        if second.problem or (second.turn and first.turn):
            return None
        return self._paired(first, second, index)

    def _paired(self, first: Part, second: Part, after: int) -> Expression | None:
        if second.bare_day:  # "December 17–20, 2012"
            if not first.month_first or first.day is None or first.year is not None:
                return None
            year, after = self._year(after)
            second = replace(second, month=first.month, year=year)
        if (first.day is None) != (second.day is None) or first.bare_year != second.bare_year:
            return None
        if first.bare_year and not 0 < (second.year or 0) - (first.year or 0) <= 150:
            return None
        if first.month is None and first.day is not None:
            first = replace(first, month=second.month, month_filled=True)
        if first.year is None:
            first = replace(first, year=_year_before(first, second), turn=second.turn)
        return Expression(first, second, after)

    # one date

    def _part(self, index: int) -> tuple[Part, int] | None:
        piece = self.at(index)
        if piece.kind == "weekday":
            index += 2 if self.at(index + 1).value == "," else 1
            piece = self.at(index)
            if piece.kind not in {"number", "iso", "ymd", "dmy", "month"}:
                return None
        if piece.kind in {"iso", "ymd"}:
            return _of_digits(piece), index + 1
        if piece.kind == "dmy":
            return self._day_month_year(piece), index + 1
        if piece.kind == "number":
            return self._from_number(index)
        if piece.kind == "month":
            return self._from_month(index)
        return None

    def _from_number(self, index: int) -> tuple[Part, int] | None:
        piece = self.at(index)
        if len(piece.value) == 4 and 1000 <= piece.number <= 2999:
            return self._with_era(Part(year=piece.number), index + 1)
        if len(piece.value) > 2:
            return None
        after = self._skipped(index + 1, "middle", 2)
        if self.at(after).kind == "hijri":
            return Part(problem="date.hijri"), self._year(after + 1)[1]
        if self.at(after).kind != "month":
            return (Part(day=piece.number), index + 1) if self._is_day(piece) else None
        part, after = self._month(after)
        return self._completed(replace(part, day=piece.number), after)

    def _from_month(self, index: int) -> tuple[Part, int] | None:
        part, after = self._month(index)
        following = self.at(after)
        if "en" in self.at(index).families and self._is_day(following) and not part.problem:
            part = replace(part, day=following.number, month_first=True)
            after += 1
        return self._completed(part, after)

    def _completed(self, part: Part, after: int) -> tuple[Part, int]:
        """The year, or the word that stands for it ("last")."""
        turn = self.at(after)
        for way in ("last", "next"):
            if turn.is_(way):
                return replace(part, turn=way), after + 1
        year, after = self._year(after)
        return self._with_era(replace(part, year=year), after)

    def _with_era(self, part: Part, after: int) -> tuple[Part, int]:
        if self.at(after).is_("hijri_era"):
            return Part(problem="date.hijri"), after + 1
        return part, after + 1 if self.at(after).is_("era") else after

    def _month(self, index: int) -> tuple[Part, int]:
        """One month, or one written twice: with a slash, or with the other name in brackets."""
        piece = self.at(index)
        slash, other = self.at(index + 1), self.at(index + 2)
        part = Part(month=piece.number)
        if slash.value not in {"/", "("} or other.kind != "month":
            return part, index + 1
        after = index + 3
        if slash.value == "(":
            after += self.at(after).value == ")"
        if other.number == piece.number:
            return part, after
        if piece.families & other.families:
            return replace(part, month_to=other.number), after
        return Part(problem="date.months_disagree"), after

    def _year(self, index: int) -> tuple[int | None, int]:
        after = index + 1 if self.at(index).value in {",", "."} else index
        after = self._skipped(after, "middle", 2)
        piece = self.at(after)
        if piece.kind == "number" and len(piece.value) == 4 and 1000 <= piece.number <= 2999:
            return piece.number, after + 1
        return None, index

    def _skipped(self, index: int, kind: str, most: int) -> int:
        after = index
        while after < index + most and self.at(after).is_(kind):
            after += 1
        return after

    @staticmethod
    def _is_day(piece: Piece) -> bool:
        return piece.kind == "number" and len(piece.value) <= 2 and 1 <= piece.number <= 31

    def _day_month_year(self, piece: Piece) -> Part:
        sign = next(sign for sign in piece.value if not sign.isdigit())
        first, second, year = (int(digits) for digits in piece.value.split(sign))
        if len(piece.value.rsplit(sign, 1)[1]) == 2:
            return Part(problem="date.two_digit_year")
        day_first = True if sign == "." else self._day_first
        if first > 12 or first == second:
            day_first = True
        elif second > 12:
            day_first = False
        if day_first is None:
            readings = (
                ("one", f"{year:04}-{second:02}-{first:02}"),
                ("other", f"{year:04}-{first:02}-{second:02}"),
            )
            return Part(problem="date.ambiguous", about=readings)
        day, month = (first, second) if day_first else (second, first)
        return Part(day=day, month=month, year=year)

    # dates seen from another date

    def _relative(self, index: int) -> tuple[Part, int] | None:
        piece, following = self.at(index), self.at(index + 1)
        if piece.kind == "relative_day":
            return self._seen("yesterday" if piece.is_("yesterday") else "today", 0), index + 1
        for way in ("last", "next"):
            if piece.is_(way) and following.kind == "month":
                part, after = self._month(index + 1)
                year, after = self._year(after)
                return (part if part.problem else replace(part, turn="" if year else way, year=year)), after
            for subject, turn in ((piece, following), (following, piece)):
                if not turn.is_(way):
                    continue
                if subject.kind == "weekday":
                    return self._seen(f"{way}_weekday", subject.number), index + 2
                for unit in ("month_unit", "year_unit", "week_unit"):
                    if subject.is_(unit):
                        return self._seen(f"{way}_{unit}", 0), index + 2
        return None

    def _seen(self, what: str, weekday: int) -> Part:
        seen_from = self._reference
        if seen_from is None:
            return Part(problem="date.no_reference")
        way = 1 if what.startswith("next") else -1
        try:
            if what in {"yesterday", "today"}:
                day = seen_from - timedelta(days=1) if what == "yesterday" else seen_from
                return Part(span=(day, day, "day"))
            if what.endswith("weekday"):
                apart = (seen_from.weekday() - weekday) * -way % 7 or 7
                day = seen_from + timedelta(days=apart * way)
                return Part(span=(day, day, "day"))
            if what.endswith("week_unit"):
                monday = seen_from - timedelta(days=seen_from.weekday()) + timedelta(days=7 * way)
                return Part(span=(monday, monday + timedelta(days=6), "range"))
            months = seen_from.year * 12 + seen_from.month - 1 + way
            year, month = divmod(months, 12) if what.endswith("month_unit") else (seen_from.year + way, -1)
            return Part(span=_span(Part(month=month + 1 or None, year=year)))
        except (ValueError, OverflowError):
            return Part(problem="date.impossible")

    def resolve(self, expression: Expression) -> tuple[date, date, Precision, bool]:
        """What the expression means: first day, last day, precision, relative.

        Raises:
            RecordRefused: it means nothing, or nothing certain; `code` says why.
        """
        first = _span(self._dated(expression.first))
        relative = expression.first.relative
        if expression.second is None:
            return (*first, relative)
        second = _span(self._dated(expression.second))
        if second[1] < first[0]:
            raise RecordRefused(
                "date.end_before_start", start=first[0].isoformat(), end=second[1].isoformat()
            )
        precision: Precision = "range" if first != second else first[2]
        return first[0], second[1], precision, relative or expression.second.relative

    def _dated(self, part: Part) -> Part:
        """`part` with the year that "last" or "next" stands for."""
        if not part.turn or part.year is not None:
            return part
        seen_from = self._reference
        if seen_from is None:
            raise RecordRefused("date.no_reference")
        month, day = part.month or 1, part.day
        here = (seen_from.month, seen_from.day if day else 0)
        there = (month, day or 0)
        if part.turn == "last":
            year = seen_from.year if there < here else seen_from.year - 1
        else:
            year = seen_from.year if there > here else seen_from.year + 1
        return replace(part, year=year)


def _year_before(first: Part, second: Part) -> int | None:
    """The year of a range's start that the writer left to its end: 30 December – 2 January 2013."""
    if second.year is None or first.month_filled:
        return second.year
    later = (first.month or 0) > (second.month or 0)
    return second.year - 1 if later else second.year


def _of_digits(piece: Piece) -> Part:
    year, month, day = (
        int(digits) for digits in piece.value[:10].replace("/", "-").replace(".", "-").split("-")[:3]
    )
    return Part(day=day, month=month, year=year)


def _span(part: Part) -> tuple[date, date, Precision]:
    if part.problem:
        raise RecordRefused(part.problem, **dict(part.about))
    if part.span:
        return part.span
    if part.year is None:
        raise RecordRefused("date.no_year")
    try:
        if part.day is not None:
            day = date(part.year, part.month or 0, part.day)
            return day, day, "day"
        if part.month is None:
            return date(part.year, 1, 1), date(part.year, 12, 31), "year"
        last = part.month_to or part.month
        end = date(part.year, last, calendar.monthrange(part.year, last)[1])
        start = date(part.year, part.month, 1)
    except (ValueError, calendar.IllegalMonthError):
        raise RecordRefused("date.impossible") from None
    if end < start:
        raise RecordRefused("date.end_before_start", start=start.isoformat(), end=end.isoformat())
    return start, end, "range" if part.month_to else "month"
