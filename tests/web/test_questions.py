"""The marked world from outside: who gets past the door, what refusals give away, what strange words do."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.core.models import new_id
from tests.web import outlets
from tests.web.marked import Marked
from tests.web.outlets import Sending

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal is no news here."""
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security")]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger in loggers:
        logger.setLevel(logging.NOTSET)


def client_of(there: Marked, persona: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(there.world.people[persona])
    return client


# What may be opened without signing in, and why it says nothing of anybody.
OPEN = frozenset(
    {
        "account_login",
        "account_inactive",
        "account_signup",  # says that nobody signs up
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "api-1:openapi-json",  # what can be asked, not the answers
        "set_language",
        "styleguide",  # samples
        "invitation_by_link",  # for the holder of a signed link; here it is forged
        "cap_feed",  # for the holder of a key; here it is forged
        "cap_alert",  # the same
        "certificate_ask",  # a form for a number
        "certificate_check",  # for whoever holds the paper; here it is forged
        "contribution_by_link",  # for the holder of a signed link; here it is forged
        "learner_by_link",  # for the holder of a signed link; here it is forged
        "warning_by_link",  # for the holder of a signed link; here it is forged
        "told_new",  # for people without an account
        "told_answer",  # for whoever holds a code
        "told_worker",  # a script
    }
)


def test_whoever_is_not_signed_in_reaches_the_door_only(there: Marked) -> None:
    client = Client()
    for route in outlets.routes():
        for address in outlets.addresses(there, route):
            response = client.get(address)
            outlets.content_of(response)
            if route.name in OPEN:
                continue
            to_door = response.status_code == 302 and response["Location"].startswith(LOGIN)
            assert to_door or response.status_code in (401, 404, 405), f"{address}: {response.status_code}"


def test_what_is_hidden_and_what_is_not_there_look_alike(there: Marked) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(there.world.people["outsider"])
    for route in outlets.routes():
        kinds = [outlets.KINDS.get(segment) for name, segment in route.parameters if name in route.uuids]
        hidden = there.made.get(f"{kinds[0]} strict") if kinds else None
        if hidden is None:
            continue
        rest = {name: str(new_id()) for name, _ in route.parameters[1:] if name in route.uuids}
        rest |= {name: outlets.OTHERS[name][0] for name, _ in route.parameters[1:] if name not in rest}
        seen = set()
        for key in (hidden.pk, new_id()):
            address = reverse(route.name, kwargs={route.parameters[0][0]: key, **rest})
            for response in (client.get(address), client.post(address)):
                told = outlets.told(response).replace(str(key).encode(), b"")
                seen.add((response.wsgi_request.method, response.status_code, outlets.same(told)))
        assert len(seen) == 2, route.name


# -- words nobody writes in earnest -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kinds(sent: list[tuple[str, Sending]]) -> list[Sending]:
    """The forms that the analyst can send, one of each kind."""
    found: dict[tuple[str, frozenset[str]], Sending] = {}
    for persona, sending in sent:
        if persona == "analyst":
            names = frozenset(name for name, _ in sending.data)
            found.setdefault((outlets.named(sending.address), names), sending)
    return list(found.values())


def test_strange_addresses_get_an_answer(there: Marked) -> None:
    analyst = client_of(there, "analyst")
    for route in outlets.routes():
        for address in outlets.addresses(there, route)[:1]:
            for query in ("?factor=%00&with=%00&kind=%00&element=%00&acts=%00&all=%00", "?with=999999999999"):
                answer = analyst.get(address + query)
                outlets.content_of(answer)
                assert answer.status_code < 500, address + query
    for address in (
        "/inbox/%00/",
        "/inbox/..%2f..%2fetc/",
        "/warnings/link/%00/",
        "/situations/%FF/",
        "/%ED%A0%80",
    ):
        assert analyst.get(address).status_code in (400, 403, 404), address


def test_strange_words_are_refused_or_kept_and_break_nothing(there: Marked, kinds: list[Sending]) -> None:
    """Four hundred figures are a number out of every range, a word too long, and no identifier."""
    analyst, tried, value = client_of(there, "analyst"), set(), "9" * 400
    for sending in kinds:
        names = {name for name, _ in sending.data}
        for one in [names, *({name} for name in names - tried)]:
            answer = analyst.post(sending.address, {**sending.body(), **{name: [value] for name in one}})
            assert answer.status_code < 500, f"{sending.address}: {one}"
        tried |= names
