"""Reading instruments and what came of them, as far as the viewer may."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Prefetch, Q, QuerySet

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.cooperation import standing
from nadhir.web.cooperation.models import (
    Instrument,
)
from nadhir.web.cooperation.standing import Standing, Term
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Engagement, Undertaking

M = TypeVar("M", bound=Model)
Party = uuid.UUID | None


def instruments(
    viewer: Viewer, *, kind: str = "", party: Party = None, words: str = "", who: str = "", state: str = ""
) -> QuerySet[Instrument]:
    """Agreements with the parties that the viewer may know of: the latest first, undated ones last.

    Args:
        party: identifier of an actor.
        words: in the name, in any of the three languages.
        who: in any name of a party.
        state: `live`, `runs_out`, `over`, `draft`; see `by_state`.
    """
    found = policy.visible(Instrument.objects.all(), viewer).prefetch_related(
        Prefetch("parties", queryset=directory.actors(viewer).order_by())
    )
    if kind:
        found = found.filter(kind=kind)
    if party:
        found = found.filter(parties=party)
    found = _of(viewer, found, "parties", who)
    found = by_state(found, state)
    return _named(found, words).order_by(F("dated_on").desc(nulls_last=True), "-pk")


def by_state(found: QuerySet[Instrument], state: str) -> QuerySet[Instrument]:
    """Those that stand so today. `live`: in force; `runs_out`: within the days of their reminder; `over`:
    run out, ended or renewed."""
    if not state:
        return found
    today = clock.now().date()
    if state == "draft":
        return found.filter(status=Instrument.Status.DRAFT)
    ended = Q(status=Instrument.Status.ENDED) | Q(Exists(renewals(Instrument.objects.all(), OuterRef("pk"))))
    over = ended | Q(tacit=False, ends_on__lt=today)
    if state == "over":
        return found.exclude(status=Instrument.Status.DRAFT).filter(over)
    live = found.filter(status=Instrument.Status.AGREED).exclude(over)
    if state == "runs_out":
        near = Q(pk__in=[])
        for days in live.order_by().values_list("remind_days", flat=True).distinct():
            near |= Q(remind_days=days, ends_on__range=(today, today + timedelta(days=days)))
        return live.filter(near)
    return live


def renewals(found: QuerySet[Instrument], of: Any) -> QuerySet[Instrument]:
    """Those that took the place of one, drafts left out."""
    return found.filter(renews=of).exclude(status=Instrument.Status.DRAFT)


def instrument(viewer: Viewer, pk: Any) -> Instrument:
    """One instrument.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = instruments(viewer).select_related("owner", "place").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="instrument.read")
    return found


def engagements(
    viewer: Viewer, *, kind: str = "", party: Party = None, words: str = "", who: str = ""
) -> QuerySet[Engagement]:
    """What was convened, the latest first; undated ones last. Arguments as of `instruments`."""
    found = response.engagements(viewer).prefetch_related(
        Prefetch("convened_by", queryset=directory.actors(viewer).order_by())
    )
    if kind:
        found = found.filter(kind=kind)
    if party:
        found = found.filter(convened_by=party)
    found = _of(viewer, found, "convened_by", who)
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
    wanted = fold(words.strip())
    return found.filter(folded__contains=wanted) if wanted else found


def _of(viewer: Viewer, found: QuerySet[M], relation: str, who: str) -> QuerySet[M]:
    """Those that somebody of this name takes part in, in any of their spellings."""
    if not fold(who.strip()):
        return found
    called = directory.actors(viewer, named=who).order_by()
    through: Any = getattr(found.model, relation).through
    column = found.model._meta.model_name
    taking_part = through.objects.filter(actor__in=called.values("pk"))
    return found.filter(pk__in=taking_part.values(f"{column}_id"))


# ------------------------------------------------------------------------------------------ where they stand


def term_of(one: Instrument, *, renewed: bool) -> Term:
    """What the standing of an instrument is told from."""
    return Term(
        begins=one.begins_on or one.dated_on,
        ends=one.ends_on,
        months=one.duration_months,
        tacit=one.tacit,
        notice=one.notice_days,
        remind=one.remind_days,
        status=one.status,
        renewed=renewed,
    )


def standings(viewer: Viewer, found: Iterable[Instrument]) -> dict[uuid.UUID, Standing]:
    """Where each of them stands today. That it was renewed is told as far as the viewer may know of that."""
    rows = list(found)
    seen = policy.visible(Instrument.objects.all(), viewer)
    others = seen.filter(renews__in=[one.pk for one in rows]).exclude(status=Instrument.Status.DRAFT)
    renewed = set(others.order_by().values_list("renews_id", flat=True))
    today = clock.now().date()
    return {one.pk: standing.standing(term_of(one, renewed=one.pk in renewed), today) for one in rows}


# ------------------------------------------------------------------------------------------ what was promised


def promises(viewer: Viewer, *, instrument: Instrument | None = None) -> QuerySet[Undertaking]:
    """Obligations of instruments: what is open first, by the day it is due."""
    found = response.undertakings(viewer).filter(origin=Undertaking.Origin.INSTRUMENT)
    if instrument is not None:
        found = found.filter(origin_id=instrument.pk)
    return found.order_by(F("ended_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def instruments_of(viewer: Viewer, promised: Iterable[Undertaking]) -> dict[Any, Instrument]:
    """The instruments that promises come from, by identifier."""
    wanted = {promise.origin_id for promise in promised if promise.origin_id}
    return {one.pk: one for one in instruments(viewer).order_by().filter(pk__in=wanted)}
