"""Small files, written where a test needs them. All content is made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from nadhir import sources
from nadhir.sources import Record, Rejection

Written = Callable[[str, bytes | str], Path]
Taken = tuple[list[Record], list[Rejection], sources.Reading]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a file of that name with that content."""

    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def take() -> Callable[..., Taken]:
    """Read a file to its end: records, rejections, the reading."""

    def read(path: Path, **how: Any) -> Taken:
        reading = sources.read(path, **how)
        entries = list(reading)
        records = [entry for entry in entries if isinstance(entry, Record)]
        return records, [entry for entry in entries if isinstance(entry, Rejection)], reading

    return read


def codes(notes: Sequence[Any]) -> list[str]:
    return [note.code for note in notes]


EVENT_COLUMNS = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
EVENT = {
    "id": "900001", "relid": "XXX-2031-3-1-1", "year": "2031", "active_year": "true", "code_status": "Clear",
    "type_of_violence": "3", "conflict_name": "Grey Band - Civilians", "dyad_name": "Grey Band - Civilians",
    "side_a": "Grey Band", "side_b": "Civilians", "number_of_sources": "2",
    "source_article": (
        '"Valley Post,2031-03-05,Villagers killed, homes burnt";"Hill Radio,2031-03-04,Attack at dawn"'
    ),
    "source_office": "Valley Post;Hill Radio", "source_date": "2031-03-05;2031-03-04",
    "source_headline": "Villagers killed, homes burnt;Attack at dawn", "source_original": "residents",
    "where_prec": "1", "where_coordinates": "Low Bridge village", "where_description": "near the mill",
    "adm_1": "Upper province", "adm_2": "Mill district", "latitude": "1.250000", "longitude": "-30.500000",
    "country": "Freedonia", "country_id": "999", "region": "Africa", "event_clarity": "1", "date_prec": "1",
    "date_start": "2031-03-03 00:00:00.000", "date_end": "2031-03-03 00:00:00.000", "deaths_a": "0",
    "deaths_b": "0", "deaths_civilians": "4", "deaths_unknown": "0", "best": "4", "high": "6", "low": "3",
}  # fmt: skip


def events_csv(*changes: dict[str, str], columns: Sequence[str] = EVENT_COLUMNS) -> bytes:
    """A file in the public format, one made-up event per set of changes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for change in changes:
        writer.writerow({**EVENT, **change})
    return out.getvalue().encode()
