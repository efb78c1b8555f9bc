"""The door: who comes in, what is said, and what is never said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.services import organisation_record, user_invite

PASSWORD = "seven calm rivers meet"
LOGIN = "/account/login/"
RESET = "/account/password/reset/"


@pytest.fixture(autouse=True)
def _fresh_limits(settings: Any) -> Iterator[None]:
    # The real one is slow on purpose, and not what is tested here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(db: None) -> Organisation:
    return organisation_record(slug="desk", names={"en": "Desk"})


@pytest.fixture
def person(desk: Organisation) -> User:
    return user_invite(
        email="lina@example.org", name="Lina", organisation=desk, roles=["analyst"], password=PASSWORD
    )


def sign_in(client: Client, password: str = PASSWORD, email: str = "lina@example.org"):
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_the_door_stands_in_three_languages(client: Client, desk: Organisation, lang: str) -> None:
    client.cookies["django_language"] = lang
    page = client.get(LOGIN).content.decode()
    assert f'<html lang="{lang}"' in page
    assert 'autocomplete="current-password"' in page


def test_the_right_password_opens(client: Client, person: User) -> None:
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_the_session_ends_with_the_browser(client: Client, person: User) -> None:
    sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_a_wrong_password_does_not_and_the_address_stays(client: Client, person: User) -> None:
    page = sign_in(client, "wrong").content.decode()
    assert "do not fit together" in page
    assert 'value="lina@example.org"' in page
    assert "wrong" not in page


def test_a_known_and_an_unknown_address_are_refused_alike(client: Client, person: User) -> None:
    def refusal(email: str) -> str:
        page = sign_in(client, "wrong", email).content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert refusal("lina@example.org") == refusal("nobody@example.org")


def test_guessing_is_slowed_down(client: Client, person: User) -> None:
    for _ in range(6):
        page = sign_in(client, "wrong").content.decode()
    assert "Too many attempts" in page
    assert "Too many attempts" in sign_in(client).content.decode()


def test_a_closed_account_stays_closed(client: Client, person: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client)
    assert client.get("/").status_code == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    page = client.get("/account/signup/")
    assert "invit" in page.content.decode().lower()
    client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert not User.objects.exists()


def test_a_demonstration_says_that_it_is_one(client: Client, desk: Organisation) -> None:
    assert "A demonstration" not in client.get(LOGIN).content.decode()
    organisation_record(slug="story", names={"en": "Story"}, fictional=True)
    page = client.get(LOGIN).content.decode()
    assert "A demonstration" in page
    assert "nadhir up" in page


def test_signing_out_asks_first_and_takes_a_post(client: Client, person: User) -> None:
    sign_in(client)
    client.get("/account/logout/")
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/").status_code == 302


def test_a_forgotten_password_is_replaced_by_link(client: Client, person: User) -> None:
    client.post(RESET, {"email": "lina@example.org"})
    (sent,) = mail.outbox
    assert sent.subject.startswith("Nadhir")
    link = re.search(r"http://[^/]+(/\S+)", sent.body)
    assert link
    form = client.get(link[1], follow=True)
    where = form.redirect_chain[-1][0]
    new = "nine quiet hills stand"
    client.post(where, {"password1": new, "password2": new})
    assert sign_in(client, new).status_code == 302
    assert "used up" in Client().get(link[1], follow=True).content.decode()


def test_a_weak_new_password_is_refused_with_words(client: Client, person: User) -> None:
    client.post(RESET, {"email": "lina@example.org"})
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body)
    assert link
    where = client.get(link[1], follow=True).redirect_chain[-1][0]
    page = client.post(where, {"password1": "short", "password2": "short"}).content.decode()
    assert "errorlist" in page
    assert "This password is too short. It needs at least 12 characters." in page
    client.cookies["django_language"] = "ar"
    page = client.post(where, {"password1": "short", "password2": "short"}).content.decode()
    assert "أقل ما يُقبل 12 حرفًا" in page
    assert sign_in(client).status_code == 302


def test_an_unknown_address_hears_the_same_and_gets_no_mail(client: Client, person: User) -> None:
    known = client.post(RESET, {"email": "lina@example.org"}, follow=True).content
    unknown = client.post(RESET, {"email": "nobody@example.org"}, follow=True).content
    token = rb'name="csrfmiddlewaretoken" value="[^"]*"'
    assert re.sub(token, b"", known) == re.sub(token, b"", unknown)
    assert [message.to for message in mail.outbox] == [["lina@example.org"]]


def shown_again(client: Client, path: str) -> str:
    """The page behind the question whether it is still the same person."""
    asked = client.get(path)["Location"]
    assert "Is it you?" in client.get(asked).content.decode()
    assert "not your password" in client.post(asked, {"password": "wrong", "next": path}).content.decode()
    client.post(asked, {"password": PASSWORD, "next": path})
    return client.get(path).content.decode()


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_a_second_factor_is_tied_and_then_asked_for(client: Client, person: User) -> None:
    sign_in(client)
    page = shown_again(client, "/account/2fa/totp/activate/")
    secret = re.search(r'id="secret"[^>]*value="([A-Z2-7]+)"', page)
    assert secret
    wrong = client.post("/account/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert "does not fit" in wrong
    secret = re.search(r'id="secret"[^>]*value="([A-Z2-7]+)"', wrong)
    assert secret
    answer = client.post("/account/2fa/totp/activate/", {"code": code_for(secret[1])})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    codes = re.findall(r"<code[^>]*>(\d{8})</code>", client.get(answer["Location"]).content.decode())
    assert len(codes) == 10

    newcomer = Client()
    assert sign_in(newcomer)["Location"] == "/account/2fa/authenticate/"
    assert newcomer.get("/").status_code == 302
    assert "Second factor" in newcomer.get("/account/2fa/authenticate/").content.decode()
    assert "does not fit" in newcomer.post("/account/2fa/authenticate/", {"code": "1"}).content.decode()
    newcomer.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert newcomer.get("/").status_code == 200
    again = Client()
    sign_in(again)
    again.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert again.get("/").status_code == 302, "a recovery code opens once"


@pytest.mark.parametrize(
    "path",
    [
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/logout/",
        "/account/inactive/",
    ],
)
def test_the_other_rooms_behind_the_door_have_our_look(client: Client, person: User, path: str) -> None:
    sign_in(client)
    page = client.get(path).content.decode()
    assert "nadhir.css" in page
    assert "<script>" not in page
    assert " style=" not in page
