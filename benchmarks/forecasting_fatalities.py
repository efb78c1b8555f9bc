"""Skill of the simple forecasts of deaths by country and month, on the protocol of the ViEWS challenge.

    python benchmarks/forecasting_fatalities.py --data DIR [--json]

DIR holds `views_cm_history.csv.gz`, `views_cm_actuals_Y.parquet` and the tables named in DATA-SOURCES.md.
Takes a few seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError
from nadhir.forecasting.fatalities.backtest import backtest, range_coverage
from nadhir.forecasting.panel.build import build

SCORES = {
    "crps": "mean CRPS",
    "crps_median_country": "CRPS of the median country",
    "crps_median_active": "CRPS of the median country with deaths",
    "crps_log": "CRPS of log(1 + deaths)",
    "ign": "ignorance, bits (only between equal numbers of draws)",
    "mis": "mean interval score, 90 %",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of source files")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    given = parser.parse_args()
    try:
        found = backtest(given.data)
        coverage = range_coverage(build(given.data))
    except NadhirError as error:
        print(explain(error, "en"), file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps({"forecasts": found, "range_of_year_ahead": coverage}, indent=1))
        return 0
    print(tables(found))
    print(
        f"\nThe 90 % range for the twelve months ahead (UCDP, all kinds) held what came in "
        f"{coverage['with_deaths']:.1%} of country-years with deaths and {coverage['without_deaths']:.1%} of "
        f"those without; {coverage['country_years']:,} country-years, base years {coverage['first']}–"
        f"{coverage['last']}."
    )
    return 0


def tables(found: dict[str, dict[str, Any]]) -> str:
    """One table a score: forecasts down, windows across."""
    parts = []
    for score, title in SCORES.items():
        windows = list(next(iter(found.values())))
        lines = [f"{title:54}" + "".join(f"{window:>11}" for window in windows)]
        for name, by_window in found.items():
            lines.append(f"  {name:52}" + "".join(f"{by_window[w][score]:>11.3f}" for w in windows))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
