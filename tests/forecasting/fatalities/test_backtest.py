from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities import from_panel, from_tables
from nadhir.forecasting.fatalities.backtest import SCORES, backtest, range_coverage
from nadhir.forecasting.fatalities.challenge import Challenge, month_id
from nadhir.forecasting.panel import Source, Table, Tables
from tests.forecasting.conftest import Tables as ToyTables

JANUARY = month_id(2018, 1)
NOWHERE = Source("toy", "Toy", "1", "–", "–", "–", "toy", "0", ())


def _tables(actual: float, history: np.ndarray, last: int = 12) -> Tables:
    """Countries 7 and 9; the history ends with December 2017."""
    months = range(JANUARY - history.shape[1], JANUARY)
    past = [
        (country, month, float(deaths), iso3)
        for (country, iso3), row in zip(((7, "AAA"), (9, "BBB")), history, strict=True)
        for month, deaths in zip(months, row, strict=True)
        if not np.isnan(deaths)
    ]
    came = [(2018, JANUARY + month, country, actual) for country in (7, 9) for month in range(last)]
    frames = {
        "views_history": pl.DataFrame(
            past, schema=["country_id", "month_id", "views_state_based", "iso3"], orient="row"
        ),
        "views_actuals": pl.DataFrame(
            came, schema=["window", "month_id", "country_id", "outcome"], orient="row"
        ),
    }
    return Tables({name: Table(name, frame, NOWHERE) for name, frame in frames.items()}, folder="toy")


@pytest.fixture
def steady() -> np.ndarray:
    """One death a month in the first country; the second came into being a year before the window."""
    history = np.ones((2, 72))
    history[1] = 0
    history[1, :-12] = np.nan
    return history


def test_a_world_that_goes_on_as_before_is_foretold_without_error(steady: np.ndarray) -> None:
    found = backtest(from_tables(_tables(1, steady)))
    assert found.scores["conflictology"]["2018"]["crps"] == pytest.approx(0.5)  # the second alone, by one
    assert found.scores["zeros"]["2018"]["crps"] == 1
    assert set(found.scores["zeros"]) == {"2018", "mean"}
    assert found.scores["zeros"]["mean"] == pytest.approx(found.scores["zeros"]["2018"])
    assert set(found.scores["model"]["2018"]) == set(SCORES)
    told = found.as_json()
    assert set(told) == {"model", "baselines", "difference_to_conflictology", "judged"}
    assert json.loads(json.dumps(told)) == told
    first = next(row for row in found.rows if row.iso3 == "AAA")
    assert (first.came, first.mean, first.quiet) == (12, pytest.approx(12, abs=1), False)


def test_the_last_months_before_the_window_are_not_seen(steady: np.ndarray) -> None:
    before = backtest(from_tables(_tables(1, steady)))
    # History ends three months before January: November and December must change nothing.
    other = steady.copy()
    other[0, -2:] = 999
    assert backtest(from_tables(_tables(1, other))) == before
    other[0, -3] = 999
    assert backtest(from_tables(_tables(1, other))) != before


def test_no_window_and_half_a_window_are_refused(steady: np.ndarray) -> None:
    with pytest.raises(PanelError, match=r"scores\.window"):
        from_tables(_tables(1, steady, last=5))
    with pytest.raises(PanelError, match=r"scores\.files"):
        backtest(Challenge((), {}, {}))
    with pytest.raises(PanelError, match="table_missing"):
        from_tables(Tables({}, folder="toy"))


def test_too_short_a_history_is_refused(steady: np.ndarray) -> None:
    with pytest.raises(PanelError, match="too_short"):
        backtest(from_tables(_tables(1, steady[:, -40:])))


def test_the_difference_comes_with_an_interval_that_encloses_it(history: np.ndarray) -> None:
    before, came = history[:, :-14], history[:, -12:].copy()
    came[np.isnan(came).any(axis=1)] = np.nan
    found = backtest(Challenge(tuple("ABCDEFGHIJKL"), {2018: before}, {2018: came}))
    assert found.countries == {"2018": 11}  # the State that is no more is not scored
    for of in found.difference.values():
        assert of["low"] <= of["value"] <= of["high"]


def test_the_protocol_on_a_panel_sees_october_and_no_later(tables_in: ToyTables) -> None:
    panel = tables_in.panel()
    challenge = from_panel(panel, "all", [2023])
    assert challenge.before[2023].shape[1] == (2022 - 1989) * 12 + 10
    kenya = challenge.countries.index("KEN")
    assert challenge.windows[2023][kenya].sum() == 90
    with pytest.raises(PanelError, match=r"scores\.files"):
        from_panel(panel, "all", [2024])


def test_coverage_counts_quiet_and_violent_years_apart(tables_in: ToyTables) -> None:
    found = range_coverage(tables_in.panel(), first=2021)
    # Base years 2021 and 2022 of three States. With deaths: Kenya in 2022 (15 in one month; then 90 against
    # an upper end of 81). Without: five, of which Kenya 2021 and South Sudan 2022 were followed by deaths.
    assert found == {
        "with_deaths": 0.0,
        "without_deaths": 0.6,
        "country_years": 6,
        "first": 2021,
        "last": 2022,
    }
