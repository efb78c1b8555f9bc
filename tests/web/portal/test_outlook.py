"""Outlook: what the list of all countries says, how it is narrowed, and who takes it along."""

from __future__ import annotations

import json
from collections.abc import Callable

import lxml.html
import pytest
from django.test import Client

from nadhir.forecasting import watch_list
from nadhir.web.portal import regions, watching
from tests.web.conftest import PERSONAS, World
from tests.web.portal.test_watch import covering_mali, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
OUTLOOK = "/outlook/"


def listed(client: Client, **query: str) -> list[str]:
    """The codes of the countries on the page, in its order."""
    answer = client.get(OUTLOOK, query)
    assert answer.status_code == 200
    rows = lxml.html.fromstring(answer.content).xpath("//tbody//th/a/@href")
    return [str(row).strip("/").split("/")[-1] for row in rows]


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(OUTLOOK)["Location"].startswith("/account/login/")


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_reads_the_figures_and_how_far_they_reach(client_of: ClientOf, persona: str) -> None:
    page = text_of(client_of(persona), OUTLOOK)
    assert "Figures end with" in page
    assert "what came later is not in them" in page
    assert watch_list().version in page


def test_what_got_worse_is_said_first(client_of: ClientOf) -> None:
    told = watching.worsened(watching.countries([]))
    page = text_of(client_of("reporter"), OUTLOOK)
    for one in told.risers:
        assert one.entry.name.en in page[: page.index("Figures end with")]
    assert told.deadliest is not None
    assert f"Deaths from organised violence grew most in {told.deadliest[0].entry.name.en}" in page


def test_the_list_goes_by_rank(client_of: ClientOf) -> None:
    everything = [entry.iso3 for entry in watch_list().entries]
    client = client_of("reporter")
    assert listed(client) == everything[:50]
    assert listed(client, page="2") == everything[50:100]
    assert listed(client, all="1") == everything


def test_filters_live_in_the_address(client_of: ClientOf) -> None:
    client = client_of("reporter")
    assert set(listed(client, q="السودان")) == {"SDN", "SSD"}
    assert listed(client, q="فلسطين") == ["ISR"], "found where the source counts it"
    arab = listed(client, region="arab", all="1")
    assert {regions.region_of(code) for code in arab} == {"arab"}
    up, down = (set(listed(client, changed=which, all="1")) for which in ("up", "down"))
    assert up
    assert down
    assert not up & down
    moved = {entry.iso3: (entry.previous_rank or entry.rank) - entry.rank for entry in watch_list().entries}
    assert all(moved[code] >= watching.WORTH_TELLING for code in up)
    assert listed(client, q="Atlantis") == []


def test_every_country_has_a_region(client_of: ClientOf) -> None:
    assert {regions.region_of(entry.iso3) for entry in watch_list().entries} <= set(regions.TITLES)
    assert regions.region_of("ZZZ") == ""


@pytest.mark.parametrize("strange", [{"level": "9"}, {"region": "x"}, {"by": "x"}, {"page": "\x00"}])
def test_a_strange_address_breaks_nothing(client_of: ClientOf, strange: dict[str, str]) -> None:
    assert client_of("reporter").get(OUTLOOK, strange).status_code in (200, 400)


def test_our_view_stands_beside_the_figures_of_those_who_may_see_it(
    world: World, client_of: ClientOf
) -> None:
    covering_mali(world, "falling")
    assert listed(client_of("analyst"), ours="on") == ["MLI"]
    page = text_of(client_of("analyst"), "/outlook/?ours=on")
    assert "the figures are worse than our evidence" in page
    assert listed(client_of("outsider"), ours="on") == []
    assert "Our assessment" not in text_of(client_of("outsider"), OUTLOOK)


def test_the_list_is_taken_along_as_a_file(client_of: ClientOf) -> None:
    client = client_of("analyst")
    lines = client.get(OUTLOOK, {"format": "csv", "region": "oceania"}).getvalue().decode("utf-8-sig")
    assert lines.splitlines()[0].startswith("code,country,rank")
    answer = client.get(OUTLOOK, {"format": "json", "region": "oceania"})
    told = json.loads(answer.content)
    assert told["version"] == watch_list().version
    assert {row["region"] for row in told["countries"]} == {"oceania"}
    assert len(told["countries"]) == len(lines.splitlines()) - 1


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_reporter_takes_nothing_along(client_of: ClientOf, kind: str) -> None:
    assert client_of("reporter").get(OUTLOOK, {"format": kind}).status_code == 403


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_page_speaks_the_readers_language(client_of: ClientOf, language: str) -> None:
    page = text_of(client_of("reporter", language), OUTLOOK)
    assert {"ar": "آخر ما تشمله الأرقام", "fr": "Les chiffres s’arrêtent à"}[language] in page
    assert "By these figures" not in page


def test_the_page_is_light(client_of: ClientOf) -> None:
    client = client_of("reporter")
    client.get(OUTLOOK, {"all": "1"})
    answer = client.get(OUTLOOK, {"all": "1"}, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < 60_000


@pytest.mark.parametrize("path", [OUTLOOK, "/"])
def test_where_the_risk_leapt_is_said_in_words(client_of: ClientOf, path: str) -> None:
    page = text_of(client_of("analyst"), path)
    assert watching.leaps()
    for entry, _ in watching.leaps():
        assert entry.name.en in page
    assert watching.leapt().say("en") in page or path == OUTLOOK


def test_a_leap_leads_to_its_country(client_of: ClientOf) -> None:
    answer = client_of("reporter").get(OUTLOOK)
    part = lxml.html.fromstring(answer.content).get_element_by_id("leaps")
    links = [link.get("href") for link in part.iter("a")]
    assert links == [f"/outlook/{entry.iso3}/" for entry, leapt in watching.leaps() for _ in leapt.words]
    said = [word.say("en") for _, leapt in watching.leaps() for word in leapt.words]
    assert [link.text_content() for link in part.iter("a")] == said
    country = text_of(client_of("reporter"), links[0])
    assert said[0] in country
