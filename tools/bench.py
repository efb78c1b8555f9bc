"""Run the benchmarks: each prints a table and writes its figures as JSON.

    python -m tools.bench [--data DIR] [NAME…]

A benchmark is a script `benchmarks/<name>.py`; helpers there start with an underscore. It prints a table,
and takes `--json PATH` to write its figures as well, or a bare `--json` to print them instead. One that
takes `--data DIR` reads public tables that the repository does not hold; DATA-SOURCES.md says where they
come from. The figures go to `test-output/bench/<name>.json`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "test-output" / "bench"


def run(script: Path, data: Path | None) -> str:
    """Run one benchmark; what went wrong, or nothing."""
    command = [sys.executable, str(script)]
    said = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    if said.returncode:
        return said.stderr.strip()
    options = said.stdout.partition("options:")[2]
    if "--data" in options:
        if data is None:
            return "needs public tables: give their folder with DATA=… (see DATA-SOURCES.md)"
        command += ["--data", str(data)]
    figures = OUTPUT / f"{script.stem}.json"
    writes_itself = re.search(r"--json [A-Z]", options) is not None
    if writes_itself:
        command += ["--json", str(figures)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        return "failed"
    if not writes_itself:
        printed = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, check=False)
        if printed.returncode:
            return "failed with --json"
        figures.write_bytes(printed.stdout)
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools.bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of public tables")
    parser.add_argument("names", nargs="*", help="benchmarks to run (default: all)")
    given = parser.parse_args()
    there = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    unknown = [name for name in given.names if name not in there]
    if unknown or not there:
        print(f"No such benchmark: {', '.join(unknown) or 'benchmarks/ is empty'}", file=sys.stderr)
        return 2
    OUTPUT.mkdir(parents=True, exist_ok=True)
    problems = {}
    for name in given.names or there:
        print(f"\n── {name}", flush=True)
        problem = run(there[name], given.data)
        if problem:
            problems[name] = problem
    print("".join(f"\n{name}: {problem}" for name, problem in problems.items()), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
