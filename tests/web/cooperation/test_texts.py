"""The words of agreements: clause by clause, languages side by side, versions compared, files kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Instrument, InstrumentText
from tests.web.conftest import World
from tests.web.cooperation.test_cooperation import memorandum, words_of

ClientOf = Callable[..., Client]
FIRST = "The parties,\nArticle 1 – Aim\nPeace.\nArticle 2\nThey train forty mediators of both banks."
SECOND = (
    "The parties,\nArticle 1 – Aim\nPeace.\nArticle 2 – Women\nWomen of the market take part in all of it.\n"
    "Article 3\nThey train fifty mediators of both banks."
)
ARABIC = "الطرفان،\nالمادة الأولى: الغاية\nالسلم.\nالمادة ٢\nيدربان أربعين وسيطًا."


def add(world: World, one: Instrument, text: str, **fields: Any) -> InstrumentText:
    return services.instrument_text_add(
        viewer=world.viewer("officer"), instrument=one, text=text, **{"language": "en", **fields}
    )


def test_languages_stand_side_by_side_by_clause(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    add(world, made, FIRST)
    add(world, made, ARABIC, language="ar", authentic=True)
    words = words_of(client_of("analyst"), f"/cooperation/instruments/{made.pk}/text/")
    assert "It is not kept in: Français" in words
    assert words.index("السلم.") < words.index("Peace.") < words.index("يدربان")
    assert "3 clauses." in words


def test_versions_are_compared_clause_by_clause(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    add(world, made, FIRST)
    assert add(world, made, SECOND, note="with the women").number == 2
    words = words_of(client_of("analyst"), f"/cooperation/instruments/{made.pk}/text/compare/")
    assert "1 stands elsewhere, 1 was put in. 2 clauses are the same." in words
    assert "was clause 2" in words
    content = client_of("analyst").get(
        f"/cooperation/instruments/{made.pk}/text/compare/?from=9&to=x&language=q"
    )
    assert b"<del>forty</del><ins>fifty</ins>" in content.content
    assert "Compare its versions" in words_of(client_of("analyst"), f"/cooperation/instruments/{made.pk}/")


def test_a_text_is_added_as_words_or_as_a_file(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    address = f"/cooperation/instruments/{made.pk}/text/new/"
    written = io.BytesIO()
    paper = docx.Document()
    for line in FIRST.splitlines():
        paper.add_paragraph(line)
    paper.save(written)
    client = client_of("officer")
    answer = client.post(
        address, {"language": "en", "file": SimpleUploadedFile("text.docx", written.getvalue())}
    )
    assert answer.headers["Location"].endswith("/text/?version=1")
    kept = InstrumentText.objects.get()
    assert [one["number"] for one in kept.clauses] == ["", "1", "2"]
    assert kept.clauses[1] == {"number": "1", "label": "Article 1 –", "heading": "Aim", "text": "Peace."}
    file = client_of("analyst").get(f"/cooperation/instrument-texts/{kept.pk}/file/")
    assert file.content == written.getvalue()
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert client.post(address, {"language": "fr", "text": "Article premier\nBut."}).status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "x", "number": "1"},
        {"file": ("x.png", b"\x89PNG\r\n\x1a\nx")},
        {"file": ("x.docx", b"PK\x03\x04x")},
    ],
)
def test_what_is_no_text_is_refused(world: World, client_of: ClientOf, given: dict[str, Any]) -> None:
    made = memorandum(world)
    add(world, made, FIRST)
    sent = {"language": "en", **given}
    if "file" in given:
        sent["file"] = SimpleUploadedFile(*given["file"])
    answer = client_of("officer").post(f"/cooperation/instruments/{made.pk}/text/new/", sent)
    assert answer.status_code in (409, 422)
    assert b'role="alert"' in answer.content
    assert InstrumentText.objects.count() == 1


def test_only_the_desk_adds_words(world: World) -> None:
    made = memorandum(world)
    with pytest.raises(NotAllowed):
        services.instrument_text_add(viewer=world.viewer("analyst"), instrument=made, language="en", text="x")
    with pytest.raises(NotPossibleNow, match="too_long"):
        add(world, made, "x" * 400_001)


def test_the_words_go_into_the_document(world: World, client_of: ClientOf) -> None:
    made = memorandum(world)
    add(world, made, FIRST, adopted=True)
    said = client_of("officer").get(f"/cooperation/instruments/{made.pk}/document/?lang=en&format=md")
    assert "They train forty mediators" in said.content.decode()
