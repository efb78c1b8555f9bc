"""Reading reports again when the words or the screener changed.

A run goes through the reports of one desk that whoever asked for it may see, in their order, a chunk at a
time. Each chunk is one transaction with the place that was reached, so that a run that broke off goes on
where it stopped; a report that the same screener has read already is passed over, so that a second run
changes nothing.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.screening import Screener
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.intake.models import Item, ItemPlace
from nadhir.web.intake.selectors import read_again
from nadhir.web.intake.services import Renewal, items_renew
from nadhir.web.situations import lexicons
from nadhir.web.situations.models import Attachment, Rescreening, Situation

CHUNK = 200
COUNTS = ("read", "renewed", "raised", "lowered", "kept")
OPEN = (Rescreening.State.QUEUED, Rescreening.State.RUNNING)

INTERRUPTED = {"code": "rescreening.interrupted", "params": {}, "book": "nadhir.web"}

Progress = Callable[[Rescreening], None]


@transaction.atomic
def rescreening_begin(
    *, viewer: Viewer, situation: Situation | None = None, since: date | None = None
) -> Rescreening:
    """Ask for reports to be read again: those of the viewer's desk that the viewer may see.

    Args:
        situation: only those that it reaches.
        since: only those received on this day or later.

    Raises:
        NotAllowed: the role does not include it, or the situation cannot be seen.
        NotPossibleNow: `rescreening.running`: the same person's run is under way.
    """
    policy.require(viewer, "screening.renew")
    if situation is not None:
        policy.require_sight(viewer, situation)
    mine = Rescreening.objects.filter(owner_id=viewer.desk, created_by_id=viewer.user_id, state__in=OPEN)
    if viewer.user_id is not None and mine.exists():
        raise NotPossibleNow("rescreening.running")
    run = Rescreening(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        situation=situation,
        since=since,
        screener=Screener.default().version,
    )
    run.expected = items_to_read(viewer, run).count()
    run.save(force_insert=True)
    ledger.record(viewer, "rescreening.begin", run, situation=situation.pk if situation else None)
    return run


def rescreenings_open(
    *, viewer: Viewer, situation: Situation | None = None, since: date | None = None
) -> list[Rescreening]:
    """The installation's own runs, one for each desk that has reports: those that were left half done, which
    go on, and new ones for the others.

    Raises:
        NotAllowed: the viewer is not the installation.
    """
    if not viewer.system:
        raise NotAllowed("not_allowed.act", act="screening.renew")
    reports = policy.visible(Item.objects.order_by(), viewer)
    desks = {situation.owner_id} if situation else set(reports.values_list("owner_id", flat=True).distinct())
    runs = []
    for desk in sorted(desks):
        scope = {"owner_id": desk, "created_by": None, "situation": situation, "since": since}
        left = Rescreening.objects.filter(**scope).exclude(state=Rescreening.State.DONE)
        current = left.filter(screener=Screener.default().version).first()
        # What is left of earlier screeners is read by this one anyway.
        old = left.exclude(pk=current.pk) if current else left
        old.update(state=Rescreening.State.DONE)
        there = replace(viewer, organisation_id=desk)
        runs.append(current or rescreening_begin(viewer=there, situation=situation, since=since))
    return runs


def rescreening_run(*, viewer: Viewer, rescreening: Rescreening, progress: Progress | None = None) -> None:
    """Go through the reports of a run, from where it stopped. One that is done does nothing."""
    policy.require(viewer, "screening.renew")
    run = rescreening
    taken = Rescreening.objects.filter(pk=run.pk).exclude(state=Rescreening.State.DONE)
    if not taken.update(state=Rescreening.State.RUNNING, problem=None, finished_at=None):
        return
    run.refresh_from_db()
    reach = lexicons.reach(run.owner_id)
    try:
        while ids := _next(viewer, run):
            _chunk(viewer, run, ids, reach)
            if progress is not None:
                progress(run)
    except BaseException:
        # However it ends, the run says so, and the next one is not kept waiting.
        _end(viewer, run, Rescreening.State.FAILED, INTERRUPTED)
        raise
    _end(viewer, run, Rescreening.State.DONE)


def rescreening_release(*, rescreening: Rescreening) -> bool:
    """Put back into the queue what a process that died left half done; whether it was."""
    running = Rescreening.objects.filter(pk=rescreening.pk, state=Rescreening.State.RUNNING)
    return bool(running.update(state=Rescreening.State.QUEUED))


def items_to_read(viewer: Viewer, run: Rescreening) -> QuerySet[Item]:
    """The reports of a run, those read already included."""
    mine = policy.visible(Item.objects.filter(owner_id=run.owner_id), viewer)
    if run.situation is not None:
        mine = mine.filter(lexicons.reached_by([run.situation]))
    return mine.filter(received_at__date__gte=run.since) if run.since else mine


def _next(viewer: Viewer, run: Rescreening) -> list[uuid.UUID]:
    rest = items_to_read(viewer, run).order_by("pk")
    rest = rest.filter(pk__gt=run.reached) if run.reached else rest
    return list(rest.values_list("pk", flat=True)[:CHUNK])


def _chunk(viewer: Viewer, run: Rescreening, ids: list[uuid.UUID], reach: lexicons.Reach | None) -> None:
    """Read a chunk, then write it; what somebody changed in between is read once more."""
    first = _read(ids, reach)
    with transaction.atomic():
        renewal = items_renew(viewer=viewer, reread=first)
        if renewal.missed:
            again = items_renew(viewer=viewer, reread=_read(renewal.missed, reach))
            renewal = Renewal(renewal.renewed, renewal.raised, renewal.lowered, renewal.kept) + again
        run.reached = ids[-1]
        for name, more in zip(COUNTS, (len(ids), *_figures(renewal)), strict=True):
            setattr(run, name, getattr(run, name) + more)
        run.save(update_fields=["reached", *COUNTS])


def _figures(renewal: Renewal) -> tuple[int, int, int, int]:
    return renewal.renewed, renewal.raised, renewal.lowered, renewal.kept


def _read(ids: Iterable[uuid.UUID], reach: lexicons.Reach | None) -> list[tuple[Item, Any]]:
    """These items with what the screener of each finds, but for those that it has read."""
    # These were chosen among what the viewer sees.
    found = policy.visible(Item.objects.filter(pk__in=list(ids)), installation())
    items = list(found.select_related("judgement").defer("raw", "folded"))
    chosen = _screeners(items, reach)
    by_screener: dict[Screener, list[Item]] = defaultdict(list)
    for item in items:
        screener = chosen.get(item.pk) or Screener.default()
        if (item.finding or {}).get("version") != screener.version:
            by_screener[screener].append(item)
    return [
        pair
        for screener, those in by_screener.items()
        for pair in zip(those, read_again(those, screener), strict=True)
    ]


def _screeners(items: list[Item], reach: lexicons.Reach | None) -> dict[uuid.UUID, Screener]:
    if reach is None:
        return {}
    ids = [item.pk for item in items]
    codes: dict[uuid.UUID, set[str]] = defaultdict(set)
    told = policy.visible(ItemPlace.objects.filter(item__in=ids), installation())
    for pk, code in told.values_list("item_id", "place__code"):
        codes[pk].add(code)
    attached: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for pk, situation in Attachment.objects.filter(item__in=ids).values_list("item_id", "situation_id"):
        attached[pk].add(situation)
    found = {pk: reach.screener(codes[pk], attached[pk]) for pk in ids}
    return {pk: screener for pk, screener in found.items() if screener is not None}


@transaction.atomic
def _end(viewer: Viewer, run: Rescreening, state: str, problem: dict[str, Any] | None = None) -> None:
    run.state, run.problem, run.finished_at = state, problem, clock.now()
    run.save(update_fields=["state", "problem", "finished_at"])
    counts = {name: getattr(run, name) for name in COUNTS}
    ledger.record(viewer, f"rescreening.{state}", run, screener=run.screener, **counts)
