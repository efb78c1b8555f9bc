"""What undertakings come from here: an obligation leads back to its instrument, an action to its plan."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.errors import NotAllowed
from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.selectors import assistance, plans
from nadhir.web.cooperation.selectors.bodies import step_of_origin
from nadhir.web.cooperation.selectors.meetings import point_of
from nadhir.web.cooperation.serving_card import card_of
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import panels
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking
from nadhir.web.response.panels import Card, Source
from nadhir.web.situations import selectors as situations


def register() -> None:
    """Put instruments, and the actions of plans, where undertakings look for their origins."""
    panels.register(Undertaking.Origin.INSTRUMENT, instrument)
    panels.register(Undertaking.Origin.PLAN, plan)
    panels.register(Undertaking.Origin.REQUEST, assistance_request)
    panels.hang("commitments", served)
    panels.register(Undertaking.Origin.ENGAGEMENT, engagement)
    panels.register(Undertaking.Origin.OWN, own)
    panels.register(Undertaking.Origin.PROCESS, dossier)


def instrument(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:
    """An agreement; its part is the article."""
    try:
        found = selectors.instrument(viewer, pk)
    except NotAllowed:
        return None
    name = in_words(found.names)
    return Source(f"{name} · {part}" if part else name, reverse("instrument", args=[pk]))


def plan(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:
    """A plan that is carried out; its part is the commitment."""
    try:
        found = plans.plan(viewer, pk)
    except NotAllowed:
        return None
    name, catalogue = in_words(found.names), plans.catalogue_of(found)
    if part not in catalogue:
        return Source(name, reverse("plan", args=[pk]))
    element = catalogue.element(part)
    words = in_words(element.label or element.text)
    return Source(f"{name} · {words}", reverse("plan_element", args=[pk, part]))


def dossier(viewer: Viewer, pk: uuid.UUID, _part: str) -> Source | None:
    """A long process that somebody pursues."""
    try:
        found = selectors.dossier(viewer, pk)
    except NotAllowed:
        return None
    return Source(in_words(found.names), reverse("dossier", args=[pk]))


def engagement(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:
    """Something convened; of the meeting of a body its part is the point of the agenda."""
    try:
        found = selectors.engagement(viewer, pk)
    except NotAllowed:
        return None
    response.as_told(viewer, [found])
    seen = situations.situations(viewer).filter(pk__in=[found.situation_id]).first()
    name = in_words(found.names)
    point = point_of(viewer, pk, part) if part else None
    if point is not None:
        label = _("%(meeting)s, point %(n)s") % {"meeting": name, "n": number(point.number)}
        url = reverse("meeting", args=[point.meeting_id])
        return Source(label, f"{url}#point-{point.number}", seen)
    return Source(name, reverse("engagement", args=[pk]), seen)


def own(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:  # noqa: ARG001 - it has no parts
    """A step of the founding of a body."""
    step = step_of_origin(viewer, pk)
    if step is None:
        return None
    name = _("founding of %(body)s") % {"body": in_words(step.body.actor.names)}
    return Source(name, reverse("body", args=[step.body_id]) + "#founding")


def served(viewer: Viewer, undertaking: Undertaking) -> Card | None:
    """Which commitments an undertaking serves, on its own page."""
    return Card("cooperation/_serves_card.html", card_of(viewer, undertaking))


def assistance_request(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:  # noqa: ARG001 - no parts
    """A request for assistance, of which what was agreed is delivered."""
    try:
        found = assistance.assistance_request(viewer, pk)
    except NotAllowed:
        return None
    return Source(found.title, reverse("assistance_request", args=[pk]))
