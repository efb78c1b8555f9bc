"""Following undertakings up: a part done, another day, other hands, other words, what shows it.

What was before is kept in the history of the undertaking, with the reason.
"""

from __future__ import annotations

import hashlib
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.response import deadlines, states
from nadhir.web.response.models import Undertaking, UndertakingProof, UndertakingStep
from nadhir.web.response.services.undertakings import Planned, fields_of, undertaking_note

What = UndertakingStep.What
MOST_BYTES = 5 * 1024 * 1024


def _going_on(undertaking: Undertaking) -> None:
    if undertaking.status not in states.GOING_ON:
        raise NotPossibleNow("undertaking.ended")


def _said(words: str, code: str) -> str:
    if not words.strip():
        raise NotPossibleNow(code)
    return words.strip()


@transaction.atomic
def undertaking_progress(
    *, viewer: Viewer, undertaking: Undertaking, words: str, version: int | None = None
) -> Undertaking:
    """Say that a part of it is done. What was open or accepted is under way from then on.

    Raises:
        NotPossibleNow: it has ended, or nothing is said.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "undertaking.report", undertaking)
    _going_on(undertaking)
    said = _said(words, "undertaking.without_words")
    record_change(
        record=undertaking,
        version=version,
        status=states.UNDER_WAY,
        began_at=undertaking.began_at or clock.now(),
    )
    undertaking_note(viewer=viewer, undertaking=undertaking, note=said, act="partial", what=What.PARTIAL)
    return undertaking


@transaction.atomic
def undertaking_set_deadline(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    due_on: date,
    because: str,
    precision: str = Undertaking.Precision.DAY,
    version: int | None = None,
) -> Undertaking:
    """Set another deadline; the one before is kept with the reason. Reminders begin anew.

    Raises:
        NotPossibleNow: it has ended, no reason is given, nothing would change, or the next of a series is due
            on that day already.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "undertaking.keep", undertaking)
    _going_on(undertaking)
    said = _said(because, "undertaking.deadline_without_reason")
    due_on = deadlines.last_day(due_on, precision)
    if (due_on, precision) == (undertaking.due_on, undertaking.due_precision):
        raise NotPossibleNow("undertaking.same_deadline")
    others = Undertaking.objects.filter(series=undertaking.series).exclude(pk=undertaking.pk)
    if undertaking.series and others.filter(due_on=due_on).exists():
        raise NotPossibleNow("undertaking.next_on_that_day")
    before = f"{undertaking.due_on or ''} {undertaking.due_precision}".strip()
    record_change(
        record=undertaking,
        version=version,
        due_on=due_on,
        due_precision=precision,
        reminded="",
        asker_reminded="",
    )
    undertaking_note(
        viewer=viewer,
        undertaking=undertaking,
        note=said,
        act="deadline",
        what=What.DEADLINE,
        before=before,
        after=f"{due_on} {precision}",
    )
    return undertaking


@transaction.atomic
def undertaking_hand_over(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    who: str,
    because: str,
    person: User | None = None,
    version: int | None = None,
) -> Undertaking:
    """Give it into other hands. Whoever had it stays among those who may read it.

    Raises:
        NotPossibleNow: it has ended, nobody is named, or no reason is given.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "undertaking.keep", undertaking)
    _going_on(undertaking)
    name, said = _said(who, "undertaking.incomplete"), _said(because, "undertaking.handover_without_reason")
    before = undertaking.who
    if undertaking.person_id is not None:
        record_name_readers(record=undertaking, users=[undertaking.person_id])
    same_body = name == before
    record_change(
        record=undertaking,
        version=version,
        who=name,
        person=person,
        actor=undertaking.actor if same_body else None,
        reminded="",
    )
    if person is not None:
        record_name_readers(record=undertaking, users=[person.pk])
    undertaking_note(
        viewer=viewer,
        undertaking=undertaking,
        note=said,
        act="handover",
        what=What.HANDOVER,
        before=before,
        after=name,
    )
    return undertaking


@transaction.atomic
def undertaking_change(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    title: str,
    priority: str,
    planned: Planned,
    version: int | None = None,
) -> Undertaking:
    """Put in other words what is to be done, and what others should know of the plan. The words before stay
    in the history.

    Raises:
        NotPossibleNow: it has ended, or what is to be done is missing.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "undertaking.keep", undertaking)
    _going_on(undertaking)
    said = _said(title, "undertaking.incomplete")
    before = undertaking.title
    record_change(record=undertaking, version=version, title=said, priority=priority, **fields_of(planned))
    undertaking_note(
        viewer=viewer,
        undertaking=undertaking,
        note="" if before == said else before,
        act="change",
        what=What.CHANGE,
    )
    return undertaking


@transaction.atomic
def undertaking_prove(
    *,
    viewer: Viewer,
    undertaking: Undertaking,
    words: str = "",
    item: Item | None = None,
    url: str = "",
    file_name: str = "",
    raw: bytes | None = None,
) -> UndertakingProof:
    """Add what shows that it was done, or how far it has come; also after it has ended.

    Args:
        item: a report that tells of it; who may not read that report is not told of it here.
        raw: a document, of five megabytes at most.

    Raises:
        NotPossibleNow: there is nothing, the address is no web address, or the document is too long.
    """
    seen = [item] if item is not None else []
    policy.require(viewer, "undertaking.report", undertaking, *seen)
    if not (words.strip() or item or url or raw):
        raise NotPossibleNow("undertaking.nothing_shown")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise NotPossibleNow("undertaking.no_address")
    if raw is not None and len(raw) > MOST_BYTES:
        raise NotPossibleNow("undertaking.too_long")
    proof = UndertakingProof.objects.create(
        undertaking=undertaking,
        at=clock.now(),
        by_id=viewer.user_id,
        words=words.strip(),
        item=item,
        url=url,
        file_name=file_name[-200:] if raw else "",
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest() if raw else "",
    )
    ledger.record(viewer, "undertaking.proof", undertaking, sha256=proof.sha256)
    return proof
