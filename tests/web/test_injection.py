"""Words of others are shown, never run: not by a browser, not by a spreadsheet, not by a mail program."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from nadhir.web.core import clock, outbox
from tests.web import marked
from tests.web.marked import Marked
from tests.web.outlets import Answer, Walk

# What a page makes of words does not depend on where they were kept.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# A formula, the end of an attribute and of a script, a template, and letters that turn the rest round.
BEFORE = "=1+1"
AFTER = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}\u202e"
TURNED = "\u202e"
# Elements whose content no markup can isolate, or that isolate it themselves; and those that stand alone.
ISOLATED = frozenset({"bdi", "title", "option", "textarea", "input", "text", "desc"})
BLOCKS = frozenset({"p", "li", "td", "th", "dd", "dt", "div", "h1", "h2", "h3", "label", "body"})
LEADING = ("href", "src", "action", "formaction")


@pytest.fixture(scope="module")
def poisoned(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Marked]:
    """The marked world with all that in every field."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield marked.build(BEFORE, AFTER)
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal is no news here."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def answers(poisoned: Marked) -> list[Answer]:
    """All that the analyst, who made most of it, and the holders of links can open."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(poisoned.world.people["analyst"])
    walk = Walk(client)
    walk.everywhere(poisoned)
    for token in poisoned.tokens.values():
        walk.get(reverse("warning_by_link", args=[token]))
    assert sum(b"alert(1)" in answer.content for answer in walk.seen.values()) > 100
    return list(walk.seen.values())


def pages(answers: list[Answer]) -> Iterator[tuple[str, Any]]:
    for answer in answers:
        content = answer.content.partition(b"\n\n")[2]
        if answer.html and content.strip():
            yield answer.address, lxml.html.fromstring(content.decode())


def test_no_page_breaks_or_runs_what_somebody_wrote(answers: list[Answer]) -> None:
    broken = [answer for answer in answers if answer.status >= 500]
    assert not broken, "\n".join(f"{answer.address}\n{answer.content.decode()}" for answer in broken)
    for address, page in pages(answers):
        for element in page.iter():
            if isinstance(element.tag, str) and not _taken_along(address, element):
                assert _harmless(element), f"{address}: {lxml.html.tostring(element)[:200]!r}"


def _taken_along(address: str, element: Any) -> bool:
    """Of a module as one file: its own style and script, in which nothing stands that somebody wrote."""
    own = address.partition("?")[0].endswith("/offline/") and element.tag in ("style", "script")
    return own and not element.attrib and "zq" not in (element.text or "")


def _harmless(element: Any) -> bool:
    if element.tag == "script" and element.get("type") == "application/json":
        return "<" not in element.text and json.loads(element.text) is not None
    if element.tag == "script" and not element.get("src", "").startswith("/static/"):
        return False
    if element.tag in ("style", "iframe", "object", "embed", "base") or element.get("src") == "x":
        return False
    return not any(
        name == "style"
        or name.startswith("on")
        or (name in LEADING and re.match(r"\s*(javascript:|data:(?!image/)|vbscript:)", value, re.IGNORECASE))
        for name, value in element.attrib.items()
    )


def test_letters_that_turn_round_turn_nothing_of_ours_round(answers: list[Answer]) -> None:
    loose = set()
    for address, page in pages(answers):
        for element in page.iter():
            for holder, text in ((element, element.text), (element.getparent(), element.tail)):
                if text and TURNED in text and not _isolated(holder, text):
                    loose.add(f"{address}: <{holder.tag}> {text.strip()[:60]!r}")
    assert not loose, "\n".join(sorted(loose))


def _isolated(holder: Any, text: str) -> bool:
    """Whether the text ends with its isolating element, or fills its block, where the turn ends too."""
    element = holder
    while element is not None:
        if element.tag in BLOCKS:
            return bool(element.get("dir")) or element.text_content().strip() == text.strip()
        if element.tag in ISOLATED or element.get("dir") or element.get("class") == "vh":
            return True
        element = element.getparent()
    return False


def test_no_cell_of_a_file_is_run_by_a_spreadsheet(answers: list[Answer]) -> None:
    files = [answer for answer in answers if b"text/csv" in answer.content.partition(b"\n\n")[0]]
    assert len(files) >= 5
    for answer in files:
        text = answer.content.partition(b"\n\n")[2].decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), f"{answer.address}: {cell!r}"
                assert not re.match(r"-\D", cell), f"{answer.address}: {cell!r}"


def test_names_make_no_header_and_no_other_letter(poisoned: Marked) -> None:
    outbox.deliver(clock.now())
    assert mail.outbox
    for message in mail.outbox:
        assert len(message.to) == 1
        assert "\n" not in message.subject
        assert message.content_subtype == "plain"
        assert not message.alternatives if hasattr(message, "alternatives") else True


def test_the_api_says_what_its_answers_are(answers: list[Answer]) -> None:
    """What a browser takes for JSON it does not run."""
    for answer in answers:
        if answer.address.startswith("/api/") and answer.status != 404:
            headers = answer.content.partition(b"\n\n")[0].decode()
            if not answer.address.endswith("/cap"):  # alerts are XML, and read by the tests of exchange
                assert re.search(r"Content-Type: application/(problem\+)?json", headers), answer.address
            assert "X-Content-Type-Options: nosniff" in headers
