"""A record becomes what an item is made of: identity, language, finding, places, priority.

Pure: the same record gives the same answer, and nothing is written. `intake.services` writes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nadhir.screening import Finding, Screener
from nadhir.screening.finding import CONCERNS
from nadhir.screening.normalise import fold
from nadhir.screening.places import PlaceCount, PlaceFinder, summarise
from nadhir.sources import Record, WrittenDate
from nadhir.web.intake import clusters
from nadhir.web.intake.panels import Choose
from nadhir.web.intake.storable import storable
from nadhir.web.intake.triage import Priority, prioritise
from nadhir.web.intake.where import event_codes

FOLDED_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Read:
    """A record, read."""

    record: Record
    key: str
    fingerprint: str
    folded: str
    finding: Finding
    places: tuple[PlaceCount, ...]
    event_places: tuple[str, ...]
    priority: Priority
    bands: tuple[int, ...]


class Occurrences:
    """Counts how often the same content came within one file, in constant memory.

    Two people may post the same words; they are two records. The count makes their fingerprints differ,
    and makes them the same again when the file comes a second time. The counts are kept in a private
    temporary database that SQLite spills to disk and removes by itself.
    """

    def __init__(self) -> None:
        self._counts = sqlite3.connect("")
        self._counts.execute("CREATE TABLE seen (content BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID")

    def next(self, content: bytes) -> int:
        """How many times `content` was counted before."""
        (times,) = self._counts.execute(
            "INSERT INTO seen VALUES (?, 0) ON CONFLICT (content) DO UPDATE SET times = times + 1"
            " RETURNING times",
            (content,),
        ).fetchone()
        return int(times)

    def close(self) -> None:
        self._counts.close()


def identity(source: str, record: Record, seen: Occurrences) -> tuple[str, str]:
    """The key of a record at its source, and the fingerprint of the record with its content.

    Returns:
        Two SHA-256 values in hexadecimal.
    """
    content = hashlib.sha256(record.raw)
    if record.external_id:
        key = hashlib.sha256(f"{source}\0{record.external_id}".encode("utf-8", "surrogatepass"))
    else:
        key = hashlib.sha256(source.encode() + b"\0" + content.digest())
        times = seen.next(key.digest())
        if times:
            key.update(f"\0{times}".encode())
    return key.hexdigest(), hashlib.sha256(key.digest() + content.digest()).hexdigest()


@dataclass(frozen=True, slots=True)
class Identified:
    """A record with what tells it from others: see `identity`."""

    record: Record
    key: str
    fingerprint: str


def identify_all(source: str, records: Sequence[Record], seen: Occurrences) -> list[Identified]:
    """Records with their identities, in their order."""
    return [Identified(record, *identity(source, record, seen)) for record in records]


def read_all(found: Sequence[Identified], today: date, choose: Choose | None = None) -> list[Read]:
    """Screen, place and prioritise records, in their order.

    Args:
        today: the day they came.
        choose: which screener reads a report of some places, where a desk has words of its own.
    """
    records = [storable(one.record) for one in found]
    findings = screened(records, Screener.default())
    finder = PlaceFinder.default()
    result = []
    for one, record, (finding, headline) in zip(found, records, findings, strict=True):
        title = title_apart(record)
        text = fold(record.text[:FOLDED_KEPT])
        told = f"{title}\n\n{record.text}" if title else record.text
        named = tuple(summarise(finder.find(told, finding.language)))
        happened = event_codes(record)
        own = choose({*happened, *(place.code for place in named)}) if choose else None
        if own is not None:
            finding, headline = screened([record], own)[0]
        result.append(
            Read(
                record=record,
                key=one.key,
                fingerprint=one.fingerprint,
                folded=clusters.with_title(text, fold(title)),
                finding=finding,
                places=named,
                event_places=happened,
                priority=prioritise(finding, record, today=today, headline=headline),
                bands=() if record.event else tuple(clusters.bands(text)),
            )
        )
    return result


def screened(records: Sequence[Record], screener: Screener) -> list[tuple[Finding, bool]]:
    """A finding for each record, and whether its headline reports violence. Positions in a finding are those
    of the record's text.

    A title is screened too: what a headline says must not pass because the text below it is calm. Where the
    language of a text cannot be told, what its source says of it counts.
    """
    findings = screener.screen_batch([record.text for record in records])
    titles = [title_apart(record) for record in records]
    of_titles = iter(screener.screen_batch([title for title in titles if title]))
    result = []
    for record, title, finding in zip(records, titles, findings, strict=True):
        if finding.language == "und" and record.language:
            finding = screener.screen(record.text, language=record.language)
        of_title = next(of_titles) if title else None
        if of_title is None:
            result.append((finding, False))
        else:
            result.append((_both(finding, of_title), of_title.reports_violence))
    return result


def title_apart(record: Record) -> str:
    """The title where the text does not hold it anyway."""
    return record.title if record.title and record.title not in record.text else ""


def _both(text: Finding, title: Finding) -> Finding:
    """The finding of a text, with what its title adds: concern, reasons, indicators; marks are the text's."""
    if title.concern == "none" and not title.reports_violence:
        return text
    more = CONCERNS.index(title.concern) > CONCERNS.index(text.concern)
    return replace(
        text,
        concern=title.concern if more else text.concern,
        violence=title.violence if more else text.violence,
        mode=title.mode if more else text.mode,
        hallmarks=tuple(dict.fromkeys((*text.hallmarks, *title.hallmarks))),
        targets=tuple(dict.fromkeys((*text.targets, *title.targets))),
        reasons=(*text.reasons, *(reason for reason in title.reasons if reason not in text.reasons)),
        indicators=tuple(dict.fromkeys((*text.indicators, *title.indicators))),
    )


def date_as_json(date: WrittenDate | None) -> dict[str, Any] | None:
    """A written date as it is kept on an item."""
    if date is None:
        return None
    return {
        "as_written": date.as_written,
        "start": date.start.isoformat(),
        "end": date.end.isoformat(),
        "precision": date.precision,
        "relative": date.relative,
    }
