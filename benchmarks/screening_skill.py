"""How good screening is on labelled posts and on functional tests, and how often it cries wolf.

    python benchmarks/screening_skill.py --data DIR [--json]

The same as `nadhir bench screening --data DIR --no-speed`: DIR holds Parquet files with `text`, `label`, and
where there are `lang`, `split` and `functionality`. Nothing of the texts is printed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nadhir.cli import main as nadhir

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    words = ["bench", "screening", "--data", str(chosen.data), "--no-speed"]
    sys.argv = ["nadhir", *words, *(["--json"] if chosen.json else [])]
    nadhir()
