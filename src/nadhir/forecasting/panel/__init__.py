"""The panel: what happened in each country, by year and by month, as figures on a grid."""

from __future__ import annotations

from nadhir.forecasting.panel.grid import (
    BOUNDS,
    CONTEXT,
    KINDS,
    MONTHLY,
    BoolArray,
    FloatArray,
    Panel,
    Source,
    check,
)

__all__ = ["BOUNDS", "CONTEXT", "KINDS", "MONTHLY", "BoolArray", "FloatArray", "Panel", "Source", "check"]
