"""The track record: what the models would have said of past years, and what came."""

from __future__ import annotations

from nadhir.forecasting.record.document import markdown
from nadhir.forecasting.record.make import BaseRow, JudgedRow, calibration_bins, load, make, write
from nadhir.forecasting.record.track import Bin, Named, Published, Score, TrackRecord, YearRecord

__all__ = [
    "BaseRow",
    "Bin",
    "JudgedRow",
    "Named",
    "Published",
    "Score",
    "TrackRecord",
    "YearRecord",
    "calibration_bins",
    "load",
    "make",
    "markdown",
    "write",
]
