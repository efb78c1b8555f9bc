"""Reminders of reviews that are due, to the person responsible for a situation.

One mail goes out on the day on which the review is due, and another every seven days until an assessment is
signed, the watch ends or somebody else is responsible. Each reminder lies in the outbox under its day; when
that day comes it is looked at again, so that a review done in time reminds nobody.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta

from nadhir.web.core import clock, outbox
from nadhir.web.situations.models import Assessment, Situation

KIND = "situation.review"
# How long after a reminder the next one comes.
AGAIN = timedelta(days=7)
# The hour, in UTC, at which reminders leave.
HOUR = time(6, 0, tzinfo=UTC)


def review_due_on(situation: Situation) -> date | None:
    """The day by which a situation is to be assessed again; None where it is no longer watched."""
    if situation.status != Situation.Status.WATCHED:
        return None
    signed = situation.assessments.filter(status=Assessment.Status.SIGNED).order_by("-number").first()
    begins = signed.signed_at.date() if signed is not None and signed.signed_at else situation.since
    return begins + timedelta(days=situation.review_days)


def review_remind(*, situation: Situation, after: int = 0) -> None:
    """Put the reminder of the review that is due next into the outbox, where somebody is responsible.

    Args:
        after: how many reminders of this review went out already.
    """
    due = review_due_on(situation)
    if due is None or situation.responsible_id is None:
        return
    key = f"review:{situation.pk}:{situation.responsible_id}:{due.isoformat()}:{after}"
    when = datetime.combine(due, HOUR) if not after else clock.now() + AGAIN
    outbox.put(
        kind=KIND,
        key=key,
        due_at=when,
        situation=str(situation.pk),
        person=str(situation.responsible_id),
        due=due.isoformat(),
        after=after,
    )


def still_due(situation: Situation, person: uuid.UUID, due: date) -> bool:
    """Whether a reminder that was put there before still holds."""
    return situation.responsible_id == person and review_due_on(situation) == due


def reviews_recover() -> int:
    """See that a reminder lies ready for every watched situation; how many are watched."""
    watched = Situation.objects.filter(status=Situation.Status.WATCHED, responsible__isnull=False)
    for situation in watched:
        review_remind(situation=situation)
    return len(watched)
