"""What the tests of warnings share."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nadhir.web.core import outbox
from nadhir.web.warnings import links
from nadhir.web.warnings.models import Recipient, Warning

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.web.conftest import World

WORDS = {
    "kind": "alert",
    "language": "en",
    "title": "Expulsions feared",
    "what": "Families may be driven from their homes.",
    "where": "Nour Valley",
    "at_risk": "people of the east bank",
    "why_now": "The market day is near.",
    "if_nothing": "Violence may follow.",
    "confidence": "moderate",
    "gaps": "Whether the elders were asked.",
    "options_because": "Nothing else can be done in time.",
    "valid_until": (datetime.now(UTC) + timedelta(days=14)).date().isoformat(),
}


@pytest.fixture
def words() -> dict[str, str]:
    """What somebody types into the form of a warning."""
    return dict(WORDS)


@pytest.fixture
def shown() -> Callable[[Any], str]:
    """The main part of a page as plain words."""

    def text(response: Any) -> str:
        page = response.content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()

    return text


@pytest.fixture
def link_of(world: World) -> Callable[[Warning, str], str]:
    """The address of the link that a recipient got."""

    def path(warning: Warning, name: str) -> str:
        recipient = Recipient.objects.get(warning=warning, name=name)
        return f"/warnings/link/{links.token_of(recipient)}/"

    return path


@pytest.fixture
def press() -> Callable[..., Any]:
    """Open a link and press its button, as a person does."""

    def pressed(phone: Client, address: str) -> Any:
        page = phone.get(address).content.decode()
        mark = re.search(r'name="opened" value="([^"]+)"', page)
        return phone.post(address, {"opened": mark[1] if mark else ""})

    return pressed


@pytest.fixture
def deliver() -> Callable[[], int]:
    """Send everything that waits in the outbox."""
    return lambda: outbox.deliver(datetime.now(UTC) + timedelta(seconds=1))


@pytest.fixture
def post(client_of: Callable[..., Client]) -> Callable[..., Any]:
    """An act of a persona on the page of a warning."""

    def send(persona: str, warning: Warning, act: str, **data: Any) -> Any:
        return client_of(persona).post(f"/warnings/{warning.pk}/{act}/", data)

    return send
