"""What comes in from outside, as plain records.

Every format ends here: a table row, a feed entry and a page of prose all become a `Record`, or a
`Rejection` that says why not. Nothing here knows a format, and nothing here knows Django.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.doctrine.text import LANGUAGES

BOOK = "nadhir.sources"

Precision = Literal["day", "range", "month", "year"]
EventKind = Literal["state_based", "non_state", "one_sided"]
PlacePrecision = Literal[
    "exact", "near", "district", "province", "area", "country", "international", "unknown"
]


def note(code: str, /, **params: Any) -> Reason:
    """A remark in this package's phrase book."""
    return Reason(code, params, BOOK)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as somebody wrote it, and what it means.

    Attributes:
        as_written: the words of the source, untouched.
        start: first day it can mean.
        end: last day it can mean, not before `start`.
        precision: `day`, `range` (of days, months or years), `month` or `year`.
        relative: resolved against another date ("last September"), so only as good as that one.
    """

    as_written: str
    start: date
    end: date
    precision: Precision
    relative: bool = False


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """Where the source says it happened; to be matched with the gazetteer by whoever takes it in.

    Attributes:
        name: as written by the source; empty where it gives coordinates only.
        code: an ISO 3166 code as the source gives it (`KE`, `KEN`, `KE-30`), or `gw:501` for a
            Gleditsch–Ward state number, valid in the year of the event.
        latitude, longitude: WGS 84 degrees, both or neither.
        precision: how well the place is known.
    """

    name: str
    code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: PlacePrecision = "unknown"


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What an event data set or a structured report says about one event of violence.

    Deaths are the source's own range. `date_precision` and `place_precision` are on the source's own
    scale (for UCDP 1, exact, to 5 and 7). `provisional` marks figures the source will still revise. What
    was damaged, weapons, the cause that somebody claims, what authorities or elders answered and what is
    still to be done are the words of the source.
    """

    kind: EventKind | None = None
    side_a: str | None = None
    side_b: str | None = None
    civilians_targeted: bool = False
    deaths_low: int | None = None
    deaths_best: int | None = None
    deaths_high: int | None = None
    deaths_civilians: int | None = None
    date_precision: int | None = None
    place_precision: int | None = None
    sources: tuple[str, ...] = ()
    provisional: bool = False
    injured: int | None = None
    displaced: int | None = None
    damage: str | None = None
    weapons: str | None = None
    cause: str | None = None
    response: str | None = None
    follow_up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One report, post, article or event.

    Attributes:
        row: the row as a spreadsheet counts it (the header is row 1), the line of a JSONL file, the
            position of a feed entry; None for a document.
        external_id: the source's own identifier.
        text: what is to be read and screened; empty only where `event` says what happened.
        raw: the record as it stood: the bytes of a document, canonical JSON (sorted keys, UTF-8) of a
            row, the XML of a feed entry.
        notes: what a reader should know about how it came in.
        attributes: fields without a role, by their name in the source.
    """

    text: str
    raw: bytes
    row: int | None = None
    external_id: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    author: str | None = None
    published: WrittenDate | None = None
    occurred: WrittenDate | None = None
    places: tuple[PlaceHint, ...] = ()
    event: EventFacts | None = None
    notes: tuple[Reason, ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row or entry that was not taken, and why.

    `excerpt` is short and made safe to show: one line, no control or direction characters.
    """

    file: str
    row: int | None
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    excerpt: str = ""

    @property
    def reason(self) -> Reason:
        """The rejection as something that can be said in three languages: file, row, what and why."""
        params = {**self.params, "file": self.file}
        book = phrasebook(BOOK)
        what = {lang: book.say(self.code, lang, **params) for lang in LANGUAGES}
        where = "rejection.from_row" if "kept" in self.params else "rejection.at_row"
        kept = self.params.get("kept")
        return note(where, file=self.file, row=self.row, why=self.code, what=what, kept=kept)


# Characters that turn or hide neighbouring text when shown: bidi controls, zero-width, byte order mark.
_TURNING = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], " ")


def excerpt_of(words: object, length: int = 120) -> str:
    """At most `length` characters of `words` on one line, safe to show beside other text."""
    shown = " ".join(str(words)[: length * 4].translate(_CONTROLS).translate(_TURNING).split())
    return shown if len(shown) <= length else shown[: length - 1].rstrip() + "…"
