"""How fast each stage of screening is, on one core, beside other programs on the same texts.

Nothing that is loaded once is counted. Each figure is processor time, the best of several rounds: on a
machine that others use too, the clock on the wall and the slower rounds measure the others.
"""

from __future__ import annotations

import importlib
import platform
import statistics
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from nadhir.screening.bulk.columns import findings_of
from nadhir.screening.bulk.run import BATCH_ROWS
from nadhir.screening.labelled import described, read
from nadhir.screening.language import identify_batch
from nadhir.screening.lexicon import available, lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.normalise import SEPARATOR, fold
from nadhir.screening.pages import Pages
from nadhir.screening.scene import WHAT
from nadhir.screening.screener import Screener
from nadhir.screening.structure import read as read_structure

ROUNDS = 3
SHORT = 280  # characters; longer texts are left out, so that figures compare
LANGUAGES = ("en", "ar", "fr")
_SEED = 7

Stage = Callable[[], object]


def measure_speed(folder: Path, *, texts: int = 8_000, rounds: int = ROUNDS) -> dict[str, Any]:
    """Texts a second of each stage, and of other programs, for posts of the covered languages."""
    result: dict[str, Any] = {
        "machine": platform.machine(),
        "python": platform.python_version(),
        "cores_used": 1,
        "rounds": rounds,
        "languages": {},
    }
    for language in LANGUAGES:
        posts = short_posts(folder, language, texts)
        if posts and language in available():
            result["languages"][language] = speed_of(posts, language, rounds)
    return result


def short_posts(folder: Path, language: str, wanted: int) -> list[str]:
    """Short real posts of a language, from all sets of posts that have it, in equal parts."""
    found: list[list[str]] = []
    for path in sorted(folder.glob("*.parquet")):
        frame = read(path)
        if not {"text", "label", "lang"} <= set(frame.columns):
            continue
        labelled = described(path.stem, frame.columns, frame["label"].unique().to_list())
        if labelled is None or labelled.kind != "posts":
            continue
        here = frame.filter((pl.col("lang") == language) & (pl.col("text").str.len_chars() <= SHORT))
        if here.height:
            found.append(here["text"].to_list())
    if not found:
        return []
    each = wanted // len(found) or 1
    return [text for texts in found for text in texts[:: max(1, len(texts) // each)][:each]][:wanted]


def speed_of(posts: Sequence[str], language: str, rounds: int = ROUNDS) -> dict[str, Any]:
    """The figures for some posts of one language."""
    matcher = Matcher(lexicon(language))
    ours = {name: _rate(stage, len(posts), rounds) for name, stage in _stages(posts, matcher)}
    terms = matcher.terms()
    others = {name: _other(name, make, posts, terms, rounds) for name, make in _OTHERS.items()}
    bare = others["pyahocorasick"].get("per_second")
    match = ours["match"]["per_second"]
    return {
        "posts": len(posts),
        "mean_characters": round(statistics.fmean(map(len, posts))),
        "patterns": len(terms),
        "stages": ours,
        "others": others,
        "match_beside_bare_automaton": round(bare / match, 2) if bare and match else None,
    }


def _stages(posts: Sequence[str], matcher: Matcher) -> Iterator[tuple[str, Stage]]:
    batches = [list(posts[start : start + BATCH_ROWS]) for start in range(0, len(posts), BATCH_ROWS)]
    joined = [SEPARATOR.join(batch) for batch in batches]
    pages = [Pages(batch, [matcher]) for batch in batches]
    folded = [one.flat.replace("\n", " ") for one in pages]
    yield "fold", lambda: [fold(one) for one in joined]
    yield "identify", lambda: [identify_batch(batch) for batch in batches]
    yield "match", lambda: [matcher.find(one) for one in folded]
    yield "structure", lambda: [_read_all(one) for one in pages]
    model = _model(posts, matcher.lexicon.language)
    if model is not None:
        yield "model", model
    screener = Screener.default()
    arrays = [pa.array(batch, pa.large_string()) for batch in batches]
    yield "whole", lambda: [findings_of(array, screener) for array in arrays]


def _read_all(pages: Pages) -> int:
    """Read the structure of the texts in which something is said of somebody; how many they are."""
    said = [number for number, something in enumerate(pages.having(WHAT).tolist()) if something]
    for page in pages.pages(said):
        read_structure(page.text, page.content, page.cues)
    return len(said)


def _model(posts: Sequence[str], language: str) -> Stage | None:
    """The statistical model alone, once a screener has one."""
    try:
        columns = importlib.import_module("nadhir.screening.model.columns")
        weights = importlib.import_module("nadhir.screening.model.weights")
    except ImportError:
        return None
    model = weights.Model.load()
    languages = [language] * len(posts)
    return lambda: model.scores(columns.Texts.of(list(posts)), languages)


def _rate(stage: Stage, count: int, rounds: int) -> dict[str, Any]:
    best = float("inf")
    for _ in range(rounds + 1):  # the first also loads what is loaded once
        start = time.process_time()
        stage()
        best = min(best, time.process_time() - start)
    return {"per_second": round(count / best), "microseconds": round(best / count * 1e6, 1)}


# -- other programs -----------------------------------------------------------------------------------


def _other(
    name: str,
    make: Callable[[Sequence[str], Sequence[str]], Stage],
    posts: Sequence[str],
    terms: Sequence[str],
    rounds: int,
) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            # Models of other programs were often saved by an older library, and say so at every use.
            warnings.simplefilter("ignore")
            return {"installed": True, **_rate(make(posts, terms), len(posts), rounds)}
    except ImportError:
        return {"installed": False, "install": f"pip install 'nadhir[bench]' ({name})"}
    except Exception as problem:  # noqa: BLE001 - another's program that does not run here; told as such
        return {"installed": True, "failed": type(problem).__name__}


def _bare_automaton(posts: Sequence[str], terms: Sequence[str]) -> Stage:
    import ahocorasick

    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for number, term in enumerate(terms):
        automaton.add_word(term, number)
    automaton.make_automaton()
    folded = [fold(post) for post in posts]
    return lambda: [list(automaton.iter(text)) for text in folded]


def _flashtext(posts: Sequence[str], terms: Sequence[str]) -> Stage:
    flashtext = importlib.import_module("flashtext")
    processor = flashtext.KeywordProcessor()
    for term in terms:
        if term.strip():
            processor.add_keyword(term)
    folded = [fold(post) for post in posts]
    return lambda: [processor.extract_keywords(text) for text in folded]


def _hashing(analyzer: str, lengths: tuple[int, int]) -> Callable[[Sequence[str], Sequence[str]], Stage]:
    def make(posts: Sequence[str], _: Sequence[str]) -> Stage:
        from sklearn.feature_extraction.text import HashingVectorizer
        from sklearn.linear_model import SGDClassifier

        vectorizer = HashingVectorizer(analyzer=analyzer, ngram_range=lengths, n_features=2**18)
        few = vectorizer.transform(posts[:512])
        classifier = SGDClassifier(random_state=_SEED).fit(few, [at % 2 for at in range(few.shape[0])])
        return lambda: classifier.decision_function(vectorizer.transform(posts))

    return make


def _profanity_check(posts: Sequence[str], _: Sequence[str]) -> Stage:
    predict = importlib.import_module("profanity_check").predict_prob
    return lambda: predict(list(posts))


_OTHERS: dict[str, Callable[[Sequence[str], Sequence[str]], Stage]] = {
    "pyahocorasick": _bare_automaton,
    "flashtext": _flashtext,
    "scikit-learn hashing, words": _hashing("word", (1, 2)),
    "scikit-learn hashing, characters": _hashing("char_wb", (2, 5)),
    "alt-profanity-check": _profanity_check,
}
