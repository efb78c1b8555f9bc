"""The outlook: what the models say of each country, how sure, and why."""

from __future__ import annotations

from nadhir.forecasting.outlook.country import (
    Came,
    CountryOutlook,
    DeathsAhead,
    Driver,
    History,
    Lever,
    Likes,
    Outcome,
    PastCase,
    Risk,
    TrailPoint,
)
from nadhir.forecasting.outlook.make import Outlooks, country_outlook
from nadhir.forecasting.outlook.watch import RISK_CLASSES, WatchEntry, WatchList, watch_list

__all__ = [
    "RISK_CLASSES",
    "Came",
    "CountryOutlook",
    "DeathsAhead",
    "Driver",
    "History",
    "Lever",
    "Likes",
    "Outcome",
    "Outlooks",
    "PastCase",
    "Risk",
    "TrailPoint",
    "WatchEntry",
    "WatchList",
    "country_outlook",
    "watch_list",
]
