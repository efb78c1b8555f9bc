"""A warning is told in the reader's time zone, in three languages, with both names of each month."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from nadhir.web.warnings.models import Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import World

pytestmark = pytest.mark.django_db

SAID = {
    "en": "22 August 2027, 01:30 UTC+03:00",
    "fr": "22 août 2027, 01:30 UTC+03:00",
    "ar": "22 آب/أغسطس 2027، 01:30 \u2066UTC+03:00\u2069",
}


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_until_when_it_is_valid(world: World, client_of: Callable[..., Client], language: str) -> None:
    warning = world.warning(valid_until=datetime(2027, 8, 21, 22, 30, tzinfo=UTC))
    reader = client_of("analyst", language)
    chosen = {"language": language, "digits": "latn", "time_zone": "Africa/Nairobi"}
    assert reader.post("/account/preferences/", chosen).status_code == 302
    assert SAID[language] in reader.get(f"/warnings/{warning.pk}/").content.decode()
    other = client_of("reviewer", "en").get(f"/warnings/{warning.pk}/").content.decode()
    assert "21 August 2027, 22:30 UTC" in other, "who chose nothing reads UTC"


def test_a_zone_that_is_none_is_refused(world: World, client_of: Callable[..., Client]) -> None:
    chosen = {"language": "en", "digits": "latn", "time_zone": "Mars/Olympus"}
    assert client_of("analyst").post("/account/preferences/", chosen).status_code == 422
    world.people["analyst"].refresh_from_db()
    assert world.people["analyst"].time_zone == ""


def test_a_day_ends_where_its_writer_is(
    world: World, client_of: Callable[..., Client], words: dict[str, str]
) -> None:
    world.people["analyst"].time_zone = "Africa/Nairobi"
    world.people["analyst"].save()
    address = f"/warnings/new/?assessment={world.signed_assessment().pk}"
    client_of("analyst").post(address, {**words, "tlp": "amber", "valid_until": "2030-05-01"})
    assert Warning.objects.get().valid_until == datetime(2030, 5, 1, 20, 59, 59, tzinfo=UTC)
