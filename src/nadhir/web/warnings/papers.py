"""The page on which a warning is had as a document."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.outlet import Offer, outlet
from nadhir.web.warnings import documents, selectors


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def warning_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The warning as PDF, Word or Markdown."""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    desk = selectors.at_desk(viewer, warning) and policy.may(viewer, "item.read")
    situation = situations.situations(viewer).filter(pk=warning.situation_id).first()
    subject = documents.Told(warning, passages=desk)
    back = (reverse("warning", args=[warning.pk]), warning.number)
    return outlet(
        request, Offer(documents.KIND, subject, warning, situation, f"warning-{warning.number}", back)
    )
