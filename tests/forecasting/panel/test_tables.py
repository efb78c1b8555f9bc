from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import PanelError
from nadhir.forecasting.panel.tables import SourceFile, find, open_file


def _file(text: str | bytes) -> SourceFile:
    return SourceFile("t.csv", "", text.encode() if isinstance(text, str) else text)


def _code(text: str | bytes) -> str:
    with pytest.raises(PanelError) as raised:
        list(_file(text).rows(text=("iso3",), counts=("deaths",), numbers=("growth",)))
    return raised.value.code


def test_reads_words_counts_and_numbers_and_keeps_blanks_apart_from_zero() -> None:
    rows = list(
        _file("x,iso3,deaths,growth\n1,KEN,0,-2.5\n2, AND ,NA,\n").rows(
            text=("iso3",), counts=("deaths",), numbers=("growth",)
        )
    )
    assert [row.text["iso3"] for row in rows] == ["KEN", "AND"]
    assert [row.number["deaths"] for row in rows] == [0.0, None]
    assert [row.number["growth"] for row in rows] == [-2.5, None]
    assert [row.line for row in rows] == [2, 3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "panel.columns_missing"),
        ("iso3,deaths\n", "panel.columns_missing"),
        ("iso3,deaths,growth\nKEN,1\n", "panel.row_short"),
        ("iso3,deaths,growth\nKEN,many,1\n", "panel.not_a_number"),
        ("iso3,deaths,growth\nKEN,inf,1\n", "panel.not_a_number"),
        ("iso3,deaths,growth\nKEN,-1,1\n", "panel.negative"),
        (b"\x1f\x8b\x08\x00half", "panel.file_unreadable"),
        (gzip.compress(b"iso3,deaths,growth\n" * 99)[:-12], "panel.file_unreadable"),
        (b"iso3,deaths,growth\n\xff\xfe,1,1\n", "panel.file_unreadable"),
    ],
)
def test_refuses_what_a_forecast_must_not_be_made_from(text: str | bytes, code: str) -> None:
    assert _code(text) == code


def test_says_which_row_and_column() -> None:
    with pytest.raises(PanelError) as raised:
        list(_file("deaths\n1\n-3\n").rows(counts=("deaths",)))
    assert raised.value.params == {"file": "t.csv", "row": 3, "column": "deaths", "value": "-3"}


def test_finds_the_one_file_of_a_pattern(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="folder_missing"):
        find(tmp_path / "nowhere", "a_*")
    with pytest.raises(PanelError, match="file_missing"):
        find(tmp_path, "a_*")
    (tmp_path / "a_25_1.csv").write_text("x\n1\n")
    assert find(tmp_path, "a_*").name == "a_25_1.csv"
    (tmp_path / "a_26_1.csv").write_text("x\n1\n")
    with pytest.raises(PanelError, match="file_ambiguous"):
        find(tmp_path, "a_*")
    with pytest.raises(PanelError, match="file_missing"):
        open_file(tmp_path / "b.csv")


def _outcome(content: bytes) -> str:
    try:
        rows = list(_file(content).rows(text=("a",), counts=("b",)))
    except PanelError as error:
        return error.code
    return "negative" if any((row.number["b"] or 0) < 0 for row in rows) else "panel.read"


@given(st.text(max_size=200))
def test_any_text_gives_rows_or_a_worded_refusal(text: str) -> None:
    for start in ("", "a,b\n"):
        assert _outcome((start + text).encode("utf-8", "surrogatepass")).startswith("panel.")


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_worded_refusal(content: bytes) -> None:
    for start in (b"", b"\x1f\x8b\x08", b"a,b\n"):
        assert _outcome(start + content).startswith("panel.")
