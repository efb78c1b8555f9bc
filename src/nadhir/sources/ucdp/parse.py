"""One row of the UCDP GED or candidate format to one record.

Columns and scales as in the UCDP GED codebook: `type_of_violence` 1 state-based, 2 non-state,
3 one-sided; `date_prec` 1 (the day is known) to 5 (only that it was within a longer span than a month);
`where_prec` 1 (the exact place) to 7 (international waters or air).
"""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.errors import RecordRefused
from nadhir.sources.connectors import Context
from nadhir.sources.records import EventFacts, EventKind, PlaceHint, PlacePrecision, Record, WrittenDate, note
from nadhir.sources.tables import Row, canonical

_KINDS: dict[str, EventKind] = {"1": "state_based", "2": "non_state", "3": "one_sided"}
_PLACE_PRECISION: dict[str, PlacePrecision] = {
    "1": "exact", "2": "near", "3": "district", "4": "province", "5": "area", "6": "country",
    "7": "international",
}  # fmt: skip
_ATTRIBUTES = (
    "relid", "active_year", "code_status", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name",
    "side_a_new_id", "side_b_new_id", "source_original", "where_description", "adm_2", "event_clarity",
    "deaths_a", "deaths_b", "deaths_unknown",
)  # fmt: skip
_ARTICLE = re.compile(r"(?P<office>.*?),(?P<date>\d{4}-\d{2}-\d{2}),(?P<headline>.*)", re.DOTALL)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T].*)?")
_FINAL_RELEASE = re.compile(r"(?:v|ged|event_?)\s?\d\d[._-]?1(?!\d)", re.IGNORECASE)
_CANDIDATE = re.compile(r"candidate|v?\d\d[._-]0[._-]\d{1,2}|v?\d\d[._-]01[._-]\d\d", re.IGNORECASE)


def parse(row: Row, context: Context) -> Record:
    """The record of one event.

    Raises:
        RecordRefused: `field.missing`, `field.not_a_number`, `field.unknown_value`, `date.impossible`,
            `date.unreadable`, `date.end_before_start` or `place.coordinates_impossible`.
    """
    cells: Any = row.cells
    identifier = _needed(cells, "id")
    kind = _KINDS.get(_needed(cells, "type_of_violence"))
    if kind is None:
        raise RecordRefused("field.unknown_value", column="type_of_violence", value=cells["type_of_violence"])
    articles = _articles(cells)
    headlines = tuple(dict.fromkeys(headline for _, _, headline in articles if headline))
    occurred = _occurred(cells)
    notes: list[Reason] = list(row.notes)
    event = _event(cells, kind, articles, context, notes)
    return Record(
        row=row.number,
        external_id=identifier,
        title=headlines[0] if headlines else None,
        text=_text(cells, headlines, event),
        published=_published(articles),
        occurred=occurred,
        places=_places(cells),
        event=event,
        raw=canonical(row.cells, in_order=True),
        notes=tuple(notes),
        attributes={name: cells[name] for name in _ATTRIBUTES if cells.get(name)},
    )


def _event(
    cells: Any, kind: EventKind, articles: list[tuple[str, str, str]], context: Context, notes: list[Reason]
) -> EventFacts:
    low, best, high = _count(cells, "low"), _count(cells, "best"), _count(cells, "high")
    civilians = _count(cells, "deaths_civilians") if cells.get("deaths_civilians") else None
    if not low <= best <= high:
        # The coders' own contradiction: kept as it is, and said.
        notes.append(note("event.deaths_contradict", low=low, best=best, high=high))
    status = cells.get("code_status") or ""
    if status and status != "Clear":
        notes.append(note("event.under_check", status=status))
    return EventFacts(
        kind=kind,
        side_a=_needed(cells, "side_a"),
        side_b=_needed(cells, "side_b"),
        civilians_targeted=kind == "one_sided" or bool(civilians),
        deaths_low=low,
        deaths_best=best,
        deaths_high=high,
        deaths_civilians=civilians,
        date_precision=_scale(cells, "date_prec"),
        place_precision=_scale(cells, "where_prec"),
        sources=_sources(articles),
        provisional=_provisional(context.file) or (bool(status) and status != "Clear"),
    )


@functools.cache
def _provisional(file: str) -> bool:
    """Whether a file holds figures that UCDP will still revise. Its name says so; a name that says
    nothing is taken for a candidate release, which is the careful mistake."""
    return _CANDIDATE.search(file) is not None or _FINAL_RELEASE.search(file) is None


def _articles(cells: Any) -> list[tuple[str, str, str]]:
    """Office, day and headline of each article, from `"office,day,headline";"office,day,headline"`."""
    written = (cells.get("source_article") or "").strip()
    if not written:
        headline = (cells.get("source_headline") or "").strip()
        return [((cells.get("source_office") or "").strip(), "", headline)] if headline else []
    articles = []
    for part in written.strip('"').split('";"'):
        found = _ARTICLE.fullmatch(part.strip())
        office, day, headline = found.groups() if found else ("", "", part)
        articles.append((" ".join(office.split()), day, " ".join(headline.replace('""', '"').split())))
    return articles


def _sources(articles: list[tuple[str, str, str]]) -> tuple[str, ...]:
    named = [", ".join(part for part in (office, day) if part) for office, day, _ in articles]
    return tuple(dict.fromkeys(name for name in named if name))


def _text(cells: Any, headlines: tuple[str, ...], event: EventFacts) -> str:
    """The headlines, one a line; where the source gives none, the facts as it words them."""
    described = cells.get("where_description") or ""
    if headlines:
        return "\n".join((*headlines, described)) if described else "\n".join(headlines)
    where = ", ".join(
        part for name in ("where_coordinates", "adm_1", "country") if (part := cells.get(name) or "")
    )
    facts = (f"{event.side_a} – {event.side_b}", where, described)
    return "\n".join(part for part in facts if part)


def _published(articles: list[tuple[str, str, str]]) -> WrittenDate | None:
    """The day of the earliest article."""
    days = sorted(day for _, day, _ in articles if day)
    for written in days:
        try:
            day = _day(written)
        except RecordRefused:
            continue
        return WrittenDate(written, day, day, "day")
    return None


def _occurred(cells: Any) -> WrittenDate:
    written = _needed(cells, "date_start"), _needed(cells, "date_end")
    start, end = _day(written[0]), _day(written[1])
    if end < start:
        raise RecordRefused(
            "date.end_before_start", written=" – ".join(written), start=written[0][:10], end=written[1][:10]
        )
    if start == end:
        return WrittenDate(written[0][:10], start, end, "day")
    return WrittenDate(f"{written[0][:10]}/{written[1][:10]}", start, end, "range")


@functools.lru_cache(maxsize=4096)
def _day(written: str) -> date:
    found = _DAY.fullmatch(written)
    if found is None:
        raise RecordRefused("date.unreadable", written=written[:40])
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise RecordRefused("date.impossible", written=written[:40]) from None


def _places(cells: Any) -> tuple[PlaceHint, ...]:
    """From the closest to the widest: the place with its coordinates, the province, the country.

    UCDP codes by its own list of states (events in Palestine under Israel, in Kosovo under Serbia,
    in Western Sahara under Morocco); whoever shows a place goes by the coordinates and names.
    """
    state = f"gw:{_needed(cells, 'country_id')}"
    precision = _PLACE_PRECISION.get(cells.get("where_prec") or "", "unknown")
    latitude, longitude = _coordinates(cells)
    name = cells.get("where_coordinates") or cells.get("adm_1") or cells.get("country") or ""
    hints = [PlaceHint(name, None, latitude, longitude, precision)] if name or latitude is not None else []
    if cells.get("adm_1"):
        hints.append(PlaceHint(cells["adm_1"], precision="province"))
    hints.append(PlaceHint(cells.get("country") or "", state, precision="country"))
    return tuple(hints)


def _coordinates(cells: Any) -> tuple[float | None, float | None]:
    written = cells.get("latitude") or "", cells.get("longitude") or ""
    if not any(written):
        return None, None
    try:
        latitude, longitude = float(written[0]), float(written[1])
    except ValueError:
        raise RecordRefused("place.coordinates_impossible", written=", ".join(written)[:60]) from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise RecordRefused("place.coordinates_impossible", written=", ".join(written)[:60])
    return latitude, longitude


def _needed(cells: Any, column: str) -> str:
    value = cells.get(column)
    if not value:
        raise RecordRefused("field.missing", column=column)
    return str(value)


def _count(cells: Any, column: str) -> int:
    value = _needed(cells, column)
    if not (value.isascii() and value.isdigit() and len(value) < 9):
        raise RecordRefused("field.not_a_number", column=column, value=value[:40])
    return int(value)


def _scale(cells: Any, column: str) -> int | None:
    value = cells.get(column) or ""
    return int(value) if len(value) == 1 and value.isdigit() else None
