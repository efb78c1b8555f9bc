"""The signed link: no account, two taps, and nothing to learn for anybody else."""

from __future__ import annotations

import gzip
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django.core import mail, signing
from django.test import Client

from nadhir.web.core import ledger
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import links, services
from nadhir.web.warnings.models import Recipient, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

CONTENT = ("Expulsions", "driven from their homes", "Nour Valley", "east bank", "market day", "Violence may")


def issued(world: World, *, clearance: str = "notice", language: str = "en", **fields: Any) -> Warning:
    """A warning issued to somebody who has no account."""
    warning = world.warning(status="draft", recipients=(), **fields)
    services.recipient_name(
        viewer=world.viewer("analyst"),
        warning=warning,
        name="Elder Nour",
        email="elder@example.org",
        language=language,
        clearance=clearance,
    )
    services.warning_submit(viewer=world.viewer("analyst"), warning=warning)
    services.warning_approve(viewer=world.viewer("reviewer"), warning=warning)
    return services.warning_issue(viewer=world.viewer("reviewer"), warning=warning)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
@pytest.mark.parametrize("message", ["issue", "cancel"])
def test_a_mail_carries_no_content_of_the_warning(
    world: World, deliver: Callable[[], int], language: str, message: str
) -> None:
    warning = issued(world, clearance="content", language=language)
    if message == "cancel":
        deliver()
        services.warning_cancel(
            viewer=world.viewer("reviewer"), warning=warning, because="The market day was moved."
        )
    deliver()
    sent = mail.outbox[-1]
    whole = sent.message().as_string() + str(sent.subject) + str(sent.body)
    assert "/warnings/link/" in whole
    for words in (*CONTENT, "market day was moved", "Joint visit"):
        assert words not in whole
    assert "\n" not in sent.subject
    assert sent.to == ["elder@example.org"]


def test_the_number_does_not_turn_round_in_an_arabic_subject(
    world: World, deliver: Callable[[], int]
) -> None:
    warning = issued(world, language="ar")
    deliver()
    assert f"\u200e{warning.number}\u200e" in mail.outbox[0].subject


@pytest.mark.parametrize(
    ("clearance", "tlp", "told"),
    [
        ("content", "amber", True),
        ("content", "clear", True),
        ("notice", "amber", False),
        ("content", "amber_strict", False),
        ("content", "red", False),
    ],
)
def test_how_much_a_link_shows_depends_on_clearance_and_label(
    world: World, link_of: Callable[[Warning, str], str], clearance: str, tlp: str, told: bool
) -> None:
    warning = issued(world, clearance=clearance)
    Warning.objects.update(tlp=tlp)
    page = Client().get(link_of(warning, "Elder Nour")).content.decode()
    assert all((words in page) is told for words in CONTENT)
    assert warning.number in page
    assert "<button" in page


def test_opening_is_neither_reading_nor_acknowledging(
    world: World, link_of: Callable[[Warning, str], str]
) -> None:
    warning = issued(world, clearance="content")
    address = link_of(warning, "Elder Nour")
    for method in ("get", "head"):
        assert getattr(Client(), method)(address).status_code == 200
    recipient = Recipient.objects.get()
    assert (recipient.read_at, recipient.acknowledged_at) == (None, None)
    assert "warning.read" not in [entry.act for entry in ledger.entries_of(warning.pk)]


def test_the_button_acknowledges_once(
    world: World, link_of: Callable[[Warning, str], str], press: Callable[..., Any]
) -> None:
    warning = issued(world)
    address = link_of(warning, "Elder Nour")
    phone = Client()
    assert press(phone, address).headers["Location"] == address
    first = Recipient.objects.get()
    press(phone, address)
    assert Recipient.objects.get().acknowledged_at == first.acknowledged_at
    page = phone.get(address).content.decode()
    assert "Thank you" in page
    assert "What happens next" in page
    assert 'method="post"' in page, "the language switch only"
    assert "I have taken note" not in page
    acts = [entry for entry in ledger.entries_of(warning.pk) if entry.act == "warning.acknowledge"]
    assert [entry.actor_id for entry in acts] == [None], "the holder of a link has no account"


def test_what_a_scanner_tries_counts_for_nothing(
    world: World, link_of: Callable[[Warning, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A POST by itself, an invented mark, that of somebody else's page, and one that is too old."""
    warning = issued(world)
    address, recipient = link_of(warning, "Elder Nour"), Recipient.objects.get()
    other = Recipient(pk=uuid.uuid4(), warning=warning)
    for mark in (
        "",
        "x",
        signing.dumps(recipient.pk.hex),
        links.token_of(recipient),
        links.opening_of(other),
    ):
        answer = Client().post(address, {"opened": mark})
        assert (answer.status_code, "press once more" in answer.content.decode()) == (422, True)
    good = links.opening_of(recipient)
    monkeypatch.setattr(links, "OPEN_FOR", timedelta(seconds=-1))
    assert Client().post(address, {"opened": good}).status_code == 422
    assert Recipient.objects.get().acknowledged_at is None
    monkeypatch.undo()
    assert Client().post(address, {"opened": good}).status_code == 302
    assert Recipient.objects.get().acknowledged_at


def test_the_page_is_light_enough_for_a_weak_line(
    world: World, link_of: Callable[[Warning, str], str]
) -> None:
    """Everything a phone fetches: the page and one sheet, no script, no fonts."""
    warning = issued(world, clearance="content")
    page = Client(headers={"accept-encoding": "gzip"}).get(link_of(warning, "Elder Nour"))
    words = gzip.decompress(page.content).decode()
    assert page.headers["Content-Encoding"] == "gzip"
    sheets = re.findall(r'<link rel="(?:stylesheet|preload)" href="([^"]+)"', words)
    assert len(sheets) == 1
    sheet = Path(finders.find("nadhir/link.css") or "").read_bytes()
    assert "<script" not in words
    assert b"url(" not in sheet
    assert len(page.content) + len(gzip.compress(sheet)) < 6_000


def test_a_forged_request_is_refused(world: World, link_of: Callable[[Warning, str], str]) -> None:
    warning = issued(world)
    answer = Client(enforce_csrf_checks=True).post(link_of(warning, "Elder Nour"))
    assert answer.status_code == 403
    assert Recipient.objects.get().acknowledged_at is None


def test_the_page_is_kept_and_indexed_nowhere(world: World, link_of: Callable[[Warning, str], str]) -> None:
    warning = issued(world, clearance="content")
    address = link_of(warning, "Elder Nour")
    for answer in (Client().get(address), Client().post(address), Client().get(f"{address[:-2]}/")):
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_no_navigation_even_where_the_browser_is_signed_in(
    world: World, client_of: Callable[..., Client], link_of: Callable[[Warning, str], str]
) -> None:
    page = client_of("analyst").get(link_of(issued(world), "Elder Nour")).content.decode()
    assert 'class="nav"' not in page
    assert "Analyst" not in page


def refusals(world: World, warning: Warning, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The answer to every link that is not good."""
    good = links.token_of(Recipient.objects.get())
    other_salt = signing.dumps(Recipient.objects.get().pk.hex, salt="another")
    bad = {
        "forged": "x" * len(good),
        "cut": good[:-3],
        "changed": ("A" if good[0] != "A" else "B") + good[1:],
        "another purpose": other_salt,
        "nobody": signing.dumps("0" * 32, salt=links.SALT),
        "no identifier": signing.dumps("ffff", salt=links.SALT),
        "a list": signing.dumps([1], salt=links.SALT),
        "NUL": "%00",
    }
    answers = {name: Client().get(f"/warnings/link/{token}/") for name, token in bad.items()}
    answers |= {f"{name}, pressed": Client().post(f"/warnings/link/{token}/") for name, token in bad.items()}
    Warning.objects.filter(pk=warning.pk).update(status="draft")
    answers["not out"] = Client().get(f"/warnings/link/{good}/")
    Warning.objects.filter(pk=warning.pk).update(status="issued")
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))
    answers["expired"] = Client().get(f"/warnings/link/{good}/")
    return answers


def test_all_bad_links_get_the_same_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    warning = issued(world)
    answers = refusals(world, warning, monkeypatch)
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403} == {}
    said = {answer.content.decode().split("<main")[1].split("</main>")[0] for answer in answers.values()}
    assert len(said) == 1
    assert "not valid or has expired" in said.pop()
    assert Recipient.objects.get().acknowledged_at is None


def test_a_link_opens_its_own_warning_only(world: World, link_of: Callable[[Warning, str], str]) -> None:
    warning = issued(world, clearance="content")
    phone = Client()
    phone.get(link_of(warning, "Elder Nour"))
    for page in (f"/warnings/{warning.pk}/", "/warnings/", "/ledger/", f"/warnings/{warning.pk}/decide/"):
        assert phone.get(page).status_code == 302, "no session comes of a link"


def test_the_page_speaks_the_recipients_language_until_they_switch(
    world: World, link_of: Callable[[Warning, str], str]
) -> None:
    warning = issued(world, language="ar")
    address = link_of(warning, "Elder Nour")
    phone = Client(headers={"accept-language": "fr"})
    first = phone.get(address)
    assert '<html lang="ar" dir="rtl"' in first.content.decode()
    assert first.headers["Content-Language"] == "ar"
    phone.post("/language/setlang/", {"language": "en", "next": address})
    assert '<html lang="en" dir="ltr"' in phone.get(address).content.decode()


def test_a_cancelled_warning_says_so_by_link(world: World, link_of: Callable[[Warning, str], str]) -> None:
    warning = issued(world, clearance="content")
    services.warning_cancel(viewer=world.viewer("reviewer"), warning=warning, because="They went home.")
    page = Client().get(link_of(warning, "Elder Nour")).content.decode()
    assert "Cancelled on" in page
    assert "They went home." in page
    Recipient.objects.update(clearance="notice")
    page = Client().get(link_of(warning, "Elder Nour")).content.decode()
    assert "Cancelled on" in page
    assert "They went home." not in page


def test_nobody_without_an_address_is_named(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="draft", recipients=())
    nameless = post("analyst", warning, "recipients/new", name="", language="en", clearance="notice")
    assert "Choose a colleague or a role, or give a name" in nameless.content.decode()
    lost = post("analyst", warning, "recipients/new", name="Elder Nour", language="en", clearance="notice")
    assert lost.status_code == 422
    assert "Without an address nobody can be told" in lost.content.decode(), "and what to do"
    assert "Elder Nour" in lost.content.decode()
    assert not Recipient.objects.exists()


def test_the_same_address_is_told_once(
    world: World, post: Callable[..., Any], deliver: Callable[[], int]
) -> None:
    warning = world.warning(status="draft", recipients=())
    for name, address in (("Elder", "elder@example.org"), ("The Elder", "ELDER@example.org")):
        post(
            "analyst", warning, "recipients/new", name=name, email=address, language="en", clearance="notice"
        )
    assert Recipient.objects.count() == 1


def test_an_address_cannot_smuggle_a_header(world: World, post: Callable[..., Any]) -> None:
    warning = world.warning(status="draft", recipients=())
    for address in ("a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "no address"):
        data = {"name": "Elder", "email": address, "language": "en", "clearance": "notice"}
        assert post("analyst", warning, "recipients/new", **data).status_code == 422
    assert not Recipient.objects.exists()


def test_a_name_over_several_lines_breaks_no_mail(world: World, deliver: Callable[[], int]) -> None:
    warning = issued(world)
    Recipient.objects.filter(warning=warning).update(name="Elder\r\nBcc: x@example.org")
    assert deliver() == 1
    assert mail.outbox[0].recipients() == ["elder@example.org"]
    assert Outgoing.objects.get().state == "sent"
