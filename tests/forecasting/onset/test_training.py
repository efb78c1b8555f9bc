from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.onset import training
from nadhir.forecasting.onset.features import EXTENDED, FEATURES, matrix
from nadhir.forecasting.panel import Table, Tables
from tests.forecasting.onset import toy


def test_labels_meet_the_features_of_their_country_and_year() -> None:
    panel = toy.panel()
    labels = [("KEN", 2023, None, 0), ("KEN", 2022, 1, 0), ("SSD", 2022, 0, 1), ("USA", 2022, 0, 0)]
    rows = training.examples(toy.tables(labels), panel)
    # The United States are not in the toy world; rows come by year, then country.
    assert list(zip(rows.country.tolist(), rows.year.tolist(), strict=True)) == [
        (toy.KENYA, 2022),
        (toy.SOUTH_SUDAN, 2022),
        (toy.KENYA, 2023),
    ]
    assert rows.within_two_years[:2].tolist() == [1, 0]
    assert np.isnan(rows.within_two_years[2])
    assert rows.onset.tolist() == [0, 1, 0]
    assert np.array_equal(rows.X[0], matrix(panel, 2022)[toy.KENYA], equal_nan=True)
    assert rows.only(("population",)).X[:, 0].tolist() == rows.X[:, FEATURES.index("population")].tolist()


def test_years_that_the_panel_does_not_reach_are_left_out() -> None:
    rows = training.examples(toy.tables([("KEN", 1950, 0, 0), ("KEN", 2022, 0, 0)]), toy.panel())
    assert rows.year.tolist() == [2022]


def test_labels_twice_or_without_their_columns_are_refused() -> None:
    with pytest.raises(PanelError, match="duplicate"):
        training.examples(toy.tables([("KEN", 2022, 1, 0), ("KEN", 2022, 0, 0)]), toy.panel())
    with pytest.raises(PanelError, match="table_missing"):
        training.examples(Tables({}), toy.panel())
    bare = Table(training.LABELS, pl.DataFrame({"iso3": ["KEN"], "year": [2022]}), toy.SOURCE)
    with pytest.raises(PanelError, match="columns_missing"):
        training.examples(Tables({training.LABELS: bare}), toy.panel())


def test_features_follow_the_figures_at_hand() -> None:
    panel = toy.panel()
    assert training.available(panel) == (*FEATURES, "terror", "terror_change")
    panel.yearly["pts"][:] = np.nan
    assert training.available(panel) == FEATURES
    assert set(FEATURES) < set(EXTENDED)


def test_reference_forecasts_are_optional_and_may_be_blank_for_new_states() -> None:
    panel = toy.panel()
    assert training.reference(toy.tables([("KEN", 2022, 0, 0)]), panel) is None
    forecasts = [("KEN", 2022, 0, 0.1, 3.0), ("SSD", 2022, 1, None, None), ("USA", 2022, 0, 0.1, 4.0)]
    reference = training.reference(toy.tables([("KEN", 2022, 0, 0)], forecasts), panel)
    assert reference is not None
    assert (reference.country.tolist(), reference.rank.tolist()) == ([toy.KENYA], [3])
