"""The panel: what happened in each country, by year and by month, as figures on a grid."""

from __future__ import annotations

from nadhir.forecasting.panel.assembly import FIRST_TRAINING_YEAR, FIRST_UCDP_YEAR, assemble
from nadhir.forecasting.panel.bundle import Table, Tables
from nadhir.forecasting.panel.columns import Column, monthly_columns, yearly_columns
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

__all__ = [
    "BOUNDS",
    "CONTEXT",
    "FIRST_TRAINING_YEAR",
    "FIRST_UCDP_YEAR",
    "KINDS",
    "MONTHLY",
    "BoolArray",
    "Column",
    "FloatArray",
    "Panel",
    "Source",
    "Table",
    "Tables",
    "assemble",
    "check",
    "monthly_columns",
    "yearly_columns",
]
