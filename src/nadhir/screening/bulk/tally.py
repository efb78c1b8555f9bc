"""What was read and found, counted: for one batch, and for a whole run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nadhir.doctrine.phrases import Reason

READINGS = ("whole", "part", "empty", "not_text", "fault")
COUNTED = ("language", "coverage", "concern", "violence")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one batch. `process` and `peak` (bytes) are those of the process that screened it."""

    index: int
    rows: int
    rejected: int
    repaired: int
    hateful: int
    readings: dict[str, int]
    by: dict[str, dict[str, int]]
    process: int = 0
    peak: int = 0
    done: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """What is kept with a part: without what only concerns the run that made it."""
        kept = asdict(self)
        for name in ("process", "peak", "done"):
            del kept[name]
        return kept

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Tally:
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended.

    `rows_read` are all rows of the input; `rejected` of them could not be read and stand in `rejects`;
    `screened` were read as a text, `read_in_part` of them not to their end; `empty`, `not_text` and
    `faults` were not. `repaired` counts rows in which bytes that are no text were replaced. `resumed`
    rows come from a run before. `peak_memory` (bytes) adds up the peaks of all processes, shared pages
    counted in each; 0 where it is not known.
    """

    out: str
    rows_read: int
    screened: int
    empty: int
    not_text: int
    read_in_part: int
    faults: int
    repaired: int
    rejected: int
    rejects: str | None
    hateful: int
    by_language: dict[str, int]
    by_coverage: dict[str, int]
    by_concern: dict[str, int]
    by_violence: dict[str, int]
    engine: str
    workers: int
    screener_version: str
    resumed: int = 0
    seconds: float = 0.0
    rows_per_second: float = 0.0
    peak_memory: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    notes: tuple[Reason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        data = {one.name: getattr(self, one.name) for one in fields(self)}
        data["notes"] = [reason.as_json() for reason in self.notes]
        return data


def tally_of(findings: pa.RecordBatch, *, index: int, rejected: int, repaired: int, done: float) -> Tally:
    """Count the columns that `findings_of` made."""
    return Tally(
        index=index,
        rows=findings.num_rows,
        rejected=rejected,
        repaired=repaired,
        hateful=pc.sum(findings.column("hateful")).as_py() or 0,
        readings=_counts(findings.column("reading")),
        by={name: _counts(findings.column(name)) for name in COUNTED},
        process=os.getpid(),
        peak=peak_memory(),
        done=done,
    )


def summed(tallies: Iterable[Tally]) -> dict[str, Any]:
    """The counts of a `Report`, added up. Languages stand with the most frequent first."""
    rows = rejected = repaired = hateful = 0
    readings: Counter[str] = Counter()
    by: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}
    for one in tallies:
        rows += one.rows
        rejected += one.rejected
        repaired += one.repaired
        hateful += one.hateful
        readings.update(one.readings)
        for name in COUNTED:
            by[name].update(one.by[name])
    return {
        "rows_read": rows + rejected,
        "screened": readings["whole"] + readings["part"],
        "empty": readings["empty"],
        "not_text": readings["not_text"],
        "read_in_part": readings["part"],
        "faults": readings["fault"],
        "repaired": repaired,
        "rejected": rejected,
        "hateful": hateful,
        **{
            f"by_{name}": dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
            for name, counts in by.items()
        },
    }


def peak_memory() -> int:
    """The most memory this process has held, in bytes; 0 where the system does not tell."""
    try:
        # On Linux, because what `getrusage` says there includes the parent's memory before an exec.
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _counts(column: pa.Array) -> dict[str, int]:
    return {str(one["values"]): int(one["counts"]) for one in pc.value_counts(column).to_pylist()}
