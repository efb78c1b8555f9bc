"""CSV as it comes: separators, scripts, damage."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir import sources
from nadhir.errors import FileRefused
from nadhir.sources import Limits, Record, Rejection

HEADER = "id,text,date\n"
GOOD = '{n},"Row number {n}, with a comma",2031-01-02\n'


def rows(first: int, last: int) -> str:
    return "".join(GOOD.format(n=n) for n in range(first, last + 1))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end(written, take, separator: str, end: str) -> None:
    lines = [
        ["id", "text", "date"],
        ["1", "smoke over the mill, again", "2031-01-02"],
        ["2", "quiet", "2031-01-03"],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(lines)
    records, rejections, reading = take(written("a.csv", out.getvalue()))
    assert [record.text for record in records] == ["smoke over the mill, again", "quiet"]
    assert not rejections
    assert reading.columns == ("id", "text", "date")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_arabic_in_any_encoding(written, take, encoding: str) -> None:
    lines = "التاريخ;النص\n17 كانون الأول 2030;توتر في السوق بعد شجار، وقد تدخل الأعيان\n"
    lines += "18 كانون الأول 2030;هدوء حذر في الحي القديم\n"
    records, _, reading = take(written("a.csv", lines.encode(encoding)))
    assert [record.text for record in records] == [
        "توتر في السوق بعد شجار، وقد تدخل الأعيان",
        "هدوء حذر في الحي القديم",
    ]
    guessed = encoding in {"utf-16-le", "utf-16-be", "cp1256"}
    assert ("encoding.guessed" in [note.code for note in reading.notes]) == guessed


def test_french_in_an_old_encoding(written, take) -> None:
    lines = "date;texte\n3 août 2030;Des maisons ont été brûlées près du marché, selon les témoins\n"
    records, _, _ = take(written("a.csv", lines.encode("cp1252")))
    assert records[0].text == "Des maisons ont été brûlées près du marché, selon les témoins"


def test_compressed(written, take) -> None:
    records, rejections, reading = take(written("a.csv.gz", gzip.compress((HEADER + rows(1, 50)).encode())))
    assert (len(records), rejections, reading.format) == (50, [], "csv")
    assert reading.expected is not None
    assert 45 <= reading.expected <= 55


def test_rows_are_counted_as_a_spreadsheet_counts_them(written, take) -> None:
    text = 'id,text,date\n1,"two\nlines",2031-01-01\n\n3,third,2031-02-31\n'
    records, rejections, _ = take(written("a.csv", text))
    assert [(record.row, record.text) for record in records] == [(2, "two\nlines")]
    assert [(rejection.row, rejection.code) for rejection in rejections] == [(4, "date.impossible")]


def test_a_bad_row_costs_itself_only(written, take) -> None:
    text = HEADER + rows(1, 2) + "3,only two\n" + "4,a,2031-01-01,b\n" + "5,,2031-01-01\n" + rows(6, 7)
    records, rejections, _ = take(written("a.csv", text))
    assert [record.external_id for record in records] == ["1", "2", "6", "7"]
    assert [(bad.row, bad.code) for bad in rejections] == [
        (4, "row.ragged"),
        (5, "row.ragged"),
        (6, "record.no_text"),
    ]
    assert all(bad.file == "a.csv" for bad in rejections)
    assert rejections[0].params["found"] == 2
    assert rejections[0].params["expected"] == 3
    assert "only two" in rejections[0].excerpt


def test_separators_at_the_end_of_a_line_mean_nothing(written, take) -> None:
    records, rejections, _ = take(written("a.csv", "id,text\n1,some words here,,,\n"))
    assert (records[0].text, rejections) == ("some words here", [])


def test_an_unclosed_quote_does_not_swallow_the_rows_after_it(written, take) -> None:
    text = HEADER + rows(1, 1) + '2,"never closed,2031-01-02\n' + rows(3, 40)
    records, rejections, _ = take(written("a.csv", text))
    assert [record.external_id for record in records] == ["1", *map(str, range(3, 41))]
    assert [(bad.row, bad.code, bad.params["line"]) for bad in rejections] == [(3, "csv.unclosed_quote", 3)]


def test_an_unclosed_quote_that_meets_another_one_far_below(written, take) -> None:
    text = (
        HEADER
        + '1,"never closed,2031-01-02\n'
        + "".join(f"{n},row {n} is fine,2031-01-02\n" for n in range(2, 30))
    )
    text += '30,"closed here",2031-01-02\n31,last one,2031-01-02\n'
    records, rejections, _ = take(written("a.csv", text))
    assert [record.external_id for record in records] == [*map(str, range(2, 32))]
    assert [bad.code for bad in rejections] == ["csv.unclosed_quote"]


def test_many_lines_in_one_cell_are_one_row(written, take) -> None:
    story = "\n".join(f"line {n}, and a comma" for n in range(300))
    records, rejections, _ = take(
        written("a.csv", f'id,text,date\n1,"{story}",2031-01-01\n2,next,2031-01-01\n')
    )
    assert [record.text for record in records] == [story, "next"]
    assert not rejections


def test_undecodable_rows_are_refused_one_by_one(written, take) -> None:
    content = (
        HEADER.encode()
        + rows(1, 3).encode()
        + b"4,bad \xff\xfe bytes,2031-01-01\n"
        + "5,زوال,2031-01-01\n".encode()
    )
    records, rejections, _ = take(written("a.csv", content))
    assert [record.external_id for record in records] == ["1", "2", "3", "5"]
    assert [(bad.row, bad.code) for bad in rejections] == [(5, "row.undecodable")]


def test_nul_bytes(written, take) -> None:
    records, rejections, _ = take(
        written("a.csv", HEADER.encode() + b"1,a\0b,2031-01-01\n" + rows(2, 2).encode())
    )
    assert [record.external_id for record in records] == ["2"]
    assert [(bad.row, bad.code) for bad in rejections] == [(2, "row.nul_bytes")]
    assert "\0" not in rejections[0].excerpt


def test_a_line_without_end_is_not_read_into_memory(written, take) -> None:
    limits = Limits(line_bytes=10_000)
    content = HEADER + rows(1, 1) + "2," + "x" * 50_000 + ",2031-01-01\n" + rows(3, 3)
    records, rejections, _ = take(written("a.csv", content), limits=limits)
    assert [record.external_id for record in records] == ["1", "3"]
    assert [bad.code for bad in rejections] == ["line.too_long"]


def test_a_cell_beyond_the_limit(written, take) -> None:
    text = HEADER + f"1,{'word ' * 200},2031-01-01\n" + rows(2, 2)
    records, rejections, _ = take(written("a.csv", text), limits=Limits(text_chars=500))
    assert [record.external_id for record in records] == ["2"]
    assert [(bad.code, bad.params["limit"]) for bad in rejections] == [("text.too_long", 500)]


def test_the_last_line_cut(written, take) -> None:
    records, rejections, _ = take(written("a.csv", HEADER + rows(1, 2) + "3,half a ro"))
    assert len(records) == 2
    assert [(bad.row, bad.code) for bad in rejections] == [(4, "row.cut_short")]


def test_a_gzip_cut_short_gives_what_came_before(written, take) -> None:
    whole = gzip.compress(
        (HEADER + "".join(f"{n},words {n * 7919 % 10007},2031-01-02\n" for n in range(40_000))).encode()
    )
    path = written("a.csv.gz", whole[: len(whole) // 2])
    records, rejections, _ = take(path)
    assert 5_000 < len(records) < 35_000
    (end,) = rejections
    assert (end.code, end.row, end.params["kept"]) == ("gzip.cut_short", records[-1].row + 1, len(records))


@pytest.mark.parametrize("damage", [b"", b"\1\2\3\4"])
def test_a_gzip_with_nothing_to_save(written, damage: bytes) -> None:
    content = gzip.compress(b"id,text\n1,words and words\n")
    path = written("a.csv.gz", content[:12] + damage)
    with pytest.raises(FileRefused) as refused:
        list(sources.read(path))
    assert refused.value.code in {"gzip.cut_short", "gzip.broken"}
    assert refused.value.params["file"] == "a.csv.gz"


def test_a_gzip_bomb_is_stopped_early(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as out:
        out.write(b"id,text\n1,some good words\n")
        for _ in range(8):
            out.write(b"a" * 1_000_000)
    reading = sources.read(path, limits=Limits(ratio_from=2_000_000, line_bytes=100_000))
    entries = list(reading)
    assert isinstance(entries[0], Record)
    assert isinstance(entries[-1], Rejection)
    assert entries[-1].code == "gzip.bomb"


def test_growth_has_a_limit_even_where_it_is_honest(written) -> None:
    path = written("a.csv.gz", gzip.compress((HEADER + rows(1, 30_000)).encode()))
    last = list(sources.read(path, limits=Limits(expanded_bytes=600_000)))[-1]
    assert isinstance(last, Rejection)
    assert last.code == "file.too_large"


@pytest.mark.parametrize("words", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+cmd|x", "-2+cmd|x", "=1+1", ' "=1'])
def test_formulas_stay_text_and_are_noted(written, take, words: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["id", "text"], ["1", words], ["2", "@name and -5 and +1 are only words"]])
    records, _, _ = take(written("a.csv", out.getvalue()), text_column="text")
    assert records[0].text == words.strip()
    assert [note.code for note in records[0].notes] == ["cell.looks_like_formula"]
    assert records[1].notes == ()


def test_duplicate_and_empty_headers(written, take) -> None:
    records, _, reading = take(written("a.csv", "tag,tag,,text\n1,2,3,some words here\n"))
    assert reading.columns == ("tag", "tag (2)", "column 3", "text")
    assert [note.code for note in reading.notes] == ["table.duplicate_columns"]
    assert records[0].attributes == {"tag": "1", "tag (2)": "2", "column 3": "3"}


def test_a_header_alone(written, take) -> None:
    records, rejections, reading = take(written("a.csv", HEADER))
    assert (records, rejections) == ([], [])
    assert [note.code for note in reading.notes] == ["table.no_rows"]


def test_too_many_columns(written) -> None:
    with pytest.raises(FileRefused) as refused:
        sources.read(written("a.csv", ",".join(f"c{n}" for n in range(2_000)) + "\n"))
    assert refused.value.code == "table.too_many_columns"


def test_a_spreadsheets_hint_at_the_separator(written, take) -> None:
    records, _, _ = take(written("a.csv", "sep=;\nid;text\n1;words, more words and more\n"))
    assert records[0].text == "words, more words and more"


def test_the_same_reading_can_be_read_again(written) -> None:
    reading = sources.read(written("a.csv", HEADER + rows(1, 3)))
    assert list(reading) == list(reading)


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from('\n\r\t",;'), max_size=12
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_csv_writer_writes_is_read_back(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([("id", "text"), *((f"{a}.", f"{b}.") for a, b in pairs)])
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode())
    entries = list(sources.read(path, mapping={"id": "id", "text": "text"}))
    assert [(entry.external_id, entry.text) for entry in entries if isinstance(entry, Record)] == [
        (f"{a}.".strip(), f"{b}.".strip()) for a, b in pairs
    ]


@given(st.binary(max_size=300), st.integers(0, 200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mangling_breaks_the_reader(tmp_path: Path, junk: bytes, at: int) -> None:
    whole = (HEADER + rows(1, 6)).encode()
    path = tmp_path / "a.csv"
    path.write_bytes(whole[:at] + junk + whole[at:])
    named = "a.csv"
    entries: list[Record | Rejection] = []
    try:
        entries = list(sources.read(path, text_column="text"))
    except FileRefused as refused:
        named = refused.params["file"]
    assert named == "a.csv"
    for entry in entries:
        assert isinstance(entry, Record) or entry.reason.say("ar")
