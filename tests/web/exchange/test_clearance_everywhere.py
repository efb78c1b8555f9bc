"""No outlet shows more of a warning than its reader's clearance: page, link, document, CAP, feed and API.

Mail, SMS and webhook stand in `tests/web/warnings/test_sending.py`, with the same words looked for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from nadhir.web.core.models import Tlp
from nadhir.web.warnings import links
from nadhir.web.warnings.models import Recipient, Warning
from tests.web.conftest import World
from tests.web.exchange.test_keys import opened

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
WORDS = ("driven from their homes", "east bank", "market day", "Joint visit")


def told(response: object) -> str:
    """What an answer tells: its words, or those of the PDF that it is."""
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return content.decode()


def signed_in(client: Client, warning: Warning) -> Iterator[str]:
    """Everything that somebody who signs in can ask for about one warning."""
    pk = warning.pk
    for address in (
        reverse("warning", args=[pk]),
        f"{reverse('warning_document', args=[pk])}?form=pdf&lang=en",
        f"{reverse('warning_document', args=[pk])}?lang=en",
        reverse("warning_cap", args=[pk]),
        f"/api/v1/warnings/{pk}",
        f"/api/v1/warnings/{pk}/cap",
        "/api/v1/warnings",
        f"{reverse('warnings')}?format=csv",
    ):
        yield told(client.get(address))


@pytest.mark.parametrize("clearance", ["notice", "content"])
@pytest.mark.parametrize("tlp", [Tlp.AMBER, Tlp.AMBER_STRICT, Tlp.RED])
def test_a_link_and_a_key_open_no_more_than_the_clearance(world: World, clearance: str, tlp: str) -> None:
    readers = [world.people["reviewer"].pk] if tlp == Tlp.RED else []
    warning = world.warning(tlp=tlp, readers=readers)
    warning.recipients.update(clearance=clearance)
    one = Recipient.objects.get(warning=warning)
    page = told(Client().get(links.address_of(one).removeprefix("http://127.0.0.1:8000")))
    _key, address = opened(world, "decision_maker")
    feed = told(Client().get(address))
    open_ = clearance == "content" and tlp == Tlp.AMBER
    assert any(words in page for words in WORDS) is open_
    assert ("Expulsions feared" in feed) is open_
    assert not any(words in feed for words in WORDS) or open_


@pytest.mark.parametrize("persona", ["outsider", "partner_analyst", "coordinator", "reporter", "officer"])
def test_who_is_not_told_learns_nothing_by_any_outlet(
    world: World, client_of: ClientOf, persona: str
) -> None:
    warning = world.warning(tlp=Tlp.RED, readers=[world.people["reviewer"].pk])
    for text in signed_in(client_of(persona), warning):
        assert not [words for words in (*WORDS, "Expulsions feared", warning.number) if words in text]


def test_who_is_told_reads_it_by_every_outlet_that_they_have(world: World, client_of: ClientOf) -> None:
    """Else the tests above could not fail."""
    warning = world.warning(tlp=Tlp.AMBER)
    page, pdf, _choice, alert, *_api = signed_in(client_of("decision_maker"), warning)
    assert "driven from their homes" in page
    assert "driven from their" in " ".join(pdf.split())
    assert "Expulsions feared" in alert
