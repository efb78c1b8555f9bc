"""The origins that response knows by itself: decisions on warnings, assessments, engagements."""

from __future__ import annotations

import uuid

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.errors import NotAllowed
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import panels, selectors
from nadhir.web.response.models import Undertaking
from nadhir.web.response.panels import Source
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings

Origin = Undertaking.Origin


def register() -> None:
    """Put them where undertakings look for their origins."""
    panels.register(Origin.DECISION, decision)
    panels.register(Origin.ASSESSMENT, assessment)
    panels.register(Origin.ENGAGEMENT, engagement)


def decision(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:  # noqa: ARG001 - it has no parts
    """A decision on a warning, with the option that was chosen."""
    try:
        found = warnings.decision(viewer, pk)
    except NotAllowed:
        return None
    option = found.option
    label = _("warning %(number)s") % {"number": f"\u2068{found.warning.number}\u2069"}
    return Source(
        label,
        reverse("warning", args=[found.warning_id]),
        found.warning.situation,
        option.text[:300] if option else "",
        option.by_whom if option else "",
    )


def assessment(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:
    """A signed assessment; its part is the factor of which it says what would lower it."""
    found = situations.signed_assessments(viewer).filter(pk=pk).select_related("situation").first()
    if found is None or not situations.situations(viewer).filter(pk=found.situation_id).exists():
        return None
    about = ""
    catalogue = doctrine.load(found.framework)
    if part in catalogue:
        element = catalogue.element(part)
        about = f" · {element.number or ''} {element.text.in_(get_language())}"
    label = _("assessment %(number)s") % {"number": found.number}
    lowering = situations.findings_of(found).get(part)
    words = situations.spoken(viewer, found.situation_id, lowering.lowering) if lowering else ""
    return Source(f"{label}{about}", reverse("assessment", args=[pk]), found.situation, words[:300])


def engagement(viewer: Viewer, pk: uuid.UUID, part: str) -> Source | None:  # noqa: ARG001 - it has no parts
    """Something convened, where a commitment was made."""
    found = selectors.engagements(viewer).select_related("situation").filter(pk=pk).first()
    if found is None:
        return None
    try:
        url = reverse("engagement", args=[pk])
    except NoReverseMatch:
        url = ""
    seen = situations.situations(viewer).filter(pk=found.situation_id).first() if found.situation_id else None
    selectors.as_told(viewer, [found])
    return Source(in_words(found.names), url, seen)
