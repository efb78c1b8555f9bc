"""The track record: hits, misses and false alarms by name, charts with tables, and the same as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import lxml.html
import pytest
from django.test import Client

from nadhir.forecasting import record
from nadhir.web.portal import track_record
from tests.web.conftest import PERSONAS
from tests.web.portal.test_watch import text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
RECORD = "/outlook/track-record/"


def rows_of(client: Client, **query: str) -> list[str]:
    """The rows of the list of years, or of one year."""
    page = lxml.html.fromstring(client.get(RECORD, query).content)
    found = page.xpath("//section[@id='years']//tbody/tr")
    return [" ".join(row.text_content().split()) for row in found]


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_reads_how_good_it_was(client_of: ClientOf, persona: str) -> None:
    page = text_of(client_of(persona), RECORD).translate({0x2068: None, 0x2069: None})
    assert f"Onsets of mass killing in {record.load().first_year}" in page
    assert "not what was known at the time" in page


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(RECORD)["Location"].startswith("/account/login/")


def test_every_miss_is_named_in_its_year(client_of: ClientOf) -> None:
    rows = rows_of(client_of("reporter"))
    found = record.load()
    assert len(rows) == len(found.years)
    assert found.misses
    for year, one in found.misses:
        row = next(row for row in rows if row.startswith(str(year)))
        assert f"{one.name.en} {one.rank}" in row


def test_one_year_is_told_in_full(client_of: ClientOf) -> None:
    year, missed = record.load().misses[0]
    told = next(one for one in record.load().years if one.year == year)
    rows = rows_of(client_of("reporter"), year=str(year))
    assert len(rows) == len(told.listed) + len(told.missed)
    last = next(row for row in rows if missed.name.en in row)
    assert "a mass killing began" in last


@pytest.mark.parametrize("year", ["1", "x", "\x00", "99999999999999999999"])
def test_a_strange_year_breaks_nothing(client_of: ClientOf, year: str) -> None:
    assert client_of("reporter").get(RECORD, {"year": year}).status_code in (200, 400)


def test_charts_stand_beside_tables_that_hold_the_same(client_of: ClientOf) -> None:
    client = client_of("reporter")
    page = lxml.html.fromstring(client.get(RECORD).content)
    drawn = page.xpath("//*[local-name()='svg'][contains(@class, 'lines')]")
    assert len(drawn) >= 2
    words = text_of(client, RECORD)
    for one in record.load().calibration:
        assert f"{one.onsets:,} of {one.count:,}" in words
    for name in record.load().scores:
        assert track_record.called("forecast", name) in words


def test_an_unnamed_forecast_keeps_its_code() -> None:
    assert track_record.called("forecast", "some_new_baseline") == "some new baseline"


@pytest.mark.parametrize(
    ("kind", "begins"), [("csv", "\ufeffyear,code"), ("json", "{"), ("md", "# Track record")]
)
def test_the_record_is_taken_along(client_of: ClientOf, kind: str, begins: str) -> None:
    answer = client_of("analyst").get(RECORD, {"format": kind})
    content = answer.getvalue().decode()
    assert content.startswith(begins)
    assert "attachment" in answer["Content-Disposition"]
    assert client_of("reporter").get(RECORD, {"format": kind}).status_code == 403
    if kind == "json":
        assert record.TrackRecord.of_json(json.loads(content)) == record.load()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_page_speaks_the_readers_language(client_of: ClientOf, language: str) -> None:
    page = text_of(client_of("reporter", language), RECORD)
    assert {"ar": "سجل الأداء", "fr": "Bilan"}[language] in page
    assert "Year by year" not in page


def test_our_error_is_told_as_a_share_of_that_of_conflictology() -> None:
    windows = {"2018": 8.0, "2019": 20.0, "mean": 14.0}
    fatalities = {
        "model": {window: {"crps": error} for window, error in windows.items()},
        "conflictology": {window: {"crps": 16.0} for window in windows},
    }
    drawn = track_record.deaths_chart(replace(record.load(), fatalities=fatalities)).replace("\xa0", " ")
    for share in ("50.0 %", "125.0 %", "87.5 %", "no better than conflictology"):
        assert share in drawn


def test_without_forecasts_of_deaths_there_is_no_chart_of_them() -> None:
    assert track_record.deaths_chart(replace(record.load(), fatalities={})) == ""


def test_where_no_record_was_computed_the_page_says_so(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_record, "kept", lambda: None)
    page = text_of(client_of("analyst"), RECORD)
    assert "No track record has been computed yet" in page
    assert client_of("analyst").get(RECORD, {"format": "csv"}).status_code == 200


def test_surprises_in_deaths_are_named_with_what_had_been_said(client_of: ClientOf) -> None:
    answer = client_of("reporter").get(RECORD)
    table = lxml.html.fromstring(answer.content).get_element_by_id("ranges")
    rows = table.xpath(".//tbody/tr")
    told = list(reversed(record.load().deaths))
    assert [row.xpath("./th")[0].text_content() for row in rows] == [str(one.window) for one in told]
    for row, one in zip(rows, told, strict=True):
        for each in one.surprises:
            assert each.name.en in row.text_content()
            assert f"{round(each.came):,}" in row.text_content()


def test_every_score_has_its_figure_with_as_many_decimals_as_the_others(client_of: ClientOf) -> None:
    page = lxml.html.fromstring(client_of("reporter").get(RECORD).content)
    scores = page.xpath("//table[caption='Mean scores of each forecast of deaths']//tbody/tr[1]/td")
    assert len(scores) == len(track_record.DEATHS)
    assert all("." in cell.text_content() for cell in scores)
    ours = page.xpath("//table[starts-with(caption, 'How well each forecast')]//tbody/tr[1]/td")
    for cell in ours:
        value = cell.xpath("./div/text()")[0].strip()
        assert len(value.partition(".")[2]) == 3
