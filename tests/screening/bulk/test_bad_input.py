"""What people and programs put into a column of texts: bounded in time and memory, named, never a crash."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nadhir.doctrine.phrases import phrasebook, placeholders
from nadhir.errors import DoctrineError
from nadhir.screening import Finding, Screener
from nadhir.screening.bulk import SCHEMA, findings_of
from nadhir.screening.bulk.columns import reading_of
from nadhir.screening.lexicon import extended, lexicon
from tests.screening.bulk.conftest import Screen, json_lines, rejects, rows

Write = Callable[[str, bytes | str], Path]
BOOK = "nadhir.screening.bulk"
TEN_MEGABYTES = 10_000_000


def found(*texts: str | None) -> list[dict[str, object]]:
    return list(findings_of(pa.array(texts, pa.large_string()), Screener.default()).to_pylist())


def test_every_finding_fills_every_column() -> None:
    table = findings_of(pa.array(["Good morning.", None]), Screener.default())
    assert table.schema == SCHEMA
    assert [one["reading"] for one in table.to_pylist()] == ["whole", "empty"]
    assert table.column("hateful").to_pylist() == [False, False]


@pytest.mark.parametrize("text", [None, "", "   \n\t ", "nan", "NULL", "\u200b\u200f"])
def test_nothing_is_said_to_be_nothing(text: str | None) -> None:
    (one,) = found(text)
    assert one["coverage"] == "not_covered"
    assert one["reading"] == "empty" or one["language"] == "und"


def test_binary_is_no_text() -> None:
    (one,) = found("\x00\x01\x02\x03PNG\x1a\ufffd\ufffd" * 40)
    assert (one["reading"], one["coverage"]) == ("not_text", "not_covered")


def test_numbers_and_lists_are_no_text(write: Write, screen: Screen, out: Path) -> None:
    values = [{"text": "Good morning."}, {"text": 5}, {"text": ["a"]}, {"text": None}, {"other": 1}]
    report = screen(write("a.jsonl", json_lines(values)))
    assert [row["reading"] for row in rows(out)] == ["whole", "not_text", "not_text", "empty", "empty"]
    assert (report.screened, report.not_text, report.empty) == (1, 2, 2)


@pytest.mark.parametrize("unit", ["good morning to all ", "صباح الخير للجميع ", "a", "\u202e\u0301", "no! "])
def test_ten_megabytes_are_read_in_part_and_in_time(unit: str) -> None:
    text = unit * (TEN_MEGABYTES // len(unit.encode()))
    started = time.process_time()
    (one,) = found(text)
    assert time.process_time() - started < 20
    assert one["reading"] in ("part", "not_text", "whole")
    assert one["concern"] in ("none", "watch")


def test_a_run_over_large_values_says_so(write: Write, screen: Screen, out: Path) -> None:
    long = "good morning " * (TEN_MEGABYTES // 13)
    report = screen(write("a.csv", f"id,text\n1,short and sweet\n2,{long}\n"))
    assert [row["reading"] for row in rows(out)] == ["whole", "part"]
    assert report.read_in_part == 1
    assert rows(out)[1]["text"] == long.rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "good \u202egninrom\u202c all",  # right-to-left override
        "\u2066\u2067\u2068" * 50 + "peace",
        "Good morning صباح الخير शुभ प्रभात добрый день 早上好",
        "é" + "\u0301" * 5_000,  # a tower of accents
        "\U0010ffff\ufdd0\ue000 end",
        "a\u0000b",
        "👩‍👩‍👧‍👦" * 500,
    ],
)
def test_strange_texts_are_read(text: str) -> None:
    (one,) = found(text)
    assert one["reading"] in ("whole", "empty", "not_text")
    assert one["concern"] in ("none", "watch")


def test_half_letters_and_damaged_bytes_reach_the_report(
    write: Write, screen: Screen, tmp_path: Path, out: Path
) -> None:
    report = screen(write("a.jsonl", '{"text": "good \\udc00 morning"}\n'))
    assert report.repaired == 1
    assert rows(out)[0]["text"] == "good \ufffd morning"
    path = tmp_path / "a.parquet"
    damaged = pa.array([b"good morning", b"cut \xd8"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": damaged}), path)
    assert screen(path).repaired == 1


def test_a_term_of_endless_spellings_is_refused_before_it_is_spelled_out() -> None:
    term = " ".join(f"({letter}x)" for letter in "abcdefghijklmnopqrstuvwxyz") + " zz"
    with pytest.raises(DoctrineError) as refused:
        extended(lexicon("en"), {"minority": [term]}, since="2026-11")
    assert refused.value.code == "lexicon.broken"
    assert "spellings" in refused.value.params["detail"]


@pytest.mark.parametrize("term", ["a … b", "x" * 50_000, "((((((((", "(ab/" + "cd/" * 200 + "ef) gg", "-a-"])
def test_odd_terms_cost_little(term: str) -> None:
    screener = Screener([extended(lexicon("en"), {"minority": [term]}, since="2026-11")])
    started = time.process_time()
    findings = screener.screen_batch(["a b " * 20_000, "a " * 50_000, "x" * 200_000, "(" * 10_000])
    assert time.process_time() - started < 20
    assert len(findings) == 4


class _Fragile(Screener):
    """A screener that fails on one text, as a fault in a program would."""

    def __init__(self) -> None:
        self._whole = Screener.default()
        self.version = self._whole.version

    def screen(self, text: str | None, *, language: str | None = None) -> Finding:
        if text and "unlucky" in text:
            raise ZeroDivisionError
        return self._whole.screen(text, language=language)

    def screen_batch(self, texts, *, languages=None):  # type: ignore[no-untyped-def]
        return [self.screen(text) for text in texts]


def test_a_fault_costs_its_own_text(caplog: pytest.LogCaptureFixture) -> None:
    texts = pa.array(["Good morning.", "an unlucky one", "Good evening."])
    with caplog.at_level(logging.ERROR):
        table = findings_of(texts, _Fragile(), reasons_language="en").to_pylist()
    assert [one["reading"] for one in table] == ["whole", "fault", "whole"]
    assert table[1]["coverage"] == "not_covered"
    assert "ZeroDivisionError" in table[1]["reasons"]
    assert "unlucky" not in caplog.text.replace("test_", "")


def test_a_broken_screener_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("shapes differ")

    monkeypatch.setattr(Screener, "_sorted", broken)
    with pytest.raises(ValueError, match="shapes"):
        findings_of(pa.array(["Good evening."]), Screener.default())


def test_readings_are_told_from_reasons() -> None:
    screener = Screener.default()
    assert reading_of(screener.screen("")) == "empty"
    assert reading_of(screener.screen("good morning " * 100_000)) == "part"


def test_a_file_of_nothing_but_broken_rows_ends_in_a_report(write: Write, screen: Screen, out: Path) -> None:
    report = screen(write("a.jsonl", '{"text": "a b"}\n' + "nonsense\n" * 50), batch_rows=10)
    assert (report.rows_read, report.screened, report.rejected) == (51, 1, 50)
    told = rejects(report)
    assert [one["line"] for one in told] == list(range(2, 52))
    assert {"file", "line", "code", "message", "excerpt"} == set(told[0])
    assert len(rows(out)) == 1


@pytest.mark.parametrize("code", list(phrasebook(BOOK)))
def test_phrases_say_the_same_in_three_languages(code: str) -> None:
    text = phrasebook(BOOK).text(code)
    assert len({frozenset(placeholders(text.in_(lang))) for lang in ("ar", "en", "fr")}) == 1
