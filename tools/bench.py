"""Run the benchmarks: each prints a table and writes its figures as JSON.

    python -m tools.bench [NAME…]

A benchmark is a script `benchmarks/<name>.py` that takes `--json PATH`; helpers there start with an
underscore. The figures go to `test-output/bench/<name>.json`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "test-output" / "bench"


def main() -> int:
    there = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    asked = sys.argv[1:] or list(there)
    unknown = [name for name in asked if name not in there]
    if unknown or not there:
        print(f"No such benchmark: {', '.join(unknown) or 'benchmarks/ is empty'}", file=sys.stderr)
        return 2
    OUTPUT.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in asked:
        print(f"\n── {name}", flush=True)
        command = [sys.executable, str(there[name]), "--json", str(OUTPUT / f"{name}.json")]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
