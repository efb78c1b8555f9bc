from __future__ import annotations

import functools
import json
from dataclasses import replace

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.onset import backtest
from nadhir.forecasting.onset.model import OnsetModel
from nadhir.forecasting.onset.training import Examples, Reference
from tests.forecasting.onset import toy

FEATURES = ("state_based", "past_one_sided", "infant_mortality", "terror")
Small = functools.partial(OnsetModel, trees=3)


def _rows(last: int = 2001, countries: int = 6) -> Examples:
    year = np.repeat(np.arange(1985, last + 1), countries)
    country = np.tile(np.arange(countries), last - 1985 + 1)
    within = np.where(year > last - 2, np.nan, (country == 0).astype(float))
    onset = ((country == 0) & (year % 3 == 0)).astype(np.int64)
    rng = np.random.default_rng(5)
    x = country[:, None] + rng.random((len(year), len(FEATURES)))
    iso3 = tuple(f"C{number:02}" for number in range(countries))
    return Examples(x, FEATURES, within, onset, country, year, iso3, toy.SOURCE)


def _reference(rows: Examples) -> Reference:
    kept = rows.year >= 1994
    risk = np.where(rows.country == 1, 0.2, 0.1)[kept]
    return Reference(
        rows.country[kept], rows.year[kept], rows.onset[kept], risk, rows.country[kept] + 1.0, toy.SOURCE
    )


@pytest.fixture(scope="module")
def judged() -> backtest.Backtest:
    rows = _rows()
    return backtest.backtest(rows, _reference(rows), replicates=20, model=Small)


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


def test_what_comes_later_does_not_change_an_earlier_risk() -> None:
    """Figures, labels and so the record of forecasts after a window leave its risks bit for bit."""
    rows = _rows()
    before = backtest.roll(rows, backtest.Rolling(Small))
    x, within = rows.X.copy(), rows.within_two_years.copy()
    x[rows.year > 1997] = 9.0
    within[(rows.year > 1995) & ~np.isnan(within)] = 1 - within[(rows.year > 1995) & ~np.isnan(within)]
    after = backtest.roll(replace(rows, X=x, within_two_years=within), backtest.Rolling(Small))
    early = rows.year <= 1997
    assert np.array_equal(before[early], after[early], equal_nan=True)
    assert not np.array_equal(before[~early], after[~early])


def test_a_window_is_calibrated_by_what_earlier_ones_said() -> None:
    rows = _rows()
    rolling = backtest.Rolling(Small)
    backtest.roll(rows, rolling)
    past = rolling.past(rows, until=1996)
    assert sorted(set(past.year.tolist())) == [1993, 1994, 1995, 1996]
    assert set(rolling.past(rows).year.tolist()) == set(range(1993, 2000))


def test_the_contract(judged: backtest.Backtest) -> None:
    told = judged.as_json()
    json.dumps(told, allow_nan=False)
    for statistic in ("auc", "average_precision", "recall_at_10", "recall_at_20", "recall_at_30"):
        for forecast in (told["model"], told["reference"], *told["baselines"].values()):
            assert set(forecast[statistic]) == {"value", "low", "high"}
        assert set(told["differences_to_reference"]["model"][statistic]) == {"value", "low", "high"}
    assert {"brier", "calibration_slope", "calibration_intercept"} <= set(told["model"])
    assert {*backtest.BASELINES, backtest.SHIPPED} == set(told["baselines"])
    assert told["judged"] == {"country_years": 48, "onsets": 3, "first_year": 1994, "last_year": 2001}
    assert told["model"]["auc"]["value"] > 0.85


def test_the_shipped_figures_can_be_the_model(judged: backtest.Backtest) -> None:
    told = judged.as_json(backtest.SHIPPED)
    assert told["model"]["auc"] == judged.scores[backtest.SHIPPED]["auc"]
    assert told["baselines"][backtest.ALL_FIGURES]["auc"] == judged.scores[backtest.MODEL]["auc"]
    assert set(told["differences_to_reference"]) == {"model", backtest.ALL_FIGURES, *backtest.BASELINES}


def test_every_judged_country_year_is_told(judged: backtest.Backtest) -> None:
    assert len(judged.rows) == judged.country_years
    assert sum(row.onset for row in judged.rows) == judged.onsets
    first = next(row for row in judged.rows if (row.iso3, row.year) == ("C00", 1995))
    assert first.rank["model"] == 1
    assert set(first.risk) == {"model", "shipped_figures", "reference", *backtest.BASELINES}
    # 1993 to 1999: the two years after later base years are not over.
    assert len(judged.base_rows) == 7 * 6
    assert {row.iso3 for row in judged.base_rows if row.came} == {"C00"}
    assert set(judged.base_rows[0].risk) == {"model", backtest.SHIPPED}


def test_without_a_reference_or_other_figures_the_rest_stands() -> None:
    rows = _rows()
    told = backtest.backtest(rows.only(FEATURES[:3]), replicates=5, model=Small).as_json()
    assert told["reference"] is None
    assert told["differences_to_reference"] == {}
    assert set(told["baselines"]) == set(backtest.BASELINES)


def test_a_country_that_appears_late_is_judged_from_then_on() -> None:
    rows = _rows()
    late = (rows.country != 3) | (rows.year >= 1997)
    kept = {name: getattr(rows, name)[late] for name in ("X", "within_two_years", "onset", "country", "year")}
    found = backtest.backtest(replace(rows, **kept), replicates=5, model=Small)
    assert min(row.year for row in found.rows if row.iso3 == "C03") == 1998


def test_a_window_with_too_few_onsets_says_nothing() -> None:
    rows = _rows()
    none_yet = np.where(rows.year < 1993, 0.0, rows.within_two_years)
    risk = backtest.roll(replace(rows, within_two_years=none_yet), backtest.Rolling(Small))
    assert np.isnan(risk[rows.year <= 1994]).all()
    assert not np.isnan(risk[rows.year > 1994]).any()


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
