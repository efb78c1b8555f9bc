"""The outlook of one country: its sentence, charts with tables, our view beside it, and its file."""

from __future__ import annotations

import json
from collections.abc import Callable

import lxml.html
import pytest
from django.test import Client

from nadhir.forecasting.outlook import country_outlook
from nadhir.web.directory.models import Place
from nadhir.web.portal import watching
from nadhir.web.portal.figures import PAST, outcome_words
from tests.web.conftest import PERSONAS, World
from tests.web.portal.test_watch import covering_mali, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
SUDAN = "/outlook/SDN/"


def page_of(client: Client, path: str = SUDAN, **query: str) -> lxml.html.HtmlElement:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content).get_element_by_id("main")


def titles(page: lxml.html.HtmlElement) -> list[str]:
    """The names of the charts on a page."""
    return [str(title) for title in page.xpath("//*[local-name()='svg']/*[local-name()='title']/text()")]


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_reads_the_answer_and_how_far_it_reaches(client_of: ClientOf, persona: str) -> None:
    page = text_of(client_of(persona), SUDAN)
    found = country_outlook("SDN")
    for reason in found.headline:
        assert reason.say("en") in page
    assert "Figures end with" in page
    assert found.version in page


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(SUDAN)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("code", ["ZZZ", "XX", "SDNX", "é"])
def test_an_unknown_country_is_not_found(client_of: ClientOf, code: str) -> None:
    assert client_of("analyst").get(f"/outlook/{code}/").status_code in (302, 404)


def test_small_letters_lead_to_the_country(client_of: ClientOf) -> None:
    assert client_of("analyst").get("/outlook/sdn/")["Location"] == SUDAN


def test_every_country_has_its_page(client_of: ClientOf) -> None:
    client = client_of("reporter")
    codes = [entry.iso3 for entry in watching.entries()]
    for code in [*codes[:3], *codes[-3:], "PSE", "ISR", "XKX", "SRB", "MAR"]:
        assert client.get(f"/outlook/{code}/").status_code == 200, code


def test_each_chart_has_its_table(client_of: ClientOf) -> None:
    page = page_of(client_of("reporter"))
    found = country_outlook("SDN")
    names = titles(page)
    assert "Risk with its range, beside the average of all countries" in names
    assert "Risk by year, by the same model" in names
    assert any(name.startswith("Deaths by month, recorded and expected") for name in names)
    captions = {caption.text_content() for caption in page.iter("caption")}
    assert {"Risk and rank by year, the newest first", "Expected", "Recorded"} <= captions
    recorded = page.xpath("//table[caption='Recorded']//tbody/tr")
    assert len(recorded) == min(PAST, len(found.history.deaths))
    assert len(page.xpath("//table[caption='Expected']//tbody/tr")) == len(found.deaths["all"].q50)


def test_drivers_are_told_in_words_and_never_by_colour_alone(client_of: ClientOf) -> None:
    page = page_of(client_of("reporter"))
    rows = page.xpath("//section[@id='drivers']//tbody/tr")
    found = country_outlook("SDN").drivers
    assert len(rows) == len(found)
    for row, driver in zip(rows, found, strict=True):
        assert driver.effect.say("en") in row.text_content()
        assert driver.title.en in row.text_content()


def test_the_scale_is_changed_by_a_link(client_of: ClientOf) -> None:
    client = client_of("reporter")
    even, log = (page_of(client, scale=scale).get_element_by_id("deaths") for scale in ("", "log"))
    marked = [part.xpath(".//p[@class='chips']/a[@aria-current]/text()")[-1] for part in (even, log)]
    assert marked == ["even", "logarithmic"]
    drawn = [part.xpath(".//*[local-name()='polyline']/@points")[0] for part in (even, log)]
    assert drawn[0] != drawn[1]
    assert page_of(client, scale="x", outcome="x") is not None


def test_past_cases_say_what_came(client_of: ClientOf) -> None:
    page = page_of(client_of("reporter")).get_element_by_id("cases").text_content()
    first = country_outlook("SDN").cases[0]
    assert f"{first.name.en} {first.year}" in page
    assert first.words.say("en") in page


def test_places_that_a_source_counts_elsewhere_are_named(client_of: ClientOf) -> None:
    client = client_of("reporter")
    assert "Deaths counted here include those in" in text_of(client, "/outlook/ISR/")
    page = text_of(client, "/outlook/PSE/")
    assert "the source counts the violence here under Israel" in page
    assert "Figures end with" in page


# -- people beside the figures ------------------------------------------------------------------------


def test_without_a_situation_the_figures_stand_alone(client_of: ClientOf) -> None:
    assert "The figures stand alone here." in text_of(client_of("analyst"), SUDAN)


def test_disagreement_is_said_with_what_each_side_does_not_see(world: World, client_of: ClientOf) -> None:
    covering_mali(world, "falling")
    people = page_of(client_of("analyst"), "/outlook/MLI/").get_element_by_id("people").text_content()
    assert "Evidence and forecast disagree." in people
    assert "People find the risk falling" in people
    assert "7.10" in people[people.index("What people see") : people.index("What the figures see")]
    assert "(not assessed)" in people[people.index("What the figures see") :]
    outsider = page_of(client_of("outsider"), "/outlook/MLI/").get_element_by_id("people").text_content()
    assert "The figures stand alone here." in outsider
    assert "Along the river" not in outsider


def test_factors_lead_to_what_we_found_of_them(world: World, client_of: ClientOf) -> None:
    covering_mali(world, "rising")
    link = "//section[@id='drivers']//a[contains(@class, 'pill')]/@href"
    led = page_of(client_of("analyst"), "/outlook/MLI/").xpath(link)
    assert led
    assert all("/situations/assessments/" in address and "#f-" in address for address in led)
    assert page_of(client_of("reporter"), "/outlook/MLI/").xpath(link) == []


# -- files and the situation --------------------------------------------------------------------------


def test_the_outlook_is_taken_along_as_it_was_made(client_of: ClientOf) -> None:
    answer = client_of("analyst").get(SUDAN, {"format": "json"})
    assert json.loads(answer.content) == json.loads(json.dumps(country_outlook("SDN").as_json()))
    assert client_of("reporter").get(SUDAN, {"format": "json"}).status_code == 403


def test_a_situation_shows_the_same_of_its_countries(world: World, client_of: ClientOf) -> None:
    situation = world.situation()
    sudan = Place.objects.create(code="SD", kind=Place.Kind.COUNTRY, iso3="SDN", names={"en": "Sudan"})
    situation.places.add(sudan)
    address = f"/situations/{situation.pk}/outlook/"
    page = page_of(client_of("analyst"), address)
    assert any(name.startswith("Deaths by month, recorded and expected") for name in titles(page))
    words = page.text_content()
    found = country_outlook("SDN")
    assert found.drivers[0].effect.say("en") in words
    assert found.cases[0].words.say("en") in words
    assert page.xpath(f"//a[@href='{SUDAN}']")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_page_speaks_the_readers_language(client_of: ClientOf, language: str) -> None:
    page = text_of(client_of("reporter", language), SUDAN)
    assert country_outlook("SDN").headline[0].say(language) in page
    assert "The nearest past cases" not in page


def test_digits_follow_the_reader(world: World, client_of: ClientOf) -> None:
    person = world.people["reporter"]
    person.digits = "arab"
    person.save()
    page = page_of(client_of("reporter", "ar"))
    drawn = " ".join(page.xpath("//*[local-name()='svg']//*[local-name()='text']/text()"))
    assert not any(digit in drawn for digit in "0123456789")


def test_every_kind_of_deaths_has_a_word() -> None:
    assert set(country_outlook("SDN").deaths) <= set(outcome_words())


@pytest.mark.parametrize("outcome", ["state", "onesided", "nonstate"])
def test_each_kind_of_violence_has_its_own_past(client_of: ClientOf, outcome: str) -> None:
    found = country_outlook("SDN")
    page = page_of(client_of("reporter"), outcome=outcome)
    shown = [cell.text_content() for cell in page.xpath("//table[caption='Recorded']//tbody//td")]
    expected = [f"{many:,}" for many in reversed(found.history.of(outcome)[-PAST:])]  # type: ignore[arg-type]
    assert shown == expected
    assert any(many != "0" for many in shown)
    assert "is an estimate" in page.get_element_by_id("deaths").text_content()


def test_no_chance_is_told_as_certain_or_impossible(client_of: ClientOf) -> None:
    for path in (SUDAN, "/outlook/ISL/"):
        table = page_of(client_of("reporter"), path).xpath("//table[starts-with(caption, 'Chance that')]")[0]
        shown = [cell.text_content().replace("\xa0", " ") for cell in table.xpath(".//tbody//td")]
        assert shown
        assert not {"100 %", "0 %", "0.0 %", "100.0 %"} & set(shown)
        assert not any("." in cell for cell in shown)


def test_a_quiet_country_is_not_said_to_be_safe(client_of: ClientOf) -> None:
    page = text_of(client_of("reporter"), "/outlook/ISL/")
    assert "by far likeliest that no deaths are recorded" in page
    assert "no deaths are expected" not in page


def test_an_average_beyond_its_range_is_explained(client_of: ClientOf) -> None:
    ahead = country_outlook("LBN").deaths["onesided"]
    assert ahead.year_mean > ahead.year_high
    page = page_of(client_of("reporter"), "/outlook/LBN/", outcome="onesided").get_element_by_id("deaths")
    assert "rare, far worse courses of events" in page.text_content()


def test_a_risk_below_the_average_is_told_the_other_way_round(client_of: ClientOf) -> None:
    times = country_outlook("TUV").onset.times
    assert times < 1
    page = " ".join(text_of(client_of("reporter"), "/outlook/TUV/").split())
    assert f"{float(f'{1 / times:.2g}'):g} times the risk here" in page


def test_a_place_counted_elsewhere_is_told_of_with_the_deaths_of_both(client_of: ClientOf) -> None:
    israel = next(entry for entry in watching.entries() if entry.iso3 == "ISR")
    page = text_of(client_of("reporter"), "/outlook/PSE/")
    assert f"{sum(israel.deaths_36[-12:]):,}" in page
    assert "do not part the two" in page
