"""After-action reviews: written by the desk that warned, or should have; closed by a second person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Review
from nadhir.web.situations.models import Situation
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.rules import OUT

REVIEWED = (
    "language", "outcome", "happened_on", "signal_on", "what_happened", "what_worked", "what_failed",
    "earlier", "earlier_why", "inclusive", "inclusive_why", "sustainable", "sustainable_why", "lesson",
)  # fmt: skip
# Outcomes in which harm came about, so that there is a day to name.
HARM = frozenset({Review.Outcome.CAME, Review.Outcome.LESSENED, Review.Outcome.LATE, Review.Outcome.MISSED})


@transaction.atomic
def review_write(
    *,
    viewer: Viewer,
    warning: Warning | None = None,
    situation: Situation | None = None,
    review: Review | None = None,
    version: int | None = None,
    **fields: Any,
) -> Review:
    """Begin or go on with a review.

    Args:
        warning: what is reviewed; without one, harm in `situation` that nobody warned of.
        review: the one to go on with; then neither of the others is looked at.
        version: the version that the person saw.
        fields: those of `REVIEWED`.

    Raises:
        NotAllowed: the warning is another desk's.
        NotPossibleNow: the warning is not out, was reviewed already, the review is closed, or what it says
            does not hold together.
        Conflict: somebody changed it since.
    """
    if review is not None:
        policy.require(viewer, "review.write", review)
        _open(review)
        _coherent({name: fields.get(name, getattr(review, name)) for name in REVIEWED}, review.warning)
        record_change(
            record=review, version=version, **{name: fields[name] for name in REVIEWED if name in fields}
        )
        ledger.record(viewer, "review.write", review)
        return review
    about = warning if warning is not None else situation
    if about is None:
        raise NotPossibleNow("review.of_nothing")
    policy.require(viewer, "review.write", about)
    if warning is not None and warning.status not in OUT:
        raise NotPossibleNow("review.not_out")
    if warning is not None and Review.objects.filter(warning=warning, owner=about.owner_id).exists():
        raise NotPossibleNow("review.known")
    written = {name: fields[name] for name in REVIEWED if name in fields}
    _coherent(written, warning)
    made = Review.objects.create(
        owner_id=about.owner_id,
        created_by_id=viewer.user_id,
        created_at=clock.now(),
        tlp=about.tlp,
        fictional=about.fictional,
        warning=warning,
        situation_id=warning.situation_id if warning is not None else about.pk,
        **written,
    )
    ledger.record(viewer, "review.begin", made, outcome=made.outcome)
    return made


@transaction.atomic
def review_close(*, viewer: Viewer, review: Review, version: int | None = None) -> Review:
    """Close a review; somebody who did not begin it does. A closed review is not changed any more.

    Raises:
        NotAllowed: the viewer began it.
        NotPossibleNow: it is closed, or says nothing of what to do differently.
        Conflict: somebody changed it since the viewer read it.
    """
    policy.require(viewer, "review.close", review)
    _open(review)
    if review.created_by_id == viewer.user_id:
        raise NotAllowed("review.two_persons")
    if not review.lesson.strip():
        raise NotPossibleNow("review.without_lesson")
    record_change(
        record=review,
        version=version,
        status=Review.Status.CLOSED,
        closed_by_id=viewer.user_id,
        closed_at=clock.now(),
    )
    ledger.record(viewer, "review.close", review, outcome=review.outcome)
    return review


def _open(review: Review) -> None:
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.status == Review.Status.CLOSED:
        raise NotPossibleNow("review.closed")


def _coherent(said: dict[str, Any], warning: Warning | None) -> None:
    """Whether outcome and days go together: who counts missed warnings must be able to rely on it."""
    outcome, day = said.get("outcome"), said.get("happened_on")
    if (outcome == Review.Outcome.MISSED) != (warning is None):
        raise NotPossibleNow("review.missed_or_warned")
    if outcome in HARM and day is None:
        raise NotPossibleNow("review.without_day")
    if outcome in (Review.Outcome.AVERTED, Review.Outcome.FALSE) and day is not None:
        raise NotPossibleNow("review.day_without_harm")
    if day is not None and day > clock.now().date():
        raise NotPossibleNow("review.day_ahead")
    first = said.get("signal_on")
    if first is not None and day is not None and first > day:
        raise NotPossibleNow("review.signal_after")
