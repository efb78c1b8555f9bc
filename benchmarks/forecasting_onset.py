"""Skill of the onset model against its baselines and the Early Warning Project, by rolling back-test.

    python benchmarks/forecasting_onset.py --data DIR [--json]

DIR holds the public tables named in DATA-SOURCES.md. Takes about ten seconds on one core.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError
from nadhir.forecasting.onset.backtest import Backtest, backtest

STATISTICS = ("auc", "average_precision", "recall_at_10", "recall_at_20", "recall_at_30")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of source files")
    parser.add_argument("--replicates", type=int, default=1000, help="bootstrap replicates (default 1000)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    try:
        found = backtest(given.data, replicates=given.replicates)
    except NadhirError as error:
        print(explain(error, "en"), file=sys.stderr)
        return 1
    print(json.dumps(found.as_json(), indent=1) if given.json else table(found))
    return 0


def table(found: Backtest) -> str:
    """The scores with their 95 % intervals, one forecast a line."""
    lines = [f"{'':26}" + "".join(f"{name:>24}" for name in STATISTICS)]
    for name, scores in found.scores.items():
        lines.append(f"{name:26}" + "".join(_interval(scores[s]) for s in STATISTICS))
    for name, scores in found.differences.items():
        if name == "model":
            lines.append(f"{'model − reference':26}" + "".join(_interval(scores[s], "+") for s in STATISTICS))
    lines.append(
        f"{found.country_years:,} country-years {found.years[0]}–{found.years[1]}, {found.onsets} onsets; "
        "95 % intervals from resampling countries"
    )
    lines.append("; ".join(f"{name} {value}" for name, value in found.probability.items()))
    return "\n".join(lines)


def _interval(score: dict[str, float], sign: str = "") -> str:
    return f"{score['value']:{sign}.3f} ({score['low']:{sign}.3f}–{score['high']:{sign}.3f})".rjust(24)


if __name__ == "__main__":
    raise SystemExit(main())
