"""Reading requests for assistance and exchanges: what is open first, the days between steps, what is late."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from nadhir.errors import NotAllowed
from nadhir.web.cooperation.models import AssistanceOffer, AssistanceRequest, Exchange
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Expert
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking

Status = AssistanceRequest.Status
GOING_ON = (Status.ASKED, Status.OFFERED, Status.AGREED, Status.DELIVERED)
WAITED = (Status.ASKED, Status.OFFERED, Status.AGREED)
UNANSWERED = 30  # days after which a request without an offer counts as waiting too long


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a request: its name, the day, and how many days after the step before; None: not yet."""

    name: str
    on: date | None
    after: int | None = None


def assistance_requests(
    viewer: Viewer, *, status: str = "", field: str = "", requester: uuid.UUID | None = None
) -> QuerySet[AssistanceRequest]:
    """Requests that the viewer may know of: what goes on first, by the day it is wanted; then the latest.

    Args:
        status: one of the model's, or `going_on` or `overdue`.
    """
    found = policy.visible(AssistanceRequest.objects.select_related("requester", "place", "owner"), viewer)
    if status == "going_on":
        found = found.filter(status__in=GOING_ON)
    elif status == "overdue":
        found = overdue(found)
    elif status:
        found = found.filter(status=status)
    if field:
        found = found.annotate(told=Cast("fields", TextField())).filter(told__contains=f'"{field}"')
    if requester:
        found = found.filter(requester=requester)
    over = Case(When(status__in=GOING_ON, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(over=over, many=Count("offers")).order_by(
        "over", F("wanted_by").asc(nulls_last=True), "-asked_on", "-pk"
    )


def overdue(found: QuerySet[AssistanceRequest]) -> QuerySet[AssistanceRequest]:
    """Those wanted by a day that is over, and those that nobody answered for long."""
    today = clock.now().date()
    long_ago = date.fromordinal(today.toordinal() - UNANSWERED)
    return found.filter(
        Q(status__in=WAITED, wanted_by__lt=today) | Q(status=Status.ASKED, asked_on__lt=long_ago)
    )


def is_late(request: AssistanceRequest) -> bool:
    """Whether it is one of `overdue`."""
    today = clock.now().date()
    wanted = request.wanted_by is not None and request.wanted_by < today and request.status in WAITED
    return wanted or (request.status == Status.ASKED and (today - request.asked_on).days > UNANSWERED)


def assistance_request(viewer: Viewer, pk: Any) -> AssistanceRequest:
    """One request.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = assistance_requests(viewer).select_related("body").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="assistance.read")
    return found


def assistance_offers(viewer: Viewer, request: AssistanceRequest) -> QuerySet[AssistanceOffer]:
    """What was offered, in its order."""
    found = policy.visible(AssistanceOffer.objects.select_related("actor", "expert__actor", "by"), viewer)
    return found.filter(request=request).order_by("at", "pk")


def deliveries(viewer: Viewer, request: AssistanceRequest) -> QuerySet[Undertaking]:
    """What is delivered: undertakings that come from the request."""
    found = response.undertakings(viewer)
    return found.filter(origin=Undertaking.Origin.REQUEST, origin_id=request.pk).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def steps(request: AssistanceRequest, offered: date | None) -> list[Step]:
    """The way of a request, with the days between what happened."""
    ended = request.closed_on if request.status in (Status.DECLINED, Status.WITHDRAWN) else None
    way: list[tuple[str, date | None]] = [
        ("asked", request.asked_on),
        ("offered", offered),
        ("agreed", request.agreed_on),
        ("delivered", request.delivered_on),
    ]
    if ended is not None:
        way = [one for one in way if one[1] is not None]
        way.append((str(request.status), ended))
    else:
        way.append(("closed", request.closed_on))
    found, last = [], request.asked_on
    for name, on in way:
        after = (on - last).days if on is not None and name != "asked" else None
        found.append(Step(name, on, after))
        last = on or last
    return found


def exchanges(
    viewer: Viewer, *, status: str = "", topic: str = "", actor: uuid.UUID | None = None
) -> QuerySet[Exchange]:
    """Exchanges that the viewer may know of, the latest first; without a day first of all."""
    found = policy.visible(
        Exchange.objects.select_related("host", "sent_by", "place", "owner", "expert__actor"), viewer
    )
    if status:
        found = found.filter(status=status)
    if topic:
        found = found.annotate(told=Cast("topics", TextField())).filter(told__contains=f'"{topic}"')
    if actor:
        known = policy.visible(Expert.objects.filter(actor=actor), viewer).values("pk")
        found = found.filter(Q(host=actor) | Q(sent_by=actor) | Q(expert__in=known))
    return found.order_by(F("starts_on").desc(nulls_first=True), "-pk")


def exchange(viewer: Viewer, pk: Any) -> Exchange:
    """One exchange; raises as `assistance_request`."""
    found = exchanges(viewer).select_related("instrument").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="exchange.read")
    return found
