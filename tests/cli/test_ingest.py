"""`nadhir ingest`: what is taken, what is refused in one clear sentence, and what is left behind."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.conf import settings

from nadhir.errors import FileRefused
from nadhir.sources import files
from nadhir.web.core import ledger
from nadhir.web.intake import taking
from nadhir.web.intake.models import Batch, Item, Source
from tests.cli.conftest import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]
Written = Callable[[str, bytes | str], Path]

GOOD = "id,text\n1,The market of the east bank was calm.\n2,Families left their houses in the night.\n"
COUNTS = ("added", "known", "revised", "rejected")


@pytest.fixture
def good(written: Written) -> Path:
    return written("good.csv", GOOD)


def counts(document: dict[str, Any]) -> tuple[int, ...]:
    return tuple(document[name] for name in COUNTS)


# ------------------------------------------------------------------ taken


def test_twice_the_same_adds_nothing(run: Run, good: Path) -> None:
    first = run("ingest", good)
    assert (first.status, first.out) == (
        0,
        "added 2 · known already 0 · newer versions among the added 0 · rejected 0\n",
    )
    again = run("ingest", good, "--json")
    assert counts(again.json) == (0, 2, 0, 0)


def test_json_is_one_document_and_nothing_else(run: Run, good: Path, tmp_path: Path) -> None:
    said = run("ingest", good, tmp_path / "missing.csv", "--json")
    assert said.status == 1
    document = said.json
    assert counts(document) == (2, 0, 0, 0)
    assert [counts(file) for file in document["files"]] == [(2, 0, 0, 0), (0, 0, 0, 0)]
    taken, refused = document["files"]
    assert taken["mapping"] == {"id": "id", "text": "text"}
    assert (taken["problem"], taken["source"], taken["format"]) == (None, "files-csv", "csv")
    assert refused["problem"]["code"] == "file.missing"
    assert refused["problem"]["words"] == said.err.strip()


def test_columns_are_shown_before_they_are_used(run: Run, good: Path) -> None:
    said = run("ingest", good)
    assert "identifier ← id" in said.err
    assert "text ← text" in said.err


def test_a_dry_run_shows_and_takes_nothing(run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nadhir.cli.intake.wake", lambda: pytest.fail("the workspace is not needed"))
    said = run("ingest", good, "--dry-run")
    assert said.status == 0
    assert "text ← text" in said.out
    document = run("ingest", good, "--dry-run", "--json").json
    assert document["files"][0]["mapping"]["text"] == "text"
    assert counts(document) == (0, 0, 0, 0)
    assert not Batch.objects.exists()


def test_a_dry_run_of_what_cannot_be_read_fails(run: Run, tmp_path: Path) -> None:
    assert run("ingest", tmp_path, "--dry-run").status == 1


def test_columns_are_chosen_by_hand(run: Run, written: Written) -> None:
    path = written("a.csv", "first,second\nwords of the first column,words of the second column\n")
    assert run("ingest", path, "--text-column", "second").status == 0
    assert Item.objects.get().text == "words of the second column"
    run("ingest", path, "--map", "text=first", "--map", "title=second", "--source", "again")
    assert Item.objects.order_by("-pk")[0].title == "words of the second column"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--text-column", "body"], "table.column_missing", "body"),
        (["--map", "text=body"], "table.column_missing", "body"),
        (["--map", "colour=text"], "table.role_unknown", "colour"),
        (["--source", "ucdp"], "connector.columns_missing", "ucdp"),
    ],
)
def test_a_wrong_choice_is_refused_in_words(
    run: Run, good: Path, options: list[str], code: str, words: str
) -> None:
    said = run("ingest", good, *options, "--json")
    assert said.status == 1
    assert said.json["files"][0]["problem"]["code"] == code
    assert words in said.err
    assert not Batch.objects.exists()


@pytest.mark.parametrize("pair", ["text", "text=a --map text=b"])
def test_a_malformed_mapping_is_a_mistake_of_use(run: Run, good: Path, pair: str) -> None:
    words = f"--map {pair}".split()
    assert run("ingest", good, *words).status == 2


def test_reports_have_the_source_that_was_named(run: Run, good: Path) -> None:
    assert run("ingest", good, "--source", "Radio Two Banks", "--json").json["files"][0]["source"] == (
        "radio-two-banks"
    )
    assert Source.objects.get().names["en"] == "Radio Two Banks"
    assert run("ingest", good, "--source", "radio-two-banks", "--json").json["known"] == 2
    assert run("ingest", good, "--source", "???").status == 1


def test_what_is_to_be_known_of_a_file_is_told(run: Run, written: Written) -> None:
    path = written("old.csv", "id,text\n1,قُتل ثلاثة من سكان القرية\n2,السوق هادئ اليوم\n".encode("cp1256"))
    said = run("ingest", path)
    assert "does not say how its letters are encoded" in said.err
    assert Item.objects.count() == 2


def test_a_long_file_tells_how_far_it_is(run: Run, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nadhir.cli.intake.PAUSE", 0.0)
    monkeypatch.setattr(taking, "CHUNK", 2)
    rows = "".join(f"{n},Report {n} of a calm day.\n" for n in range(5))
    path = written("a.csv", f"id,text\n{rows}")
    assert run("ingest", path).err.count("read\n") == 3
    assert run("ingest", path, "--json").err == ""


# ------------------------------------------------------------------ bad input


def workbook() -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "text"])
    book.active.append([1, "The market was calm."])
    book.save(kept)
    return kept.getvalue()


def locked_pdf() -> bytes:
    writer, kept = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.encrypt("opensesame", algorithm="RC4-128")
    writer.write(kept)
    return kept.getvalue()


def bomb() -> bytes:
    kept = io.BytesIO(workbook())
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.xml", b"0" * 3_000_000)
    return kept.getvalue()


def sparse(size: int, head: bytes = b"A report of a calm day.\n") -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(head * 20_000)  # longer than what is looked at to tell the format
        os.truncate(path, size)

    return make


def content(data: bytes | str) -> Callable[[Path], None]:
    return lambda path: void(path.write_bytes(data.encode() if isinstance(data, str) else data))


def void(_: object) -> None:
    return None


ENTITIES = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel/></rss>'
# name: how to make it, and the code of the refusal
BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty.csv": (content(b""), "file.empty"),
    "blank.txt": (content(" \n\n "), "file.empty"),
    "cut.csv.gz": (content(gzip.compress(GOOD.encode())[:14]), "gzip.cut_short"),
    "cut.xlsx": (content(workbook()[:900]), "zip.cut_short"),
    "cut.parquet": (content(b"PAR1" + b"\0" * 50), "parquet.broken"),
    "binary.csv": (content(bytes(range(256)) * 40), "file.binary"),
    "large.txt": (sparse(1 << 30), "file.too_large"),
    "large.html": (sparse(1 << 30, b"<html><body><p>calm"), "file.too_large"),
    "locked.pdf": (content(locked_pdf()), "file.password_protected"),
    "bomb.xlsx": (content(bomb()), "zip.bomb"),
    "bomb.csv.gz": (content(gzip.compress(b"id,text\n1," + b"x" * 80_000_000)), "gzip.bomb"),
    "entities.xml": (content(ENTITIES), "xml.entities"),
    "picture.csv": (content(b"\x89PNG\r\n\x1a\n" + b"\0" * 40), "format.not_supported"),
    "notext.csv": (content("a,b\n1,2\n3,4\n"), "table.no_text_column"),
    "folder.csv": (Path.mkdir, "file.is_directory"),
    "missing.csv": (void, "file.missing"),
    "pipe.csv": (os.mkfifo, "file.not_regular"),
    "loop.csv": (lambda path: path.symlink_to(path), "file.symlink_loop"),
    "escape\x1b[2J.csv": (void, "file.missing"),
}


def left_behind() -> set[str]:
    return {
        str(path)
        for folder in (settings.WORKSPACE.files, settings.WORKSPACE.rejects)
        for path in folder.rglob("*")
        if path.name.startswith(".")
    }


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_in_one_sentence_and_the_others_are_taken(
    run: Run, good: Path, tmp_path: Path, name: str
) -> None:
    make, code = BAD[name]
    path = tmp_path / name
    make(path)
    said = run("ingest", path, good, "--json")
    assert said.status == 1
    refused, taken = said.json["files"]
    assert (refused["problem"]["code"], counts(refused)) == (code, (0, 0, 0, 0))
    assert counts(taken) == (2, 0, 0, 0)
    assert said.err.count("\n") == 1, "one sentence on one line"
    assert name.replace("\x1b", "\ufffd") in said.err
    assert "\x1b" not in said.err
    assert "Traceback" not in said.err
    assert Batch.objects.count() == Source.objects.count() == 1, "only of the good file"
    assert left_behind() == set()
    assert ledger.verify()


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
@pytest.mark.parametrize("name", ["empty.csv", "locked.pdf", "missing.csv", "bomb.xlsx"])
def test_refusals_speak_the_language_of_the_terminal(run: Run, tmp_path: Path, name: str, lang: str) -> None:
    make, _ = BAD[name]
    path = tmp_path / name
    make(path)
    said = run("ingest", path, lang=lang).err
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in said)
    assert (arabic > 20) is (lang == "ar")
    assert said != run("ingest", path, lang="fr" if lang == "en" else "en").err


def test_a_file_that_may_not_be_read(
    run: Run, good: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = written("closed.csv", GOOD)
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **more: Any) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **more)

    monkeypatch.setattr(files.Path, "open", refuse)
    said = run("ingest", closed, good, "--json")
    assert said.status == 1
    assert said.json["files"][0]["problem"]["code"] == "file.unreadable"
    assert said.json["added"] == 2


def test_of_a_file_that_breaks_off_the_good_rows_stay(run: Run, good: Path, written: Written) -> None:
    rows = "".join(f"{n},Report {n} {os.urandom(20).hex()}\n" for n in range(500))
    cut = written("cut.csv.gz", gzip.compress(f"id,text\n{rows}".encode())[:-3000])
    said = run("ingest", cut, good, "--json")
    broken = said.json["files"][0]
    assert said.status == 1
    assert 0 < broken["added"] < 500
    assert broken["problem"]["code"] == "gzip.cut_short"
    assert "cut.csv.gz" in said.err
    assert f"row {broken['added'] + 2}" in said.err
    assert Path(broken["rejects"]).is_file()
    assert said.json["added"] == broken["added"] + 2


def test_bad_rows_are_listed_and_the_good_ones_stay(run: Run, written: Written) -> None:
    rows = [
        "1,Words of a calm day here,2026-03-01",
        "2,,2026-03-01",
        "3,More words of a calm day,31/02/2026",
        '4,"=HYPERLINK(""http://x"",""y"")",2026-03-01',
        "5,The council met at the school,17–20 كانون الأول/ديسمبر 2012",
        "6,too,many,cells,here",
    ]
    said = run("ingest", written("field.csv", "id,text,date\n" + "\n".join(rows) + "\n"), "--json", lang="ar")
    file = said.json["files"][0]
    assert (said.status, counts(file)) == (0, (3, 0, 0, 3))
    rejected = Path(file["rejects"]).read_text("utf-8-sig")
    assert [line.split(",")[1] for line in rejected.splitlines()[1:]] == ["3", "4", "7"]
    assert "لا نص فيه" in rejected, "in the language of the terminal"
    formula = Item.objects.get(external_id="4")
    assert formula.text.startswith("=HYPERLINK")
    assert formula.notes[0]["code"] == "cell.looks_like_formula"
    odd = Item.objects.get(external_id="5").published or {}
    assert (odd["start"], odd["end"]) == ("2012-12-17", "2012-12-20")


def test_of_a_page_its_words_are_taken_and_not_its_scripts(run: Run, written: Written) -> None:
    page = (
        "<html><head><title>Council</title><script>steal()</script></head><body>"
        "<p>The council met at the school and spoke of water for two hours.</p><script>more()</script></body>"
    )
    assert run("ingest", written("a.html", page)).status == 0
    assert "council met" in Item.objects.get().text
    assert "steal" not in Item.objects.get().text


@pytest.mark.usefixtures("quiet_log")
def test_a_fault_of_the_program_in_one_file_does_not_keep_the_others_out(
    run: Run, good: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, add = written("odd.csv", GOOD.replace("market", "bazaar")), taking.items_add

    def fail(*arguments: Any) -> list[Item]:
        if any("bazaar" in read.record.text for read in arguments[3]):
            raise ZeroDivisionError("an unforeseen case")
        return add(*arguments)

    monkeypatch.setattr(taking, "items_add", fail)
    said = run("ingest", odd, good, "--json")
    assert said.status == 1
    assert said.json["files"][0]["problem"]["code"] == "ingest.defect"
    assert "odd.csv could not be taken in: a fault of the program (ZeroDivisionError)" in said.err
    assert said.json["added"] == 2
    assert Batch.objects.filter(state=Batch.State.FAILED).count() == 1


def test_a_full_disk_is_said(run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(taking.os, "fsync", full)
    said = run("ingest", good)
    assert said.status == 1
    assert "The workspace cannot be written to: No space left on device." in said.err
    assert left_behind() == set()
    assert not Batch.objects.exists()


def test_an_impossible_error_is_not_hidden_as_a_refusal() -> None:
    assert not issubclass(ZeroDivisionError, FileRefused)


# ------------------------------------------------------------------ in a process of its own

MEASURE = """
import json, sys
sys.argv = ["nadhir", "ingest", *sys.argv[1:], "--json"]
from nadhir.cli import main
try:
    main()
except SystemExit as ended:
    status = ended.code
# The most memory of this program alone; what `getrusage` says begins with that of the one that started it.
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(status, int(most.split()[1]) // 1024, file=sys.stderr)
"""


def test_a_gigabyte_neither_fills_memory_nor_disk(tmp_path: Path) -> None:
    home, large, good = tmp_path / "home", tmp_path / "large.txt", tmp_path / "good.csv"
    sparse(1 << 30)(large)
    good.write_text(GOOD, "utf-8")
    environment = {
        "NADHIR_HOME": str(home),
        "NADHIR_LANG": "fr",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
    }
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(large), str(good)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    *said, measured = done.stderr.splitlines()
    status, most_mb = map(int, measured.split())
    document = json.loads(done.stdout)
    assert (status, document["added"]) == (1, 2)
    assert "large.txt" in said[0]
    assert "Mo" in said[0]
    assert most_mb < 900  # a third of it is what screening knows of languages
    used = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    assert used < 40_000_000
    assert (home / "nadhir.sqlite3").is_file()
