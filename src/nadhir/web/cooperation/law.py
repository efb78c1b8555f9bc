"""Where the legal register of situations knows of an instrument, too: read there, never written from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import LegalPosition

# Instruments of the register (catalogue `legal-instruments`) by the slug under which they are recorded here.
SAME = {
    "genocide-convention-1948": "genocide-1948",
    "rome-statute-1998": "rome-1998",
    "icglr-protocol-2006": "great-lakes-2006",
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a State stands according to the register."""

    place: Any
    state: str
    since: date | None
    source: str


def positions(viewer: Viewer, instrument: Instrument) -> list[Position]:
    """What the register of situations says of an instrument, by place."""
    element = SAME.get(instrument.slug or "")
    if element is None:
        return []
    found = policy.visible(LegalPosition.objects.filter(instrument=element), viewer)
    known = (
        found.exclude(state=LegalPosition.State.UNKNOWN).select_related("place").order_by("place__code", "pk")
    )
    return [Position(one.place, str(one.get_state_display()), one.since, one.source) for one in known[:300]]


def of_places(viewer: Viewer, places: Iterable[Any]) -> dict[tuple[Any, str], Position]:
    """What the register says of these places, by place and slug of the instrument."""
    slugs = {element: slug for slug, element in SAME.items()}
    found = policy.visible(LegalPosition.objects.filter(place__in=list(places)), viewer)
    known = found.exclude(state=LegalPosition.State.UNKNOWN).select_related("place")
    return {
        (one.place_id, slugs[one.instrument]): Position(
            one.place, str(one.get_state_display()), one.since, one.source
        )
        for one in known
        if one.instrument in slugs
    }
