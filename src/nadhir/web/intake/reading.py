"""A record becomes what an item is made of: identity, language, finding, places, priority.

Pure: the same record gives the same answer, and nothing is written. `intake.services` writes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nadhir.screening import Finding, Screener
from nadhir.screening.normalise import fold
from nadhir.screening.places import PlaceCount, PlaceFinder, summarise
from nadhir.sources import Record, WrittenDate
from nadhir.web.intake.clusters import bands
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


def read_all(source: str, records: Sequence[Record], seen: Occurrences) -> list[Read]:
    """Screen, place and prioritise records, in their order."""
    screener, finder = Screener.default(), PlaceFinder.default()
    texts = [_told(record) for record in records]
    findings = screener.screen_batch(texts)
    result = []
    for record, text, finding in zip(records, texts, findings, strict=True):
        key, fingerprint = identity(source, record, seen)
        folded = fold(text[:FOLDED_KEPT])
        result.append(
            Read(
                record=record,
                key=key,
                fingerprint=fingerprint,
                folded=folded,
                finding=finding,
                places=tuple(summarise(finder.find(text, finding.language))),
                event_places=event_codes(record),
                priority=prioritise(finding, record.event),
                bands=() if record.event else tuple(bands(folded)),
            )
        )
    return result


def _told(record: Record) -> str:
    """The text that is screened: what stands in the item, word for word, so that offsets hold there."""
    return record.text


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
