"""Make the set of ordinary words that screening uses to see through disguised spellings.

    python -m tools.ordinary_words [--data DIR]

Words come from the frequency lists of the package wordfreq (Speer 2022; Apache-2.0, data CC BY-SA 4.0),
which must be installed for this, and, with --data, from the texts of Parquet files with a column `text`
(words that stand in three texts or more), for languages that have no list. Only hashes are written.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from nadhir.screening.normalise import fold
from nadhir.screening.ordinary import Ordinary

LANGUAGES = ("ar", "bn", "de", "en", "es", "fr", "hi", "it", "nl", "pt", "ur", "tr", "fa")
PER_LANGUAGE = 50_000
SHORTEST = 4
OUTPUT = Path(__file__).resolve().parent.parent / "src/nadhir/screening/ordinary.npy"
_WORD = re.compile(r"[^\W\d_]{4,}")


def from_lists() -> set[str]:
    import wordfreq  # type: ignore[import-not-found,unused-ignore]

    return {
        word
        for language in LANGUAGES
        for listed in wordfreq.top_n_list(language, PER_LANGUAGE)
        for word in _WORD.findall(fold(listed))
    }


def from_posts(folder: Path) -> set[str]:
    import polars as pl

    found: set[str] = set()
    for path in sorted(folder.glob("*.parquet")):
        frame = pl.read_parquet(path)
        if "functionality" in frame.columns:  # a functional suite is a check, not a source
            continue
        counts = Counter(
            word for text in frame["text"].drop_nulls() for word in set(_WORD.findall(fold(text)))
        )
        found |= {word for word, count in counts.items() if count >= 3}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, metavar="DIR")
    chosen = parser.parse_args()
    words = from_lists() | (from_posts(chosen.data) if chosen.data else set())
    Ordinary.of(words).save(str(OUTPUT))
    print(f"{len(words)} words, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
