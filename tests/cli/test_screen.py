"""`nadhir screen` as a person at a terminal meets it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from nadhir.cli import screen as command
from tests.cli.conftest import Run

Write = Callable[[str, bytes | str], Path]
ARABIC = re.compile("[\u0600-\u06ff]")
ROWS = "text,n\nThe market opens at nine.,1\n,2\nIl pleut sur la vallée.,3\nbroken\n"


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_files_are_screened_and_the_report_is_data(run: Run, written: Write, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    said = run("screen", written("a.csv", ROWS), "--out", out, "--json", "--workers", 1)
    assert said.status == 0
    report = said.json
    assert (report["rows_read"], report["screened"], report["empty"], report["rejected"]) == (4, 2, 1, 1)
    assert Path(report["rejects"]).name == "out.parquet.rejects.jsonl"
    assert {"seconds", "rows_per_second", "peak_memory", "by_language", "by_coverage"} <= set(report)
    assert pq.read_table(out).num_rows == 3


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_the_report_speaks_the_language(run: Run, written: Write, tmp_path: Path, lang: str) -> None:
    said = run("screen", written("a.csv", ROWS), "--out", tmp_path / "o.csv", "--workers", 1, lang=lang)
    assert said.status == 0
    assert bool(ARABIC.search(said.out)) is (lang == "ar")
    assert "rejects.jsonl" in said.out
    assert "screen." not in said.out


def test_quiet_says_nothing(run: Run, written: Write, tmp_path: Path) -> None:
    said = run("screen", written("a.csv", ROWS), "--out", tmp_path / "o.csv", "--quiet", "--workers", 1)
    assert (said.status, said.out, said.err) == (0, "", "")


def test_another_encoding_is_recognised_and_said(run: Run, written: Write, tmp_path: Path) -> None:
    text = "text\n" + "صباح الخير لجميع الناس في هذه المدينة\n" * 30
    source = written("a.csv", text.encode("cp1256"))
    said = run("screen", source, "--out", tmp_path / "o.parquet", "--json", "--workers", 1)
    assert said.json["notes"][0]["code"] == "note.encoding_guessed"
    assert said.json["by_language"] == {"ar": 30}


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_a_missing_column_is_a_sentence(run: Run, written: Write, tmp_path: Path, lang: str) -> None:
    said = run("screen", written("a.csv", "id,body\n1,x\n"), "--out", tmp_path / "o.csv", lang=lang)
    assert (said.status, said.out) == (1, "")
    assert "body" in said.err
    assert bool(ARABIC.search(said.err)) is (lang == "ar")


def test_an_interruption_keeps_what_is_done(
    run: Run, written: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    source, out = written("a.csv", "text\n" + "Good morning.\n" * 6), tmp_path / "o.parquet"
    with monkeypatch.context() as patch:
        patch.setattr(command._Bar, "_advance", interrupted)
        said = run("screen", source, "--out", out, "--workers", 1, "--batch-rows", 2)
    assert said.status == command.INTERRUPTED
    assert "same command" in said.err
    assert not out.exists()
    again = run("screen", source, "--out", out, "--workers", 1, "--batch-rows", 2, "--json").json
    assert (again["resumed"], again["rows_read"]) == (2, 6)


def test_being_told_to_end_leaves_no_process_behind(written: Write, tmp_path: Path) -> None:
    source, out = written("a.csv", "text\n" + "Good morning to you all.\n" * 60_000), tmp_path / "o.parquet"
    words = ["screen", str(source), "--out", str(out), "--workers", "2", "--batch-rows", "50"]
    running = subprocess.Popen([sys.executable, "-m", "nadhir", *words], stderr=subprocess.PIPE, text=True)
    parts = tmp_path / "o.parquet.parts"
    end = time.monotonic() + 60
    while time.monotonic() < end and not list(parts.glob("part-*.parquet")):
        time.sleep(0.05)
    running.terminate()
    _, said = running.communicate(timeout=60)
    assert running.returncode == command.INTERRUPTED
    assert "Traceback" not in said
    assert list(parts.glob("part-*.parquet"))
    assert not list(parts.glob(".*.tmp"))
