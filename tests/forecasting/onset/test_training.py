from __future__ import annotations

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.onset import training
from nadhir.forecasting.onset.features import FEATURES
from tests.forecasting.conftest import Tables

LABELS = "ewp_2025_prepared_predictors"
HEADER = ("ccode", "year", "mk_onset_1or2", "mk_onset")


def test_labels_meet_the_features_of_their_country_and_year(tables_in: Tables) -> None:
    tables_in.put(LABELS, HEADER, [(501, 2023, "", 0), (501, 2022, 1, 0), (626, 2022, 0, 1), (2, 2022, 0, 0)])
    panel = tables_in.panel()
    rows = training.examples(tables_in.folder, panel)
    # The United States are not in the toy world; rows come by year, then country.
    assert list(zip(rows.country.tolist(), rows.year.tolist(), strict=True)) == [
        (1, 2022),
        (2, 2022),
        (1, 2023),
    ]
    assert rows.within_two_years[:2].tolist() == [1, 0]
    assert np.isnan(rows.within_two_years[2])
    assert rows.onset.tolist() == [0, 1, 0]
    assert rows.X[0, FEATURES.index("state_based")] == pytest.approx(np.log2(11))


def test_a_country_year_labelled_twice_is_refused(tables_in: Tables) -> None:
    tables_in.put(LABELS, HEADER, [(501, 2022, 1, 0), (501, 2022, 0, 0)])
    with pytest.raises(PanelError, match="duplicate"):
        training.examples(tables_in.folder, tables_in.panel())


def test_reference_forecasts_are_optional_and_may_be_blank_for_new_states(tables_in: Tables) -> None:
    panel = tables_in.panel()
    assert training.reference(tables_in.folder, panel) is None
    tables_in.put(
        "ewp_2025_foos_forecasts",
        ("ccode", "year", "mk_onset", "maxrisk2", "minrank2"),
        [(501, 2022, 0, 0.1, 3), (626, 2022, 1, "", "")],
    )
    reference = training.reference(tables_in.folder, panel)
    assert reference is not None
    assert (reference.country.tolist(), reference.rank.tolist()) == ([1], [3])
