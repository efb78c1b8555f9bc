"""How fast screening is, stage by stage, beside other programs, on short posts of the covered languages.

    python benchmarks/screening_speed.py --data DIR [--json]

The same as `nadhir bench screening --data DIR --no-skill`: texts a second for each stage, on one core. What
is loaded once is not counted. `pip install 'nadhir[bench]'` brings the programs to compare with.
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
    words = ["bench", "screening", "--data", str(chosen.data), "--no-skill"]
    sys.argv = ["nadhir", *words, *(["--json"] if chosen.json else [])]
    nadhir()
