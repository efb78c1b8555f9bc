"""How good screening is on labelled posts and on functional tests, and how often it cries wolf.

    python benchmarks/screening_skill.py --data DIR [--json]

DIR holds Parquet files with `text`, `label`, `lang` and, for functional tests, `functionality`:
HateCheck (Röttger et al. 2021), Multilingual HateCheck (2022), OSACT4 and AfriSenti as used here.
A text counts as flagged where its concern is "review" or "urgent". Nothing of the texts is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from nadhir.screening import Finding, Screener

FUNCTIONAL = ("hatecheck_en", "mhc_ar", "mhc_fr")
LABELLED = {"osact4_ar": ("hate",), "lhsab_ar": ("hate",), "mlma_fr": (), "davidson_en": ("hate",)}
BACKGROUND = "afrisenti_background"
FLAGGED = ("review", "urgent")


def scores(truth: Sequence[bool], flagged: Sequence[bool]) -> dict[str, float]:
    """Accuracy, and precision, recall and F1 of the flagged, and macro-F1 over both classes."""
    cells = Counter(zip(truth, flagged, strict=True))

    def f1(positive: bool) -> float:
        hit = cells[positive, positive]
        missed, false = cells[positive, not positive], cells[not positive, positive]
        return 2 * hit / (2 * hit + missed + false) if hit else 0.0

    found, hateful = cells[True, True] + cells[False, True], cells[True, True] + cells[True, False]
    return {
        "accuracy": (cells[True, True] + cells[False, False]) / len(truth),
        "precision": cells[True, True] / found if found else 0.0,
        "recall": cells[True, True] / hateful if hateful else 0.0,
        "macro_f1": (f1(True) + f1(False)) / 2,
    }


def screened(frame: pl.DataFrame) -> list[Finding]:
    return Screener.default().screen_batch(frame["text"].to_list())


def is_flagged(findings: Sequence[Finding]) -> list[bool]:
    return [finding.concern in FLAGGED for finding in findings]


def functional(frame: pl.DataFrame) -> dict[str, Any]:
    flagged = is_flagged(screened(frame))
    truth = [label == "hateful" for label in frame["label"]]
    per: dict[str, list[bool]] = {}
    for functionality, right in zip(
        frame["functionality"], (one == two for one, two in zip(truth, flagged, strict=True)), strict=True
    ):
        per.setdefault(functionality, []).append(right)
    return {
        "texts": frame.height,
        **scores(truth, flagged),
        "by_functionality": {name: sum(right) / len(right) for name, right in per.items()},
    }


def labelled(frame: pl.DataFrame, hateful: Sequence[str]) -> dict[str, Any]:
    flagged = is_flagged(screened(frame))
    truth = [label in hateful for label in frame["label"]]
    return {"texts": frame.height, "flagged": sum(flagged) / frame.height, **scores(truth, flagged)}


def background(frame: pl.DataFrame) -> dict[str, Any]:
    """Share of ordinary talk that is flagged, and how many were covered at all, by language."""
    findings = screened(frame)
    per: dict[str, list[Finding]] = {}
    for language, finding in zip(frame["lang"], findings, strict=True):
        per.setdefault(language, []).append(finding)
    return {
        "texts": frame.height,
        "flagged": sum(is_flagged(findings)) / len(findings),
        "by_language": {
            language: {
                "flagged": sum(is_flagged(some)) / len(some),
                "covered": sum(one.covered for one in some) / len(some),
                "reports_violence": sum(one.reports_violence for one in some) / len(some),
            }
            for language, some in per.items()
        },
    }


def measure(folder: Path) -> dict[str, Any]:
    results: dict[str, Any] = {"version": Screener.default().version, "flagged_at": "review"}
    for name in FUNCTIONAL:
        if (folder / f"{name}.parquet").is_file():
            results[name] = functional(pl.read_parquet(folder / f"{name}.parquet"))
    for name, hateful in LABELLED.items():
        if hateful and (folder / f"{name}.parquet").is_file():
            results[name] = labelled(pl.read_parquet(folder / f"{name}.parquet"), hateful)
    if (folder / f"{BACKGROUND}.parquet").is_file():
        results[BACKGROUND] = background(pl.read_parquet(folder / f"{BACKGROUND}.parquet"))
    return results


def table(results: dict[str, Any]) -> None:
    print(f"screener {results['version']}, flagged means review or urgent\n")
    for name, figures in results.items():
        if not isinstance(figures, dict):
            continue
        plain = {key: value for key, value in figures.items() if not isinstance(value, dict)}
        print(
            name,
            "  ".join(f"{key} {value:.3f}" if key != "texts" else f"{value}" for key, value in plain.items()),
        )
        for functionality, right in figures.get("by_functionality", {}).items():
            print(f"    {functionality:<28} {right:.2f}")
        for language, shares in figures.get("by_language", {}).items():
            print(f"    {language:<6}", "  ".join(f"{key} {value:.3f}" for key, value in shares.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    results = measure(chosen.data)
    if len(results) == 2:
        sys.exit(f"none of the known sets is in {chosen.data}")
    if chosen.json:
        print(json.dumps(results, indent=2))
    else:
        table(results)


if __name__ == "__main__":
    main()
