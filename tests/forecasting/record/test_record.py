from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import PanelError
from nadhir.forecasting import record
from nadhir.forecasting.fatalities.backtest import CountryWindow, FatalitiesBacktest
from nadhir.forecasting.onset.backtest import Backtest, BaseRow, JudgedRow
from nadhir.forecasting.panel import store
from nadhir.forecasting.record import Named, TrackRecord, YearRecord
from nadhir.forecasting.record.make import FIRST, wilson
from tests.forecasting.conftest import Tables

LANGS = ("ar", "en", "fr")
FIGURE = {"value": 0.8, "low": 0.7, "high": 0.9}


def row(iso3: str, year: int, onset: bool, risk: float, rank: int) -> JudgedRow:
    return JudgedRow(iso3, year, onset, {"model": risk, "zeros": 0.0}, {"model": rank, "zeros": 1})


ROWS = (
    row("SSD", 2023, True, 0.0712345, 2),
    row("KEN", 2023, False, 0.09, 1),
    row("AND", 2023, False, 0.001, 3),
    row("KEN", 2022, False, 0.05, 4),
    row("SSD", 2022, False, 0.05, 40),
    row("AND", 2022, True, 0.001, 90),
)
BASE = (
    BaseRow("KEN", 2021, {"model": 0.02}, False),
    BaseRow("SSD", 2021, {"model": 0.02}, True),
    BaseRow("AND", 2021, {"model": 1.0}, False),
)
ONSET = Backtest(
    scores={name: {"auc": FIGURE, "average_precision": FIGURE} for name in ("model", "zeros", "reference")},
    differences={"model": {"auc": {"value": -0.01, "low": -0.1, "high": 0.1}}},
    probability={"model": {"brier": 0.01, "calibration_slope": 1.1}},
    country_years=6,
    onsets=2,
    years=(2022, 2023),
    rows=ROWS,
    base_rows=BASE,
    past={},
)


def window(iso3: str, came: float, *, quiet: bool = False, crps: float = 1.0) -> CountryWindow:
    return CountryWindow(iso3, 2023, came, 10.0, 5.0, 50.0, crps, 2.0, quiet, 0.5)


DEATHS = FatalitiesBacktest(
    scores={
        "model": {"2023": {"crps": 45.5}, "mean": {"crps": 45.5}},
        "conflictology": {"2023": {"crps": 50.357}},
    },
    difference={"2023": {"value": -4.9, "low": -9.0, "high": -1.0}},
    rows=(
        window("KEN", 20),
        window("SSD", 5000, crps=99.0),
        window("SDN", 900, crps=200.0),
        window("AND", 0, quiet=True, crps=3.0),
    ),
    countries={"2023": 4},
)


def made(**changes: Any) -> TrackRecord:
    return record.of_backtests(ONSET, DEATHS, **changes)


@pytest.fixture(scope="module")
def shipped() -> TrackRecord:
    return record.load()


def test_what_came_is_sorted_into_found_and_missed() -> None:
    told = made()
    assert [year.year for year in told.years] == [2022, 2023]
    before, last = told.years
    assert [one.iso3 for one in last.listed] == ["KEN", "SSD", "AND"]
    assert [one.iso3 for one in last.found] == ["SSD"]
    assert [one.iso3 for one in last.false_alarms] == ["KEN", "AND"]
    assert [one.iso3 for one in before.missed] == ["AND"]
    assert [(year, one.iso3) for year, one in told.misses] == [(2022, "AND")]
    assert (told.found_among(1), told.found_among(2), told.found_among(30)) == (0, 1, 1)


def test_an_onset_just_before_or_after_is_near() -> None:
    before, last = made().years
    near = {
        (year.year, one.iso3): one.near for year in (before, last) for one in (*year.listed, *year.missed)
    }
    assert near == {
        (2022, "KEN"): False,
        (2022, "AND"): False,
        (2023, "KEN"): False,
        (2023, "SSD"): False,
        (2023, "AND"): True,
    }


def test_civilians_killed_come_from_the_panel(tables_in: Tables) -> None:
    told = made(panel=tables_in.panel())
    killed = {one.iso3: one.killed for one in told.years[-1].listed}
    assert killed == {"KEN": 30, "SSD": 200, "AND": 0}


def test_risks_come_with_three_digits() -> None:
    assert [one.risk for one in made().years[-1].listed] == [0.09, 0.0712, 0.001]


def test_calibration_counts_every_base_year_once() -> None:
    bins = record.calibration_bins([(row.risk["model"], row.came) for row in BASE])
    assert [(one.low, one.count, one.onsets) for one in bins] == [(0.015, 2, 1), (0.08, 1, 0)]
    assert bins[0].observed == 0.5
    assert bins[0].forecast == 0.02


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_loses_nobody(told: list[tuple[float, bool]]) -> None:
    bins = record.calibration_bins(told)
    assert sum(one.count for one in bins) == len(told)
    assert sum(one.onsets for one in bins) == sum(came for _, came in told)
    for one in bins:
        assert one.low <= one.forecast + 1e-5
        assert one.forecast <= one.high + 1e-5
        assert one.observed_low <= one.observed + 1e-5
        assert one.observed <= one.observed_high + 1e-5


def test_wilson_as_in_the_textbook() -> None:
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662.
    assert np.allclose(wilson(81, 263), (0.2553, 0.3662), atol=5e-5)


def test_how_the_ranges_of_deaths_held() -> None:
    (year,) = made().deaths
    assert (year.window, year.active, year.quiet) == (2023, 3, 1)
    assert (year.held_active, year.held_quiet) == (0.333, 0.0)
    assert [one.iso3 for one in year.surprises] == ["SDN", "SSD", "AND"]
    assert made().fatalities["conflictology"]["2023"]["crps"] == 50.357
    assert made().fatalities_difference["2023"].high == -1.0


def test_the_model_that_ships_is_the_model_where_there_are_two() -> None:
    both = replace(
        ONSET,
        scores={**ONSET.scores, "shipped_figures": ONSET.scores["zeros"]},
        probability={**ONSET.probability, "shipped_figures": {"brier": 0.02}},
        rows=tuple(
            replace(one, risk={**one.risk, "shipped_figures": 0.5}, rank={**one.rank, "shipped_figures": 7})
            for one in ROWS
        ),
        base_rows=tuple(replace(one, risk={"model": 0.9, "shipped_figures": 0.001}) for one in BASE),
    )
    told = record.of_backtests(both)
    assert told.probability["brier"] == 0.02
    assert {one.rank for year in told.years for one in year.listed} == {7}
    assert [one.count for one in told.calibration] == [3]
    assert told.calibration[0].low == 0.0


def test_another_forecast_can_be_the_main_one() -> None:
    other = replace(ONSET, probability={**ONSET.probability, "zeros": {}})
    told = record.of_backtests(other, main="zeros")
    assert [one.rank for one in told.years[-1].listed] == [1, 1, 1]
    assert told.calibration == ()
    assert told.fatalities == {}


def test_it_is_kept_whole_and_the_same_bytes(tmp_path: Path) -> None:
    told = made(made_on="2026-11-22", version="onset-x", vintage="UCDP 25.1")
    first, second = tmp_path / "a" / "record.json", tmp_path / "b.json"
    record.write(told, first)
    record.write(record.load(first), second)
    assert record.load(first) == told
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in first.parent.iterdir()) == ["record.json"]


def test_a_missing_or_damaged_record_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match=r"record\.missing"):
        record.load(tmp_path / "none.json")
    for damage in ("{", "[]", "{}", json.dumps({**made().as_json(), "format": 99})):
        (tmp_path / "damaged.json").write_text(damage, "utf-8")
        with pytest.raises(PanelError, match=r"record\.damaged"):
            record.load(tmp_path / "damaged.json")


def test_the_shipped_record_hangs_together(shipped: TrackRecord) -> None:
    assert shipped.onsets == sum(len(year.onsets) for year in shipped.years)
    assert shipped.country_years == sum(year.countries for year in shipped.years)
    assert (shipped.first_year, shipped.last_year) == (shipped.years[0].year, shipped.years[-1].year)
    for k in (10, 30):
        recall = shipped.scores["model"][f"recall_at_{k}"].value
        assert shipped.found_among(k) == round(recall * shipped.onsets)
    for year in shipped.years:
        ranks = [one.rank for one in year.listed]
        assert ranks == sorted(ranks)
        assert all(one.rank > FIRST for one in year.missed)
    assert sum(one.onsets for one in shipped.calibration) > 0


def test_the_shipped_record_has_no_row_of_others(shipped: TrackRecord) -> None:
    assert set(Named.__slots__) == {"iso3", "risk", "rank", "onset", "near", "killed"}
    assert "reference" in shipped.scores
    assert set(YearRecord.__slots__) == {"year", "countries", "listed", "missed"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_names_every_miss_and_every_forecast(shipped: TrackRecord, lang: str) -> None:
    told = record.markdown(shipped, lang)
    for _, one in shipped.misses:
        assert one.name.in_(lang) in told
    tables = [block.splitlines() for block in told.split("\n\n") if block.startswith("|")]
    assert len(tables) >= 6
    for table in tables:
        assert len({line.count("|") for line in table}) == 1
    assert not re.search(r"\bnan\b", told)
    assert not re.search(r"[a-z]_[a-z]", re.sub(r"https?://\S+", "", told)), "a code instead of words"


def test_a_record_without_reference_and_deaths_is_still_a_document() -> None:
    alone = replace(ONSET, scores={"model": ONSET.scores["model"]}, differences={})
    told = record.of_backtests(alone)
    assert set(told.scores) == {"model"}
    text = record.markdown(told, "en")
    assert "CRPS" not in text.split("## What others published")[0]
    assert "South Sudan" in text


def test_nothing_missed_is_said(shipped: TrackRecord) -> None:
    years = tuple(replace(year, missed=()) for year in shipped.years)
    assert "None was missed." in record.markdown(replace(shipped, years=years), "en")


def test_the_panel_of_the_record_ships_with_it(shipped: TrackRecord) -> None:
    assert {one.iso3 for year in shipped.years for one in year.listed} <= set(store.load().iso3)
