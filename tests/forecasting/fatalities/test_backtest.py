from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities import backtest as backtest_fatalities
from nadhir.forecasting.panel import build
from tests.forecasting.conftest import Tables

# January 2018 in ViEWS' count of months.
JANUARY = (2018 - 1980) * 12 + 1


def _world(tables_in: Tables, actual: float) -> Path:
    """Country 7 with one death a month; country 9 came into being a year before the window."""
    months = range(JANUARY - 60, JANUARY)
    rows = [(month, 1, "" if month < JANUARY - 12 else 0) for month in months]
    tables_in.put("views_cm_history", ("month_id", "7", "9"), rows)
    frame = pl.DataFrame(
        [(JANUARY + m, c, actual) for m in range(12) for c in (7, 9)],
        schema=["month_id", "country_id", "outcome"],
        orient="row",
    )
    frame.write_parquet(tables_in.folder / "views_cm_actuals_2018.parquet")
    return tables_in.folder


def test_a_world_that_goes_on_as_before_is_foretold_without_error(tables_in: Tables) -> None:
    found = backtest_fatalities.backtest(_world(tables_in, 1))
    assert found["conflictology"]["2018"]["crps"] == pytest.approx(0.5)  # country 9 alone is wrong, by one
    assert found["zeros"]["2018"]["crps"] == 1
    assert set(found["zeros"]) == {"2018", "mean"}
    assert found["zeros"]["mean"] == found["zeros"]["2018"]


def test_the_last_months_before_the_window_are_not_seen(tables_in: Tables) -> None:
    folder = _world(tables_in, 1)
    before = backtest_fatalities.backtest(folder)
    # History ends three months before January: November and December must change nothing.
    for line in (58, 59):
        tables_in.change("views_cm_history", line, {"7": 999})
    assert backtest_fatalities.backtest(folder) == before
    tables_in.change("views_cm_history", 57, {"7": 999})
    assert backtest_fatalities.backtest(folder) != before


def test_no_window_and_half_a_window_are_refused(tables_in: Tables) -> None:
    folder = _world(tables_in, 1)
    path = folder / "views_cm_actuals_2018.parquet"
    pl.read_parquet(path).head(5).write_parquet(path)
    with pytest.raises(PanelError, match="file_unreadable"):
        backtest_fatalities.backtest(folder)
    path.unlink()
    with pytest.raises(PanelError, match=r"scores\.files"):
        backtest_fatalities.backtest(folder)


def test_draws_are_never_negative(tables_in: Tables) -> None:
    history = np.array([[3.0] * 300, [0.0] * 300])
    for forecast in backtest_fatalities.FORECASTS.values():
        draws = forecast(history, np.random.default_rng(0))
        assert draws.shape[:2] == (2, 12)
        assert (draws >= 0).all()


def test_coverage_counts_quiet_and_violent_years_apart(tables_in: Tables) -> None:
    found = backtest_fatalities.range_coverage(build.build(tables_in.folder), first=2021)
    # Base years 2021 and 2022 of three States. With deaths: Kenya in 2022 (15 in one month; then 90 against
    # an upper end of 81). Without: five, of which Kenya 2021 and South Sudan 2022 were followed by deaths.
    assert found == {
        "with_deaths": 0.0,
        "without_deaths": 0.6,
        "country_years": 6,
        "first": 2021,
        "last": 2022,
    }
