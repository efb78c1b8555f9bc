"""Reading the files of the demonstration: YAML as data, reports as templates whose dates are filled in.

In a report `[[-40 ar]]` is the day forty days before the story's end, written in Arabic; `[[-24..-21 fr]]` is
a range of days; `iso`, `rss` and `year` stand in the place of a language where a machine reads the date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from importlib import resources
from typing import Any

import yaml

from nadhir.web.core import words

FOLDER = resources.files(__package__) / "content"
_DATE = re.compile(r"\[\[(-?\d+)(?:\.\.(-?\d+))? (ar|en|fr|iso|rss|year)\]\]")


def load(name: str) -> Any:
    """What the YAML file `name` of the content folder says."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(FOLDER.joinpath(name).read_bytes(), Loader=loader)  # noqa: S506 - safe loaders


def filled(name: str, today: date) -> str:
    """The text of the file `name` with its dates counted from `today`."""
    return dated(FOLDER.joinpath(name).read_text("utf-8"), today)


def dated(template: str, today: date) -> str:
    """`template` with its dates counted from `today`."""
    return _DATE.sub(lambda found: _written(found, today), template)


def _written(found: re.Match[str], today: date) -> str:
    first = today + timedelta(days=int(found[1]))
    last = today + timedelta(days=int(found[2])) if found[2] else first
    form = found[3]
    if form == "iso":
        return first.isoformat()
    if form == "year":
        return str(first.year)
    if form == "rss":
        return format_datetime(datetime.combine(first, time(7, 30), UTC))
    return days(first, last, form)


def days(first: date, last: date, language: str) -> str:
    """A day or a range of days as a person writes it: 17–20 December 2026."""
    if first == last:
        return words.day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{words.day(last, language)}"
    return f"{words.day(first, language)} – {words.day(last, language)}"
