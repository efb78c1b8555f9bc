"""A row and a mapping make a record."""

from __future__ import annotations

import re
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.errors import RecordRefused
from nadhir.sources.dates import parse_written
from nadhir.sources.limits import Limits
from nadhir.sources.mapping import COUNTS, TOLD, Mapping, Role, decimal_of, fold_name, number_of
from nadhir.sources.records import EventFacts, PlaceHint, Record, WrittenDate, excerpt_of, note
from nadhir.sources.tables import Row, canonical, runs_in_a_spreadsheet, words_of

# What does not fit any reading is refused; what fits several, or none we know, is left open and noted.
_OPEN_DATES = frozenset(
    {
        "date.unreadable",
        "date.ambiguous",
        "date.two_digit_year",
        "date.no_year",
        "date.no_reference",
        "date.hijri",
    }
)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?$")
_LANGUAGES = {
    "arabic": "ar", "العربيه": "ar", "عربي": "ar", "arabe": "ar",
    "english": "en", "الانجليزيه": "en", "انجليزي": "en", "anglais": "en",
    "french": "fr", "الفرنسيه": "fr", "فرنسي": "fr", "francais": "fr",
    "swahili": "sw", "السواحيليه": "sw", "amharic": "am", "الامهريه": "am", "portuguese": "pt",
    "spanish": "es",
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,3})?")


class RowReader:
    """Turns rows of one table into records.

    Args:
        mapping: roles of its columns; needs a text column.
        in_order: whether rows have their columns in the order of the alphabet.
    """

    def __init__(self, mapping: Mapping, limits: Limits, *, in_order: bool = False) -> None:
        self._columns = mapping.as_dict()
        self._used = frozenset(self._columns.values())
        self._day_first = mapping.day_first
        self._limits = limits
        self._in_order = in_order

    def record(self, row: Row) -> Record:
        """The record of one row.

        Raises:
            RecordRefused: `record.no_text`, `text.too_long`, or a date that cannot be
                (`date.impossible`, `date.end_before_start`, `date.months_disagree`).
        """
        text = self._words(row, "text")
        if not text:
            raise RecordRefused("record.no_text", column=self._columns.get("text"))
        if len(text) > self._limits.text_chars:
            raise RecordRefused("text.too_long", length=len(text), limit=self._limits.text_chars)
        notes = list(row.notes)
        title = self._words(row, "title") or None
        for role, words in (("text", text), ("title", title)):
            if words and runs_in_a_spreadsheet(words):
                column = self._columns[role]
                notes.append(note("cell.looks_like_formula", column=column, formula=excerpt_of(words, 60)))
        published = self._date(row, "published", None, notes)
        occurred = self._date(row, "occurred", published, notes)
        return Record(
            row=row.number,
            external_id=self._words(row, "id") or None,
            title=title,
            text=text,
            url=self._words(row, "url") or None,
            language=language_of(self._words(row, "language")),
            author=self._words(row, "author") or None,
            published=published,
            occurred=occurred,
            places=self._places(row, notes),
            event=self._event(row, notes),
            raw=canonical(row.cells, in_order=self._in_order),
            notes=tuple(notes),
            attributes=self._attributes(row),
        )

    def _words(self, row: Row, role: Role) -> str:
        column = self._columns.get(role)
        return words_of(row.cells.get(column)) if column is not None else ""

    def _attributes(self, row: Row) -> dict[str, Any]:
        used = self._used
        return {
            name: value for name, value in row.cells.items() if name not in used and value not in {None, ""}
        }

    def _date(
        self, row: Row, role: Role, published: WrittenDate | None, notes: list[Reason]
    ) -> WrittenDate | None:
        words = self._words(row, role)
        if not words:
            return None
        try:
            reference = published.start if published else None
            return parse_written(words, reference=reference, day_first=self._day_first)
        except RecordRefused as refused:
            if refused.code not in _OPEN_DATES:
                raise RecordRefused(refused.code, column=self._columns[role], **refused.params) from None
            notes.append(note("date.left_open", column=self._columns[role], written=excerpt_of(words, 60)))
            return None

    def _places(self, row: Row, notes: list[Reason]) -> tuple[PlaceHint, ...]:
        latitude, longitude = self._coordinates(row, notes)
        code = self._words(row, "country_code")
        code = code.upper() if _CODE.fullmatch(code) else ""
        hints = []
        place, region, country = (self._words(row, role) for role in ("place", "region", "country"))
        if place or latitude is not None:
            precision: Any = "exact" if latitude is not None else "unknown"
            hints.append(PlaceHint(place, None, latitude, longitude, precision))
        if region:
            hints.append(PlaceHint(region, precision="province"))
        if country or code:
            hints.append(PlaceHint(country, code or None, precision="country"))
        return tuple(hints)

    def _coordinates(self, row: Row, notes: list[Reason]) -> tuple[float | None, float | None]:
        written = self._words(row, "latitude"), self._words(row, "longitude")
        if not any(written):
            return None, None
        latitude, longitude = decimal_of(written[0]), decimal_of(written[1])
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            notes.append(note("place.coordinates_left_out", written=excerpt_of(", ".join(written), 60)))
            return None, None
        return latitude, longitude

    def _event(self, row: Row, notes: list[Reason]) -> EventFacts | None:
        counts: dict[str, int | None] = {}
        for role in sorted(COUNTS):
            words = self._words(row, role)
            counts[role] = number_of(words) if words else None
            if words and (counts[role] is None or (counts[role] or 0) < 0):
                counts[role] = None
                notes.append(
                    note("deaths.left_out", column=self._columns[role], written=excerpt_of(words, 40))
                )
        side_a, side_b = self._words(row, "side_a") or None, self._words(row, "side_b") or None
        told = {role: self._words(row, role) or None for role in TOLD}
        counted = any(count is not None for count in counts.values())
        if not (side_a or side_b or counted or any(told.values())):
            return None
        return EventFacts(
            side_a=side_a,
            side_b=side_b,
            civilians_targeted=(counts["deaths_civilians"] or 0) > 0,
            deaths_low=counts["deaths_low"],
            deaths_best=counts["deaths"],
            deaths_high=counts["deaths_high"],
            deaths_civilians=counts["deaths_civilians"],
            injured=counts["injured"],
            displaced=counts["displaced"],
            **told,  # type: ignore[arg-type]
        )


def language_of(words: str) -> str | None:
    """An ISO 639 code for a language tag or a language's name; None where it is neither."""
    named = _LANGUAGES.get(fold_name(words))
    if named:
        return named
    tag = _TAG.fullmatch(words)
    return tag[1].lower() if tag else None
