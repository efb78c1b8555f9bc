"""How well screening agrees with labelled sets, and how often it flags ordinary talk.

Every set is screened as a stranger's file would be: the language is not given. What counts is the column
`hateful`, at the one documented threshold, and for sets about violence the column `violence`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from nadhir.errors import FileRefused
from nadhir.screening.bulk.columns import findings_of
from nadhir.screening.labelled import Labelled, described, files, read, truth, unseen_part
from nadhir.screening.measure import scores
from nadhir.screening.measure.training import is_unseen, out_of_fold, share_learnt_from
from nadhir.screening.screener import Screener

BATCH = 4_096
FLAGGED = ("review", "urgent")
VIOLENCE = ("none", "passive", "direct")

Told = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class _Said:
    """What screening said of each text, in order."""

    hateful: list[bool]
    flagged: list[bool]
    violence: list[str]
    coverage: list[str]

    def at(self, places: Sequence[int]) -> _Said:
        return _Said(
            [self.hateful[place] for place in places],
            [self.flagged[place] for place in places],
            [self.violence[place] for place in places],
            [self.coverage[place] for place in places],
        )


def measure_folder(
    folder: Path,
    *,
    more: Sequence[Path] = (),
    limit: int | None = None,
    only: Sequence[str] = (),
    told: Told | None = None,
    screener: Screener | None = None,
) -> dict[str, Any]:
    """Measure every labelled set (`*.parquet` with `text` and `label`) of a folder, and of `more`; by the
    screener that holds here, or by another.

    Raises:
        FileRefused: `measure.nothing`: there is none.
    """
    found: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    measured = screener or Screener.default()
    for path in files(folder, *more).values():
        if only and path.stem not in only:
            continue
        frame = read(path, limit)
        if not {"text", "label"} <= set(frame.columns):
            left_out[path.stem] = "columns"
            continue
        labelled = described(path.stem, frame.columns, frame["label"].unique().to_list())
        if labelled is None:
            left_out[path.stem] = "labels"
            continue
        found[path.stem] = measure_set(labelled, frame, measured)
        if told is not None:
            told(path.stem, found[path.stem])
    if not found:
        raise FileRefused("measure.nothing", book="nadhir.screening.measure", folder=str(folder))
    return {
        "screener": measured.version,
        "flagged_at": "review",
        "sets": found,
        "by_language": summarised(found),
        "functionalities": _functionalities(found),
        "left_out": left_out,
    }


def measure_set(labelled: Labelled, frame: pl.DataFrame, screener: Screener | None = None) -> dict[str, Any]:
    """The figures of one set; `frame` has n rows with `text` and `label`.

    `learnt_from` is the share of it that screening was learnt from: figures of the whole then say little,
    and those of `test_part` count where `unseen` stands there.
    """
    frame = frame.filter(pl.col("text").is_not_null())
    said = _screened(frame["text"].to_list(), screener or Screener.default())
    labels: list[str | None] = frame["label"].to_list()
    hateful = truth(labelled, frame)
    languages = frame["lang"].unique().sort().to_list() if "lang" in frame.columns else []
    learnt = share_learnt_from(labelled.name, labelled.kind, frame.height)
    result: dict[str, Any] = {
        "kind": labelled.kind,
        "languages": languages,
        "citation": labelled.citation,
        "licence": labelled.licence,
        "known": labelled.known,
        "texts": frame.height,
        "learnt_from": round(learnt, 3),
        "hateful_labels": sorted(labelled.hateful) or None,
        **_figures(labelled, labels, hateful, said),
        "by_label": _by(labels, said),
        "coverage": _shares(said.coverage),
        "model_alone_on_unseen": out_of_fold(labelled.name),
    }
    part = unseen_part(frame)
    if part is not None:
        places = [at for at, split in enumerate(frame["split"].to_list()) if split == part]
        result["test_part"] = {
            "part": part,
            "texts": len(places),
            "unseen": labelled.keeps(part) or is_unseen(len(places) / frame.height, learnt),
            **_figures(
                labelled, [labels[at] for at in places], [hateful[at] for at in places], said.at(places)
            ),
        }
    if "functionality" in frame.columns and labelled.kind == "functional":
        result["by_functionality"] = _by_functionality(hateful, frame["functionality"].to_list(), said)
    if labelled.kind == "background" or len(languages) > 1:
        result["by_language"] = _by(frame["lang"].to_list() if languages else labels, said)
    return result


def summarised(sets: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Means over the sets of a language: functional suites, posts, and posts that screening has not seen
    (test parts, and sets that it was not learnt from)."""
    rows: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for one in sets.values():
        if one["kind"] not in ("functional", "posts") or len(one["languages"]) != 1:
            continue
        kinds = rows.setdefault(one["languages"][0], {})
        kinds.setdefault(one["kind"], []).append(one)
        apart = one.get("test_part")
        if one["kind"] == "posts" and apart is not None and apart["unseen"]:
            kinds.setdefault("posts_unseen", []).append(apart)
        elif one["kind"] == "posts" and not one["learnt_from"]:
            kinds.setdefault("posts_unseen", []).append(one)
    return {
        language: {
            kind: {
                "sets": len(some),
                "texts": sum(one["texts"] for one in some),
                "macro_f1": round(sum(one["hateful"]["macro_f1"] for one in some) / len(some), 4),
                "accuracy": round(sum(one["hateful"]["accuracy"] for one in some) / len(some), 4),
            }
            for kind, some in kinds.items()
        }
        for language, kinds in sorted(rows.items())
    }


def _screened(texts: list[str], screener: Screener) -> _Said:
    columns: dict[str, list[Any]] = {name: [] for name in ("hateful", "concern", "violence", "coverage")}
    for start in range(0, len(texts), BATCH):
        found = findings_of(pa.array(texts[start : start + BATCH], pa.large_string()), screener)
        for name, values in columns.items():
            values += found.column(name).to_pylist()
    flagged = [concern in FLAGGED for concern in columns.pop("concern")]
    return _Said(flagged=flagged, **columns)


def _figures(
    labelled: Labelled, labels: Sequence[str | None], hateful: Sequence[bool], said: _Said
) -> dict[str, Any]:
    if labelled.kind == "background":
        return {"flagged": _share(said.flagged), "hateful_share": _share(said.hateful)}
    if labelled.kind == "violence":
        classes = [labelled.violence(label) for label in labels]
        violent = [one != "none" for one in said.violence]
        return {
            "violence": scores.classes(classes, said.violence, VIOLENCE),
            "violent": scores.binary([one != "none" for one in classes], violent),
            "at_review": scores.binary([one != "none" for one in classes], said.flagged),
        }
    return {
        "hateful": scores.binary(hateful, said.hateful),
        "at_review": scores.binary(hateful, said.flagged),
    }


def _by(groups: Sequence[str | None], said: _Said) -> dict[str, dict[str, Any]]:
    places: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        places.setdefault(str(group), []).append(at)
    shown = {}
    for group in sorted(places):
        some = said.at(places[group])
        shown[group] = {
            "texts": len(places[group]),
            "hateful": _share(some.hateful),
            "flagged": _share(some.flagged),
            "covered": _share([one != "not_covered" for one in some.coverage]),
        }
    return shown


def _by_functionality(truths: Sequence[bool], names: Sequence[str], said: _Said) -> dict[str, dict[str, Any]]:
    right: dict[str, list[bool]] = {}
    for name, is_hateful, hateful in zip(names, truths, said.hateful, strict=True):
        right.setdefault(name, []).append(hateful == is_hateful)
    return {
        name: {"texts": len(some), "accuracy": _share(some)}
        for name, some in sorted(right.items(), key=lambda one: sum(one[1]) / len(one[1]))
    }


def _functionalities(sets: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Accuracy per functionality and set, so that a weakness shows across languages."""
    table: dict[str, dict[str, float]] = {}
    for name, one in sets.items():
        for functionality, figures in one.get("by_functionality", {}).items():
            table.setdefault(functionality, {})[name] = figures["accuracy"]
    return dict(sorted(table.items()))


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _shares(values: Sequence[str]) -> dict[str, float]:
    return {value: _share([one == value for one in values]) for value in sorted(set(values))}
