from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities import OUTCOMES, FatalitiesModel, draws
from nadhir.forecasting.fatalities.draws import draws_array
from nadhir.forecasting.fatalities.kinds import monthly_deaths
from nadhir.forecasting.fatalities.learnt import load, read, rounded, write
from nadhir.forecasting.panel import Panel
from tests.forecasting.conftest import Tables


@pytest.fixture
def panel(tables_in: Tables) -> Panel:
    return tables_in.panel()


def test_a_frame_of_whole_draws_for_every_state(panel: Panel) -> None:
    found = draws(panel, months=3, draws=20)
    assert found.columns == ["iso3", "month", "draw", "value"]
    assert found.height == 3 * 3 * 20
    assert sorted(set(found["month"])) == ["2024-01", "2024-02", "2024-03"]
    assert sorted(set(found["iso3"])) == ["AND", "KEN", "SSD"]
    assert found["value"].min() >= 0
    assert found.equals(draws(panel, months=3, draws=20))


def test_an_earlier_month_is_looked_from_without_what_came_later(panel: Panel) -> None:
    first = draws(panel, months=2, draws=20, as_of="2022-10")
    assert sorted(set(first["month"])) == ["2022-11", "2022-12"]
    deaths = panel.monthly["deaths"].copy()
    deaths[:, (2022 - 1989) * 12 + 10 :] += 500
    yearly = {name: grid + 500 for name, grid in panel.yearly.items()}
    later = replace(panel, monthly={**panel.monthly, "deaths": deaths})
    assert first.equals(draws(later, months=2, draws=20, as_of="2022-10"))
    for outcome in ("all", "onesided"):
        both = [
            draws_array(p, months=2, outcome=outcome, as_of="1995-10", draws=20)
            for p in (panel, replace(later, yearly=yearly))
        ]
        assert np.array_equal(*both), outcome


def test_kinds_of_violence_add_up_to_the_month_and_keep_the_year(panel: Panel) -> None:
    kinds = {outcome: monthly_deaths(panel, outcome) for outcome in OUTCOMES}
    parts = kinds["state"] + kinds["nonstate"] + kinds["onesided"]
    assert np.abs(np.nan_to_num(parts - kinds["all"])).max() <= 1
    kenya = panel.iso3.index("KEN")
    last = slice((2023 - 1989) * 12, None)
    # Kenya in 2023: 40 state-based, 20 non-state, 30 one-sided. One-sided events in December only, non-state
    # ones in January only: what the year's totals leave to the month of 30 and the month of 60.
    assert [kinds[kind][kenya, last].sum() for kind in ("state", "nonstate", "onesided")] == [40, 20, 30]
    assert kinds["nonstate"][kenya, last][0] == 20
    assert kinds["onesided"][kenya, last][11] == 30


def test_the_year_that_is_not_over_is_shared_out_by_events_alone(panel: Panel) -> None:
    kenya = panel.iso3.index("KEN")
    seen = monthly_deaths(panel, "state", (2023 - 1989) * 12 + 10)
    assert seen.shape[1] == (2023 - 1989) * 12 + 10
    assert seen[kenya, -10] == 15  # one of two events of that month, whatever the whole year will say


def test_state_based_deaths_of_views_serve_where_it_has_the_country(panel: Panel) -> None:
    views = np.full_like(panel.monthly["deaths"], np.nan)
    kenya, other = panel.iso3.index("KEN"), panel.iso3.index("SSD")
    views[kenya] = 8
    known = replace(panel, monthly={**panel.monthly, "views_state_based": views})
    found = monthly_deaths(known, "state")
    assert (found[kenya] == 8).all()
    assert np.array_equal(found[other], monthly_deaths(panel, "state")[other], equal_nan=True)
    views[:, -1] = np.nan  # a table that ends before the panel is of another vintage
    assert np.array_equal(monthly_deaths(known, "state"), monthly_deaths(panel, "state"), equal_nan=True)


def test_deaths_counted_by_event_are_taken_as_they_are(panel: Panel) -> None:
    counted = np.full_like(panel.monthly["deaths"], 3.0)
    known = replace(panel, monthly={**panel.monthly, "deaths_one_sided": counted})
    assert (monthly_deaths(known, "onesided") == 3).all()


@pytest.mark.parametrize("as_of", ["2023", "2023-13", "1988-12", "2024-01", "soon"])
def test_a_month_without_figures_is_refused(panel: Panel, as_of: str) -> None:
    with pytest.raises(PanelError, match=r"fatalities\.months"):
        draws(panel, as_of=as_of)


def test_an_unknown_kind_of_violence_is_refused(panel: Panel) -> None:
    with pytest.raises(PanelError, match=r"fatalities\.outcome"):
        draws(panel, outcome="cyber")


def test_weights_come_back_from_a_file_as_they_went(history: np.ndarray, tmp_path: Path) -> None:
    weights = rounded(FatalitiesModel().fit(history).weights_)
    path = tmp_path / "all.npz"
    write(weights, path, outcome="all", learnt_to="2023-12")
    kept = read(path.read_bytes(), path.name)
    assert (kept.outcome, kept.learnt_to, len(kept.version)) == ("all", "2023-12", 12)
    first, second = (w.draws(history, 6, draws=50) for w in (weights, kept.weights))
    assert first.tobytes() == second.tobytes()
    with pytest.raises(PanelError, match=r"fatalities\.weights"):
        read(path.read_bytes()[:100], path.name)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_shipped_weights_are_there_and_small(outcome: str, history: np.ndarray) -> None:
    kept = load(outcome)
    assert kept.outcome == outcome
    assert np.isfinite(kept.weights.draws(history, 36, draws=20)).all()
