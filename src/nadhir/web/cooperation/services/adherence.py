"""Steps of States towards an instrument: signed, ratified, made part of national law, withdrawn from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation.models import Adherence, Instrument
from nadhir.web.cooperation.services.instruments import EARLIEST, dates_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor


@transaction.atomic
def adherence_record(
    *,
    viewer: Viewer,
    instrument: Instrument,
    state: Actor,
    step: str,
    dated: WrittenDate | None = None,
    reference: str = "",
    sources: Iterable[Any] = (),
) -> Adherence:
    """Record a step of a State. The same step on the same day again is the same.

    Raises:
        NotPossibleNow: it is no State; the day lies ahead, in another calendar or before the instrument; it
            came to be bound without a source; or the order cannot be, as ratifying after withdrawing unsaid.
    """
    policy.require(viewer, "adherence.record", instrument, state)
    if state.kind != Actor.Kind.STATE:
        raise NotPossibleNow("adherence.no_state")
    if step not in Adherence.Step.values:
        raise NotPossibleNow("adherence.no_step")
    told = list(sources)
    if not reference.strip() and not told:
        raise NotPossibleNow("adherence.without_source")
    if dated is not None:
        if dated.start > clock.now().date():
            raise NotPossibleNow("adherence.ahead")
        if dated.start.year < EARLIEST:
            raise NotPossibleNow("instrument.other_calendar", year=dated.start.year)
        if instrument.dated_on is not None and dated.end < instrument.dated_on:
            raise NotPossibleNow("adherence.before_instrument")
    day = dates_of("dated", dated)
    known = Adherence.objects.filter(
        instrument=instrument, state=state, step=step, dated_on=day["dated_on"], struck_at=None
    ).first()
    if known is not None:
        return known
    made = Adherence.objects.create(
        instrument=instrument,
        state=state,
        step=step,
        reference=reference.strip(),
        sources=told,
        by_id=viewer.user_id,
        at=clock.now(),
        **day,
    )
    ledger.record(viewer, "adherence.record", instrument, state=state.pk, step=step)
    return made


@transaction.atomic
def adherence_strike(*, viewer: Viewer, adherence: Adherence) -> Adherence:
    """Strike a step that was recorded by mistake; it stays in the ledger."""
    policy.require(viewer, "adherence.record", adherence.instrument)
    if adherence.struck_at is not None:
        raise NotPossibleNow("adherence.struck")
    adherence.struck_at = clock.now()
    adherence.save(update_fields=["struck_at"])
    ledger.record(viewer, "adherence.strike", adherence.instrument, adherence=adherence.pk)
    return adherence
