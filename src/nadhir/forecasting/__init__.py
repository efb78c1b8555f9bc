"""Country panel in, outlook out: where may mass killing start, and how many deaths are to be expected?

    >>> from nadhir.forecasting import watch_list
    >>> watch_list().as_of
    '2023-12'

Reading the watch list needs the shipped figures and weights only. `build` makes the figures from public
tables, `train` the weights, `backtest` says how good they were. This package knows nothing of texts,
people or pages; it draws on `nadhir.doctrine` for words and places.
"""

from __future__ import annotations

from nadhir.forecasting.outlook.country import CountryOutlook
from nadhir.forecasting.outlook.make import country_outlook
from nadhir.forecasting.outlook.watch import RISK_CLASSES, WatchEntry, WatchList, watch_list

__all__ = ["RISK_CLASSES", "CountryOutlook", "WatchEntry", "WatchList", "country_outlook", "watch_list"]
