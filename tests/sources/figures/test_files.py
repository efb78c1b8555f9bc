from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import PanelError
from nadhir.sources.figures.files import Foreign, SourceFile, find


def _file(text: str | bytes) -> SourceFile:
    return SourceFile("t.csv", "", text.encode() if isinstance(text, str) else text)


def _read(file: SourceFile) -> list[tuple[object, ...]]:
    table = file.table()
    table.need(["iso3", "deaths", "growth"])
    columns = (table.text("iso3"), table.number("deaths"), table.number("growth", signed=True))
    return list(zip(*columns, strict=True))


def _code(text: str | bytes) -> str:
    with pytest.raises(PanelError) as raised:
        _read(_file(text))
    return raised.value.code


def test_words_and_figures_are_read_and_blanks_kept_apart_from_zero() -> None:
    rows = _read(_file("x,iso3,deaths,growth\n1,KEN,0,-2.5\n2, AND ,NA,\n3,,..,1e3\n"))
    assert rows == [("KEN", 0.0, -2.5), ("AND", None, None), ("", None, 1000.0)]


def test_packed_files_and_other_encodings_are_read() -> None:
    plain = "iso3,deaths,growth\nCÔT,1,2\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.csv", "a\n")
        archive.writestr("data.csv", plain)
    for content in (
        plain.encode(),
        b"\xef\xbb\xbf" + plain.encode(),
        plain.encode("latin-1"),
        gzip.compress(plain.encode()),
        packed.getvalue(),
    ):
        assert _read(_file(content)) == [("CÔT", 1.0, 2.0)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "panel.file_empty"),
        ("iso3,deaths\n", "panel.columns_missing"),
        ("\niso3,deaths,growth\nKEN,1,2\n", "panel.row_long"),
        ("\n", "panel.file_empty"),
        ("iso3,deaths,growth\nKEN,1\n", "panel.row_short"),
        ("iso3,deaths,growth\nKEN,1,2\nAND,1", "panel.row_short"),
        ("iso3,deaths,growth\nKEN,1,2,3\n", "panel.row_long"),
        ("iso3,deaths,growth\nKEN,many,1\n", "panel.not_a_number"),
        ("iso3,deaths,growth\nKEN,inf,1\n", "panel.not_a_number"),
        ("iso3,deaths,growth\nKEN,1,-inf\n", "panel.not_a_number"),
        ("iso3,deaths,growth\nKEN,-1,1\n", "panel.negative"),
        ("<html><body>503</body></html>", "panel.file_unreadable"),
        (b"\x1f\x8b\x08\x00half", "panel.file_unreadable"),
        (gzip.compress(b"iso3,deaths,growth\n" * 99)[:-12], "panel.file_unreadable"),
        (b"PK\x03\x04half", "panel.file_unreadable"),
        (b"iso3,deaths,growth\n\x00\x01,1,1\n", "panel.file_unreadable"),
    ],
)
def test_what_figures_must_not_be_made_of_is_refused(text: str | bytes, code: str) -> None:
    assert _code(text) == code


def test_of_a_wide_table_only_what_is_wanted_is_read() -> None:
    whole = "a,b,c\n1,2,3\n4,5,6"
    table = _file(whole).table(only=("b", "d"))
    assert (table.columns, table.number("b").to_list()) == (["b"], [2, 5])
    with pytest.raises(PanelError, match="row_short"):
        _file(whole[:-2]).table(only=("b",))
    with pytest.raises(PanelError, match="columns_missing"):
        _file(whole).table(only=("d",))


def test_row_and_column_are_named() -> None:
    with pytest.raises(PanelError) as raised:
        _file("deaths\n1\n-3\n").table().number("deaths")
    assert raised.value.params == {"file": "t.csv", "row": 3, "column": "deaths", "value": "-3"}


@pytest.mark.parametrize("written", ["2022.5", "", "1e99", "99", "many"])
def test_a_year_is_a_whole_number_of_our_time(written: str) -> None:
    with pytest.raises(PanelError):
        _file(f"year,x\n{written},1\n").table().year("year")


def test_the_files_of_a_pattern_are_found(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="folder_missing"):
        find(tmp_path / "nowhere", ["a_*"])
    assert find(tmp_path, ["a_*"]) == []
    for name in ("a_1.csv", "a_2.csv.gz", "b.csv", "a_3.txt", ".a_4.csv.part"):
        (tmp_path / name).write_text("x\n")
    assert [path.name for path in find(tmp_path, ["a_*"])] == ["a_1.csv", "a_2.csv.gz"]
    with pytest.raises(PanelError, match="file_missing"):
        SourceFile.of(tmp_path / "c.csv")


def _outcome(content: bytes) -> str:
    try:
        table = _file(content).table()
        figures = table.number("b") if table.has("b") else Foreign("t", table.frame).text(table.columns[0])
    except PanelError as error:
        return error.code
    return "negative" if figures.dtype.is_numeric() and (figures < 0).any() else "panel.read"


@given(st.text(max_size=200))
def test_any_text_gives_rows_or_a_worded_refusal(text: str) -> None:
    for start in ("", "a,b\n"):
        assert _outcome((start + text).encode("utf-8", "surrogatepass")).startswith("panel.")


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_worded_refusal(content: bytes) -> None:
    for start in (b"", b"\x1f\x8b\x08", b"a,b\n"):
        assert _outcome(start + content).startswith("panel.")
