"""The forecast of deaths: draws by country and month, up to three years ahead.

    history (countries, months) ─► levels ─┬► recent months, six ways ─┐
                                           ├► what followed in like states ─► blend ─► draws, as courses
                                           └► quiet countries: a small pooled chance ─────┘

`FatalitiesModel` learns, in the manner of scikit-learn; what it learnt is `FatalitiesWeights`, a few arrays
that make draws for any history in seconds with numpy alone. Everything that is chosen is chosen by code,
from the history given: the pooled experience, and the weights of the blend by how each forecast would have
done from past months. It knows nothing of files, panels or words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nadhir.errors import PanelError
from nadhir.forecasting.fatalities.blend import Origin, learn
from nadhir.forecasting.fatalities.conflictology import Conflictology
from nadhir.forecasting.fatalities.courses import Courses
from nadhir.forecasting.fatalities.levels import Levels
from nadhir.forecasting.fatalities.likeness import HORIZONS, IntArray, Likeness
from nadhir.forecasting.fatalities.quiet import Quiet
from nadhir.forecasting.fatalities.recent import QUANTILES, Recent
from nadhir.forecasting.panel.grid import FloatArray
from nadhir.forecasting.scores.draws import crps

DRAWS: Final = 1000
SEED: Final = 2018
LONGEST: Final = 36
# Months of history below which nothing can be learnt.
SHORTEST: Final = 48
RECENT: Final = tuple(Recent(half_life, cap) for cap in (2.0, 4.0) for half_life in (2.0, 4.0, 8.0))
MEMBERS: Final = len(RECENT) + 1
# The blend is weighed apart for months 1–6, 7–18 and 19–36 ahead.
_BANDS: Final = (6.5, 18.5)
_BETWEEN: Final = 12  # months between the past origins that the weights are learnt from
_ORIGINS: Final = 24


@dataclass(frozen=True, slots=True, eq=False)
class FatalitiesWeights:
    """What the model learnt.

    Attributes:
        likeness, quiet, courses: see there.
        blend: (bands, members), weights of `RECENT` and, last, of `likeness`.
    """

    likeness: Likeness
    quiet: Quiet
    courses: Courses
    blend: FloatArray

    def quantiles(self, levels: Levels, month: int, ahead: IntArray) -> FloatArray:
        """(countries, months ahead, quantiles) as seen from the column `month`, quiet countries included.

        Of quiet countries it gives what `likeness` would say of one at peace; `draws` replaces that.
        """
        found = _members(self.likeness, levels, month, ahead)
        weight = self.blend[np.digitize(ahead, _BANDS)]
        return np.asarray(np.einsum("am,mcaq->caq", weight, found))

    def draws(
        self, history: FloatArray, months: int | Sequence[int], *, draws: int = DRAWS, seed: int = SEED
    ) -> FloatArray:
        """(countries, months, draws) of whole numbers >= 0; one draw is one course of events.

        Args:
            history: monthly deaths (countries, months), NaN where a State did not exist.
            months: how many months to look ahead, or which (1 is the month after the last of `history`).

        Raises:
            PanelError: `fatalities.too_short`, `fatalities.negative`, `fatalities.ahead`.
        """
        ahead = _ahead(months)
        levels = Levels.of(history)
        month = levels.months - 1
        level = (np.arange(draws) + 0.5) / draws
        there = levels.exists[:, month]
        active = np.flatnonzero(levels.active(month) & there)
        out = np.zeros((len(levels.deaths), len(ahead), draws))
        blend = self.quantiles(levels, month, ahead)[active]
        at = np.interp(level, QUANTILES, np.arange(len(QUANTILES)))
        low = at.astype(np.int64)
        part = at - low
        high = np.minimum(low + 1, len(QUANTILES) - 1)
        out[active] = np.round(blend[..., low] * (1 - part) + blend[..., high] * part)
        chance = self.quiet.chances(levels, month, ahead)
        for row in np.flatnonzero(~levels.active(month) & there):
            beyond = (level - (1 - chance[row][:, None])) / chance[row][:, None]
            place = np.clip(beyond * len(QUANTILES), 0, len(QUANTILES) - 1).astype(np.int64)
            out[row] = np.where(beyond > 0, self.quiet.sizes[place], 0.0)
        for row in np.flatnonzero(there):
            rng = np.random.default_rng([seed, int(row)])
            order = self.courses.order(ahead, draws, rng, quiet=not levels.active(month)[row])
            out[row] = np.take_along_axis(out[row], order, axis=1)
        return out


class FatalitiesModel:
    """Deaths by country and month, learnt from a history.

    Attributes:
        weights_: what was learnt.
        history_: what it was learnt from.
    """

    weights_: FatalitiesWeights
    history_: FloatArray

    def __init__(self, *, draws: int = DRAWS, seed: int = SEED) -> None:
        self.draws = draws
        self.seed = seed

    def fit(self, history: FloatArray) -> FatalitiesModel:
        """Learn from monthly deaths (countries, months), NaN where a State did not exist.

        Raises:
            PanelError: `fatalities.too_short` (fewer than `SHORTEST` months), `fatalities.negative`.
        """
        levels = Levels.of(history)
        if levels.months < SHORTEST:
            raise PanelError("fatalities.too_short", months=levels.months, needed=SHORTEST)
        last = levels.months - 1
        likeness = Likeness.fit(levels, last)
        self.history_ = np.asarray(history, dtype=np.float64)
        origins = _origins(levels, last)
        blend = _learn_blend(origins)
        self.weights_ = FatalitiesWeights(
            likeness=likeness,
            quiet=Quiet.fit(levels, last),
            courses=Courses.fit(levels, last, likeness).calibrated(*_within_a_year(origins, blend)),
            blend=blend,
        )
        return self

    def predict(self, months: int | Sequence[int] = 12) -> FloatArray:
        """Draws for the months after the history: (countries, months, draws).

        Raises:
            PanelError: `fatalities.ahead`.
        """
        return self.weights_.draws(self.history_, months, draws=self.draws, seed=self.seed)

    def score(self, came: FloatArray, months: Sequence[int] | None = None) -> float:
        """Skill against conflictology: 1 − mean CRPS / its mean CRPS. 0 is no better, 1 perfect.

        Args:
            came: (countries, months), what came in the months after the history, or in `months` ahead.
        """
        ahead = list(months or range(1, came.shape[1] + 1))
        benchmark = Conflictology().fit(np.nan_to_num(self.history_)).predict(len(ahead))
        known = ~np.isnan(came)
        reached = crps(benchmark[known], came[known]).mean()
        return float(1 - crps(self.predict(ahead)[known], came[known]).mean() / reached)


def _members(likeness: Likeness, levels: Levels, month: int, ahead: IntArray) -> FloatArray:
    """(members, countries, months ahead, quantiles)."""
    recent = [member.quantiles(levels, month) for member in RECENT]
    shape = (len(levels.deaths), len(ahead), len(QUANTILES))
    own = [np.broadcast_to(found[:, None, :], shape) for found in recent]
    return np.stack([*own, likeness.quantiles(levels, month, ahead)])


def _origins(levels: Levels, last: int) -> list[Origin]:
    """How each member would have done at `HORIZONS`, from months a year apart; NaN where not known yet."""
    ahead = np.array(HORIZONS, dtype=np.int64)
    origins = []
    for month in range(last - _BETWEEN, SHORTEST - 1, -_BETWEEN)[:_ORIGINS]:
        rows = np.flatnonzero(levels.active(month) & levels.exists[:, month])
        forecasts = _members(Likeness.fit(levels, month), levels, month, ahead)[:, rows]
        came = np.full((len(rows), len(ahead)), np.nan)
        known = month + ahead <= last
        came[:, known] = np.where(
            levels.exists[rows][:, month + ahead[known]], levels.deaths[rows][:, month + ahead[known]], np.nan
        )
        origins.append(Origin(forecasts, came, np.expm1(levels.year[rows, month])))
    return origins


def _learn_blend(origins: Sequence[Origin]) -> FloatArray:
    """(bands, members)"""
    band = np.digitize(HORIZONS, _BANDS)
    return np.stack(
        [
            learn(
                [
                    Origin(o.forecasts[:, :, band == place], o.came[:, band == place], o.level)
                    for o in origins
                ],
                MEMBERS,
            )
            for place in range(len(_BANDS) + 1)
        ]
    )


def _within_a_year(
    origins: Sequence[Origin], blend: FloatArray
) -> tuple[list[tuple[FloatArray, FloatArray]], IntArray]:
    """Blended forecasts of violent countries up to a year ahead with what came, and the months ahead."""
    near = np.array(HORIZONS) <= _BETWEEN
    weight = blend[np.digitize(HORIZONS, _BANDS)][near]
    found = []
    for origin in origins:
        came = origin.came[:, near]
        rows = (origin.level > 0) & ~np.isnan(came).any(axis=1)
        told = np.einsum("am,mcaq->caq", weight, origin.forecasts[:, rows][:, :, near])
        found.append((told, came[rows]))
    return found, np.array(HORIZONS, dtype=np.int64)[near]


def _ahead(months: int | Sequence[int]) -> IntArray:
    ahead = np.arange(1, months + 1) if isinstance(months, int) else np.array(list(months), dtype=np.int64)
    if not len(ahead) or int(ahead.min()) < 1 or int(ahead.max()) > LONGEST:
        raise PanelError("fatalities.ahead", longest=LONGEST)
    return ahead.astype(np.int64)
