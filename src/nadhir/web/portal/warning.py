"""The page of one warning: who must know, why now, what can be done, and what was done."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path

from nadhir import doctrine
from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal.threads import dots
from nadhir.web.response import selectors as response
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.rules import OUT

NAMING = (Warning.Status.DRAFT, Warning.Status.SUBMITTED)
PIECES = 6  # of evidence shown on the page; the assessment holds them all


@signed_in
def warning(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Everything that the reader may see of one warning, and what they may do with it."""
    viewer = request.viewer
    shown = selectors.warning(viewer, pk)
    out = shown.status in OUT
    own = selectors.own_line(viewer, shown) if out else None
    if own is not None and own.read_at is None and request.method == "GET":
        own = services.recipient_mark_read(viewer=viewer, recipient=own)
    desk = selectors.at_desk(viewer, shown)
    thread = response.thread(viewer, shown)
    context = {
        "warning": shown,
        "said": selectors.wording(shown),
        "out": out,
        "own": own,
        "desk": desk,
        "can": dict.fromkeys(selectors.possible_acts(viewer, shown), True),
        "may_name": desk and policy.may(viewer, "warning.draft") and shown.status in NAMING,
        "thread": thread,
        "dots": dots(thread, clock.now()),
        "options": list(selectors.options(viewer, shown)),
        "recipients": list(selectors.recipients(viewer, shown)) if desk else [],
        "decisions": list(selectors.decisions(viewer, shown)) if out else [],
        "undertakings": _undertakings(viewer, shown) if out else [],
        "may_undertake": policy.may(viewer, "undertaking.make")
        and (own is not None or policy.works_on(viewer, shown)),
        "assessment": shown.assessment if policy.sees(viewer, shown.assessment) else None,
        "situation": situations.situations(viewer).filter(pk=shown.situation_id).first(),
        "by_link_open": shown.tlp in selectors.BY_LINK,
        **_evidence(viewer, shown, desk=desk),
    }
    return render(request, "warnings/warning.html", context)


def _undertakings(viewer: Viewer, warning: Warning) -> list[dict[str, Any]]:
    found = response.undertakings(viewer).filter(warning=warning)
    return [{"undertaking": one, "overdue": response.is_overdue(one)} for one in found]


def _evidence(viewer: Viewer, warning: Warning, *, desk: bool) -> dict[str, Any]:
    """For the desk: the first passages that the assessment cites, with what each was coded to."""
    if not desk:
        return {"pieces": [], "more_pieces": False}
    cited = situations.evidence(viewer, warning.situation).filter(cited_in__assessment=warning.assessment_id)
    found = list(cited.distinct()[: PIECES + 1])
    catalogue = doctrine.load(warning.assessment.framework)
    pieces = [{"evidence": piece, "element": catalogue.element(piece.element)} for piece in found[:PIECES]]
    return {"pieces": pieces, "more_pieces": len(found) > PIECES}


urlpatterns = [path("warnings/<uuid:pk>/", warning, name="warning")]
