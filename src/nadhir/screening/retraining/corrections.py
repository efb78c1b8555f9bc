"""What people said of findings, as labelled sets to learn from.

Read from files as `nadhir screening export-corrections` writes them. Learnt from are `text`, `language` and
`hateful`, or `violence` where the sets of a language are about violence; what else a person said is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused
from nadhir.screening.finding import VIOLENCE
from nadhir.screening.labelled import described, files, held_back, learnt_from, read
from nadhir.screening.language import normalised_code, scripts_of
from nadhir.screening.learnt import BOOK
from nadhir.screening.lexicon import available, heading
from nadhir.screening.model.sets import key

ENOUGH = 50  # judged texts of a language
ENOUGH_OF_A_KIND = 10
HELD_FROM = 250  # so many judged texts of a language allow to keep a fifth of them for measuring
_ONE_IN = 5
_COLUMNS = ("text", "language", "hateful")


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, the lexicon of its language, and what a person said of it."""

    text: str
    language: str
    hateful: bool
    violence: str


@dataclass(slots=True)
class Corrections:
    """What people said, the last word on each text; `skipped` counts rows that say nothing to learn."""

    by_text: dict[tuple[str, bytes], Judged] = field(default_factory=dict)
    skipped: int = 0

    def take(self, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            judged = _judged(row)
            if judged is None:
                self.skipped += 1
            else:
                self.by_text[judged.language, key(judged.text)] = judged


def corrections(paths: Sequence[Path]) -> Corrections:
    """Read people's judgements.

    Raises:
        FileRefused: `corrections.unreadable`, `corrections.columns`.
    """
    rows = [row for path in paths for row in _rows(path)]
    found = Corrections()
    # Of several judgements of a text the latest holds.
    found.take(sorted(rows, key=lambda row: str(row.get("judged_at") or "")))
    return found


def write_sets(said: Corrections, data: Path, into: Path) -> tuple[Reason, ...]:
    """Write a labelled set for each language that has enough judgements; what is to be told of it.

    Texts that stand in a functional suite or in a part of `data` that is held back are left out: what is
    measured on must not be learnt.
    """
    notes = []
    closed = _closed(data)
    kept = {place: one for place, one in said.by_text.items() if place[1] not in closed}
    if said.skipped:
        notes.append(_note("skipped", rows=said.skipped))
    if len(kept) < len(said.by_text):
        notes.append(_note("measured_on", rows=len(said.by_text) - len(kept)))
    about_violence = {one.language for one, _ in learnt_from([data]) if one.kind == "violence"} - {
        one.language for one, _ in learnt_from([data]) if one.kind == "posts"
    }
    for language in sorted({code for code, _ in kept}):
        mine = {text: one for (code, text), one in kept.items() if code == language}
        notes.append(_write(language, mine, into, violence=language in about_violence))
    return tuple(notes)


def _write(language: str, mine: dict[bytes, Judged], into: Path, *, violence: bool) -> Reason:
    yes = sum(one.violence != "none" if violence else one.hateful for one in mine.values())
    counts = {"language": language, "texts": len(mine), "yes": yes, "no": len(mine) - yes}
    if language not in available():
        return _note("no_lexicon", **counts)
    if len(mine) < ENOUGH or min(yes, len(mine) - yes) < ENOUGH_OF_A_KIND:
        return _note("too_few", least=ENOUGH, each=ENOUGH_OF_A_KIND, **counts)
    held = len(mine) >= HELD_FROM
    table = pl.DataFrame(
        {
            "text": [one.text for one in mine.values()],
            "label": [
                one.violence if violence else "hateful" if one.hateful else "harmless"
                for one in mine.values()
            ],
            "lang": [language] * len(mine),
            # Not the byte that says in which fold a text is.
            "split": ["test" if held and text[-1] % _ONE_IN == 0 else "train" for text in mine],
        }
    )
    kind = "corrections_violence" if violence else "corrections"
    table.write_parquet(into / f"{kind}_{language}.parquet")
    return _note("taken", **counts)


def _note(code: str, **params: Any) -> Reason:
    return Reason(f"corrections.{code}", params, BOOK)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = list(_lines(path)) if path.suffix != ".parquet" else pl.read_parquet(path).to_dicts()
    except (OSError, ValueError, pl.exceptions.PolarsError) as problem:
        detail = getattr(problem, "strerror", None) or str(problem).splitlines()[0]
        raise FileRefused("corrections.unreadable", book=BOOK, file=path.name, detail=detail) from problem
    missing = [name for name in _COLUMNS if rows and not any(name in row for row in rows)]
    if missing or not rows:
        raise FileRefused("corrections.columns", book=BOOK, file=path.name, columns=list(missing or _COLUMNS))
    return rows


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError(f"line {number}")
                yield row


def _judged(row: dict[str, Any]) -> Judged | None:
    """A row, where it says anything that can be learnt."""
    text, hateful, violence = row.get("text"), row.get("hateful"), row.get("violence") or "none"
    language = normalised_code(row.get("language") if isinstance(row.get("language"), str) else None)
    if not isinstance(text, str) or not text.strip() or not isinstance(hateful, bool) or not language:
        return None
    return Judged(text, _lexicon(language, text), hateful, violence if violence in VIOLENCE else "none")


def _lexicon(language: str, text: str) -> str:
    """The lexicon that a text of a language is read with, by its script; the language where there is none."""
    scripts = scripts_of(text)
    for code in available():
        one = heading(code)
        if one.script in scripts and language in (code.partition("-")[0], *one.also):
            return code
    return language


def _closed(data: Path) -> set[bytes]:
    """The texts that are measured on and must not be learnt."""
    found: set[bytes] = set()
    for name, path in files(data).items():
        frame = read(path)
        if not {"text", "label"} <= set(frame.columns):
            continue
        one = described(name, frame.columns, frame["label"].unique().to_list())
        if one is None:
            continue
        held = frame if one.kind in ("functional", "background") else frame.filter(held_back(one, frame))
        found |= {key(text) for text in held["text"].drop_nulls().to_list()}
    return found
