"""How good was a forecast? Scores for risks of rare events and for draws of counts."""

from __future__ import annotations

from nadhir.forecasting.scores.draws import (
    IGNORANCE_EDGES,
    as_many,
    crps,
    crps_log,
    ignorance,
    interval_score,
    onset_log_score,
)
from nadhir.forecasting.scores.risks import (
    STATISTICS,
    IntArray,
    Interval,
    Ranked,
    auc,
    average_precision,
    brier,
    calibration,
    recall_at,
    with_intervals,
)

__all__ = [
    "IGNORANCE_EDGES",
    "STATISTICS",
    "IntArray",
    "Interval",
    "Ranked",
    "as_many",
    "auc",
    "average_precision",
    "brier",
    "calibration",
    "crps",
    "crps_log",
    "ignorance",
    "interval_score",
    "onset_log_score",
    "recall_at",
    "with_intervals",
]
