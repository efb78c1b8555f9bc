"""Pages of the documents about situations: which there are, and one of them."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nadhir.web.core import policy, words
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.intake import selectors as intake
from nadhir.web.situations import selectors, views
from nadhir.web.situations.documents.kinds import ASSESSMENT, INCIDENT, OF_SITUATION
from nadhir.web.situations.documents.outlet import Offer, outlet
from nadhir.web.situations.models import Release


@signed_in
@require_GET
def situation_documents(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What can be made of a situation, and what was made of it for others?"""
    situation = selectors.situation(request.viewer, pk)
    latest = selectors.latest_signed(request.viewer, situation)
    releases = policy.visible(Release.objects.filter(situation=situation.pk), request.viewer)
    context = views.frame(request, situation, "situation_documents") | {
        "kinds": list(OF_SITUATION.values()),
        "latest": latest,
        "may_export": policy.may(request.viewer, "table.export"),
        "releases": list(releases.select_related("created_by")[:50]),
    }
    return render(request, "situations/documents.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def situation_document(request: Request, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """One document about a situation."""
    situation = selectors.situation(request.viewer, pk)
    if (known := OF_SITUATION.get(kind)) is None:
        raise Http404
    back = (reverse("situation_documents", args=[pk]), in_words(situation.names))
    return outlet(request, Offer(known, situation, situation, situation, f"{kind}-{pk.hex[-8:]}", back))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """An assessment as a document."""
    one = selectors.assessment(request.viewer, pk)
    number = words.figures(str(one.number), get_language())
    back = (reverse("assessment", args=[pk]), _("Assessment %(n)s") % {"n": number})
    name = f"assessment-{one.number}-{pk.hex[-8:]}"
    return outlet(request, Offer(ASSESSMENT, one, one, one.situation, name, back))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def item_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """An incident report."""
    policy.require(request.viewer, "item.read")
    one = intake.item(request.viewer, pk)
    back = (reverse("item", args=[pk]), _("The report"))
    return outlet(request, Offer(INCIDENT, one, one, None, f"incident-{pk.hex[-8:]}", back))
