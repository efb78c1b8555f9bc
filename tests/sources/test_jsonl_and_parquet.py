"""JSON Lines and Parquet."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir import sources
from nadhir.errors import FileRefused
from nadhir.sources import Limits, Record, Rejection


def lines(*objects: object) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


GOOD = {
    "id": 7,
    "text": "smoke over the mill",
    "created_at": "2031-01-02",
    "user": {"name": "Nour"},
    "tags": ["a"],
}


def test_objects_become_records(written, take) -> None:
    records, _, reading = take(written("a.jsonl", lines(GOOD)))
    (record,) = records
    assert (record.row, record.external_id, record.text, record.author) == (
        1,
        "7",
        "smoke over the mill",
        "Nour",
    )
    assert record.published is not None
    assert record.published.start == date(2031, 1, 2)
    assert record.attributes == {"tags": '["a"]'}
    assert json.loads(record.raw) == {
        "created_at": "2031-01-02",
        "id": 7,
        "tags": '["a"]',
        "text": "smoke over the mill",
        "user.name": "Nour",
    }
    assert reading.format == "jsonl"


def test_a_field_that_only_later_lines_have_is_kept(written, take) -> None:
    first = [{"text": f"words and words {n}"} for n in range(80)]
    records, _, _ = take(written("a.jsonl", lines(*first, {"text": "the last one", "late": 5})))
    assert records[-1].attributes == {"late": 5}


def test_compressed(written, take) -> None:
    records, _, _ = take(written("a.jsonl.gz", gzip.compress(lines(GOOD, GOOD).encode())))
    assert len(records) == 2


def test_broken_lines_cost_themselves_only(written, take) -> None:
    deep = "[" * 100_000
    text = (
        "not json\n"
        + lines(GOOD)
        + "[1, 2]\n"
        + '{"text": NaN}\n'
        + deep
        + "\n"
        + lines(GOOD)
        + '{"text": "cut'
    )
    records, rejections, _ = take(written("a.jsonl", text))
    assert [record.row for record in records] == [2, 6]
    assert [(bad.row, bad.code) for bad in rejections] == [
        (1, "json.broken"),
        (3, "json.not_an_object"),
        (4, "json.broken"),
        (5, "json.broken"),
        (7, "json.cut_short"),
    ]


def test_half_a_letter(written, take) -> None:
    records, _, _ = take(written("a.jsonl", '{"text": "words \\ud83d and words \\ud83d\\ude00"}\n'))
    assert records[0].text == "words \ufffd and words 😀"


def test_half_a_letter_in_a_name_or_a_list(written, take) -> None:
    records, rejections, _ = take(
        written("a.jsonl", '{"text": "words of a calm day", "\\ud800": ["\\udc00"], "n": {"\\ud800": "x"}}\n')
    )
    assert (len(records), rejections) == (1, [])
    records[0].raw.decode()


@pytest.mark.parametrize(
    "text", ['[\n {"text": "x"}\n]\n', '[{"text": "x"},\n{"text": "y"}]\n', '{\n "text": "x"\n}\n']
)
def test_json_that_is_not_in_lines(written, text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sources.read(written("a.json", text))
    assert refused.value.code == "json.not_lines"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=4), min_size=1, max_size=4),
    st.integers(0, 60),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_objects_even_cut_are_read_or_refused(
    tmp_path: Path, objects: list[dict[str, object]], cut: int
) -> None:
    path = tmp_path / "a.jsonl"
    content = lines({"text": "one good line"}, *objects).encode()
    path.write_bytes(content[: len(content) - min(cut, len(content) - 26)])
    entries = list(sources.read(path, text_column="text"))
    assert isinstance(entries[0], Record)
    assert all(isinstance(entry, Record | Rejection) for entry in entries)


def parquet(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet(tmp_path: Path, take) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        text=["smoke over the mill", None, "quiet again today"],
        when=pa.array([date(2031, 1, 2), None, date(2031, 1, 3)]),
        score=[0.5, float("nan"), 1.0],
        tags=pa.array([["a", "b"], [], None]),
        lang=["en", "en", "en"],
    )
    records, rejections, reading = take(path)
    assert [(record.row, record.text, record.language) for record in records] == [
        (1, "smoke over the mill", "en"),
        (3, "quiet again today", "en"),
    ]
    assert [(bad.row, bad.code) for bad in rejections] == [(2, "record.no_text")]
    assert records[0].attributes == {"score": 0.5, "tags": '["a","b"]'}
    assert records[0].published is not None
    assert (reading.expected, reading.format) == (3, "parquet")


def test_parquet_cut_short_or_scrambled(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", text=["words and words"] * 1000)
    whole = path.read_bytes()
    for content in (
        whole[: len(whole) // 2],
        whole[:50] + b"\xff" * 40 + whole[90:],
        b"PAR1" + b"\0" * 50 + b"PAR1",
    ):
        path.write_bytes(content)
        with pytest.raises(FileRefused) as refused:
            list(sources.read(path))
        assert refused.value.code == "parquet.broken"


def test_parquet_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PARE" + b"x" * 100 + b"PARE")
    with pytest.raises(FileRefused) as refused:
        sources.read(path)
    assert refused.value.code == "file.password_protected"


def test_parquet_with_a_giant_group(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", text=[f"words {n}" for n in range(1000)])
    with pytest.raises(FileRefused) as refused:
        sources.read(path, limits=Limits(row_group_bytes=1000))
    assert refused.value.code == "parquet.group_too_large"


def test_parquet_text_that_is_none_costs_its_row(tmp_path: Path, take) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": ["some good words", "SPOILT words here", "more good words"]})
    pq.write_table(table, path, compression="none", use_dictionary=False, write_page_checksum=False)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"SPOILT", b"SPO\xff\xfeT"))
    records, rejections, _ = take(path, text_column="text")
    assert [record.row for record in records] == [1, 3]
    assert [(bad.row, bad.code) for bad in rejections] == [(2, "row.undecodable")]
