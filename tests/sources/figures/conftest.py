"""The toy world of the forecast's tests: its tables are what is read here."""

from __future__ import annotations

from tests.forecasting.conftest import tables_in

__all__ = ["tables_in"]
