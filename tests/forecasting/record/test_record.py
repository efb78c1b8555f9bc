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
from nadhir.forecasting.panel import store
from nadhir.forecasting.record import BaseRow, JudgedRow, Named, TrackRecord, YearRecord
from nadhir.forecasting.record.make import FIRST, wilson
from tests.forecasting.conftest import Tables

LANGS = ("ar", "en", "fr")
FIGURE = {"value": 0.8, "low": 0.7, "high": 0.9}
ONSET: dict[str, Any] = {
    "model": {"auc": FIGURE, "average_precision": FIGURE, "brier": 0.01, "calibration_slope": 1.1},
    "baselines": {"battle_deaths": {"auc": FIGURE, "average_precision": FIGURE}},
    "reference": {"auc": FIGURE, "average_precision": FIGURE},
    "differences_to_reference": {"model": {"auc": {"value": -0.01, "low": -0.1, "high": 0.1}}},
    "judged": {"country_years": 6, "onsets": 2, "first_year": 2022, "last_year": 2023},
}
DEATHS = {"conflictology": {"2023": {"crps": 50.357, "ign": 1.0}, "mean": {"crps": 49.36, "ign": 1.5}}}
ROWS = [
    JudgedRow("SSD", 2023, True, 0.0712345, 2),
    JudgedRow("KEN", 2023, False, 0.09, 1),
    JudgedRow("AND", 2023, False, 0.001, 3),
    JudgedRow("KEN", 2022, False, 0.05, 4),
    JudgedRow("SSD", 2022, False, 0.05, 40),
    JudgedRow("AND", 2022, True, 0.001, 90),
]
BASE = [BaseRow("KEN", 2021, 0.02, False), BaseRow("SSD", 2021, 0.02, True), BaseRow("AND", 2021, 1.0, False)]


def made(**changes: Any) -> TrackRecord:
    return record.make(ONSET, DEATHS, rows=ROWS, base_rows=BASE, **changes)


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
    bins = record.calibration_bins(BASE)
    assert [(one.low, one.count, one.onsets) for one in bins] == [(0.015, 2, 1), (0.08, 1, 0)]
    assert bins[0].observed == 0.5
    assert bins[0].forecast == 0.02


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_loses_nobody(told: list[tuple[float, bool]]) -> None:
    bins = record.calibration_bins([BaseRow("KEN", 2000, risk, came) for risk, came in told])
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


@pytest.mark.parametrize("told", [DEATHS, {"model": DEATHS["conflictology"], "baselines": DEATHS}])
def test_deaths_are_taken_either_way(told: dict[str, Any]) -> None:
    fatalities = record.make(ONSET, told, rows=ROWS, base_rows=BASE).fatalities
    assert fatalities["conflictology"]["mean"]["crps"] == 49.36
    assert ("model" in fatalities) == ("baselines" in told)


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
    assert "nan" not in told
    assert not re.search(r"[a-z]_[a-z]", re.sub(r"https?://\S+", "", told)), "a code instead of words"


def test_a_record_without_reference_and_deaths_is_still_a_document() -> None:
    told = record.make(
        {**ONSET, "reference": None, "differences_to_reference": {}}, {}, rows=ROWS, base_rows=BASE
    )
    assert "reference" not in told.scores
    text = record.markdown(told, "en")
    assert "CRPS" not in text.split("## What others published")[0]
    assert "South Sudan" in text


def test_nothing_missed_is_said(shipped: TrackRecord) -> None:
    years = tuple(replace(year, missed=()) for year in shipped.years)
    assert "None was missed." in record.markdown(replace(shipped, years=years), "en")


def test_the_panel_of_the_record_ships_with_it(shipped: TrackRecord) -> None:
    assert {one.iso3 for year in shipped.years for one in year.listed} <= set(store.load().iso3)
