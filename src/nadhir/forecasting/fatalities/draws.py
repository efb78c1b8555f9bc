"""Draws of deaths for all countries, from a panel and a month to look from.

The shipped weights are used where they were learnt from no later month than the one looked from; for an
earlier month the model is learnt anew from what was known then, so that no draw has seen what it foretells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.kinds import monthly_deaths
from nadhir.forecasting.fatalities.learnt import load
from nadhir.forecasting.fatalities.model import DRAWS, SEED, FatalitiesModel
from nadhir.forecasting.panel.grid import FloatArray, Panel

if TYPE_CHECKING:
    import polars as pl


def draws(
    panel: Panel,
    *,
    months: int = 12,
    outcome: str = "all",
    as_of: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pl.DataFrame:
    """A frame of `iso3`, `month` (ISO 8601), `draw` (from 0) and `value` (whole deaths).

    One draw is one course of events: months of the same draw belong together. States that did not exist in
    the month looked from are left out.

    Args:
        panel: figures; nothing after `as_of` is looked at.
        months: how many months ahead, 1 to 36.
        outcome: `all`, `state`, `nonstate` or `onesided`.
        as_of: the last month known, such as "2023-10"; the panel's newest without it.
        draws: how many draws.

    Raises:
        PanelError: `fatalities.outcome`, `fatalities.months`, `fatalities.ahead`, `fatalities.too_short`.
    """
    import polars as pl

    base = as_of or panel.as_of
    found = draws_array(panel, months=months, outcome=outcome, as_of=base, draws=draws, seed=seed)
    seen = known_months(panel, base)
    there = np.flatnonzero(~np.isnan(panel.monthly["deaths"][:, seen - 1]))
    ahead = [_month_name(panel, seen + step) for step in range(months)]
    shape = (len(there), months, draws)
    return pl.DataFrame(
        {
            "iso3": np.repeat(np.array([panel.iso3[row] for row in there]), months * draws),
            "month": np.broadcast_to(np.array(ahead)[None, :, None], shape).ravel(),
            "draw": np.broadcast_to(np.arange(draws), shape).ravel(),
            "value": found[there].astype(np.int64).ravel(),
        }
    )


def draws_array(
    panel: Panel, *, months: int, outcome: str, as_of: str, draws: int = DRAWS, seed: int = SEED
) -> FloatArray:
    """The same as an array (countries of the panel, months, draws); zeros for a State that did not exist.

    Raises:
        PanelError: see `draws`.
    """
    history = monthly_deaths(panel, outcome, known_months(panel, as_of))
    shipped = load(outcome)
    if shipped.learnt_to <= as_of:
        return shipped.weights.draws(history, months, draws=draws, seed=seed)
    return FatalitiesModel(draws=draws, seed=seed).fit(history).predict(months)


def known_months(panel: Panel, as_of: str) -> int:
    """How many of the panel's months lie in or before the month `as_of`.

    Raises:
        PanelError: `fatalities.months`.
    """
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", as_of):
        raise PanelError("fatalities.months", last=panel.as_of)
    count = (int(as_of[:4]) - panel.first_month_year) * 12 + int(as_of[5:])
    if not 0 < count <= panel.months:
        raise PanelError("fatalities.months", last=panel.as_of)
    return count


def _month_name(panel: Panel, column: int) -> str:
    return f"{panel.first_month_year + column // 12}-{column % 12 + 1:02}"
