"""The file of what was not taken."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from nadhir.sources import Rejection, RejectsFile
from nadhir.sources.records import excerpt_of
from nadhir.sources.rejects import safe_cell

BAD = Rejection("a.csv", 7, "date.impossible", {"written": "31 شباط 2012"}, "=cmd|' /C calc'!A0")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_a_line_names_file_row_reason_and_words(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "rejects.csv"
    with RejectsFile(path, lang) as rejects:
        rejects.add(BAD)
    (line,) = read(path)
    assert (line["file"], line["row"], line["code"]) == ("a.csv", "7", "date.impossible")
    assert line["message"] == BAD.reason.say(lang)
    assert all(part in line["message"] for part in ("a.csv", "7", "31 شباط 2012"))
    assert line["excerpt"] == "'=cmd|' /C calc'!A0"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_nothing_rejected_means_no_file(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "rejects.csv") as rejects:
        pass
    assert (rejects.count, list(tmp_path.iterdir())) == (0, [])


def test_an_error_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text("older")

    class Stopped(Exception):
        pass

    def stop_halfway() -> None:
        with RejectsFile(path) as rejects:
            rejects.add(BAD)
            assert path.read_text() == "older"
            raise Stopped

    with pytest.raises(Stopped):
        stop_halfway()
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "words", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\0=1", '"=1', "'=1", "\u200f=1", "|x", "%x"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(words: str) -> None:
    assert safe_cell(words) == f"'{words}"


@pytest.mark.parametrize("words", ["words", "نص", "1", "a=b", ""])
def test_the_rest_is_left_alone(words: str) -> None:
    assert safe_cell(words) == words


def test_excerpts_are_short_and_turn_nothing() -> None:
    shown = excerpt_of("a\u202eb\nc\0d\ud800e " + "x" * 500)
    assert shown.startswith("ab c d e x")
    assert len(shown) == 120
    shown.encode()


def test_a_broken_off_file_says_what_was_kept() -> None:
    end = Rejection("a.csv.gz", 8, "gzip.cut_short", {"kept": 6})
    said = end.reason.say("en")
    assert end.reason.code == "rejection.from_row"
    assert all(part in said for part in ("a.csv.gz", "8", "6", "cut short"))
