"""The track record: what the models would have said of past years, and what came."""

from __future__ import annotations

from nadhir.forecasting.record.document import markdown
from nadhir.forecasting.record.make import FILE, calibration_bins, load, of_backtests, write
from nadhir.forecasting.record.track import (
    Bin,
    DeathsYear,
    Named,
    Published,
    Score,
    Surprise,
    TrackRecord,
    YearRecord,
)

__all__ = [
    "FILE",
    "Bin",
    "DeathsYear",
    "Named",
    "Published",
    "Score",
    "Surprise",
    "TrackRecord",
    "YearRecord",
    "calibration_bins",
    "load",
    "markdown",
    "of_backtests",
    "write",
]
