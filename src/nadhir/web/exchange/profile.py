"""Our profile of CAP 1.2: which of its words a warning gets, by rules that are written down.

A warning speaks of days where CAP was made for minutes. The rules (docs/reference/alert-profile.md):

- urgency: `Immediate` where no more than two days are left, or no option can be done in the time that is
  left; `Expected` within fourteen days; `Future` beyond. `Past` once it is taken back.
- severity: `Severe`, because lives are at stake; how many, a warning does not measure.
- certainty: high confidence is `Likely`, moderate `Possible`, low `Unknown`. Never `Observed`: a warning is
  of what is feared.
- scope: `Public` for TLP:CLEAR only; `Restricted`, with the label as restriction, for TLP:GREEN and for
  TLP:AMBER that was opened to a sharing group; `Private` with the reader's address for everything else.

Pure, but for the table of time zones.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

from nadhir.documents.cap import Area, Pair, Point, Polygon
from nadhir.documents.cap.model import Scope
from nadhir.documents.charts.outlines import rings
from nadhir.web.core.models import Tlp

NOW, SOON = timedelta(days=2), timedelta(days=14)
CERTAINTY = {"high": "Likely", "moderate": "Possible", "low": "Unknown"}
SEVERITY = "Severe"
RINGS, POINTS = 12, 400  # outlines of one country, points of one outline


def urgency(issued: datetime, until: datetime, leads: Iterable[int]) -> str:
    """How soon somebody must act.

    Args:
        leads: days that each option takes.
    """
    left = until - issued
    shortest = min(leads, default=0)
    if left <= NOW or timedelta(days=shortest) >= left:
        return "Immediate"
    return "Expected" if left <= SOON else "Future"


def scope(tlp: str, *, opened: bool) -> Scope:
    """For whom an alert is.

    Args:
        opened: whether the warning was opened to a sharing group.
    """
    if tlp == Tlp.CLEAR:
        return "Public"
    if tlp == Tlp.GREEN or (tlp == Tlp.AMBER and opened):
        return "Restricted"
    return "Private"


def travels_as_far(tlp: str, than: str) -> bool:
    """Whether a handling label lets a record travel at least as far as another."""
    order = list(Tlp.values)
    return order.index(tlp) >= order.index(than)


@functools.lru_cache(maxsize=512)
def zone_of(country: str) -> tzinfo:
    """The time zone of a country by its ISO 3166-1 alpha-2 code, where it has one only; else UTC."""
    names = get_global("territory_zones").get(country, [])
    try:
        return ZoneInfo(names[0]) if len(names) == 1 else UTC
    except (ZoneInfoNotFoundError, ValueError):  # a machine without a table of time zones
        return UTC


def zone_at(codes: Iterable[str]) -> tzinfo:
    """The time zone of places by their ISO 3166 codes: one where they share it, else UTC."""
    zones = {zone_of(code[:2]) for code in codes}
    return zones.pop() if len(zones) == 1 else UTC


def area(desc: str, codes: Iterable[str], countries: Iterable[str]) -> Area:
    """Where: in words, by the codes of its places, and by the outlines that we ship of whole countries.

    Args:
        codes: ISO 3166-1 alpha-2 or ISO 3166-2.
        countries: ISO 3166-1 alpha-3 of those that are meant as a whole.
    """
    geocodes = tuple(Pair("ISO 3166-2" if "-" in code else "ISO 3166-1", code) for code in codes)
    outlines = tuple(one for country in countries for one in _outlines(country))
    return Area(desc, polygons=outlines, geocodes=geocodes)


@functools.lru_cache(maxsize=64)
def _outlines(country: str) -> tuple[Polygon, ...]:
    """The largest parts of a country, latitude before longitude, to a hundredth of a degree."""
    found = [ring for ring in rings() if ring.country == country and 4 <= len(ring.points) <= POINTS]
    found.sort(key=lambda ring: (ring.bounds[2] - ring.bounds[0]) * (ring.bounds[3] - ring.bounds[1]))
    made = []
    for ring in reversed(found[-RINGS:]):
        points = [Point(round(north, 2), round(east, 2)) for east, north in ring.points]
        made.append(Polygon((*points[:-1], points[0])))
    return tuple(made)
