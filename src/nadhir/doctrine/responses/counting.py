"""Counting what the tables of a release say: bytes of two tables in, `Evidence` out.

A table that lacks a column, holds a value we do not know or ends in the middle is refused: a wrong count
would be read as knowledge. Names that we have no words for are told and left out.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nadhir.doctrine.responses.evidence import (
    OUTCOMES,
    TELLING,
    Body,
    Counts,
    Designs,
    Evidence,
    FactorCounts,
    ToolEvidence,
    keys,
)
from nadhir.errors import DoctrineError

MOST_PACKED, MOST_BYTES, MOST_ROWS = 16 * 2**20, 64 * 2**20, 200_000
LONGEST_CELL = 20_000
CITATION = (
    "Simon-Skjodt Center for the Prevention of Genocide, Tools for Atrocity Prevention, "
    "United States Holocaust Memorial Museum"
)
TABLES: Mapping[str, tuple[str, ...]] = {
    "findings": (
        "tool", "finding_type", "factor_code", "factor_effect", "overall_effect", "outcome", "design",
        "quantitative_method", "year", "citation",
    ),
    "tool_factors": (
        "tool", "factor", "kind", "findings", "more_effective", "less_effective", "no_or_mixed",
        "practitioner_mentions", "practitioners", "practitioner_more", "practitioner_less",
        "practitioner_mixed",
    ),
}  # fmt: skip

Row = Mapping[str, str]


def count_folder(folder: Path, *, release: str = "") -> Evidence:
    """Count the release that lies in a folder.

    Args:
        release: what the release calls itself; the tables do not say.

    Raises:
        DoctrineError: `evidence.missing`, `evidence.too_large`, `evidence.broken`, `evidence.encoding`,
            `evidence.empty`, `evidence.columns`, `evidence.value`.
    """
    tables: dict[str, list[Row]] = {}
    files = []
    for name in TABLES:
        path, raw = _bytes_of(folder, name)
        tables[name] = _table(path.name, raw, TABLES[name])
        told = {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        files.append({**told, "rows": len(tables[name])})
    return count(tables["findings"], tables["tool_factors"], files=files, release=release)


def count(
    findings: Sequence[Row],
    factors: Sequence[Row],
    *,
    files: Iterable[Mapping[str, Any]] = (),
    release: str = "",
) -> Evidence:
    """Count the rows of the two tables.

    Raises:
        DoctrineError: `evidence.value`: a cell holds what we cannot read.
    """
    unnamed: set[str] = set()
    by_tool = _grouped(findings, unnamed)
    described = _grouped(factors, unnamed)
    turned = 0
    tools = []
    for key in sorted({*by_tool, *described}):
        told, more_turned = _factors(by_tool.get(key, []), described.get(key, []), unnamed)
        turned += more_turned
        telling = [one for one in told if one.findings >= TELLING or one.said >= TELLING]
        tools.append(_tool(key, by_tool.get(key, []), telling, len(told) - len(telling)))
    tools.sort(key=lambda one: (-one.whole.findings, one.key))
    return Evidence(release, CITATION, tuple(files), tuple(tools), turned, tuple(sorted(unnamed)))


def _grouped(rows: Sequence[Row], unnamed: set[str]) -> dict[str, list[Row]]:
    known, found = keys()["tool"], defaultdict(list)
    for row in rows:
        if (name := hyphened(row["tool"])) in known:
            found[known[name]].append(row)
        else:
            unnamed.add(f"tool: {name}")
    return found


def _tool(key: str, rows: Sequence[Row], factors: Sequence[FactorCounts], others: int) -> ToolEvidence:
    whole = [row for row in rows if not row["factor_code"].strip()]
    outcomes: dict[str, list[Row]] = defaultdict(list)
    for row in whole:
        outcomes[_one_of(row, "outcome", OUTCOMES)].append(row)
    ordered = sorted(factors, key=lambda one: (-one.findings - one.said, one.key))
    return ToolEvidence(
        key=key,
        whole=_counts(whole),
        outcomes={
            name: Body(_counts(outcomes[name]), _designs(outcomes[name]))
            for name in OUTCOMES
            if name in outcomes
        },
        designs=_designs(whole),
        factors=tuple(ordered),
        other_factors=others,
    )


def _designs(rows: Sequence[Row]) -> Designs:
    made = Counter(_one_of(row, "design", ("comparison", "one-case", "unclear")) for row in rows)
    identified = sum("identification" in row["quantitative_method"].lower() for row in rows)
    return Designs(made["comparison"], made["one-case"], made["unclear"], identified)


def _counts(rows: Sequence[Row]) -> Counts:
    said = Counter(_one_of(row, "overall_effect", ("decreases", "increases", "no-or-mixed")) for row in rows)
    years = [_number(row, "year") for row in rows if row["year"].strip()]
    return Counts(
        lowers=said["decreases"],
        raises=said["increases"],
        mixed=said["no-or-mixed"],
        studies=len({" ".join(row["citation"].split()) for row in rows}),
        first=min(years, default=None),
        last=max(years, default=None),
    )


def _factors(
    findings: Sequence[Row], described: Sequence[Row], unnamed: set[str]
) -> tuple[list[FactorCounts], int]:
    """The factors of one tool, and of how many the summary says the opposite of the findings."""
    known = keys()["factor"]
    effects: dict[str, Counter[str]] = defaultdict(Counter)
    for row in findings:
        if code := hyphened(row["factor_code"]):
            effects[known.get(code, f"? {code}")][_effect(row)] += 1
    told, turned = [], 0
    for row in described:
        name = hyphened(row["factor"])
        if not name:
            continue
        key = known.get(name, f"? {name}")
        said = effects.pop(key, Counter())
        turned += _is_turned(row, said)
        told.append(_factor(key, row, said))
    told += [
        FactorCounts(key, None, said["greater"], said["lesser"], said["no-or-mixed"])
        for key, said in effects.items()
    ]
    telling = [one for one in told if one.findings >= TELLING or one.said >= TELLING]
    unnamed.update(f"factor: {one.key[2:]}" for one in telling if one.key.startswith("?"))
    merged: dict[str, FactorCounts] = {}
    for one in told:
        merged.setdefault(one.key, one)
    kept = [one for one in merged.values() if not one.key.startswith("?") or one not in telling]
    return kept, turned


def _factor(key: str, row: Row, said: Counter[str]) -> FactorCounts:
    more, less = _number(row, "practitioner_more"), _number(row, "practitioner_less")
    if _number(row, "practitioner_mentions") < 0:  # they said that it hinders
        more, less = less, more
    kind = row["kind"].strip().lower()
    return FactorCounts(
        key=key,
        chosen=None if not kind else _one_of(row, "kind", ("design", "contextual")) == "design",
        more=said["greater"],
        less=said["lesser"],
        mixed=said["no-or-mixed"],
        asked=_number(row, "practitioners"),
        said_more=more,
        said_less=less,
        said_mixed=_number(row, "practitioner_mixed"),
    )


def _is_turned(row: Row, said: Counter[str]) -> bool:
    more, less = _number(row, "more_effective"), _number(row, "less_effective")
    return more != less and (more, less) == (said["lesser"], said["greater"])


def _effect(row: Row) -> str:
    text = hyphened(row["factor_effect"])
    for word in ("greater", "lesser", "no-or-mixed"):
        if f"-{word}-" in f"-{text}-":
            return word
    raise _refused(row, "factor_effect")


def _one_of(row: Row, column: str, starts: Sequence[str]) -> str:
    """Which of the known values a cell begins with."""
    text = hyphened(row[column])
    for start in starts:
        if text.startswith(start):
            return start
    raise _refused(row, column)


def _number(row: Row, column: str) -> int:
    text = row[column].strip()
    try:
        value = float(text or 0)
        if value != int(value):
            raise ValueError(text)
        return int(value)
    except (ValueError, OverflowError):
        raise _refused(row, column) from None


def _refused(row: Row, column: str) -> DoctrineError:
    return DoctrineError(
        "evidence.value", file=row.get("", "–"), row=row.get("#", "–"), column=column, found=row[column][:60]
    )


def hyphened(text: str) -> str:
    """A name as the tables spell it, in lower case with hyphens: "Large_force " is "large-force"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# -- files ---------------------------------------------------------------------------------------------------


def _bytes_of(folder: Path, name: str) -> tuple[Path, bytes]:
    for path in (folder / f"{name}.csv.gz", folder / f"{name}.csv"):
        if path.is_file():
            break
    else:
        raise DoctrineError("evidence.missing", file=f"{name}.csv.gz", folder=folder.name or ".")
    if path.stat().st_size > MOST_PACKED:
        raise DoctrineError("evidence.too_large", file=path.name, largest=MOST_PACKED // 2**20)
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = _unpacked(path.name, raw)
    return path, raw


def _unpacked(name: str, raw: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            inside = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise DoctrineError("evidence.broken", file=name) from None
    if len(inside) > MOST_BYTES:
        raise DoctrineError("evidence.too_large", file=name, largest=MOST_BYTES // 2**20)
    return inside


def _decoded(name: str, raw: bytes) -> str:
    codecs = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for codec in codecs:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DoctrineError("evidence.encoding", file=name)


def _table(name: str, raw: bytes, columns: Sequence[str]) -> list[Row]:
    text = _decoded(name, raw)
    if not text.strip():
        raise DoctrineError("evidence.empty", file=name)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        found = [(one or "").strip().lower() for one in reader.fieldnames or ()]
        if lacking := [one for one in columns if one not in found]:
            raise DoctrineError("evidence.columns", file=name, columns=lacking)
        reader.fieldnames = found
        for number, row in enumerate(reader, start=2):
            if None in row or None in row.values() or max(map(len, row.values())) > LONGEST_CELL:
                raise DoctrineError("evidence.row", file=name, row=number)
            if number > MOST_ROWS:
                raise DoctrineError("evidence.too_large", file=name, largest=MOST_ROWS)
            rows.append({**row, "": name, "#": str(number)})
    except csv.Error:
        raise DoctrineError("evidence.row", file=name, row=reader.line_num) from None
    if not rows:
        raise DoctrineError("evidence.empty", file=name)
    return rows
