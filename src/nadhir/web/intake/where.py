"""Where an event happened: what its source says of the place, as codes of the gazetteer; and how precisely it
may be shown.

Event data sets code by their own list of States. UCDP puts events in Palestine under Israel, in Kosovo under
Serbia and in Western Sahara under Morocco; readers are shown the place itself, with the disclaimer about
boundaries that stands under every map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nadhir.doctrine import places as gazetteer
from nadhir.doctrine.places import Place
from nadhir.errors import DoctrineError
from nadhir.sources import PlaceHint, Record
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item

# State of the data set → the territory that readers know the place by, and the provinces that tell.
CODED_UNDER = {
    "IL": ("PS", ("gaza strip", "west bank", "east jerusalem")),
    "RS": ("XK", ("kosovo",)),
    "MA": ("EH", ("western sahara",)),
}

# Codes that ISO 3166 leaves to users: those of a demonstration's invented places.
USER_ASSIGNED = re.compile(r"(X[A-Z])(-[A-Z0-9]{1,3})?")


def event_codes(record: Record) -> tuple[str, ...]:
    """Codes of the places where the record says it happened: the country, and its subdivision where it can
    be told; none where it says nothing, or nothing that the gazetteer knows."""
    year = record.occurred.start.year if record.occurred else None
    country = next(filter(None, (_country(hint, year) for hint in record.places)), None)
    if country is None:
        return _user_assigned(record)
    names = list(dict.fromkeys(hint.name for hint in record.places if hint.name and not hint.code))
    territory, provinces = CODED_UNDER.get(country.code, ("", ()))
    told = " ".join(names).casefold()
    inside = territory if any(province in told for province in provinces) else country.code
    part = next((place.code for place in _named(names, inside)), None)
    return (inside, part) if part else (inside,)


def _user_assigned(record: Record) -> tuple[str, ...]:
    """The first code of an invented place, with that of its country before it."""
    for hint in record.places:
        found = USER_ASSIGNED.fullmatch(hint.code or "")
        if found:
            return (found[1], found[0]) if found[2] else (found[1],)
    return ()


def _named(names: list[str], country: str) -> Iterator[Place]:
    """The subdivisions of the country that the names mean."""
    for name in names:
        place = gazetteer.named(name, within=country)
        if place is not None:
            yield place


def _country(hint: PlaceHint, year: int | None) -> Place | None:
    """The country of a hint's code: ISO 3166, or a number of the data set, a State of its time."""
    code = hint.code or ""
    try:
        if code.startswith("gw:"):
            return gazetteer.by_ucdp(int(code[3:]), year)
        return gazetteer.country(code.split("-")[0]) if code else None
    except DoctrineError:
        # A number that has no country of today: the names beside it still stand in the item.
        return None


def shown_position(viewer: Viewer, item: Item) -> tuple[float, float] | None:
    """Latitude and longitude as `viewer` may have them: exact for public data and for the desk that holds
    the report, elsewhere to a tenth of a degree (about ten kilometres). A precise place can betray a person.
    """
    if item.latitude is None or item.longitude is None:
        return None
    if item.tlp == Tlp.CLEAR or viewer.system or viewer.organisation_id == item.owner_id:
        return item.latitude, item.longitude
    return round(item.latitude, 1), round(item.longitude, 1)
