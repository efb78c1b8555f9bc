"""The outside world in, records out.

    from nadhir import sources

    reading = sources.read(Path("reports.csv"))
    for use in reading.mapping.describe(): ...      # show which column was taken for what
    for entry in reading:                           # Record or Rejection, in constant memory
        ...

A file that cannot be read at all raises `nadhir.errors.FileRefused`; a row that cannot be taken is
handed on as a `Rejection`, and the good rows around it are kept. Formats, limits and codes:
docs/reference/input-formats.md. This package opens no connection and knows nothing of Django.
"""

from nadhir.sources.connectors import Connector, connector, connectors
from nadhir.sources.dates import FoundDate, find_dates, parse_written
from nadhir.sources.limits import Limits
from nadhir.sources.mapping import ColumnUse, Mapping, guess_mapping
from nadhir.sources.reading import Reading, read
from nadhir.sources.records import EventFacts, PlaceHint, Record, Rejection, WrittenDate
from nadhir.sources.rejects import RejectsFile

__all__ = [
    "ColumnUse",
    "Connector",
    "EventFacts",
    "FoundDate",
    "Limits",
    "Mapping",
    "PlaceHint",
    "Reading",
    "Record",
    "Rejection",
    "RejectsFile",
    "WrittenDate",
    "connector",
    "connectors",
    "find_dates",
    "guess_mapping",
    "parse_written",
    "read",
]
