"""The command line answers at once: help loads nothing that a command needs."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ("django", "sklearn", "scipy", "polars", "pyarrow", "numpy", "lxml", "trafilatura", "datasketch")
ASK = f"""
import json, sys
sys.argv = ["nadhir", "--help"]
from nadhir.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print()
print(json.dumps([name for name in {HEAVY} if name in sys.modules]))
"""


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert "nadhir" in done.stdout
