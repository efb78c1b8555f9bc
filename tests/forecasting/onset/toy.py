"""A toy world made of arrays: four States on three continents, one of them young, and years of figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from nadhir.forecasting.onset.training import FORECASTS, LABELS
from nadhir.forecasting.panel import BOUNDS, KINDS, Panel, Source, Table, Tables

ISO3 = ("BRA", "KEN", "SSD", "UGA")
BRAZIL, KENYA, SOUTH_SUDAN, UGANDA = range(4)
FIRST, LAST = 1980, 2023
YEARLY = (
    *KINDS,
    *BOUNDS,
    "population",
    "infant_mortality",
    "gdp_growth",
    "gdp_per_person",
    "displaced_abroad",
    "displaced_inside",
    "coup",
    "vdem_polyarchy",
    "vdem_liberal",
    "vdem_egalitarian",
    "wgi_voice",
    "pts",
)
EVENTS = ("events_state_based", "events_non_state", "events_one_sided")
SOURCE = Source("toy", "Toy labels", "1", "none stated", "", "", "toy.csv", "0" * 64, ())


def panel(seed: int = 7) -> Panel:
    """Deaths since 1989, other figures since 1980; South Sudan since 2011."""
    rng = np.random.default_rng(seed)
    shape = len(ISO3), LAST - FIRST + 1
    exists = np.ones(shape, dtype=np.bool_)
    exists[:, : 1989 - FIRST] = False
    exists[SOUTH_SUDAN, : 2011 - FIRST] = False
    alive = np.repeat(exists[:, 1989 - FIRST :], 12, axis=1)
    monthly = {
        name: np.where(alive, 0.0, np.nan) for name in ("deaths", "deaths_low", "deaths_high", *EVENTS)
    }
    for name in ("deaths", *EVENTS):
        drawn = rng.poisson(3.0, alive.shape) * (rng.random(alive.shape) < 0.3)
        monthly[name] = np.where(alive, drawn, np.nan)
    monthly["deaths"][BRAZIL] = 0.0
    for name in EVENTS:
        monthly[name] = np.where(monthly["deaths"] > 0, monthly[name] + 1, 0.0 * monthly["deaths"])
    total = monthly["deaths"].reshape(len(ISO3), -1, 12).sum(axis=2)
    yearly = {name: np.full(shape, np.nan) for name in YEARLY}
    for kind, part in zip(KINDS, (0.5, 0.0, 0.25, 0.25), strict=True):
        yearly[kind][:, 1989 - FIRST :] = total * part
    yearly["population"][:] = np.array([2e8, 5e7, 1.1e7, 4e7])[:, None]
    yearly["infant_mortality"][:] = np.array([13.0, 30.0, 70.0, 30.0])[:, None]
    yearly["coup"][:] = rng.random(shape) < 0.05
    for name in YEARLY[len(KINDS) + 4 :]:
        if name != "coup":
            yearly[name][:] = rng.random(shape)
    yearly["pts"][:, : 1985 - FIRST] = np.nan
    return Panel(ISO3, FIRST, exists, yearly, 1989, monthly)


def tables(
    rows: Sequence[tuple[str, int, float | None, int]], forecasts: Sequence[tuple] | None = None
) -> Tables:
    """Labels (iso3, year, within two years, in the year) and, if given, forecasts of others."""
    names = ("iso3", "year", "mk_onset_1or2", "mk_onset")
    found = {LABELS: Table(LABELS, pl.DataFrame(rows, schema=names, orient="row"), SOURCE)}
    if forecasts is not None:
        names = ("iso3", "year", "mk_onset", "maxrisk2", "minrank2")
        frame = pl.DataFrame(forecasts, schema=names, orient="row", infer_schema_length=None)
        found[FORECASTS] = Table(FORECASTS, frame, SOURCE)
    return Tables(found)
