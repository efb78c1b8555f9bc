"""What a file is, and everything on disk that is not a file we read."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from nadhir import sources
from nadhir.errors import FileRefused, InputRefused
from nadhir.sources import Limits
from nadhir.sources.formats import recognise


def refused(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        sources.read(path)
    assert caught.value.params["file"] == path.name
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.csv", "id,text\n1,x\n", "csv"),
        ("a.tsv", "id\ttext\n1\tx\n", "csv"),
        ("a.csv.gz", gzip.compress(b"id,text\n1,x\n"), "csv"),
        ("a.jsonl", '{"text": "x"}\n', "jsonl"),
        ("a.json", '{"text": "x"}\n{"text": "y"}\n', "jsonl"),
        ("a.txt", '{"looks": "like JSON"}\nbut is called text\n', "txt"),
        ("a.md", "# Title\n\nwords\n", "txt"),
        ("a.htm", "<p>a fragment", "html"),
        ("a.pdf", b"\n%PDF-1.7\n", "pdf"),
        ("a", "id,text\n1,x\n2,y\n3,z\n", "csv"),
        ("a", '{"text": "x"}\n', "jsonl"),
        ("a", "[Note] Some prose, with a comma.\nAnd more.\n", "txt"),
        (
            "a",
            "<!-- c --><?xml version='1.0'?>".replace("<!-- c -->", "") + "<!-- c --><rss version='2.0'/>",
            "feed",
        ),
    ],
)
def test_content_then_name(written, name: str, content: bytes | str, format_: str) -> None:
    found = recognise(written(name, content), Limits())
    assert (found.format, found.notes) == (format_, ())


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.csv", "<!doctype html><html><body>Sign in</body></html>", "html"),
        ("a.csv", b"%PDF-1.7\n", "pdf"),
        ("a.xlsx", "id,text\n1,x\n2,y\n3,z\n", "csv"),
        ("a.txt", b"%PDF-1.7\n", "pdf"),
        ("a.pdf", "only words\n", "txt"),
        ("a.csv", '{"text": "x"}\n{"text": "y"}\n', "jsonl"),
        ("a.html", "only words\n", "txt"),
        ("a.jsonl", "only words\n", "txt"),
    ],
)
def test_a_name_that_does_not_fit_is_said(written, name: str, content: bytes | str, format_: str) -> None:
    found = recognise(written(name, content), Limits())
    assert found.format == format_
    (note,) = found.notes
    assert (note.code, note.params["format"]) == ("format.mismatch", format_)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file.empty"),
        ("a.csv", b"\xef\xbb\xbf\n \n", "file.empty"),
        ("a.csv", bytes(range(256)) * 40, "file.binary"),
        ("a.txt", b"\0\1\2\3" * 400, "file.binary"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "format.not_supported"),
        ("a.txt", b"\x7fELF" + b"\0" * 50, "format.not_supported"),
        ("a.csv", b"SQLite format 3\0" + b"\0" * 50, "format.not_supported"),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 50, "format.not_supported"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 50, "zip.cut_short"),
        ("a.txt.gz", gzip.compress(b"words and words\n"), "format.not_in_gzip"),
        ("a.csv.gz", gzip.compress(gzip.compress(b"a,b\n")), "format.not_in_gzip"),
        ("a.csv.gz", gzip.compress(b""), "file.empty"),
        ("a.xml", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "xml.entities"),
    ],
)
def test_refused_by_what_it_is(written, name: str, content: bytes | str, code: str) -> None:
    assert refused(written(name, content)).code == code


def test_words_that_begin_like_a_program(written) -> None:
    assert recognise(written("a.txt", "MZ is how some programs begin.\n"), Limits()).format == "txt"


def test_nothing_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").code == "file.missing"
    assert refused(tmp_path / ("n" * 300)).code == "file.missing"


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "file.is_directory"


def test_a_loop_of_links(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.symlink_to(two)
    two.symlink_to(one)
    assert refused(one).code == "file.symlink_loop"


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv").code == "file.not_regular"


def test_no_permission(written, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, whom no permission stops.
    path = written("a.csv", "id,text\n")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    error = refused(path)
    assert (error.code, error.params["detail"]) == ("file.unreadable", "Permission denied")


def test_a_table_beyond_the_limit(written) -> None:
    path = written("a.csv", "id,text\n" + "1,words and words\n" * 100)
    with pytest.raises(FileRefused) as caught:
        sources.read(path, limits=Limits(file_bytes=1000))
    assert caught.value.code == "file.too_large"


def test_a_known_source_must_be_a_table_of_its_kind(written) -> None:
    path = written("a.txt", "words\n")
    with pytest.raises(FileRefused) as caught:
        sources.read(path, source="ucdp")
    assert caught.value.code == "connector.not_a_table"
    with pytest.raises(InputRefused) as unknown:
        sources.read(path, source="nobody")
    assert (unknown.value.code, unknown.value.params["known"]) == ("connector.unknown", ["ucdp"])
