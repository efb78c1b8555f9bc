"""Public tables of figures in, canonical frames with their provenance out.

    >>> tables = read_folder(Path("tables"))                                        # doctest: +SKIP
    >>> tables["ucdp_ov"].frame.columns[:3]                                         # doctest: +SKIP
    ['iso3', 'year', 'state_based']

One folder per public format: `connector.yaml` says whose it is and on what terms, `parse.py` turns its
files into rows by State and year or month. `nadhir.forecasting.panel.assemble` makes the panel of them.
"""

from __future__ import annotations

from nadhir.sources.figures.connectors import Connector, connectors
from nadhir.sources.figures.reading import read, read_folder

__all__ = ["Connector", "connectors", "read", "read_folder"]
