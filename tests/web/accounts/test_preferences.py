"""A person's own choices: kept, followed, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from nadhir.web.accounts.models import User
from tests.web.conftest import World

ClientOf = Callable[..., Client]
PAGE = "/account/preferences/"


def test_only_somebody_signed_in_has_preferences(client: Client, db: None) -> None:
    assert client.get(PAGE).status_code == 302


def test_language_and_digits_are_kept_and_followed(world: World, client_of: ClientOf) -> None:
    client = client_of("analyst")
    answer = client.post(PAGE, {"language": "ar", "digits": "arab"})
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "ar"
    person = User.objects.get(pk=world.people["analyst"].pk)
    assert (person.language, person.digits) == ("ar", "arab")
    page = client.get("/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "٢٠٢٣" in page


def test_nobody_else_is_changed(world: World, client_of: ClientOf) -> None:
    client_of("analyst").post(PAGE, {"language": "fr", "digits": "arab"})
    others = User.objects.exclude(pk=world.people["analyst"].pk)
    assert set(others.values_list("language", "digits")) == {("en", "latn")}


@pytest.mark.parametrize(
    "sent", [{}, {"language": "xx", "digits": "latn"}, {"language": "ar", "digits": "1"}]
)
def test_what_cannot_be_chosen_is_refused(client_of: ClientOf, sent: dict[str, str]) -> None:
    assert client_of("analyst").post(PAGE, sent).status_code == 422


def test_an_english_page_keeps_latin_digits(client_of: ClientOf) -> None:
    client = client_of("analyst")
    client.post(PAGE, {"language": "en", "digits": "arab"})
    assert "٢٠٢٣" not in client.get("/").content.decode()


def test_the_menu_leads_there(client_of: ClientOf) -> None:
    page = client_of("reporter").get("/").content.decode()
    assert PAGE in page
    assert "/account/2fa/" in page
