"""What undertakings come from here: an obligation leads back to its instrument, an action to its plan."""

from __future__ import annotations

import uuid

from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.selectors import plans
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import panels
from nadhir.web.response.models import Undertaking
from nadhir.web.response.panels import Source


def register() -> None:
    """Put instruments, and the actions of plans, where undertakings look for their origins."""
    panels.register(Undertaking.Origin.INSTRUMENT, instrument)
    panels.register(Undertaking.Origin.PLAN, plan)
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
