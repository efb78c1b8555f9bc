"""How fast files are taken in: read, screened, placed, sorted, clustered and written, with custody.

    python benchmarks/intake_speed.py --data DIR [--json]

DIR holds public tables, in any folder below it; those of `FILES` that are there are taken in, each into a
workspace of its own in a temporary folder, by the command that people use, and then a second time, which must
add nothing. Figures are of the whole command with its start: seconds by the clock and of the processor,
records a second by each, and the most memory it held.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# What to look for, and how it is taken in.
FILES = {
    "osact4_ar.parquet": ["--text-column", "text"],
    "ucdp_candidate_events_*.csv.gz": ["--source", "ucdp"],
    "hatexplain_en.parquet": ["--text-column", "text"],
    "mhc_fr.parquet": ["--text-column", "text"],
}


def take_in(path: Path, options: list[str], home: str) -> dict[str, Any]:
    """Run the command once; what it said of itself, and what it used."""
    command = [sys.executable, "-m", "nadhir", "ingest", str(path), "--json", *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - ourselves
        command, env={**os.environ, "NADHIR_HOME": home}, stdout=subprocess.PIPE, check=False
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{path.name}: status {done.returncode}")
    told = json.loads(done.stdout)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "added": told["added"],
        "known": told["known"],
        "rejected": told["rejected"],
        "seconds": round(seconds, 2),
        "processor_s": round(processor, 2),
        "most_memory_mb": round(after.ru_maxrss / 1024),  # of all commands so far
    }


def measure(path: Path, options: list[str]) -> dict[str, Any]:
    """Take one file in twice."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        first = take_in(path, options, home)
        again = take_in(path, options, home)
    if again["added"]:
        sys.exit(f"{path.name}: {again['added']} were added the second time")
    return {
        "file": path.name,
        **first,
        "per_s": round(first["added"] / first["seconds"]),
        "per_processor_s": round(first["added"] / first["processor_s"]),
        "again_s": again["seconds"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of public tables")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    found = [(path, options) for name, options in FILES.items() for path in sorted(given.data.rglob(name))]
    if not found:
        sys.exit(f"none of {', '.join(FILES)} is in {given.data}")
    results = [measure(path, options) for path, options in found]
    if given.json:
        print(json.dumps(results, indent=1))
        return 0
    heads = ("records", "seconds", "a second", "processor s", "a processor s", "again s", "memory MB")
    names = ("added", "seconds", "per_s", "processor_s", "per_processor_s", "again_s", "most_memory_mb")
    print(f"{'':<40}" + "".join(f"{head:>15}" for head in heads))
    for result in results:
        print(f"{result['file']:<40}" + "".join(f"{result[name]:>15}" for name in names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
