"""Reading after-action reviews, and what they say together of how we warn."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.response.models import Review
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Proposal, Warning
from nadhir.web.warnings.rules import OUT

# A warning is looked back at this long after it ended.
AFTER = timedelta(days=14)


def reviews(viewer: Viewer) -> QuerySet[Review]:
    """Reviews, the newest first."""
    found = policy.visible(Review.objects.all(), viewer)
    return found.select_related("warning", "situation", "created_by", "closed_by").order_by(
        "-created_at", "-pk"
    )


def closed_reviews(viewer: Viewer) -> QuerySet[Review]:
    """Those that two persons stand by."""
    return reviews(viewer).filter(status=Review.Status.CLOSED)


def review(viewer: Viewer, pk: uuid.UUID) -> Review:
    """One review.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = reviews(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="review.read")
    return found


def review_of(viewer: Viewer, warning: Warning) -> Review | None:
    """The review of a warning."""
    return reviews(viewer).filter(warning=warning).first()


def to_review(viewer: Viewer, today: date) -> QuerySet[Warning]:
    """Warnings of the viewer's desk that ended two weeks ago or longer and were not looked back at. An update
    carries the thread on: its last version is reviewed."""
    known = Review.objects.filter(warning=OuterRef("pk"))
    ended = today - AFTER
    found = warnings.warnings(viewer).filter(
        owner_id=viewer.organisation_id, status__in=OUT, valid_until__date__lte=ended
    )
    return found.exclude(status=Warning.Status.UPDATED).filter(~Exists(known)).order_by("valid_until")


def perhaps_missed(viewer: Viewer) -> list[Proposal]:
    """Months of more events than in years that no warning had preceded: harm that may have been missed. A
    person says whether it was."""
    highs = warnings.proposals(viewer).filter(kind=Proposal.Kind.HIGH)
    found = list(highs[:200])
    watched = situations.situations(viewer).in_bulk({one.situation_id for one in found})
    for one in found:
        if one.situation_id in watched:
            one.situation = watched[one.situation_id]  # by the name that this viewer may read
    return [one for one in found if one.situation_id in watched and not _warned_before(one)]


def _warned_before(one: Proposal) -> bool:
    month = date.fromisoformat(one.facts["month"])
    # Whether anybody was warned at all, not by whom: nothing of those warnings is told.
    told = policy.visible(Warning.objects.filter(situation_id=one.situation_id), installation())
    told = told.filter(status__in=OUT, issued_at__date__lt=month)
    if told.filter(valid_until__date__gte=month).exists():
        return True
    return Review.objects.filter(
        situation_id=one.situation_id,
        warning=None,
        happened_on__gte=month,
        happened_on__lt=month + timedelta(days=31),
    ).exists()


@dataclass(frozen=True, slots=True)
class Record:
    """What closed reviews say together.

    Attributes:
        outcomes: how many of each, by `Review.Outcome`.
        answers: for each of earlier, inclusive, sustainable, how many gave which `Review.Answer`.
        lead_days: days from the warning to the harm, one per warning that harm followed; negative where it
            came before.
    """

    outcomes: Counter[str]
    answers: dict[str, Counter[str]]
    lead_days: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.outcomes.total()


def record_of(found: Iterable[Review]) -> Record:
    """The record of these reviews."""
    known = list(found)
    asked = ("earlier", "inclusive", "sustainable")
    leads = [
        (one.happened_on - one.warning.issued_at.date()).days
        for one in known
        if one.happened_on is not None and one.warning is not None and one.warning.issued_at is not None
    ]
    return Record(
        outcomes=Counter(one.outcome for one in known),
        answers={name: Counter(getattr(one, name) for one in known) for name in asked},
        lead_days=tuple(sorted(leads)),
    )
