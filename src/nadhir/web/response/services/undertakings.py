"""Making undertakings and moving them: who does what by when, what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share
from nadhir.web.core.services import record_change, record_name_readers, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Place
from nadhir.web.response import deadlines, states
from nadhir.web.response.models import Undertaking, UndertakingStep
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Decision, Warning

STATUS = UndertakingStep.What.STATUS
_UNSAID = {"result": "undertaking.without_result", "reason": "undertaking.refuse_without_reason"}


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned, as far as others should know it so as not to undo it. Codes are those of `models`.

    Attributes:
        quiet: out of the public eye.
        deconflict: others may be told that something clashes with it, and whose desk to ask.
    """

    kind: str = ""
    audience: str = ""
    theme: str = ""
    place: Place | None = None
    towards: Actor | None = None
    starts_on: date | None = None
    quiet: bool = False
    deconflict: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for it, how pressing it is, and by when exactly.

    Attributes:
        by: in words, where it is not only the person who records it.
        asker: the colleague who hears when it is overdue; by default whoever records it.
    """

    by: str = ""
    asker: User | None = None
    priority: str = Undertaking.Priority.ORDINARY
    precision: str = Undertaking.Precision.DAY
    repeats: str = Undertaking.Repeats.NEVER


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
    origin_part: str = "",
    parent: Undertaking | None = None,
    actor: Actor | None = None,
    person: User | None = None,
    asked: Asked | None = None,
    planned: Planned | None = None,
    language: str = "",
    tlp: str | None = None,
    share_with: Iterable[uuid.UUID] | None = None,
    fictional: bool = False,
) -> Undertaking:
    """Record that somebody is to do something.

    The same promise made again of the same decision, recommendation or situation, while it is going on, is
    the same promise.

    Args:
        decision: the decision it comes from; label, owner and situation are then those of its warning.
        origin_part: which factor, article or point of the record named by `origin_id`.
        parent: the undertaking that this is a step of; label, situation and readers are then its own.
        person: who is to report on it; named as its reader.
        share_with: sharing groups it is opened to; by default those of the warning, or of the parent, that it
            comes from.

    Raises:
        NotAllowed: the viewer neither works on the warning or situation nor received the warning.
        NotPossibleNow: what or who is missing, a promise that names nobody is not one; or it repeats and has
            no day to repeat from.
    """
    asked, planned = asked or Asked(), planned or Planned()
    if parent is not None:
        policy.require(viewer, "undertaking.keep", parent)
        situation = situation or parent.situation
    warning = decision.warning if decision else None
    seen = [record for record in (warning, situation) if record is not None]
    policy.require(viewer, "undertaking.make", *seen)
    _concerned(viewer, warning, situation)
    if not title.strip() or not who.strip():
        raise NotPossibleNow("undertaking.incomplete")
    if asked.repeats and due_on is None:
        raise NotPossibleNow("undertaking.repeats_without_day")
    due_on = deadlines.last_day(due_on, asked.precision) if due_on else None
    told = {"title": title.strip(), "who": who.strip(), "due_on": due_on, "decision": decision}
    from_where = {
        "situation": situation,
        "origin_id": origin_id,
        "origin_part": origin_part,
        "parent": parent,
    }
    same = Undertaking.objects.filter(**told, status__in=states.GOING_ON)
    same = same if decision is not None else same.filter(**from_where, created_by_id=viewer.user_id)
    if any((decision, origin_id, parent, situation and viewer.user_id)) and (known := same.first()):
        return known
    above: Any = warning or parent
    undertaking = Undertaking.objects.create(
        **told,
        **{**from_where, "situation": situation or (warning.situation if warning else None)},
        **fields_of(planned),
        owner_id=above.owner_id if above else viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp or (above.tlp if above else "amber"),
        lang=language or (viewer.language if viewer.user_id and warning is None else ""),
        warning=warning or (parent.warning if parent else None),
        origin=origin,
        actor=actor,
        person=person,
        asked_by=asked.by.strip(),
        asker=asked.asker,
        priority=asked.priority,
        due_precision=asked.precision,
        repeats=asked.repeats,
        series=uuid.uuid4() if asked.repeats else None,
        fictional=fictional or bool(above and above.fictional) or bool(situation and situation.fictional),
    )
    if decision is not None and origin_id is None:
        Undertaking.objects.filter(pk=undertaking.pk).update(origin_id=decision.pk)
        undertaking.origin_id = decision.pk
    record_name_readers(record=undertaking, users=_named(person, asked.asker))
    record_share(
        record=undertaking, groups=_groups_of(above) if share_with is None and above else share_with or ()
    )
    ledger.record(viewer, "undertaking.make", undertaking, warning=warning.pk if warning else None)
    return undertaking


def fields_of(planned: Planned) -> dict[str, Any]:
    """The fields of a plan with their records, not copies of them."""
    return {name: getattr(planned, name) for name in Planned.__dataclass_fields__}


def _named(*people: User | None) -> list[uuid.UUID]:
    return [one.pk for one in people if one is not None]


def _concerned(viewer: Viewer, warning: Warning | None, situation: Situation | None) -> None:
    """Go on only for those whom the warning, or else the situation, concerns: everybody else in the community
    may read what is TLP:GREEN, and promises nothing in its name."""
    if warning is not None and warnings.own_line(viewer, warning) is not None:
        return
    record = warning or situation
    if record is not None and not policy.works_on(viewer, record):
        raise NotAllowed("not_allowed.other_desk", act="undertaking.make")


def _groups_of(record: Warning | Undertaking) -> list[uuid.UUID]:
    return list(Share.objects.filter(record_id=record.pk).values_list("group_id", flat=True))


@transaction.atomic
def undertaking_move(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    to: str,
    words: str = "",
    changed_for: str = "",
    version: int | None = None,
) -> Undertaking:
    """Bring an undertaking to another state: see `states` for which ways there are and what each needs.

    Args:
        words: the result where it is done; the reason where it is refused, lapses, is called off or is asked
            for again; a word on it otherwise.
        changed_for: for whom the result changed something.
        version: the state that the person saw.

    Raises:
        NotPossibleNow: no such way from here, or nothing is said where something must be.
        Conflict: somebody changed it since `version`.
    """
    way = states.move(undertaking.status, to)
    policy.require(viewer, way.act if way else "undertaking.report", undertaking)
    if way is None:
        ended = undertaking.status in states.ENDED
        raise NotPossibleNow("undertaking.ended" if ended else "undertaking.no_way")
    if way.needs and not words.strip():
        raise NotPossibleNow(_UNSAID[way.needs])
    now = clock.now()
    changes = {"status": to, **_dates(undertaking, to, now)}
    if way.needs == "result":
        changes |= {"result": words.strip(), "changed_for": changed_for.strip(), "result_at": now}
    if way.needs == "reason":
        changes["ended_because"] = "" if to == states.OPEN else words.strip()
    record_change(record=undertaking, version=version, **changes)
    undertaking_note(viewer=viewer, undertaking=undertaking, note=words.strip(), act=to)
    if to in states.ENDED and to != states.CANCELLED:
        undertaking_renew(undertaking=undertaking)
    return undertaking


def _dates(undertaking: Undertaking, to: str, now: datetime) -> dict[str, datetime | None]:
    """When it was accepted, began and ended, after a move."""
    if to == states.ACCEPTED:
        return {"accepted_at": now}
    if to == states.UNDER_WAY:
        return {"began_at": now}
    if to == states.DONE:
        return {"began_at": undertaking.began_at or now, "ended_at": now}
    return {"ended_at": now if to in states.ENDED else None}


def undertaking_begin(
    *, viewer: Viewer, undertaking: Undertaking, note: str = "", version: int | None = None
) -> Undertaking:
    """Say that work on it has begun."""
    return undertaking_move(
        viewer=viewer, undertaking=undertaking, to=states.UNDER_WAY, words=note, version=version
    )


def undertaking_complete(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    result: str,
    changed_for: str = "",
    version: int | None = None,
) -> Undertaking:
    """Say that it is done and what came of it; also that it fell short."""
    return undertaking_move(
        viewer=viewer,
        undertaking=undertaking,
        to=states.DONE,
        words=result,
        changed_for=changed_for,
        version=version,
    )


def undertaking_refuse(
    *, viewer: Viewer, undertaking: Undertaking, because: str, version: int | None = None
) -> Undertaking:
    """Say that it will not be done, and why."""
    return undertaking_move(
        viewer=viewer, undertaking=undertaking, to=states.REFUSED, words=because, version=version
    )


def undertaking_note(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    note: str,
    act: str,
    what: str = STATUS,
    before: str = "",
    after: str = "",
) -> UndertakingStep:
    """Keep in the history, and in the ledger, what was just done; within the transaction that did it."""
    step = UndertakingStep.objects.create(
        undertaking=undertaking,
        at=clock.now(),
        by_id=viewer.user_id,
        what=what,
        status=undertaking.status,
        note=note,
        before=before[:200],
        after=after[:200],
    )
    ledger.record(viewer, f"undertaking.{act}", undertaking)
    return step


@transaction.atomic
def undertaking_renew(*, undertaking: Undertaking) -> Undertaking | None:
    """Make the next of an undertaking that repeats, once; None where there is none to make.

    What was missed meanwhile is not made after the event: the next is the first that is not over yet.
    """
    if not undertaking.repeats or undertaking.series is None or undertaking.due_on is None:
        return None
    past = Undertaking.objects.filter(series=undertaking.series)
    if past.filter(due_on__gt=undertaking.due_on).exists():
        return None
    first = past.order_by("due_on").values_list("due_on", flat=True)[0] or undertaking.due_on
    due_on = deadlines.following(
        first,
        undertaking.repeats,
        after=max(undertaking.due_on, clock.now().date()),
        precision=undertaking.due_precision,
    )
    ahead = due_on - undertaking.due_on
    kept = {field: getattr(undertaking, field) for field in _COPIED}
    made, new = Undertaking.objects.get_or_create(
        series=undertaking.series,
        due_on=due_on,
        defaults={
            **kept,
            "starts_on": undertaking.starts_on + ahead if undertaking.starts_on else None,
        },
    )
    if not new:
        return None
    record_name_readers(record=made, users=_named(made.person, made.asker))
    record_share(record=made, groups=_groups_of(undertaking))
    ledger.record(Viewer(system=True, name="nadhir"), "undertaking.renew", made, after=undertaking.pk)
    return made


_COPIED = (
    "owner", "created_by", "tlp", "fictional", "title", "lang", "situation", "warning", "decision", "origin",
    "origin_id", "origin_part", "parent", "asked_by", "asker", "who", "actor", "person", "kind", "audience",
    "theme", "place", "towards", "quiet", "deconflict", "due_precision", "priority", "repeats",
)  # fmt: skip
