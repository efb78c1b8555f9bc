"""How good were draws of counts, such as deaths in a month?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Edges of the ViEWS 2023/24 challenge: 0, 1–2, 3–5, 6–10, 11–25, 26–50, … more than 1,000 deaths.
IGNORANCE_EDGES = (0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)


def crps(draws: FloatArray, actual: FloatArray) -> FloatArray:
    """Continuous ranked probability score of draws (..., n) against (...): E|X−y| − ½E|X−X′|.

    Gneiting and Raftery (2007), the ensemble form that the ViEWS challenge uses.
    """
    ordered = np.sort(draws, axis=-1)
    n = ordered.shape[-1]
    spread = (ordered * (2 * np.arange(1, n + 1) - n - 1)).sum(axis=-1) / n**2
    return np.asarray(np.abs(draws - actual[..., None]).mean(axis=-1) - spread)


def crps_log(draws: FloatArray, actual: FloatArray) -> FloatArray:
    """CRPS of log(1 + deaths): a factor counts the same in small wars as in large (Bosse et al. 2023)."""
    return crps(np.log1p(draws), np.log1p(actual))


def ignorance(draws: FloatArray, actual: FloatArray) -> FloatArray:
    """Ignorance score in bits over `IGNORANCE_EDGES`, one pseudo-draw in every bin.

    As the ViEWS challenge defines it (Hegre et al. 2025); comparable only between equal numbers of draws.
    """
    edges = np.asarray(IGNORANCE_EDGES)
    bins = len(edges) + 1
    hits = (np.digitize(draws, edges) == np.digitize(actual, edges)[..., None]).sum(axis=-1)
    return np.asarray(-np.log2((hits + 1) / (draws.shape[-1] + bins)))


def interval_score(draws: FloatArray, actual: FloatArray, level: float = 0.9) -> FloatArray:
    """Interval score of the central `level` interval: its width plus a fine for what falls outside.

    Gneiting and Raftery (2007); the challenge's MIS is its mean.
    """
    alpha = 1 - level
    low, high = np.quantile(draws, [alpha / 2, 1 - alpha / 2], axis=-1)
    below, above = np.maximum(low - actual, 0), np.maximum(actual - high, 0)
    return np.asarray(high - low + 2 / alpha * (below + above))


def onset_log_score(draws: FloatArray, actual: FloatArray, quiet: npt.NDArray[np.bool_]) -> FloatArray:
    """How surprised a forecast was, in bits, by deaths that started or did not after a quiet year.

    Args:
        draws: (countries, months, n); draw k of all months is one course of events.
        actual: (countries, months).
        quiet: (countries,), those without deaths in the twelve months before.

    Returns:
        (quiet countries,): −log2 of the chance given to what came, any deaths in the months or none. The
        chance is the share of draws with one pseudo-draw for either; comparable between equal numbers only.
    """
    started = (draws[quiet] > 0).any(axis=1).sum(axis=-1)
    came = (actual[quiet] > 0).any(axis=1)
    n = draws.shape[-1]
    right = np.where(came, started, n - started)
    return np.asarray(-np.log2((right + 1) / (n + 2)))


def as_many(draws: FloatArray, count: int) -> FloatArray:
    """`count` draws from draws (..., n): each kept in proportion, so that fewer compare with more."""
    n = draws.shape[-1]
    return np.asarray(draws[..., np.arange(count) * n // count])
