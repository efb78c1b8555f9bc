"""Skill of the forecast of deaths by country and month, on the protocol of the ViEWS challenge.

    python benchmarks/forecasting_fatalities.py --data DIR [--outcome all|state|nonstate|onesided] [--json]

DIR holds `views_cm_history.csv.gz`, `views_cm_actuals_Y.parquet` and the tables named in DATA-SOURCES.md.
Without `--outcome` the challenge itself is run; with it, the same protocol on the panel's figures. Takes
about twenty seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError
from nadhir.forecasting.fatalities import OUTCOMES, FatalitiesBacktest, backtest, from_panel, from_tables
from nadhir.forecasting.fatalities.backtest import range_coverage
from nadhir.forecasting.panel import assemble
from nadhir.sources.figures import read_folder

SCORES = {
    "crps": "mean CRPS",
    "crps_median_country": "CRPS of the median country",
    "crps_median_active": "CRPS of the median country with deaths",
    "crps_log": "CRPS of log(1 + deaths)",
    "ign": "ignorance, bits",
    "mis": "mean interval score, 90 %",
    "onset_log_score": "log score of deaths after a quiet year, bits",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of source files")
    parser.add_argument("--outcome", choices=tuple(OUTCOMES), help="a kind of violence, from the panel")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    given = parser.parse_args()
    try:
        tables = read_folder(given.data)
        panel = assemble(tables)
        found = backtest(from_panel(panel, given.outcome) if given.outcome else from_tables(tables))
        coverage = range_coverage(panel)
    except NadhirError as error:
        print(explain(error, "en"), file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps({**found.as_json(), "range_of_year_ahead": coverage}, indent=1))
        return 0
    print(written(found))
    print(
        f"\nThe 90 % range of conflictology for the twelve months ahead (UCDP, all kinds) held what came in "
        f"{coverage['with_deaths']:.1%} of country-years with deaths and {coverage['without_deaths']:.1%} of "
        f"those without; {coverage['country_years']:,} country-years, base years {coverage['first']}–"
        f"{coverage['last']}."
    )
    return 0


def written(found: FatalitiesBacktest) -> str:
    """One table a score: forecasts down, windows across; then the difference to conflictology."""
    parts = []
    for score, title in SCORES.items():
        windows = list(found.scores["model"])
        lines = [f"{title:54}" + "".join(f"{window:>11}" for window in windows)]
        for name, by_window in found.scores.items():
            lines.append(f"  {name:52}" + "".join(f"{by_window[w][score]:>11.3f}" for w in windows))
        parts.append("\n".join(lines))
    lines = ["mean CRPS, model minus conflictology (95 % over countries)"]
    for window, of in found.difference.items():
        lines.append(f"  {window:52}{of['value']:>11.3f}  ({of['low']:.3f} to {of['high']:.3f})")
    parts.append("\n".join(lines))
    return "\n\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
