"""The way of a warning through the hands of those who clear it: step by step, each by another person.

What is cleared is the version that was read. A change of it makes what was given void, and the way begins
again; a warning that is sent back begins it anew when it is handed on once more.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock, ledger, policy, words
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import selectors
from nadhir.web.warnings.models import Chain, ChainStep, Clearance, Warning
from nadhir.web.warnings.services.state import require_state

MOST_STEPS = 6
CLEARING_ROLES = ("reviewer", "decision_maker")
STATES = Clearance.State


@dataclass(frozen=True, slots=True)
class StepGiven:
    """One step as somebody configures it: its name by language, and the person or the role who clears."""

    names: dict[str, str]
    mandate: str = ""
    person: uuid.UUID | None = None
    role: str = ""


@transaction.atomic
def chain_set(
    *,
    viewer: Viewer,
    kind: str,
    mandate: str = "",
    steps: Sequence[StepGiven],
    version: int | None = None,
) -> Chain:
    """Say through whose hands the warnings of the viewer's organisation go. Warnings that are under way keep
    the chain they began with.

    Args:
        mandate: of a note; an alert has none.
        version: the version that the person saw, 0 where there was none.

    Raises:
        NotPossibleNow: no step, too many, one without a name or a person, or with the mandate of the other
            adviser.
        Conflict: somebody changed the chain since.
    """
    policy.require(viewer, "chain.set")
    _require_steps(viewer, kind, mandate, steps)
    made, fresh = Chain.objects.get_or_create(owner_id=viewer.desk, kind=kind, mandate=mandate)
    if version is not None and version != (0 if fresh else made.version):
        raise Conflict("conflict.changed")
    if not fresh and not Chain.objects.filter(pk=made.pk, version=made.version).update(
        version=F("version") + 1
    ):
        raise Conflict("conflict.changed")
    made.steps.all().delete()
    for number, one in enumerate(steps, start=1):
        ChainStep.objects.create(
            chain=made, order=number, names=one.names, mandate=one.mandate, person_id=one.person,
            role="" if one.person else one.role,
        )  # fmt: skip
    made.refresh_from_db()
    told = {"kind": kind, "mandate": mandate, "steps": len(steps)}
    ledger.record_many(viewer, [ledger.Act("chain.set", "chain", made.pk, told)])
    return made


def _require_steps(viewer: Viewer, kind: str, mandate: str, steps: Sequence[StepGiven]) -> None:
    note = kind == Warning.Kind.NOTE
    if note != bool(mandate):
        raise NotPossibleNow("chain.mandate_of_note")
    if not 1 <= len(steps) <= MOST_STEPS:
        raise NotPossibleNow("chain.steps", most=MOST_STEPS)
    people = [one.person for one in steps if one.person]
    if len(people) != len(set(people)):
        raise NotPossibleNow("chain.same_person")
    for one in steps:
        if not all(one.names.get(code, "").strip() for code in ("ar", "en", "fr")):
            raise NotPossibleNow("chain.without_name")
        if one.person is None and one.role not in CLEARING_ROLES:
            raise NotPossibleNow("chain.without_clearer")
        if one.person and not accounts.works_at(one.person, viewer.desk):
            raise NotPossibleNow("chain.without_clearer")
        if one.mandate and mandate not in (one.mandate, Warning.Mandate.JOINT):
            raise NotPossibleNow("chain.other_mandate")
    if mandate == Warning.Mandate.JOINT:
        needed = {Warning.Mandate.GENOCIDE.value, Warning.Mandate.PROTECTION.value}
        if not needed <= {one.mandate for one in steps}:
            raise NotPossibleNow("chain.both_mandates")


def steps_of(warning: Warning) -> list[StepGiven]:
    """The steps that a warning goes through: those of its organisation, else a second person."""
    found = ChainStep.objects.filter(
        chain__owner_id=warning.owner_id, chain__kind=warning.kind, chain__mandate=warning.mandate
    )
    given = [StepGiven(one.names, one.mandate, one.person_id, one.role) for one in found]
    return given or [StepGiven(words.in_all(lambda: _("second person")), role="reviewer")]


def begin(warning: Warning) -> None:
    """Put the steps of a warning before it, for the next time that it goes through them."""
    last = warning.clearances.aggregate(last=Max("round"))["last"] or 0
    given = steps_of(warning)
    Clearance.objects.bulk_create(
        Clearance(
            warning=warning, round=last + 1, order=number, names=one.names, mandate=one.mandate,
            person_id=one.person, role=one.role,
        )
        for number, one in enumerate(given, start=1)
    )  # fmt: skip
    # Whatever its label: who is asked by name to clear it may read it.
    record_name_readers(record=warning, users=[one.person for one in given if one.person])


def make_void(viewer: Viewer, warning: Warning) -> None:
    """What was cleared was changed: those who cleared it are asked again."""
    current = selectors.current_round(warning)
    if not any(one.state == STATES.CLEARED for one in current):
        return
    _void(current)
    begin(warning)
    ledger.record(viewer, "warning.void", warning)


def _void(current: Iterable[Clearance]) -> None:
    open_or_given = [one.pk for one in current if one.state in (STATES.WAITING, STATES.CLEARED)]
    Clearance.objects.filter(pk__in=open_or_given).update(state=STATES.VOID)


@transaction.atomic
def warning_approve(
    *, viewer: Viewer, warning: Warning, version: int | None = None, note: str = ""
) -> Warning:
    """Clear the step whose turn it is; with the last one the warning is approved.

    Args:
        version: the version that the person read.
        note: kept with the step, for the desk.

    Raises:
        NotAllowed: the person wrote a part of it, cleared another step, or the step is somebody else's.
        Conflict: it was changed, cleared or returned since the person read it; the words say by whom.
    """
    policy.require(viewer, "warning.clear", warning)
    fresh = Warning.objects.select_for_update().get(pk=warning.pk)
    current = selectors.current_round(fresh)
    if fresh.version != (warning.version if version is None else version):
        raise meanwhile(fresh, current)
    require_state(fresh, Warning.Status.SUBMITTED)
    step = next(one for one in current if one.state == STATES.WAITING)
    if refused := selectors.not_theirs(viewer, fresh, step, current):
        raise NotAllowed(refused)
    now = clock.now()
    Clearance.objects.filter(pk=step.pk).update(
        state=STATES.CLEARED, by_id=viewer.user_id, at=now, note=note.strip(), of_version=fresh.version
    )
    ways: dict[str, Any] = {}
    last = not any(one.state == STATES.WAITING for one in current if one.pk != step.pk)
    if last:
        ways = {
            "status": Warning.Status.APPROVED,
            "approved_by_id": viewer.user_id,
            "approved_at": now,
            "returned_because": "",
        }
    record_change(record=warning, version=fresh.version, **ways)
    ledger.record(viewer, "warning.approve" if last else "warning.clear", warning, step=step.pk)
    return warning


def meanwhile(warning: Warning, current: Sequence[Clearance]) -> Conflict:
    """What somebody else did while a person was reading."""
    names = accounts.names_of(one.by_id for one in current)
    done = [one for one in current if one.at is not None]
    if not done:
        return Conflict("conflict.changed")
    last = max(done, key=lambda one: (one.at is not None and one.at, one.order))
    who, step = names.get(last.by_id, "–") if last.by_id else "–", last.names
    if last.state == STATES.RETURNED:
        return Conflict("clearance.returned_meanwhile", who=who, step=step)
    if last.state == STATES.CLEARED and warning.status != Warning.Status.DRAFT:
        return Conflict("clearance.cleared_meanwhile", who=who, step=step)
    return Conflict("conflict.changed")


@transaction.atomic
def warning_return(*, viewer: Viewer, warning: Warning, because: str) -> Warning:
    """Send a warning back to its author, with the reason; also an approved one that is not out yet. What was
    cleared before is void.

    Raises:
        NotAllowed: the person neither reviews for the desk nor is the one whose step it is.
        NotPossibleNow: there is no reason given, or it is out already.
    """
    policy.require(viewer, "warning.clear", warning)
    require_state(warning, Warning.Status.SUBMITTED, Warning.Status.APPROVED)
    if not because.strip():
        raise NotPossibleNow("warning.return_without_reason")
    current = selectors.current_round(warning)
    step = next((one for one in current if one.state == STATES.WAITING), None)
    mine = step is not None and step.person_id is not None and step.person_id == viewer.user_id
    if not (mine or policy.may(viewer, "warning.approve", warning)):
        raise NotAllowed("clearance.not_yours")
    record_change(
        record=warning,
        status=Warning.Status.DRAFT,
        returned_because=because.strip(),
        approved_by_id=None,
        approved_at=None,
    )
    _void(current)
    if back := step or (current[-1] if current else None):
        Clearance.objects.filter(pk=back.pk).update(
            state=STATES.RETURNED, by_id=viewer.user_id, at=clock.now(), note=because.strip()
        )
    ledger.record(viewer, "warning.return", warning)
    return warning
