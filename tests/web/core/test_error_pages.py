"""When something fails: what is shown says what to do, and needs little to work."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation


def test_an_unknown_address(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "No such page" in answer.content.decode()


def test_a_form_that_is_not_surely_the_persons(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")])
def test_our_own_mistake_is_shown_without_request_or_database(lang: str, direction: str) -> None:
    with translation.override(lang):
        page = render_to_string("500.html")
    assert f'<html lang="{lang}" dir="{direction}">' in page
    assert "<form" not in page
