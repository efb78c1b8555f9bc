"""Reading inputs: every value as it stood, every broken row named, nothing guessed."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import FileRefused
from nadhir.screening.bulk import lines
from nadhir.screening.bulk.batch import Chunk
from nadhir.screening.bulk.formats import inputs, recognise
from nadhir.screening.bulk.objects import columns_of, parsed
from nadhir.screening.bulk.reading import chunks, column_names

Write = Callable[[str, bytes | str], Path]


def read(path: Path, size: int = 1_000) -> list[Chunk]:
    return list(chunks([recognise(path)], size))


def values(path: Path, size: int = 1_000) -> list[dict[str, Any]]:
    """All rows of a file, whatever its format."""
    found: list[dict[str, Any]] = []
    for chunk in read(path, size):
        if chunk.table is not None:
            found += chunk.table.to_pylist()
        else:
            found += parsed(chunk.lines, chunk.file, chunk.first)[0]
    return found


def broken(path: Path) -> list[tuple[int, str]]:
    found = []
    for chunk in read(path):
        found += [(one.line, one.code) for one in chunk.rejects]
        if chunk.table is None:
            found += [(one.line, one.code) for one in parsed(chunk.lines, chunk.file, chunk.first)[1]]
    return found


# ------------------------------------------------------------------ CSV


def test_values_stay_text_as_they_stood(write: Write) -> None:
    path = write("a.csv", 'id,text\n007," two\nlines, and ""quotes"" "\n1e5,\n')
    assert values(path) == [{"id": "007", "text": ' two\nlines, and "quotes" '}, {"id": "1e5", "text": ""}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", b"\xef\xbb\xbfid,text\n1,salut\n"),
        ("windows.csv", b"id,text\r\n1,salut\r\n"),
        ("old.csv", b"id,text\r1,salut\r2,x"),
        ("semicolon.csv", b"id;text\n1;salut\n"),
        ("tab.tsv", b"id\ttext\n1\tsalut\n"),
        ("hint.csv", b"sep=;\nid;text\n1;salut\n"),
        ("utf16.csv", "id,text\n1,salut\n".encode("utf-16")),
        ("packed.csv.gz", gzip.compress(b"id,text\n1,salut\n")),
        ("no_end.csv", b"id,text\n1,salut"),
        ("blank.csv", b"\n\nid,text\n\n1,salut\n\n"),
        ("wider.csv", b"id,text\n1,salut,,\n"),
    ],
)
def test_spellings_of_csv_are_read_alike(write: Write, name: str, content: bytes) -> None:
    assert values(write(name, content))[0] == {"id": "1", "text": "salut"}


def test_a_row_of_another_width_is_named_and_costs_itself_only(write: Write) -> None:
    path = write("a.csv", "id,text\n1,one\n2\n3,x,y\n4,four\n")
    assert [one["id"] for one in values(path)] == ["1", "4"]
    assert broken(path) == [(3, "csv.ragged"), (4, "csv.ragged")]


def test_an_open_quote_costs_its_own_line(write: Write) -> None:
    path = write("a.csv", 'id,text\n1,"never closed\n2,two\n3,three\n')
    assert [one["id"] for one in values(path)] == ["2", "3"]
    assert broken(path) == [(2, "csv.unclosed_quote")]


def test_an_open_quote_is_given_up_after_many_lines(write: Write) -> None:
    path = write("a.csv", 'id,text\n1,"never closed\n' + "".join(f"{n},x\n" for n in range(12_000)))
    assert len(values(path)) == 12_000
    assert broken(path) == [(2, "csv.unclosed_quote")]


def test_headers_become_distinct_names(write: Write) -> None:
    path = write("a.csv", "text,,text\na,b,c\n")
    assert column_names(recognise(path)) == ["text", "column_2", "text_2"]
    assert values(path) == [{"text": "a", "column_2": "b", "text_2": "c"}]


def test_bytes_that_are_no_text_are_replaced_and_counted(write: Write) -> None:
    path = write("a.csv", "id,text\n1,café\n2,très\n3,".encode() + b"cut \xd8\n")
    (chunk,) = read(path)
    assert chunk.table is not None
    assert chunk.table.column("text").to_pylist() == ["café", "très", "cut \ufffd"]
    assert chunk.repaired == 1


def test_another_encoding_is_asked_for(write: Write) -> None:
    path = write("a.csv", "id,text\n1,café et thé\n2,être né\n".encode("latin-1"))
    with pytest.raises(FileRefused) as refused:
        recognise(path)
    assert refused.value.code == "encoding.not_utf8"
    for source in (recognise(path, guess=lambda head: "cp1252"), recognise(path, encoding="latin-1")):
        (chunk,) = chunks([source], 10)
        assert chunk.table is not None
        assert chunk.table.column("text").to_pylist() == ["café et thé", "être né"]


def test_batches_end_where_they_should_and_number_their_rows(write: Write) -> None:
    path = write("a.csv", "text\n" + "".join(f"post {n}\n" for n in range(10)))
    found = read(path, 4)
    assert [(one.index, one.first) for one in found] == [(0, 1), (1, 5), (2, 9)]
    assert [one.table.num_rows for one in found if one.table is not None] == [4, 4, 2]
    assert found[-1].done == 1.0


def test_only_a_header_is_a_table_without_rows(write: Write) -> None:
    (chunk,) = read(write("a.csv", "id,text\n"))
    assert chunk.table is not None
    assert (chunk.table.num_rows, chunk.table.schema.names) == (0, ["id", "text"])


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@given(st.lists(st.tuples(cells, cells.filter(str.strip)), min_size=1, max_size=8), st.integers(1, 5))
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], size: int
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["id", "text"])
    writer.writerows(pairs)
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.getvalue().encode())
    source = recognise(path, encoding="utf-8")
    found = [row for chunk in chunks([source], size) if chunk.table for row in chunk.table.to_pylist()]
    assert [(row["id"], row["text"]) for row in found] == pairs


# ------------------------------------------------------------------ JSON Lines


def test_objects_become_columns_of_their_kind() -> None:
    table, _ = columns_of(
        [
            {"text": "a", "n": 1, "x": 1.5, "ok": True, "who": {"name": "é"}, "mixed": "1", "none": None},
            {"text": None, "n": 2, "x": 2, "ok": False, "tags": ["b"], "mixed": 1},
        ]
    )
    types = {field.name: field.type for field in table.schema}
    assert types == {
        "text": pa.string(),
        "n": pa.int64(),
        "x": pa.float64(),
        "ok": pa.bool_(),
        "who": pa.string(),
        "mixed": pa.string(),
        "none": pa.null(),
        "tags": pa.string(),
    }
    assert table.column("who").to_pylist() == ['{"name": "é"}', None]
    assert table.column("mixed").to_pylist() == ['"1"', "1"]


def test_numbers_that_no_column_holds_are_kept_as_written() -> None:
    table, _ = columns_of([{"n": 2**70}, {"n": 1}])
    assert table.column("n").to_pylist() == [str(2**70), "1"]
    table, _ = columns_of([{"n": 2**60}, {"n": 1.5}])
    assert table.column("n").to_pylist() == [str(2**60), "1.5"]


def test_half_letters_are_mended_and_counted(write: Write) -> None:
    path = write("a.jsonl", '{"text": "a \\ud83d b"}\n{"text": "\\ud83d\\ude00"}\n')
    found, _ = parsed(path.read_bytes(), "a", 1)
    table, mended = columns_of(found)
    assert table.column("text").to_pylist() == ["a \ufffd b", "😀"]
    assert mended == 1


def test_broken_lines_are_named(write: Write) -> None:
    deep = "[" * 100_000
    content = f'{{"text": "a"}}\n\nnot json\n[1]\n{{"text": {deep}\n{{"text": "b"}}\n{{"text": "c'
    path = write("a.jsonl", content)
    assert [one["text"] for one in values(path)] == ["a", "b"]
    assert [line for line, _ in broken(path)] == [3, 4, 5, 7]
    assert [code for _, code in broken(path)][:2] == ["json.broken", "json.not_an_object"]


def test_lines_are_cut_into_batches_by_number(write: Write) -> None:
    path = write("a.jsonl", "".join(json.dumps({"text": str(n)}) + "\n" for n in range(10)))
    found = read(path, 4)
    assert [(one.first, one.lines.count(b"\n")) for one in found] == [(1, 4), (5, 4), (9, 2)]


def test_a_line_without_end_is_given_up(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 1_000)
    monkeypatch.setattr(lines, "BLOCK_BYTES", 400)
    for name, head, row in (("a.jsonl", "", '{{"text": "{}"}}\n'), ("a.csv", "text\n", "{}\n")):
        content = head + row.format("a") + row.format("x" * 5_000) + row.format("b")
        path = write(name, content)
        assert [one["text"] for one in values(path)] == ["a", "b"]
        assert broken(path) == [(3 if head else 2, "line.too_long")]


def test_ten_megabytes_in_one_value_are_read(write: Write) -> None:
    long = "كلمة " * 1_200_000
    assert len(long.encode()) > 10_000_000
    assert values(write("a.csv", f'id,text\n1,"{long}"\n2,b\n'))[0]["text"] == long
    assert values(write("a.jsonl", json.dumps({"text": long}, ensure_ascii=False) + "\n"))[0]["text"] == long


# ------------------------------------------------------------------ Parquet


def test_parquet_keeps_its_types_and_bounds_its_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": ["x" * 4_000_000] * 9, "n": pa.array(range(9), pa.int8())})
    pq.write_table(table, path, use_dictionary=False)
    found = read(path)
    assert [one.table.num_rows for one in found if one.table is not None] == [4, 4, 1]
    assert found[0].table is not None
    assert found[0].table.schema.field("n").type == pa.int8()


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["a"] * 100}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert refused.value.code == "parquet.broken"


# ------------------------------------------------------------------ what is no input


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "file.empty"),
        ("blank.csv", b" \n\n", "file.empty"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "file.binary"),
        ("a.csv", bytes(range(256)) * 50, "file.not_text"),
        ("a.json", b'[{"text": "a"}]', "json.array"),
        ("a.csv.gz", gzip.compress(b"text\n" + b"a\n" * 100_000)[:60], "gzip.broken"),
        ("b.parquet", b"PAR1 and no more", "parquet.broken"),
    ],
)
def test_what_cannot_be_read_is_refused(write: Write, name: str, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(write(name, content))
    assert refused.value.code == code


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        recognise(tmp_path / "a.csv")
    assert refused.value.code == "file.missing"


def test_a_folder_gives_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.jsonl.gz", "notes.txt"):
        (tmp_path / name).write_text("text\na\n")
    assert [one.name for one in inputs([tmp_path])] == ["a.jsonl.gz", "b.csv"]
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FileRefused) as refused:
        inputs([empty])
    assert refused.value.code == "folder.empty"
