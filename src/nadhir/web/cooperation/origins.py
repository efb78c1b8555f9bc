"""Instruments as what undertakings come from: an obligation leads back to the text that it stands in."""

from __future__ import annotations

import uuid

from django.urls import reverse

from nadhir.errors import NotAllowed
from nadhir.web.cooperation import selectors
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import panels
from nadhir.web.response.models import Undertaking
from nadhir.web.response.panels import Source


def register() -> None:
    """Put instruments, and the actions of plans, where undertakings look for their origins."""
    panels.register(Undertaking.Origin.INSTRUMENT, instrument)
    panels.register(Undertaking.Origin.PLAN, instrument)


def instrument(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:
    """An agreement or a plan; its part is the article or action."""
    try:
        found = selectors.instrument(viewer, pk)
    except NotAllowed:
        return None
    name = in_words(found.names)
    return Source(f"{name} · {part}" if part else name, reverse("instrument", args=[pk]))
