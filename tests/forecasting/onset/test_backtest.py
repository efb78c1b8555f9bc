from __future__ import annotations

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.onset import backtest
from nadhir.forecasting.onset.training import Examples
from nadhir.forecasting.panel.tables import SourceFile


def _rows(last: int = 2001, countries: int = 6) -> Examples:
    year = np.repeat(np.arange(1985, last + 1), countries)
    country = np.tile(np.arange(countries), last - 1985 + 1)
    within = np.where(year > last - 2, np.nan, (country == 0).astype(float))
    onset = ((country == 0) & (year % 3 == 0)).astype(np.int64)
    x = np.column_stack([country.astype(float)] * 12)
    return Examples(x, within, onset, country, year, SourceFile("labels.csv", "", b""))


def test_no_window_sees_what_came_later() -> None:
    rows = _rows()
    asked_years = []

    def spy(given: Examples, known: np.ndarray, asked: np.ndarray) -> np.ndarray:
        window = int(given.year[asked].max()) - 2
        assert given.year[known].max() <= window
        assert not np.isnan(given.within_two_years[known]).any()
        asked_years.append(window + 2)
        return np.full(len(asked), 0.5)

    risk = backtest.roll(rows, spy)
    assert asked_years == list(range(1993, 2002))
    assert np.isnan(risk[rows.year < 1993]).all()
    assert not np.isnan(risk[rows.year >= 1993]).any()


def test_an_outcome_is_judged_by_the_two_years_before_it() -> None:
    rows = _rows(countries=2)
    risk = np.where(rows.year < 1993, np.nan, rows.year - 1900 + rows.country * 0.5)
    ranked, country, year = backtest._judge(rows, risk)
    found = {(int(c), int(y)): i for i, (c, y) in enumerate(zip(country, year, strict=True))}
    assert min(year) == 1994
    # 1994 has only 1993 before it; 1995 takes the larger of 1993 and 1994.
    assert ranked.risk[found[0, 1994]] == 93
    assert ranked.risk[found[0, 1995]] == 94
    assert (ranked.rank[found[0, 1995]], ranked.rank[found[1, 1995]]) == (2, 1)
    assert ranked.happened[found[0, 1995]] == 1


def test_ties_do_not_all_get_the_best_rank() -> None:
    rows = _rows(countries=6)
    risk = np.where(rows.year == 1993, 0.5, np.nan)
    ranked, _, year = backtest._judge(rows, risk)
    assert sorted(ranked.rank[year == 1994].tolist()) == [1, 2, 3, 4, 5, 6]


def test_labels_that_end_too_early_are_refused() -> None:
    with pytest.raises(PanelError, match="too_short"):
        backtest.roll(_rows(last=1992), lambda *_: np.zeros(6))
