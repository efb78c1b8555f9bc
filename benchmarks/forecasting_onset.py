"""Skill of the onset model against its baselines and the Early Warning Project, by rolling back-test.

    python benchmarks/forecasting_onset.py --data DIR [--json]

The same as `nadhir forecast backtest onset`. DIR holds the public tables named in DATA-SOURCES.md. Takes two
to three minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nadhir.cli import main


def run() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of source files")
    parser.add_argument("--replicates", type=int, default=1000, help="bootstrap replicates (default 1000)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    asked = ["--data", str(given.data), "--replicates", str(given.replicates)]
    sys.argv = ["nadhir", "forecast", "backtest", "onset", *asked, *(["--json"] if given.json else [])]
    main()


if __name__ == "__main__":
    run()
