"""Whole runs: rows and columns kept, the same result however it came about, resumed and refused."""

from __future__ import annotations

import errno
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import FileRefused, NadhirError, NotPossibleNow
from nadhir.screening.bulk import SCHEMA, Options, Progress, run, screen_files, work
from nadhir.screening.bulk.batch import Chunk
from nadhir.screening.bulk.tally import Tally
from tests.screening.bulk.conftest import Screen, json_lines, rejects, rows

Write = Callable[[str, bytes | str], Path]
TALK = (
    "The market opens at nine.",
    "Il pleut sur la vallée depuis ce matin.",
    "الطريق إلى السوق مفتوح اليوم.",
)
ADDED = [name for name in SCHEMA.names if name != "reasons"]


def talk(count: int) -> str:
    return "id,text\n" + "".join(f"{n},{TALK[n % 3]} {n}\n" for n in range(count))


def refusal(screen: Screen, *paths: Path, **options: object) -> NadhirError:
    with pytest.raises(NadhirError) as refused:
        screen(*paths, **options)
    for lang in ("ar", "en", "fr"):
        assert refused.value.code not in explain(refused.value, lang)
    return refused.value


# ------------------------------------------------------------------ what comes out


def test_rows_and_columns_are_kept_and_findings_added(write: Write, screen: Screen, out: Path) -> None:
    report = screen(write("a.csv", talk(7)), batch_rows=3)
    table = pq.read_table(out)
    assert table.schema.names == ["id", "text", *ADDED]
    assert [row["id"] for row in rows(out)] == [str(n) for n in range(7)]
    assert {row["language"] for row in rows(out)} == {"en", "fr", "ar"}
    assert {row["concern"] for row in rows(out)} == {"none"}
    assert {row["hateful"] for row in rows(out)} == {False}
    assert (report.rows_read, report.screened, report.rejected) == (7, 7, 0)
    assert report.by_language == {"en": 3, "ar": 2, "fr": 2}
    assert report.by_concern == {"none": 7}
    assert sum(report.by_coverage.values()) == 7
    assert not list(out.parent.glob("*.parts"))


def test_formats_say_the_same(write: Write, screen: Screen, tmp_path: Path) -> None:
    source = write("a.csv", talk(5))
    found = {}
    for suffix in ("parquet", "csv", "jsonl", "csv.gz", "jsonl.gz"):
        into = tmp_path / f"out.{suffix}"
        screen(source, into=into)
        found[suffix] = into
    columns = ["id", "text", "language", "coverage", "concern"]
    expected = pl.read_parquet(found["parquet"])[columns].rows()
    as_text = {"id": pl.String}
    assert pl.read_csv(found["csv"], schema_overrides=as_text)[columns].rows() == expected
    assert pl.read_ndjson(found["jsonl"])[columns].rows() == expected
    assert gzip.decompress(found["csv.gz"].read_bytes()) == found["csv"].read_bytes()
    assert gzip.decompress(found["jsonl.gz"].read_bytes()) == found["jsonl"].read_bytes()


def test_inputs_of_all_formats_give_the_same_rows(write: Write, screen: Screen, tmp_path: Path) -> None:
    values = [{"id": str(n), "text": f"{TALK[n % 3]} {n}"} for n in range(5)]
    parquet = tmp_path / "a.parquet"
    pl.DataFrame(values).write_parquet(parquet)
    results = []
    for source in (write("a.csv", talk(5)), write("a.jsonl", json_lines(values)), parquet):
        into = tmp_path / f"{source.suffix}.parquet"
        screen(source, into=into)
        results.append(rows(into))
    assert results[0] == results[1] == results[2]


def test_objects_come_out_as_they_went_in(write: Write, screen: Screen, tmp_path: Path) -> None:
    values = [
        {"text": TALK[0], "n": 1, "who": {"name": "é", "tags": ["a", 1]}, "either": "1"},
        {"text": TALK[1], "n": None, "who": None, "either": 2},
        {"text": TALK[2], "n": 2.5, "who": {"name": None}, "either": True, "language": "x"},
    ]
    for batch in (1, 3):
        into = tmp_path / f"{batch}.jsonl"
        screen(write("a.jsonl", json_lines(values)), into=into, batch_rows=batch)
        lines = [json.loads(line) for line in into.read_text("utf-8").splitlines()]
        kept = [{name: line.get(name) for name in ("text", "n", "who", "either")} for line in lines]
        assert kept == [{name: value.get(name) for name in kept[0]} for value in values]
        assert lines[2]["language_input"] == "x"
        assert lines[2]["language"] == "ar"


def test_columns_that_change_their_kind_become_text(write: Write, screen: Screen, out: Path) -> None:
    values = [{"text": "a b", "v": 1, "w": 1, "j": {"a": 1}}, {"text": "c", "v": "x", "w": 1.5, "j": "s"}]
    screen(write("a.jsonl", json_lines(values)), batch_rows=1)
    table = pq.read_table(out)
    assert table.column("v").to_pylist() == ["1", "x"]
    assert table.column("w").to_pylist() == [1.0, 1.5]
    assert table.column("j").to_pylist() == ['{"a": 1}', "s"]


def test_columns_of_the_same_name_are_kept_beside(write: Write, screen: Screen, out: Path) -> None:
    report = screen(write("a.csv", f"text,language,mode,mode_input\n{TALK[0]},xx,m,n\n"))
    (row,) = rows(out)
    assert (row["language_input"], row["language"]) == ("xx", "en")
    assert (row["mode_input_2"], row["mode_input"], row["mode"]) == ("m", "n", "none")
    assert report.renamed == {"language": "language_input", "mode": "mode_input_2"}
    assert [note.code for note in report.notes] == ["note.renamed"] * 2


def test_a_column_says_the_language_and_reasons_are_in_words(write: Write, screen: Screen, out: Path) -> None:
    source = write("a.csv", f"post,lang\n{TALK[1]},fr\n{TALK[1]},xx-unknown\nSaluton mondo,eo\n")
    screen(source, text_column="post", language_column="lang", reasons_language="en")
    found = rows(out)
    assert [row["language"] for row in found[::2]] == ["fr", "eo"]
    assert found[2]["coverage"] == "not_covered"
    assert found[2]["reasons"]
    assert "\u2068" not in found[2]["reasons"]


def test_no_rows_are_a_table_of_no_rows(write: Write, screen: Screen, out: Path) -> None:
    report = screen(write("a.csv", "id,text\n"))
    assert pq.read_table(out).schema.names == ["id", "text", *ADDED]
    assert (report.rows_read, report.by_language) == (0, {})


def test_several_files_become_one(write: Write, screen: Screen, out: Path) -> None:
    screen(write("a.csv", talk(2)), write("b.jsonl", json_lines([{"text": TALK[0], "n": 5}])))
    assert [(row["id"], row["n"]) for row in rows(out)] == [("0", None), ("1", None), (None, 5)]


def test_parquet_types_are_kept(tmp_path: Path, screen: Screen, out: Path) -> None:
    schema = pa.schema(
        [
            pa.field("text", pa.dictionary(pa.int8(), pa.string())),
            pa.field("at", pa.timestamp("ms", "UTC")),
            pa.field("tags", pa.list_(pa.string())),
            pa.field("raw", pa.binary()),
        ]
    )
    data = {"text": [TALK[0], None], "at": [0, 1], "tags": [["a"], None], "raw": [b"\xff", None]}
    given = pa.table(data, schema=schema)
    path = tmp_path / "a.parquet"
    pq.write_table(given, path)
    screen(path)
    assert pq.read_table(out).select(schema.names).to_pylist() == given.to_pylist()
    assert pq.read_schema(out).field("at").type == pa.timestamp("ms", "UTC")
    for suffix in ("csv", "jsonl"):
        screen(path, into=tmp_path / f"o.{suffix}")
    line = json.loads((tmp_path / "o.jsonl").read_text().splitlines()[0])
    assert (line["at"], line["raw"], line["tags"]) == ("1970-01-01T00:00:00+00:00", "/w==", ["a"])


# ------------------------------------------------------------------ how it came about


def test_more_workers_find_the_same(write: Write, screen: Screen, tmp_path: Path) -> None:
    source = write("a.csv", talk(40) + "broken\n")
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    alone = screen(source, into=one, batch_rows=7)
    together = screen(source, into=two, batch_rows=7, workers=2)
    assert rows(one) == rows(two)
    assert rejects(alone) == rejects(together)
    assert alone.by_language == together.by_language
    assert one.read_bytes() == two.read_bytes()


def test_progress_grows_to_the_end(write: Write, out: Path) -> None:
    seen: list[Progress] = []
    screen_files([write("a.csv", talk(9))], out, Options(batch_rows=2), progress=seen.append)
    assert [one.rows for one in seen] == [2, 4, 6, 8, 9]
    assert seen[-1].share == 1.0
    assert [one.share for one in seen] == sorted(one.share for one in seen)


class _Stop(BaseException):
    """Stands for whatever ends a run in the middle."""


def stopped_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = work.Work.__call__

    def until(self: work.Work, chunk: Chunk) -> Tally:
        if chunk.index >= count:
            raise _Stop
        return whole(self, chunk)

    monkeypatch.setattr(work.Work, "__call__", until)


def test_an_interrupted_run_goes_on(
    write: Write, screen: Screen, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write("a.csv", talk(10) + "broken\n" + "x,last\n")
    straight = tmp_path / "straight.parquet"
    expected = screen(source, into=straight, batch_rows=3)
    with monkeypatch.context() as patch:
        stopped_after(2, patch)
        with pytest.raises(_Stop):
            screen(source, batch_rows=3)
    assert not out.exists()
    # A part that was cut, as when power failed, is done again.
    part = out.with_name("out.parquet.parts") / "part-0000001.parquet"
    part.write_bytes(part.read_bytes()[:100])
    report = screen(source, batch_rows=3)
    assert report.resumed == 3
    assert out.read_bytes() == straight.read_bytes()
    assert [(one["line"], one["code"]) for one in rejects(report)] == [(12, "csv.ragged")]
    assert (report.rows_read, report.by_language) == (expected.rows_read, expected.by_language)


@pytest.mark.parametrize("what", ["input", "options", "screener"])
def test_what_has_changed_is_not_gone_on_with(
    write: Write, screen: Screen, out: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    source = write("a.csv", talk(6))
    with monkeypatch.context() as patch:
        stopped_after(1, patch)
        with pytest.raises(_Stop):
            screen(source, batch_rows=2)
    options = {"batch_rows": 2}
    if what == "input":
        write("a.csv", talk(7))
    elif what == "options":
        options["batch_rows"] = 3
    else:
        manifest = out.with_name("out.parquet.parts") / "manifest.json"
        manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "screener": "older"}))
    refused = refusal(screen, source, **options)
    assert refused.code == "parts.differ"
    assert "--fresh" in explain(refused, "en")
    assert screen(source, fresh=True, **options).resumed == 0


def test_a_second_run_at_the_same_time_is_refused(write: Write, out: Path) -> None:
    source = write("a.csv", talk(4))
    codes = []

    def again(_: Progress) -> None:
        with pytest.raises(NotPossibleNow) as refused:
            screen_files([source], out, Options(batch_rows=2))
        codes.append(refused.value.code)

    screen_files([source], out, Options(batch_rows=2), progress=again)
    assert codes == ["parts.in_use"] * 2


def test_a_full_disk_is_said_and_gone_on_from(
    write: Write, screen: Screen, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write("a.csv", talk(6))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(run, "join", full)
        assert refusal(screen, source, batch_rows=2).code == "disk.full"
    assert screen(source, batch_rows=2).resumed == 6
    assert len(rows(out)) == 6


# ------------------------------------------------------------------ what is refused before any work


def test_a_missing_column_is_named_with_those_that_are_there(write: Write, screen: Screen) -> None:
    refused = refusal(screen, write("a.csv", "id,Texte\n1,a\n"), text_column="texte")
    assert refused.code == "column.missing_close"
    assert refused.params["close"] == ["Texte"]
    assert refused.params["there"] == ["id", "Texte"]
    assert refusal(screen, write("b.csv", "u,v\n1,a\n")).code == "column.missing"
    assert refusal(screen, write("c.jsonl", '{"body": "a"}\n')).params["close"] == ["body"]


def test_a_column_of_numbers_is_refused(tmp_path: Path, screen: Screen) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [1, 2]}), path)
    assert refusal(screen, path).code == "column.not_text"


def test_the_output_is_checked(write: Write, screen: Screen, tmp_path: Path) -> None:
    source = write("a.csv", talk(1))
    link = tmp_path / "link.csv"
    link.symlink_to(source)
    folder = tmp_path / "d.csv"
    folder.mkdir()
    for into, code in (
        (source, "out.is_input"),
        (link, "out.is_input"),
        (folder, "out.is_folder"),
        (tmp_path / "no" / "a.csv", "out.no_folder"),
        (tmp_path / "a.xlsx", "out.suffix"),
    ):
        with pytest.raises(FileRefused) as refused:
            screen(source, into=into)
        assert refused.value.code == code
    assert source.read_text("utf-8") == talk(1)
