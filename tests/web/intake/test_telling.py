"""Telling without an account: what arrives, what is kept of it, and who learns of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nadhir.documents import pictures
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.intake import services, telling
from nadhir.web.intake.models import Item, PublicReport
from nadhir.web.intake.services.telling import ALPHABET, code_hash, code_new, code_read
from tests.web.response.test_papers import picture

if TYPE_CHECKING:
    from tests.web.conftest import ClientOf, World

TEXT = "Men with lists went from door to door asking for our names."
CODE = r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){4}"


@pytest.fixture
def nobody(world: World) -> Client:
    """A browser in which nobody is signed in."""
    return Client()


def _send(nobody: Client, **fields: Any) -> Any:
    return nobody.post("/report/", {"text": TEXT, "when": "today", "danger": "no", **fields})


def _code_on(page: Any) -> str:
    found = re.search(CODE, page.content.decode())
    assert found
    return found.group()


def test_what_is_told_arrives_and_nothing_of_the_sender_is_kept(nobody: Client) -> None:
    page = _send(nobody, where="Nour Valley")
    code = _code_on(page)
    item, report = Item.objects.get(), PublicReport.objects.get()
    assert (item.text, item.tlp, item.source.chatham_house) == (TEXT, "amber_strict", True)
    assert report.where == "Nour Valley"
    assert not page.cookies
    kept = json.dumps([str(value) for value in [*vars(item).values(), *vars(report).values()]])
    assert code.replace("-", "") not in kept
    assert "127.0.0.1" not in kept


def test_danger_now_comes_first_and_stays_there_when_read_again(nobody: Client, world: World) -> None:
    _send(nobody, text="Something happened at the well.", danger="now")
    item = Item.objects.get()
    assert item.priority == Item.Priority.VIOLENCE
    assert "triage.danger_now" in [reason["code"] for reason in item.reasons]
    services.finding_judge(
        viewer=world.viewer("analyst"),
        item=item,
        verdict="corrected",
        correction=services.Correction(concern="none"),
    )
    item.refresh_from_db()
    assert item.priority == Item.Priority.VIOLENCE


def test_the_code_leads_to_the_answer_and_to_nothing_else(
    nobody: Client, world: World, client_of: ClientOf
) -> None:
    code = _code_on(_send(nobody))
    asked = nobody.post("/report/answer/", {"code": code.lower().replace("-", " ")}).content.decode()
    assert "Nobody has read it yet" in asked
    assert TEXT not in asked
    report = PublicReport.objects.get()
    client_of("analyst").post(f"/report/{report.pk}/reply/", {"answer": "Thank you. The elders were told."})
    asked = nobody.post("/report/answer/", {"code": code}).content.decode()
    assert "The elders were told." in asked
    assert "Analyst" not in asked


@pytest.mark.parametrize("code", ["", "AAAA", "AAAA-BBBB-CCCC-DDDD-EEEE", "'; drop", "٢٣٤٥"])
def test_a_wrong_code_leads_nowhere(nobody: Client, code: str) -> None:
    answer = nobody.post("/report/answer/", {"code": code})
    assert answer.status_code == 422
    assert "We do not know this code" in answer.content.decode()


def test_what_waited_on_a_device_and_is_sent_twice_is_one(nobody: Client) -> None:
    code = code_new()
    for _ in range(2):
        answer = nobody.post("/report/", {"text": TEXT, "code": code}, headers={"accept": "application/json"})
        assert answer.json() == {"code": code}
    assert PublicReport.objects.get().code == code_hash(code_read(code) or "")
    assert Item.objects.count() == 1


def test_the_same_words_of_two_people_are_two_reports(nobody: Client) -> None:
    assert _code_on(_send(nobody)) != _code_on(_send(nobody))
    assert PublicReport.objects.count() == 2


def test_a_picture_loses_where_it_was_taken_and_only_the_desk_sees_it(
    nobody: Client, client_of: ClientOf
) -> None:
    _send(nobody, picture=SimpleUploadedFile("IMG.jpg", picture(comment=b"PHONE-OF-A-WITNESS")))
    report = PublicReport.objects.get()
    assert b"PHONE" not in bytes(report.picture)
    path = f"/report/{report.pk}/picture/"
    assert client_of("analyst").get(path).headers["Content-Type"] == "image/jpeg"
    for persona in ("partner_analyst", "outsider", "officer", "reporter"):
        assert client_of(persona).get(path).status_code == 403
    assert nobody.get(path).status_code in (302, 403)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "  "}, "required"),
        ({"text": "x" * 8_001}, "8000"),
        ({"when": "other", "day": "2999-01-01"}, "not come yet"),
        ({"picture": SimpleUploadedFile("a.jpg", b"<svg onload=1>")}, "cannot be read as a picture"),
    ],
    ids=["empty", "long", "to come", "no picture"],
)
def test_what_cannot_be_taken_is_said_and_nothing_lost(
    nobody: Client, fields: dict[str, Any], words: str
) -> None:
    answer = _send(nobody, where="Near the mill", **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Near the mill" in page
    assert not Item.objects.exists()


def test_too_much_from_one_address_is_refused_for_a_while(
    nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(telling, "ONE", 2)
    assert [_send(nobody, text=f"Report {n}").status_code for n in range(3)] == [200, 200, 429]
    assert PublicReport.objects.count() == 2


def test_pictures_are_counted_by_themselves_and_a_network_is_one_line(
    nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PICTURES", 1)

    def tell(address: str) -> int:
        sent = {"text": "Smoke over the ford.", "picture": SimpleUploadedFile("a.jpg", picture())}
        return nobody.post("/report/", sent, REMOTE_ADDR=address).status_code

    first, same_line, other = "2001:db8:1:2::1", "2001:db8:1:2::ffff", "2001:db8:1:3::1"
    assert [tell(one) for one in (first, same_line, other)] == [200, 429, 200]
    assert [tell(one) for one in ("198.51.100.1", "198.51.100.2")] == [200, 200]


def test_a_small_file_does_not_open_to_a_huge_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS_PNG", 64 * 48 - 1)
    assert pictures.picture_only(picture("JPEG"))
    with pytest.raises(NotPossibleNow, match=r"paper\.no_picture"):
        pictures.picture_only(picture("PNG"))


def test_the_page_can_be_closed(nobody: Client, settings: Any) -> None:
    settings.REPORTS_TO = "off"
    assert nobody.get("/report/").status_code == 404
    with pytest.raises(NotPossibleNow, match=r"told\.closed"):
        services.public_report_take(text=TEXT)


def test_the_page_is_light_and_works_without_a_script(nobody: Client) -> None:
    answer = nobody.get("/report/")
    page = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'method="post"' in page
    assert "csrfmiddlewaretoken" not in page
    worker = nobody.get("/report/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")


def test_erasing_takes_what_was_told_beside_it_along(nobody: Client, world: World) -> None:
    _send(nobody, where="House by the mill", picture=SimpleUploadedFile("a.png", picture("PNG")))
    services.item_erase(viewer=world.viewer("reviewer"), item=Item.objects.get(), because="To protect them.")
    report = PublicReport.objects.get()
    assert (report.where, report.picture) == ("", None)


def test_another_desk_neither_sees_nor_answers(nobody: Client, world: World) -> None:
    _send(nobody)
    report = PublicReport.objects.get()
    assert not policy.sees(world.viewer("partner_analyst"), report)
    with pytest.raises(NotAllowed):
        services.public_report_answer(viewer=world.viewer("partner_analyst"), report=report, answer="Who?")


@pytest.mark.parametrize(
    ("language", "title"), [("ar", "أخبرنا بما حدث"), ("fr", "Dites-nous ce qui s’est passé")]
)
def test_the_language_stands_in_the_address(nobody: Client, language: str, title: str) -> None:
    page = nobody.get("/report/", {"language": language})
    assert title in page.content.decode()
    assert not page.cookies
    told = _send(nobody, language=language)
    assert f'lang="{language}"' in told.content.decode()


def test_codes_are_read_as_people_type_them() -> None:
    code = code_new()
    assert re.fullmatch(CODE, code)
    assert code_read(f" {code.lower()} ") == code.replace("-", "")
    assert code_read(code.replace("-", "–")) == code.replace("-", "")
    assert code_read(code[:-1]) is None
    assert len(set(ALPHABET)) == 32
