from __future__ import annotations

import json
import subprocess
import sys

import pytest

from nadhir import doctrine
from nadhir.doctrine.phrases import Reason
from nadhir.errors import PanelError
from nadhir.forecasting import WatchEntry, WatchList, watch_list
from nadhir.forecasting.outlook.ahead import AsLastYear
from nadhir.forecasting.outlook.reasons import MOST
from nadhir.forecasting.panel import store
from tests.forecasting.conftest import Tables


@pytest.fixture(scope="module")
def listed() -> WatchList:
    return watch_list()


def _entry(listed: WatchList, iso3: str) -> WatchEntry:
    return next(entry for entry in listed.entries if entry.iso3 == iso3)


def test_all_countries_are_listed_once_and_ranked_without_gaps(listed: WatchList) -> None:
    assert len(listed.entries) >= 160
    assert len({entry.iso3 for entry in listed.entries}) == len(listed.entries)
    assert [entry.rank for entry in listed.entries] == list(range(1, len(listed.entries) + 1))
    risks = [entry.risk for entry in listed.entries]
    assert risks == sorted(risks, reverse=True)
    previous = [entry.previous_rank for entry in listed.entries if entry.previous_rank]
    assert len(set(previous)) == len(previous)


def test_risks_are_probabilities_with_a_range_around_a_plausible_base_rate(listed: WatchList) -> None:
    for entry in listed.entries:
        assert entry.low is not None
        assert entry.high is not None
        assert 0 < entry.low <= entry.risk <= entry.high < 1
    mean = sum(entry.risk for entry in listed.entries) / len(listed.entries)
    assert mean == pytest.approx(listed.entries[0].base_rate, rel=0.5)


def test_deaths_and_what_is_expected_of_them(listed: WatchList) -> None:
    ukraine = _entry(listed, "UKR")
    assert len(ukraine.deaths_36) == 36
    assert sum(ukraine.deaths_36[-12:]) == 75_393
    assert 10_000 < ukraine.expected_deaths < 200_000
    for entry in listed.entries:
        assert 0 <= entry.deaths_low <= entry.deaths_high
        assert entry.expected_deaths >= 0


def test_the_benchmark_expects_the_last_twelve_months_again() -> None:
    for entry in watch_list(fatalities=AsLastYear()).entries:
        assert entry.expected_deaths == sum(entry.deaths_36[-12:])


def test_reasons_are_few_worded_and_tied_to_the_framework(listed: WatchList) -> None:
    framework = doctrine.load("un-foa-2014")
    for entry in listed.entries:
        assert 1 <= len(entry.reasons) <= MOST
        for reason in entry.reasons:
            assert all(framework.element(id_).kind == "factor" for id_ in reason.params["factors"])
            assert all(framework.element(id_).kind == "indicator" for id_ in reason.params["indicators"])
            for lang in ("ar", "en", "fr"):
                assert "–" not in reason.say(lang), (entry.iso3, reason)


def test_reasons_quote_the_figures(listed: WatchList) -> None:
    said = {reason.code: reason.params for reason in _entry(listed, "SDN").reasons}
    assert said["reason.deaths_rose"]["before"] == 1407
    assert said["reason.deaths_rose"]["after"] == 7837
    assert said["reason.coup"]["years"] == ["2019", "2021", "2023"]


def test_size_is_never_the_first_reason_where_there_is_another(listed: WatchList) -> None:
    for entry in listed.entries:
        codes = [reason.code for reason in entry.reasons if not reason.code.startswith("reason.little")]
        if "reason.population" in codes:
            assert codes[-1] == "reason.population"


def test_it_says_where_it_has_little_to_go_on(listed: WatchList) -> None:
    for iso3 in ("TWN", "VAT", "NRU", "XKX"):
        entry = _entry(listed, iso3)
        assert entry.little_to_go_on, iso3
        assert entry.reasons[-1].code in ("reason.little_to_go_on", "reason.counted_elsewhere")
    for iso3 in ("SDN", "IND", "FRA", "KEN"):
        assert not _entry(listed, iso3).little_to_go_on, iso3


def test_places_counted_under_another_country_are_named_to_readers(listed: WatchList) -> None:
    israel = _entry(listed, "ISR")
    assert israel.covers == ("PSE",)
    assert "Palestin" in israel.notes[0].say("en")
    assert [reason.params["place"]["fr"] for reason in _entry(listed, "XKX").reasons[-1:]] == ["Serbie"]
    assert "note.boundaries" in {note.code for note in listed.notes}


def test_the_list_says_what_it_is(listed: WatchList) -> None:
    codes = [note.code for note in listed.notes]
    assert codes[0] == "note.not_a_verdict"
    assert {"note.figures_end", "note.final_vintage", "note.track_record"} <= set(codes)
    record = next(note for note in listed.notes if note.code == "note.track_record")
    assert (record.params["found"], record.params["onsets"]) == (30, 39)
    assert listed.as_of == "2023-12"
    assert "UCDP GED 25.1" in listed.vintage


def test_the_list_survives_json(listed: WatchList) -> None:
    data = json.loads(json.dumps(listed.as_json(), ensure_ascii=False))
    entry = data["entries"][0]
    assert {"iso3", "name", "risk", "rank", "reasons"} <= set(entry)
    assert Reason.of_json(entry["reasons"][0]) == listed.entries[0].reasons[0]


def test_a_state_that_is_no_more_is_listed_in_its_time() -> None:
    assert _entry(watch_list("1992"), "CSK").name.fr == "Tchécoslovaquie"
    assert "CSK" not in {entry.iso3 for entry in watch_list("1993").entries}


def test_an_earlier_year_uses_nothing_later(listed: WatchList) -> None:
    earlier = watch_list("2022-12")
    assert earlier.as_of == "2022-12"
    assert {entry.iso3: entry.rank for entry in earlier.entries} == {
        entry.iso3: entry.previous_rank for entry in listed.entries
    }
    assert sum(_entry(earlier, "UKR").deaths_36[-12:]) == 92_615
    assert watch_list("2022").entries == earlier.entries


@pytest.mark.parametrize("as_of", ["2023-13", "soon", "23", "2023-12-31"])
def test_a_date_that_cannot_be_used_is_refused(as_of: str) -> None:
    with pytest.raises(PanelError, match=r"watch\.as_of"):
        watch_list(as_of)


@pytest.mark.parametrize("as_of", ["1990", "2024"])
def test_a_year_outside_the_figures_is_refused(as_of: str) -> None:
    with pytest.raises(PanelError, match="year_outside"):
        watch_list(as_of)


def test_other_figures_give_another_list(tables_in: Tables) -> None:
    panel = tables_in.panel()
    listed = watch_list(panel=panel)
    assert {entry.iso3 for entry in listed.entries} == {"AND", "KEN", "SSD"}
    assert listed.version.endswith("+unkept")
    assert _entry(listed, "SSD").previous_rank is not None
    early = watch_list("2020", panel=panel)
    assert _entry(early, "SSD").previous_rank is None
    assert _entry(early, "SSD").deaths_36 == (0,) * 36


def test_the_same_figures_give_the_same_list(listed: WatchList) -> None:
    assert watch_list(panel=store.load()).as_json() == listed.as_json()


def test_reading_the_list_loads_no_training_library() -> None:
    heavy = ("sklearn", "scipy", "pandas", "polars", "pyarrow", "django")
    program = (
        "import sys; from nadhir.forecasting import watch_list; watch_list(); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
