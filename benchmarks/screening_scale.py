"""How screening of files grows: rows a second with one worker and with two, on this machine and on Spark.

    python benchmarks/screening_scale.py --data DIR [--rows 200000] [--engine local --engine spark] [--json]

DIR holds labelled sets (Parquet with `text`); their posts are written one after the other, again and again,
until there are so many rows, and `nadhir screen` reads that file. No post comes twice in one batch. Seconds
are those of the whole command, from start to the joined output. Memory is the sum of what all processes of
the command hold, shared pages counted in each, looked at five times a second; with Spark that includes Java.
Speed-up is only seen where nobody else uses the cores; elsewhere compare the seconds of processor time, which
two workers should hardly raise (Spark's own Java is not in them).
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 50_000


def posts(folder: Path) -> list[str]:
    """All short posts of a folder, each once, in an order that mixes the sets."""
    frames = [pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))]
    texts = pl.concat([frame.select("text") for frame in frames if "text" in frame.columns])
    short = texts.drop_nulls().filter(pl.col("text").str.len_chars() <= 280).unique(maintain_order=True)
    return short.sample(fraction=1.0, shuffle=True, seed=1)["text"].to_list()


def write(path: Path, texts: list[str], rows: int) -> None:
    """Write `rows` rows without ever holding them."""
    endless = itertools.cycle(texts)
    schema = pa.schema([("id", pa.int64()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, rows, GROUP):
            some = list(itertools.islice(endless, min(GROUP, rows - start)))
            ids = list(range(start, start + len(some)))
            writer.write_table(pa.table({"id": ids, "text": some}, schema=schema))


def screened(source: Path, engine: str, workers: int) -> dict[str, Any]:
    """Run the command once."""
    out = source.with_name(f"{engine}-{workers}.parquet")
    words = [
        "screen",
        str(source),
        "--out",
        str(out),
        "--engine",
        engine,
        "--workers",
        str(workers),
        "--json",
    ]
    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "nadhir", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak = 0
    while running.poll() is None:
        peak = max(peak, sum(_memory(process) for process in _tree(running.pid)))
        time.sleep(0.2)
    said, trouble = running.communicate()
    if running.returncode:
        sys.exit(trouble.strip().splitlines()[-1])
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads(said)
    return {
        "engine": engine,
        "workers": workers,
        "rows": report["rows_read"],
        "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "rows_per_second": round(report["rows_read"] / seconds),
        "peak_memory_mb": round(peak / 1e6),
        "findings": [report[name] for name in ("by_concern", "by_coverage", "by_language", "hateful")],
    }


def _tree(process: int) -> Iterator[int]:
    """A process and all that it started, on Linux."""
    yield process
    try:
        for thread in (Path("/proc") / str(process) / "task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return


def _memory(process: int) -> int:
    try:
        pages = int((Path("/proc") / str(process) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def measure(folder: Path, rows: int, engines: list[str]) -> dict[str, Any]:
    texts = posts(folder)
    runs = []
    with tempfile.TemporaryDirectory(prefix="nadhir-scale-") as scratch:
        source = Path(scratch) / "posts.parquet"
        write(source, texts, rows)
        for engine in engines:
            if engine == "spark" and importlib.util.find_spec("pyspark") is None:
                print("Spark is not installed: pip install 'nadhir[spark]'", file=sys.stderr)
                continue
            runs += [screened(source, engine, workers) for workers in (1, 2)]
    same = all(one["findings"] == runs[0]["findings"] for one in runs)
    for one in runs:
        del one["findings"]
    speed_up = {
        engine: round(one["seconds"] / two["seconds"], 2)
        for engine in engines
        for one, two in itertools.pairwise([run for run in runs if run["engine"] == engine])
    }
    return {
        "cores": os.cpu_count(),
        "distinct_posts": len(texts),
        "runs": runs,
        "speed_up_two_workers": speed_up,
        "same_findings": same,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--engine", action="append", choices=["local", "spark"])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    results = measure(chosen.data, chosen.rows, chosen.engine or ["local", "spark"])
    if chosen.json:
        print(json.dumps(results, indent=2))
        return
    for run in results["runs"]:
        print("  ".join(f"{name} {value}" for name, value in run.items()))
    print(f"from one worker to two: {results['speed_up_two_workers']}")
    print(f"same findings: {results['same_findings']}")


if __name__ == "__main__":
    main()
