"""Reading undertakings and engagements, and the way from a first signal to a result.

The days between the steps are computed from what the records themselves keep, for a viewer who may see the
warning. A step that has not happened is shown as missing, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations.models import Evidence
from nadhir.web.warnings.models import Decision, Recipient, Warning

STEPS = ("signal", "screened", "assessed", "warned", "acknowledged", "decided", "acted", "result")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the thread, and when it was reached; None where it was not, or not yet."""

    name: str
    at: datetime | None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A warning with the dates of its way."""

    warning: Warning
    steps: tuple[Step, ...]

    def at(self, name: str) -> datetime | None:
        return next(step.at for step in self.steps if step.name == name)

    @property
    def hours(self) -> float | None:
        """From the first signal to the first result, in hours; None while there is no result."""
        signal, result = self.at("signal"), self.at("result")
        if signal is None or result is None:
            return None
        return (result - signal).total_seconds() / 3600


def undertakings(viewer: Viewer) -> QuerySet[Undertaking]:
    """All undertakings that the viewer may know of: what is open first, by date."""
    found = policy.visible(Undertaking.objects.select_related("warning", "situation", "actor"), viewer)
    return found.order_by("ended_at", "due_on", "pk")


def undertaking(viewer: Viewer, pk: Any) -> Undertaking:
    """One undertaking.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = undertakings(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="undertaking.read")
    return found


def engagements(viewer: Viewer) -> QuerySet[Engagement]:
    return policy.visible(Engagement.objects.select_related("place"), viewer).order_by("-held_on", "-pk")


def thread(viewer: Viewer, warning: Warning) -> Thread:
    """The way of one warning that the viewer may see."""
    # The dates of the thread are facts of the warning itself; whoever may read it may know them, also
    # where the reports behind it stay with the desk.
    policy.require_sight(viewer, warning)
    cited = Evidence.objects.filter(cited_in__assessment_id=warning.assessment_id)
    items = Item.objects.filter(evidence__in=cited)
    first = items.aggregate(at=Min("received_at"))["at"]
    recipients = Recipient.objects.filter(warning=warning)
    undertaken = Undertaking.objects.filter(warning=warning)
    return Thread(
        warning,
        (
            Step("signal", first),
            # Screening is part of taking an item in, so it is reached at the same moment.
            Step("screened", first),
            Step("assessed", warning.assessment.signed_at),
            Step("warned", warning.issued_at),
            Step("acknowledged", recipients.aggregate(at=Min("acknowledged_at"))["at"]),
            Step("decided", Decision.objects.filter(warning=warning).aggregate(at=Min("decided_at"))["at"]),
            Step("acted", undertaken.aggregate(at=Min("began_at"))["at"]),
            Step("result", undertaken.aggregate(at=Min("result_at"))["at"]),
        ),
    )


def threads(viewer: Viewer) -> list[Thread]:
    """The ways of all warnings that the viewer may know of, the newest first."""
    found = policy.visible(Warning.objects.select_related("assessment", "situation"), viewer)
    return [thread(viewer, warning) for warning in found.order_by("-number")]
