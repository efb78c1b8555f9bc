"""Documents that join rooms: the trend brief, the week, the outlook of a country, the track record."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from nadhir.documents import pdf, text
from nadhir.web.core.models import Tlp
from nadhir.web.portal import figures, track_record
from nadhir.web.portal.documents import country, highlights, record, trend
from nadhir.web.portal.trend import asked_of
from nadhir.web.situations.documents import Audience
from tests.web.conftest import PERSONAS, World

ClientOf = Callable[..., Client]
HATE = "We should kill the displaced people before they kill us. Kill them all."


def audience(world: World, persona: str = "analyst", lang: Any = "en", **more: Any) -> Audience:
    return Audience(world.viewer(persona), lang, **more)


def plain(made: Any) -> str:
    return " ".join(text.to_plain(made).split())


def subject() -> trend.Subject:
    return trend.Subject(asked_of({}, datetime.now(UTC).date()))


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_each_is_made_in_every_language(world: World, lang: Any) -> None:
    world.item(HATE, author="Somebody Named")
    world.signed_assessment()
    to = audience(world, lang=lang)
    found = figures.outlook_of("SDN")
    kept = track_record.kept()
    assert found is not None
    assert kept is not None
    for made in (
        trend.build(to, subject()),
        highlights.build(to),
        country.build(to, found),
        record.build(to, kept),
    ):
        said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.to_pdf(made))).pages)
        assert made.marking in said


def test_a_trend_brief_counts_and_names_nobody(world: World) -> None:
    world.item(HATE, author="Somebody Named")
    said = plain(trend.build(audience(world), subject()))
    assert "1 of 1 screened reports" in said
    assert "Somebody Named" not in said
    assert "kill" not in said.casefold()


def test_a_trend_brief_for_others_counts_what_they_may_have(world: World) -> None:
    world.item(HATE)
    made = trend.build(audience(world, reach=Tlp.GREEN), subject())
    assert "Nothing was screened" in plain(made)
    assert made.marking == "TLP:GREEN"


def test_highlights_hold_situations_and_events_and_no_hateful_words(world: World) -> None:
    world.signed_assessment()
    world.event(deaths=7)
    world.item(HATE)
    said = plain(highlights.build(audience(world)))
    assert "Nour Valley" in said
    assert "best estimate 7" in said
    assert "kill" not in said.casefold()


def test_highlights_for_somebody_without_clearance_are_still_a_document(world: World) -> None:
    world.signed_assessment()
    world.event()
    made = highlights.build(audience(world, "outsider"))
    said = plain(made)
    assert "Nour Valley" not in said
    assert "None that the readers of this document may know of." in said
    assert "does not decide whether a crime" in said


def test_a_discreet_situation_goes_by_its_outward_name_outside(world: World) -> None:
    situation = world.situation(tlp=Tlp.GREEN)
    situation.discreet, situation.outward_names = True, {"en": "a valley in the region"}
    situation.save()
    assert "Nour Valley" in plain(highlights.build(audience(world)))
    said = plain(highlights.build(audience(world, reach=Tlp.GREEN)))
    assert "Nour Valley" not in said
    assert "a valley in the region" in said


def test_figures_tell_their_vintage(world: World) -> None:
    found = figures.outlook_of("SDN")
    assert found is not None
    made = country.build(audience(world), found)
    assert found.version in plain(made)
    assert "UCDP" in plain(made)
    assert made.marking == "TLP:CLEAR"


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_who_may_take_the_week_along(world: World, client_of: ClientOf, persona: str) -> None:
    response = client_of(persona).get(reverse("highlights_document"), {"format": "pdf"})
    assert (response.status_code == 200) is (persona not in {"reporter", "administrator"})


def test_the_brief_keeps_the_filter_of_its_page(world: World, client_of: ClientOf) -> None:
    world.item(HATE)
    page = client_of("analyst").get(reverse("trend_document"), {"language": "fr"})
    assert "Nothing was screened" in page.content.decode()
    assert '<input type="hidden" name="language" value="fr">' in page.content.decode()
    assert client_of("officer").get(reverse("trend_document")).status_code == 403


def test_figures_can_be_released(world: World, client_of: ClientOf) -> None:
    page = reverse("outlook_document", args=["SDN"])
    client = client_of("analyst")
    seen = client.get(page, {"reach": "clear"}).context["release_form"]["seen"].value()
    answer = client.post(
        f"{page}?reach=clear",
        {"audience": "a seminar", "form": "pdf", "seen": seen, "because": "public figures"},
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    assert client.get(reverse("outlook_document", args=["ZZZ"])).status_code == 404
