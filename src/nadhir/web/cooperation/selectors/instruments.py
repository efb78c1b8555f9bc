"""Reading instruments and what came of them, as far as the viewer may."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import F, Model, Prefetch, QuerySet

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking

M = TypeVar("M", bound=Model)
Party = uuid.UUID | None


def instruments(
    viewer: Viewer, *, kind: str = "", party: Party = None, words: str = ""
) -> QuerySet[Instrument]:
    """Agreements with the parties that the viewer may know of: the latest first, undated ones last.

    Args:
        party: identifier of an actor.
        words: in the name, in any of the three languages.
    """
    found = policy.visible(Instrument.objects.all(), viewer).prefetch_related(
        Prefetch("parties", queryset=directory.actors(viewer))
    )
    if kind:
        found = found.filter(kind=kind)
    if party:
        found = found.filter(parties=party)
    return _named(found, words).order_by(F("dated_on").desc(nulls_last=True), "-pk")


def instrument(viewer: Viewer, pk: Any) -> Instrument:
    """One instrument.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = instruments(viewer).select_related("owner").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="instrument.read")
    return found


def engagements(
    viewer: Viewer, *, kind: str = "", party: Party = None, words: str = ""
) -> QuerySet[Engagement]:
    """What was convened, the latest first; undated ones last. Arguments as of `instruments`."""
    found = response.engagements(viewer).prefetch_related(
        Prefetch("convened_by", queryset=directory.actors(viewer))
    )
    if kind:
        found = found.filter(kind=kind)
    if party:
        found = found.filter(convened_by=party)
    return _named(found, words).order_by(F("held_on").desc(nulls_last=True), "-pk")


def engagement(viewer: Viewer, pk: Any) -> Engagement:
    """One engagement.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = engagements(viewer).select_related("owner", "situation").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="engagement.read")
    return found


def _named(found: QuerySet[M], words: str) -> QuerySet[M]:
    """Those whose name has the words in any language, however they are spelt."""
    if not (wanted := fold(words.strip())):
        return found
    named = found.order_by().values_list("pk", "names")
    return found.filter(pk__in=[pk for pk, names in named if any(wanted in fold(n) for n in names.values())])


def promises(viewer: Viewer, *, instrument: Instrument | None = None) -> QuerySet[Undertaking]:
    """Obligations of instruments: what is open first, by the day it is due."""
    found = response.undertakings(viewer).filter(origin=Undertaking.Origin.INSTRUMENT)
    if instrument is not None:
        found = found.filter(origin_id=instrument.pk)
    return found.order_by(F("ended_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def instruments_of(viewer: Viewer, promised: Iterable[Undertaking]) -> dict[Any, Instrument]:
    """The instruments that promises come from, by identifier."""
    wanted = {promise.origin_id for promise in promised if promise.origin_id}
    return {one.pk: one for one in instruments(viewer).filter(pk__in=wanted)}
