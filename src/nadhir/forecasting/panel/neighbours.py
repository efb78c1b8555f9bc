"""Which States touch? A list of facts: land borders, and less than 24 nautical miles of water between.

`figures/contiguity.csv` is our own, drawn up from general geography (land borders as any atlas has them;
straits as the law of the sea makes of two territorial seas of twelve miles that meet). It speaks of the rows
of the panel: Russia's row has the Soviet Union's borders until 1991, Serbia's those of Yugoslavia, Morocco's
those of Western Sahara, as UCDP counts. It expresses no opinion on the status of any territory.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Sequence
from importlib import resources

import numpy as np

from nadhir.forecasting.panel.grid import BoolArray


def contiguous(iso3: Sequence[str], year: int) -> BoolArray:
    """(countries, countries), whether two of `iso3` touched in `year`; symmetric, nobody touches itself.

    Whether a State existed is not looked at: `Panel.exists` knows.
    """
    row_of = {code: row for row, code in enumerate(iso3)}
    touch = np.zeros((len(iso3), len(iso3)), dtype=np.bool_)
    for one, other, first, last in _borders():
        if one in row_of and other in row_of and first <= year <= last:
            touch[row_of[one], row_of[other]] = touch[row_of[other], row_of[one]] = True
    return touch


def neighbours(iso3: str, year: int) -> tuple[str, ...]:
    """The States that touched `iso3` in `year`, sorted."""
    found = {
        other if one == iso3 else one
        for one, other, first, last in _borders()
        if iso3 in (one, other) and first <= year <= last
    }
    return tuple(sorted(found))


@functools.cache
def _borders() -> tuple[tuple[str, str, int, int], ...]:
    source = resources.files("nadhir.forecasting.panel") / "figures" / "contiguity.csv"
    return tuple(
        (row["a"], row["b"], int(row["from"] or 0), int(row["until"] or 9999))
        for row in csv.DictReader(source.read_text("utf-8").splitlines())
    )
