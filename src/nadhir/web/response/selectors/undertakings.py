"""Reading undertakings."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Undertaking, UndertakingStep
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation

GOING_ON = (Undertaking.Status.OPEN, Undertaking.Status.UNDER_WAY)


def undertakings(viewer: Viewer) -> QuerySet[Undertaking]:
    """All undertakings that the viewer may know of: what is going on first, by date."""
    found = policy.visible(Undertaking.objects.select_related("warning", "situation", "actor"), viewer)
    return found.order_by(F("ended_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")


def situations_of(viewer: Viewer) -> QuerySet[Situation]:
    """The situations with an undertaking, among those where the viewer may know of both."""
    promised = undertakings(viewer).order_by().values("situation")
    return situations.situations(viewer).filter(pk__in=promised).order_by("-since", "pk")


def overdue(found: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    """Those of `found` that should have ended by now and have not."""
    return found.filter(status__in=GOING_ON, due_on__lt=clock.now().date())


def is_overdue(undertaking: Undertaking) -> bool:
    """Whether it should have ended by now and has not. It has the whole of its last day."""
    going_on = undertaking.status in GOING_ON
    return going_on and undertaking.due_on is not None and undertaking.due_on < clock.now().date()


def undertaking(viewer: Viewer, pk: Any) -> Undertaking:
    """One undertaking.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    related = ("owner", "person", "created_by", "decision__option")
    found = undertakings(viewer).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="undertaking.read")
    return found


def steps(viewer: Viewer, undertaking: Undertaking) -> QuerySet[UndertakingStep]:
    """How an undertaking went, in order."""
    found = policy.visible(UndertakingStep.objects.filter(undertaking=undertaking), viewer)
    return found.select_related("by").order_by("at", "pk")
