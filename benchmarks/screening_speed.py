"""How fast screening is, stage by stage, on the texts of a Parquet file.

    python benchmarks/screening_speed.py --data posts.parquet [--text-column text] [--limit 20000] [--json]

Prints microseconds per text and texts per second for each stage on one core, the time of the slowest text,
and the time of a 20 kB document made by joining texts. What each stage loads once is not
counted.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from nadhir.screening import Screener
from nadhir.screening.language import identify
from nadhir.screening.lexicon import lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.normalise import fold, fold_with_offsets


def stages(language: str) -> dict[str, Callable[[str], Any]]:
    matcher = Matcher(lexicon(language))
    screener = Screener.default()
    table: dict[str, Callable[[str], Any]] = {
        "fold": fold,
        "fold with offsets": fold_with_offsets,
        "identify language": identify,
        f"match {language} lexicon, folded": lambda text: matcher.content(text),
        "screen": screener.screen,
    }
    try:
        from nadhir.screening.places import PlaceFinder
    except ImportError:
        return table
    finder = PlaceFinder.default()
    table["places"] = lambda text: finder.find(text, language)
    return table


def measure(texts: list[str], language: str) -> dict[str, Any]:
    results: dict[str, Any] = {}
    folded = [fold(text) for text in texts]
    for name, stage in stages(language).items():
        source = folded if "folded" in name else texts
        for warm in (source[0], "Jambo rafiki zangu wapendwa"):
            stage(warm)
        times = []
        for text in source:
            start = time.perf_counter()
            stage(text)
            times.append(time.perf_counter() - start)
        mean = statistics.fmean(times)
        results[name] = {
            "microseconds": round(mean * 1e6, 1),
            "per_second": round(1 / mean),
            "slowest_ms": round(max(times) * 1e3, 2),
        }
    document = " ".join(texts)[:20_000]
    start = time.perf_counter()
    Screener.default().screen(document)
    results["screen, 20 kB document"] = {"milliseconds": round((time.perf_counter() - start) * 1e3, 1)}
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--limit", type=int, default=20_000)
    parser.add_argument("--language", default="ar", help="whose lexicon the stage of matching alone uses")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    texts = pl.read_parquet(chosen.data)[chosen.text_column].drop_nulls().head(chosen.limit).to_list()
    if not texts:
        sys.exit(f"{chosen.data} holds no texts in column {chosen.text_column}")
    characters = round(statistics.fmean(map(len, texts)))
    results = measure(texts, chosen.language)
    if chosen.json:
        about = {"data": chosen.data.name, "texts": len(texts), "mean_characters": characters}
        machine = {"machine": platform.machine(), "python": platform.python_version()}
        print(json.dumps(about | machine | {"stages": results}, ensure_ascii=False, indent=2))
        return
    print(f"{chosen.data.name}: {len(texts)} texts, {characters} characters on average, one core\n")
    for name, figures in results.items():
        shown = "  ".join(f"{label} {value:>9}" for label, value in figures.items())
        print(f"{name:<34} {shown}")


if __name__ == "__main__":
    main()
