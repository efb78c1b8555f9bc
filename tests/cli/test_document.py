"""`nadhir document`: a document as one person may have it."""

from __future__ import annotations

import io
import json
import uuid
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from nadhir.cli import app
from nadhir.errors import NotAllowed, NotPossibleNow
from tests.web.conftest import World, make_world

QUOTE = "They were told to leave their home"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("nadhir.cli.document.wake", lambda: None)  # awake already, on the tests' database
    return make_world()


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["document", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_an_assessment_is_written_as_the_person_may_have_it(world: World, tmp_path: Path) -> None:
    signed = world.signed_assessment()
    out = tmp_path / "a.pdf"
    said = run(
        "assessment",
        str(signed.pk),
        "--for",
        "analyst@example.org",
        "--lang",
        "en",
        "--out",
        str(out),
        "--json",
    )
    assert json.loads(said)["marking"] == "TLP:AMBER"
    pages = pypdf.PdfReader(io.BytesIO(out.read_bytes())).pages
    assert QUOTE in " ".join(" ".join(page.extract_text() for page in pages).split())


def test_whoever_may_not_know_of_it_gets_no_file(world: World, tmp_path: Path) -> None:
    signed = world.signed_assessment()
    out = tmp_path / "a.pdf"
    with pytest.raises(NotAllowed):
        run("assessment", str(signed.pk), "--for", "outsider@example.org", "--out", str(out))
    assert not out.exists()


def test_a_note_in_markdown_and_the_week_in_word(world: World, tmp_path: Path) -> None:
    signed = world.signed_assessment()
    note, week = tmp_path / "n.md", tmp_path / "w.docx"
    run(
        "situation", str(signed.situation_id), "--for", "analyst@example.org", "--kind", "note",
        "--format", "md", "--out", str(note),
    )  # fmt: skip
    assert "TLP:AMBER" in note.read_text("utf-8")
    run("highlights", "--for", "analyst@example.org", "--format", "docx", "--out", str(week))
    assert week.read_bytes().startswith(b"PK")
    item = world.event()
    run("incident", str(item.pk), "--for", "analyst@example.org", "--format", "md", "--out", str(note))
    assert "Nour Valley" in note.read_text("utf-8")


def test_what_cannot_be_is_said(world: World, tmp_path: Path) -> None:
    out = str(tmp_path / "a.pdf")
    with pytest.raises(NotPossibleNow, match=r"record\.unknown"):
        run("assessment", "seven", "--for", "analyst@example.org", "--out", out)
    with pytest.raises(NotPossibleNow, match=r"document\.reader_unknown"):
        run("assessment", str(uuid.uuid4()), "--for", "nobody@example.org", "--out", out)
    with pytest.raises(NotPossibleNow, match=r"document\.unwritten"):
        run("highlights", "--for", "analyst@example.org", "--out", str(tmp_path / "no" / "a.pdf"))
