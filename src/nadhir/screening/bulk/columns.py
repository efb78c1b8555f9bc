"""Findings as columns: what is added to each row of a file, a table or a Spark data frame.

Everything that screens in bulk goes through `findings_of`, so that a file, a worker and a cluster cannot
differ in what they find.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from nadhir.screening.collecting import uncollected
from nadhir.screening.finding import CONCERNS, COVERAGES, VIOLENCE, Finding
from nadhir.screening.screener import MAX_CHARACTERS, Screener
from nadhir.screening.verdicts import Integers, Verdicts

logger = logging.getLogger(__name__)

_LISTED = pa.list_(pa.string())

SCHEMA = pa.schema(
    [
        pa.field("language", pa.string()),  # ISO 639, "und" where it could not be told
        pa.field("coverage", pa.string()),  # well, thinly, not_covered
        pa.field("concern", pa.string()),  # none, watch, review, urgent
        pa.field("hateful_probability", pa.float32()),  # calibrated, or null
        pa.field("inciting_probability", pa.float32()),
        pa.field("hateful", pa.bool_()),  # at the threshold of its language
        pa.field("violence", pa.string()),  # none, passive, direct
        pa.field("hallmarks", _LISTED),
        pa.field("targets", _LISTED),  # group ids of the lexicon's concepts
        pa.field("target_attributes", _LISTED),  # in the order of `targets`
        pa.field("mode", pa.string()),
        pa.field("indicators", _LISTED),  # of the 2014 Framework of Analysis
        pa.field("reasons", pa.string()),  # in words, where a language was asked for
        pa.field("reading", pa.string()),  # whole, part, empty, not_text, fault
        pa.field("screener_version", pa.string()),
    ]
)
"""The columns that screening adds, in order. `reading` says how much of a text was read: "part" of one that
is very long, nothing of one that is "empty" or "not_text", and "fault" where the screener failed on it."""

_READINGS = {
    "reason.empty": "empty",
    "reason.not_text": "not_text",
    "reason.read_part": "part",
    "bulk.fault": "fault",
}
_PLAIN = "Good morning."
_PORTION = 2_000_000  # characters that are screened at once
_ISOLATES = str.maketrans("", "", "\u2068\u2069")


def findings_of(
    texts: pa.Array,
    screener: Screener,
    *,
    languages: Sequence[str | None] | None = None,
    reasons_language: str | None = None,
) -> pa.RecordBatch:
    """The columns of `SCHEMA` for n texts (a string array; null is a text that is not there), n rows.

    `languages` is what a source says each text is in. Never raises for what a text contains: one that
    makes the screener fail costs that text, is logged without its words and is marked "fault". A screener
    that fails on plain words too raises what it raises.
    """
    asked = texts.to_pylist()
    given: list[str | None] = [None] * len(asked) if languages is None else list(languages)
    with uncollected():
        batches = [
            _portion(asked[start:end], given[start:end], screener, reasons_language)
            for start, end in _portions(asked)
        ]
    if len(batches) == 1:
        return batches[0]
    whole = pa.Table.from_batches(batches, SCHEMA).combine_chunks().to_batches()
    return whole[0] if whole else pa.RecordBatch.from_pylist([], SCHEMA)


def _portion(
    texts: list[str | None], languages: list[str | None], screener: Screener, reasons_language: str | None
) -> pa.RecordBatch:
    try:
        if reasons_language is None:
            return _of_verdicts(*screener.verdicts(texts, languages=languages), screener.version)
        return _columns(screener.screen_batch(texts, languages=languages), reasons_language)
    except Exception:
        # One text that the screener cannot cope with must not take the others of its batch with it; a
        # screener that cannot read a plain one is broken, and its run must not look like a result.
        screener.screen(_PLAIN)
        logger.exception("a batch of texts=%d is read one by one", len(texts))
        pairs = zip(texts, languages, strict=True)
        return _columns([_alone(text, code, screener) for text, code in pairs], reasons_language)


def reading_of(finding: Finding) -> str:
    """How much of a text was read, from the reasons that say so."""
    return next((_READINGS[one.code] for one in finding.reasons if one.code in _READINGS), "whole")


def _portions(texts: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Where to cut a batch, so that a few very long texts do not take much memory at once."""
    start = size = 0
    for at, text in enumerate(texts):
        size += min(len(text or ""), MAX_CHARACTERS)
        if size >= _PORTION:
            yield start, at + 1
            start, size = at + 1, 0
    if start < len(texts):
        yield start, len(texts)


def _alone(text: str | None, language: str | None, screener: Screener) -> Finding:
    from nadhir.doctrine.phrases import Reason

    try:
        return screener.screen(text, language=language)
    except Exception as fault:
        logger.exception("the screener failed on a text of characters=%d", len(text or ""))
        reason = Reason("bulk.fault", {"kind": type(fault).__name__}, book="nadhir.screening.bulk")
        return Finding("none", "und", "not_covered", screener.version, reasons=(reason,))


def _of_verdicts(found: Verdicts, places: Integers, version: str) -> pa.RecordBatch:
    count = len(found.language)
    none = pa.nulls(count, pa.string())
    columns = [
        _named(found.language, found.languages),
        _named(found.coverage, COVERAGES),
        _named(found.concern, CONCERNS),
        pa.array(found.hateful_probability, pa.float32(), from_pandas=True),  # NaN is null
        pa.array(found.inciting_probability, pa.float32(), from_pandas=True),
        pa.array(found.hateful),
        _named(found.violence, VIOLENCE),
        _lists(found.hallmarks, count),
        _lists({place: [one.group for one in them] for place, them in found.targets.items()}, count),
        _lists({place: [one.attribute for one in them] for place, them in found.targets.items()}, count),
        _rare(found.mode, "none", count),
        _lists(found.indicators, count),
        none,
        _rare(found.reading, "whole", count),
        pa.repeat(version, count),
    ]
    batch = pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
    return batch if len(places) == count else batch.take(pa.array(places))


def _named(numbers: Integers, names: Sequence[str]) -> pa.Array:
    coded = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(names, pa.string()))
    return coded.cast(pa.string())


def _rare(values: Mapping[int, str], usual: str, count: int) -> pa.Array:
    """One value for most rows, others by the numbers of theirs."""
    names = list(dict.fromkeys((usual, *values.values())))
    numbers = np.zeros(count, np.int64)
    numbers[list(values)] = [names.index(one) for one in values.values()]
    return _named(numbers, names)


def _lists(values: Mapping[int, Sequence[str]], count: int) -> pa.Array:
    """Lists by the numbers of their rows; empty ones elsewhere."""
    rows = sorted(values)
    lengths = np.zeros(count, np.int64)
    lengths[rows] = [len(values[row]) for row in rows]
    offsets = np.append(0, np.cumsum(lengths))
    held = [one for row in rows for one in values[row]]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(held, pa.string()))


def _columns(findings: Sequence[Finding], reasons_language: str | None) -> pa.RecordBatch:
    said = (
        [None] * len(findings)
        if reasons_language is None
        else [_said(one, reasons_language) for one in findings]
    )
    columns = [
        [one.language for one in findings],
        [one.coverage for one in findings],
        [one.concern for one in findings],
        [one.hateful_probability for one in findings],
        [one.inciting_probability for one in findings],
        [one.hateful for one in findings],
        [one.violence for one in findings],
        [one.hallmarks for one in findings],
        [[target.group for target in one.targets] for one in findings],
        [[target.attribute for target in one.targets] for one in findings],
        [one.mode for one in findings],
        [one.indicators for one in findings],
        said,
        [reading_of(one) for one in findings],
        [one.version for one in findings],
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _said(finding: Finding, lang: str) -> str | None:
    if not finding.reasons:
        return None
    words = "; ".join(reason.say(lang) for reason in finding.reasons)
    return words if lang == "ar" else words.translate(_ISOLATES)
