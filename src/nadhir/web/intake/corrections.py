"""What people said of findings, as data to train with: one row for each report that was judged.

The columns are a contract with `nadhir screening retrain`:

    text        the report's text, as it came
    language    as a person found it, ISO 639
    hateful     true or false
    violence    none, passive, direct
    concern     none, watch, review, urgent
    targets     ids of groups
    mode        assertion, question, quotation, negation, counter_speech, reclaimed, none
    judged_at   UTC, ISO 8601
    version     the screener whose finding was judged

No name, source, place or label of a report is in it. The policy decides which reports there are; those for
named persons only (TLP:RED) never are, whoever asks: a trained model goes further than its trainer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from nadhir.errors import InputRefused
from nadhir.web.core import policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.measuring import judgements
from nadhir.web.intake.models import Item, Judgement

COLUMNS = (
    "text", "language", "hateful", "violence", "concern", "targets", "mode", "judged_at", "version",
)  # fmt: skip
ENDINGS = (".jsonl", ".parquet")
_ROWS = 2_000


def corrections(viewer: Viewer, items: QuerySet[Item] | None = None) -> Iterator[dict[str, Any]]:
    """Judgements that hold, each with the text it is about, in the order of the reports.

    Args:
        items: only of these reports.

    Raises:
        NotAllowed: the role does not include taking tables along.
    """
    policy.require(viewer, "table.export")
    found = judgements(viewer).exclude(item__tlp=Tlp.RED).select_related("item")
    if items is not None:
        found = found.filter(item__in=items.order_by().values("pk"))
    shown = found.only(
        "language", "hateful", "violence", "concern", "targets", "mode", "at", "version", "item__text"
    ).order_by("item_id")
    return map(_row, shown.iterator(chunk_size=500))


def _row(judgement: Judgement) -> dict[str, Any]:
    return {
        "text": judgement.item.text,
        "language": judgement.language,
        "hateful": judgement.hateful,
        "violence": judgement.violence,
        "concern": judgement.concern,
        "targets": list(judgement.targets),
        "mode": judgement.mode,
        "judged_at": judgement.at.astimezone(UTC).isoformat(timespec="seconds"),
        "version": judgement.version,
    }


def as_lines(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    """The rows as JSON Lines."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def corrections_to(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    """Write the rows as JSONL or Parquet, by the ending of `path`; how many. What was there is replaced only
    when all is written.

    Raises:
        InputRefused: `corrections.ending`: the name ends in neither.
    """
    if path.suffix not in ENDINGS:
        raise InputRefused("corrections.ending", book="nadhir.web", file=path.name, known=list(ENDINGS))
    waiting = path.with_name(f".{path.name}.part")
    try:
        many = _lines_to(waiting, rows) if path.suffix == ".jsonl" else _parquet_to(waiting, rows)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return many


def _lines_to(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    many = 0
    with path.open("w", encoding="utf-8") as file:
        for line in as_lines(rows):
            file.write(line)
            many += 1
    return many


def _parquet_to(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"hateful": pa.bool_(), "targets": pa.list_(pa.string())}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    many = 0
    with pq.ParquetWriter(path, schema) as file:
        while part := [row for _, row in zip(range(_ROWS), rows, strict=False)]:
            file.write_table(pa.Table.from_pylist(part, schema=schema))
            many += len(part)
    return many
