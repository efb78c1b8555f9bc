"""The house from outside and from below: doors, headers, sessions, and questions nobody asks in earnest."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from nadhir.web.accounts.services import user_set_password
from nadhir.web.core.models import new_id
from nadhir.web.intake.models import Batch
from nadhir.web.portal import home
from tests.web import outlets
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

PASSWORD = "four slow boats drift"
LOGIN = "/account/login/"
EVIL = "https://evil.example/"


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> Iterator[None]:
    """Fresh limits, a fast hash, and no news of refusals."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security")]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger in loggers:
        logger.setLevel(logging.NOTSET)
    cache.clear()


@pytest.fixture
def analyst(world: World) -> Client:
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    user_set_password(user=world.people["analyst"], password=PASSWORD)
    client.force_login(world.people["analyst"])
    return client


def sign_in(client: Client, **more: str) -> Any:
    return client.post(LOGIN, {"login": "analyst@example.org", "password": PASSWORD, **more})


# -- headers -----------------------------------------------------------------------------------------------

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def test_every_answer_carries_the_strict_headers(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(request: HttpRequest) -> Any:
        raise RuntimeError("the secret of the house")

    answers = [
        *(analyst.get(reverse(route.name)) for route in outlets.routes() if not route.parameters),
        analyst.get("/nowhere/"),
        analyst.get(f"/inbox/{new_id()}/"),
        analyst.get("/warnings/link/forged/"),
        Client(enforce_csrf_checks=True).post(LOGIN),
        Client().get("/"),
        Client().get("/", headers={"host": "evil.example"}),
        Client().get("/static/nadhir/nadhir.css"),
    ]
    monkeypatch.setattr(home, "under_watch", breaks, raising=False)
    monkeypatch.setattr("nadhir.web.portal.watching.under_watch", breaks)
    broken = analyst.get("/")
    assert {200, 302, 400, 403, 404, 405} <= {answer.status_code for answer in answers}
    assert broken.status_code == 500
    assert b"secret of the house" not in broken.content
    for answer in (*answers, broken):
        outlets.content_of(answer)
        where = f"{answer.wsgi_request.path}: {answer.status_code}"
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY, where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] == "same-origin", where
        assert answer.headers["X-Frame-Options"] == "DENY", where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where


def test_no_cache_keeps_what_somebody_reads(analyst: Client) -> None:
    for route in outlets.routes():
        if not route.parameters:
            answer = analyst.get(reverse(route.name))
            assert "no-store" in answer.headers["Cache-Control"], route.name
            assert "public" not in answer.headers["Cache-Control"], route.name


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(analyst: Client) -> None:
    sign_in(client := Client())
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert {client.cookies[name]["samesite"] for name in ("sessionid", "csrftoken")} == {"Lax"}


def test_behind_https_cookies_and_pages_stay_there() -> None:
    """Settings are read once, so another process is asked."""
    wanted = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "DEBUG")
    code = (
        "import json; from nadhir.web import settings; "
        f"print(json.dumps([getattr(settings, name) for name in {wanted}]))"
    )
    environment = {**os.environ, "NADHIR_BASE_URL": "https://nadhir.example"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    secure_session, secure_token, hsts, debug = json.loads(done.stdout)
    assert secure_session
    assert secure_token
    assert hsts >= 31_536_000
    assert not debug


@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_a_foreign_host_gets_into_no_link(analyst: Client, header: str) -> None:
    answer = Client().post(
        "/account/password/reset/", {"email": "analyst@example.org"}, headers={header: "evil.example"}
    )
    assert answer.status_code == (400 if header == "host" else 302)
    assert not any("evil.example" in str(message.message()) for message in mail.outbox)


# -- sessions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        EVIL,
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        " https://evil.example",
    ],
)
def test_no_way_leads_out_of_the_house(analyst: Client, target: str) -> None:
    fresh = Client()
    answers = [
        sign_in(fresh, next=target),
        Client().post(f"{LOGIN}?next={target}", {"login": "analyst@example.org", "password": PASSWORD}),
        analyst.post("/language/setlang/", {"language": "fr", "next": target}),
        analyst.post("/language/setlang/", {"language": "fr"}, headers={"referer": EVIL}),
        analyst.post(
            "/inbox/triage/", {"act": "assign", "query": f"q=1\r\nLocation: {target}", "from": target}
        ),
        analyst.post("/account/logout/", {"next": target}),
    ]
    for answer in answers:
        assert answer.status_code == 302, answer.wsgi_request.path
        location = answer["Location"]
        assert re.match(r"/(?![/\\])", location), f"{answer.wsgi_request.path}: {location}"


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(analyst: Client) -> None:
    client = Client()
    client.get(LOGIN)
    client.post("/language/setlang/", {"language": "ar"})
    session = client.session
    session["planted"] = "by somebody who knows the key"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert key != planted
    client.post("/account/logout/")
    client.cookies["sessionid"] = key
    assert client.get("/").status_code == 302


def test_a_new_password_and_a_closed_account_end_all_sessions(world: World, analyst: Client) -> None:
    assert analyst.get("/").status_code == 200
    user_set_password(user=world.people["analyst"], password="another four slow boats")
    assert analyst.get("/").status_code == 302
    other = Client()
    other.force_login(world.people["reviewer"])
    world.people["reviewer"].is_active = False
    world.people["reviewer"].save()
    assert other.get("/").status_code == 302


def test_guessing_is_limited_by_address_and_does_not_tell_who_is_there(analyst: Client) -> None:
    said = set()
    for email in ("analyst@example.org", "nobody@example.org"):
        client = Client(headers={"accept-language": "en"})
        for _ in range(7):
            answer = client.post(LOGIN, {"login": email, "password": "wrong"})
            said.add(outlets.same(answer.content).replace(email.encode(), b""))
        assert b"Too many attempts" in answer.content
    assert len(said) == 2, "wrong, and too often; the same for both"
    assert sign_in(Client()).status_code == 200, "not even with the right password, for a while"


def test_nobody_takes_an_account_along_by_giving_it_another_address(world: World, analyst: Client) -> None:
    for name in ("action_add", "action_primary", "action_send", "action_remove"):
        assert analyst.post("/account/email/", {"email": "mine@example.org", name: ""}).status_code == 404
    Client().post("/account/password/reset/", {"email": "mine@example.org"})
    assert not mail.outbox


def test_a_role_cannot_be_given_to_oneself(world: World, analyst: Client) -> None:
    """Nor another organisation, another address, or the mark of staff."""
    extra = {
        "roles": "administrator",
        "role": "reviewer",
        "organisation": str(world.organisations["network"].pk),
        "email": "other@example.org",
        "is_staff": "on",
        "is_superuser": "on",
    }
    before = world.viewer("analyst")
    for route in outlets.routes():
        if route.name.startswith(("account", "mfa", "preferences")) and not route.parameters:
            analyst.post(reverse(route.name), {"language": "en", "digits": "latn", **extra})
    world.people["analyst"].refresh_from_db()
    assert world.viewer("analyst") == before
    assert world.people["analyst"].email == "analyst@example.org"


# -- questions nobody asks in earnest ----------------------------------------------------------------------

STRANGE = (
    "page=999999", "page=99999999999999999999", "page=-1", "page=0", "page=abc", "page=٣", "page=1&page=2",
    "page=%00", "page=1%20OR%201=1", "format=exe", "format=%00",
)  # fmt: skip
VALUES = ("%00", "%FF%FE", "%ED%A0%80'; DROP TABLE core_entry; --", "%25s{0}{{7}}[]", "x" * 8000)


def test_strange_questions_get_an_answer(analyst: Client, world: World) -> None:
    """No page breaks, whatever stands in the address."""
    world.warning()
    for route in outlets.routes():
        if route.parameters:
            continue
        address = reverse(route.name)
        page = analyst.get(address)
        if page.streaming:  # a file, in which nothing can be asked
            continue
        names = set(re.findall(rb'<(?:input|select)[^>]* name="([\w-]+)"', page.content))
        asked = {name.decode() for name in names} | {"q", "acts", "before", "assessment", "decision", "place"}
        questions = [*STRANGE, *("&".join(f"{name}={value}" for name in sorted(asked)) for value in VALUES)]
        for question in questions:
            answer = analyst.get(f"{address}?{question}")
            outlets.content_of(answer)
            assert answer.status_code < 500, f"{address}?{question[:80]}"


@pytest.mark.parametrize("name", ["because", "be\0cause"])
def test_a_nul_is_read_as_what_cannot_be_read(world: World, analyst: Client, name: str) -> None:
    item = world.item()
    sent = {"act": "dismiss", "item": str(item.pk), "because": "-", name: "x\0y"}
    assert analyst.post("/inbox/triage/", sent).status_code == 302
    item.refresh_from_db()
    assert item.dismissed_because in ("-", "x\ufffdy")
    assert analyst.get("/inbox/", {"q": "x\0y"}).status_code == 200


def test_too_much_at_once_is_refused(analyst: Client) -> None:
    much = {"act": "dismiss", "because": "x" * 6_000_000}
    many = {f"item-{number}": "1" for number in range(1500)}
    for sent in (much, many):
        assert analyst.post("/inbox/triage/", sent).status_code in (400, 413)


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil.csv",
        "..\\..\\evil.csv",
        "/etc/evil.csv",
        "evil\r\nX-Evil: 1.csv",
        'evil".csv',
        "\u202evsc.evil.csv",
        "." * 300 + ".csv",
        "CON",
        ".csv",
    ],
)
def test_a_file_is_kept_where_files_are_kept_whatever_its_name(
    world: World, analyst: Client, settings: Any, name: str
) -> None:
    folder = settings.WORKSPACE.home
    upload = SimpleUploadedFile("x", b"text,date\nA calm day in the market,2026-01-02\n,\n", "text/csv")
    upload._name = name  # as a browser that does not tidy up would send it
    answer = analyst.post(reverse("sources"), {"file": upload, "new_source": "Notes"})
    assert answer.status_code in (302, 422)
    assert not [*folder.glob("*evil*"), *folder.parent.glob("*evil*"), *folder.glob("files/*evil*")]
    for batch in Batch.objects.all():
        assert not {"/", "\r", "\n", "\0"} & set(batch.file_name)
        assert analyst.get(reverse("batch", args=[batch.pk])).status_code == 200
