"""Pages of the documents that join rooms."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.portal import figures, track_record, trend
from nadhir.web.portal.documents import country, highlights, record
from nadhir.web.portal.documents import trend as brief
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.outlet import Offer, outlet


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def trend_document(request: Request) -> HttpResponseBase:
    """The trend brief, counted by the filter of the page of expressions."""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = trend.TrendFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    situation = situations.situation(viewer, chosen["situation"]) if chosen.get("situation") else None
    asked = trend.asked_of(chosen | {"by": ""}, clock.now().date())
    keep = tuple(
        (name, request.GET[name]) for name in form.fields if request.GET.get(name) and name in chosen
    )
    back = (reverse("screening_trend"), _("Expressions of hate over time"))
    subject = brief.Subject(asked, situation)
    return outlet(request, Offer(brief.KIND, subject, situation, situation, "trend-brief", back, keep))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def highlights_document(request: Request) -> HttpResponseBase:
    """The week on a page or two."""
    back = (reverse("watch"), _("Watch"))
    return outlet(request, Offer(highlights.KIND, None, None, None, "weekly-highlights", back))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def outlook_document(request: Request, iso3: str) -> HttpResponseBase:
    """The outlook of a country."""
    found = figures.outlook_of(iso3)
    if found is None:
        raise Http404
    back = (reverse("outlook_country", args=[iso3]), in_words(found.name))
    return outlet(request, Offer(country.KIND, found, None, None, f"outlook-{iso3}", back))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def track_record_document(request: Request) -> HttpResponseBase:
    """The track record."""
    found = track_record.kept()
    if found is None:
        raise Http404
    back = (reverse("track_record"), _("Track record"))
    return outlet(request, Offer(record.KIND, found, None, None, "track-record", back))


urlpatterns = [
    path("highlights/", highlights_document, name="highlights_document"),
    path("screening/trend/document/", trend_document, name="trend_document"),
    path("outlook/track-record/document/", track_record_document, name="track_record_document"),
    path("outlook/<str:iso3>/document/", outlook_document, name="outlook_document"),
]
