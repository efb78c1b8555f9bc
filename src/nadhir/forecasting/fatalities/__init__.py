"""Fatalities: how many deaths may organised violence bring, by country and month?

    >>> import numpy as np
    >>> from nadhir.forecasting.fatalities import FatalitiesModel
    >>> history = np.random.default_rng(1).poisson(5, (3, 120)).astype(float)
    >>> FatalitiesModel(draws=100).fit(history).predict(12).shape
    (3, 12, 100)

`draws` makes them for all countries from a panel and the shipped weights, `backtest` says how good they
were, beside every baseline.
"""

from __future__ import annotations

from nadhir.forecasting.fatalities.backtest import FatalitiesBacktest, backtest
from nadhir.forecasting.fatalities.challenge import Challenge, from_panel, from_tables
from nadhir.forecasting.fatalities.draws import draws
from nadhir.forecasting.fatalities.kinds import OUTCOMES
from nadhir.forecasting.fatalities.model import FatalitiesModel, FatalitiesWeights

__all__ = [
    "OUTCOMES",
    "Challenge",
    "FatalitiesBacktest",
    "FatalitiesModel",
    "FatalitiesWeights",
    "backtest",
    "draws",
    "from_panel",
    "from_tables",
]
