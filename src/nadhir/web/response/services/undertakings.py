"""Undertakings: who does what by when, what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Undertaking, UndertakingStep
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Decision, Warning


@transaction.atomic
def undertaking_make(
    *,
    viewer: Viewer,
    title: str,
    who: str,
    due_on: date | None = None,
    decision: Decision | None = None,
    situation: Situation | None = None,
    origin: str = Undertaking.Origin.DECISION,
    origin_id: uuid.UUID | None = None,
    actor: Actor | None = None,
    person: User | None = None,
    tlp: str | None = None,
    share_with: Iterable[uuid.UUID] | None = None,
    fictional: bool = False,
) -> Undertaking:
    """Record that somebody is to do something.

    The same promise made again of the same decision, while it is going on, is the same promise.

    Args:
        decision: the decision it comes from; label, owner and situation are then those of its warning.
        person: who is to report on it; named as its reader.
        share_with: sharing groups it is opened to; by default those of the warning it comes from.

    Raises:
        NotAllowed: the viewer neither works on the warning or situation nor received the warning.
        NotPossibleNow: what or who is missing; a promise that names nobody is not one.
    """
    warning = decision.warning if decision else None
    seen = [record for record in (warning, situation) if record is not None]
    policy.require(viewer, "undertaking.make", *seen)
    _concerned(viewer, warning, situation)
    if not title.strip() or not who.strip():
        raise NotPossibleNow("undertaking.incomplete")
    going_on = (Undertaking.Status.OPEN, Undertaking.Status.UNDER_WAY)
    same = Undertaking.objects.filter(
        decision=decision, title=title.strip(), who=who.strip(), due_on=due_on, status__in=going_on
    )
    if decision is not None and (known := same.first()):
        return known
    undertaking = Undertaking.objects.create(
        owner_id=warning.owner_id if warning else viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp or (warning.tlp if warning else "amber"),
        title=title.strip(),
        who=who.strip(),
        due_on=due_on,
        decision=decision,
        warning=warning,
        situation=situation or (warning.situation if warning else None),
        origin=origin,
        origin_id=origin_id or (decision.pk if decision else None),
        actor=actor,
        person=person,
        fictional=fictional or bool(warning and warning.fictional),
    )
    if person is not None:
        record_name_readers(record=undertaking, users=[person.pk])
    if share_with is None:
        share_with = _groups_of(warning) if warning else ()
    record_share(record=undertaking, groups=share_with)
    ledger.record(viewer, "undertaking.make", undertaking, warning=warning.pk if warning else None)
    return undertaking


def _concerned(viewer: Viewer, warning: Warning | None, situation: Situation | None) -> None:
    """Go on only for those whom the warning, or else the situation, concerns: everybody else in the community
    may read what is TLP:GREEN, and promises nothing in its name."""
    if warning is not None and warnings.own_line(viewer, warning) is not None:
        return
    record = warning or situation
    if record is not None and not policy.works_on(viewer, record):
        raise NotAllowed("not_allowed.other_desk", act="undertaking.make")


def _groups_of(warning: Warning) -> list[uuid.UUID]:
    return list(Share.objects.filter(record_id=warning.pk).values_list("group_id", flat=True))


@transaction.atomic
def undertaking_begin(*, viewer: Viewer, undertaking: Undertaking, note: str = "") -> Undertaking:
    """Say that work on it has begun."""
    _reportable(viewer, undertaking, Undertaking.Status.OPEN)
    now = clock.now()
    record_change(record=undertaking, status=Undertaking.Status.UNDER_WAY, began_at=now)
    _step(viewer, undertaking, note, now)
    return undertaking


@transaction.atomic
def undertaking_complete(*, viewer: Viewer, undertaking: Undertaking, result: str) -> Undertaking:
    """Say that it is done, and what came of it.

    Raises:
        NotPossibleNow: the result is not told, or the undertaking has ended already.
    """
    _reportable(viewer, undertaking, Undertaking.Status.OPEN, Undertaking.Status.UNDER_WAY)
    if not result.strip():
        raise NotPossibleNow("undertaking.without_result")
    now = clock.now()
    record_change(
        record=undertaking,
        status=Undertaking.Status.DONE,
        began_at=undertaking.began_at or now,
        ended_at=now,
        result=result.strip(),
        result_at=now,
    )
    _step(viewer, undertaking, result.strip(), now)
    return undertaking


@transaction.atomic
def undertaking_refuse(*, viewer: Viewer, undertaking: Undertaking, because: str) -> Undertaking:
    """Say that it will not be done, and why."""
    _reportable(viewer, undertaking, Undertaking.Status.OPEN, Undertaking.Status.UNDER_WAY)
    if not because.strip():
        raise NotPossibleNow("undertaking.refuse_without_reason")
    now = clock.now()
    record_change(
        record=undertaking,
        status=Undertaking.Status.REFUSED,
        refused_because=because.strip(),
        ended_at=now,
    )
    _step(viewer, undertaking, because.strip(), now)
    return undertaking


def _reportable(viewer: Viewer, undertaking: Undertaking, *allowed: str) -> None:
    policy.require(viewer, "undertaking.report", undertaking)
    if undertaking.status not in allowed:
        raise NotPossibleNow("undertaking.ended")


def _step(viewer: Viewer, undertaking: Undertaking, note: str, now: datetime) -> None:
    UndertakingStep.objects.create(
        undertaking=undertaking, at=now, by_id=viewer.user_id, status=undertaking.status, note=note
    )
    ledger.record(viewer, f"undertaking.{undertaking.status}", undertaking)
