"""The simple forecasts that every forecast of deaths must be shown beside.

All have `fit(history)` and `predict(months)` like the model; `BASELINES` lists them by the name under which
they stand in back-tests. Names and forms follow the ViEWS 2023/24 challenge (Hegre et al. 2025) where it has
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.conflictology import Conflictology
from nadhir.forecasting.panel.grid import FloatArray

_TWENTY_YEARS = 240
_DRAWS = 1000


class Forecaster(Protocol):
    """Learns from monthly deaths (countries, months), foretells draws (countries, months, draws)."""

    def fit(self, history: FloatArray) -> Forecaster: ...

    def predict(self, months: int) -> FloatArray: ...


class _Kept:
    """A forecast that needs its history only."""

    history_: FloatArray

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, history: FloatArray) -> Forecaster:
        """Keep `history`, monthly deaths (countries, months); a State that did not exist had none.

        Raises:
            PanelError: `fatalities.too_short`, `fatalities.negative`.
        """
        given = np.asarray(history, dtype=np.float64)
        if given.ndim != 2 or not given.shape[1]:
            raise PanelError("fatalities.too_short", months=0, needed=1)
        if bool(np.any(given < 0)):
            raise PanelError("fatalities.negative")
        self.history_ = np.nan_to_num(given)
        return self

    def predict(self, months: int) -> FloatArray:
        raise NotImplementedError

    def _poisson(self, rate: FloatArray, months: int) -> FloatArray:
        rng = np.random.default_rng(self.seed)
        return rng.poisson(rate[:, None, None], (len(rate), months, _DRAWS)).astype(np.float64)


class LastValue(_Kept):
    """The last month goes on, with the scatter of a Poisson count."""

    def predict(self, months: int) -> FloatArray:
        return self._poisson(self.history_[:, -1], months)


class HistoricalMean(_Kept):
    """Each country's mean of all its months, with the scatter of a Poisson count."""

    def predict(self, months: int) -> FloatArray:
        return self._poisson(self.history_.mean(axis=1), months)


class OwnTwentyYears(_Kept):
    """Each country's own last twenty years, every month as likely as another."""

    def predict(self, months: int) -> FloatArray:
        return np.repeat(self.history_[:, None, -_TWENTY_YEARS:], months, axis=1)


class Bootstrap(_Kept):
    """The last twenty years of all countries together, the same for each: the challenge's bootstrap."""

    def predict(self, months: int) -> FloatArray:
        rng = np.random.default_rng(self.seed)
        drawn = rng.choice(self.history_[:, -_TWENTY_YEARS:].ravel(), _DRAWS)
        return np.array(np.broadcast_to(drawn, (len(self.history_), months, _DRAWS)))


class Zeros(_Kept):
    """Nobody dies."""

    def predict(self, months: int) -> FloatArray:
        return np.zeros((len(self.history_), months, 1))


class _Conflictology(_Kept):
    """The last twelve months are the draws; see `nadhir.forecasting.fatalities.conflictology`."""

    def predict(self, months: int) -> FloatArray:
        return Conflictology().fit(self.history_).predict(months)


BASELINES: Mapping[str, Callable[[int], Forecaster]] = MappingProxyType(
    {
        "conflictology": _Conflictology,
        "last_value_poisson": LastValue,
        "zeros": Zeros,
        "historical_mean": HistoricalMean,
        "own_240_months": OwnTwentyYears,
        "bootstrap_240_months": Bootstrap,
    }
)
"""Name to a function of the seed."""
