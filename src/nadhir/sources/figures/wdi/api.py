"""The form of the World Bank's API, version 2: a JSON list of a header and rows.

[{"page": 1, "pages": 1, "per_page": 32500, "total": 266, …},
 [{"indicator": {"id": "SP.POP.TOTL", …}, "country": {…}, "countryiso3code": "KEN", "date": "2023",
   "value": 55339003, …}, …]]
"""

from __future__ import annotations

import json
from types import MappingProxyType

import polars as pl

from nadhir.errors import PanelError
from nadhir.sources.figures.files import Foreign, SourceFile

# Series of the World Bank to columns of ours.
INDICATORS = MappingProxyType(
    {
        "SP.POP.TOTL": "population",
        "SP.DYN.IMRT.IN": "infant_mortality",
        "NY.GDP.PCAP.KD.ZG": "gdp_growth",
        "NY.GDP.PCAP.KD": "gdp_per_person",
        "NE.TRD.GNFS.ZS": "trade",
    }
)


def of_json(file: SourceFile) -> Foreign:
    """The rows of one answer, or of several pages put together: `iso3c`, `series`, `year`, `value` as text.

    Raises:
        PanelError: `panel.file_unreadable`; `panel.cut_short` where there are fewer rows than the header
            says there are.
    """
    try:
        header, rows = json.loads(file.text)
        total = int(header["total"])
        found = [
            {
                "iso3c": row["countryiso3code"] or row["country"]["value"],
                "series": row["indicator"]["id"],
                "year": row["date"],
                "value": None if row["value"] is None else repr(row["value"]),
            }
            for row in rows or ()
        ]
    except (ValueError, TypeError, KeyError):
        raise PanelError("panel.file_unreadable", file=file.name) from None
    if len(found) < total:
        raise PanelError("panel.cut_short", file=file.name, found=len(found), expected=total)
    schema = dict.fromkeys(("iso3c", "series", "year", "value"), pl.String)
    return Foreign(file.name, pl.DataFrame(found, schema=schema))
