"""What of the library fits a situation or a warning: a page, and a card that other pages load."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors
from nadhir.web.response.fitting import SHORT, card_context
from nadhir.web.response.forms.library import FitFilter
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning


@signed_in
def suggested(request: Request) -> HttpResponseBase:
    """What can be done here, in the time that is left, by those who are there?"""
    viewer = request.viewer
    form = FitFilter(request.GET or None)
    if not form.is_bound or not form.is_valid():
        raise Http404
    chosen = form.cleaned_data
    situation, warning = _subject(viewer, chosen)
    fit = selectors.suggested(
        viewer, situation, warning=warning, phase=chosen["phase"], available=chosen["available"]
    )
    short = bool(getattr(request, "htmx", False)) or request.GET.get("part") == "card"
    context = {
        **card_context(viewer, situation, warning, fit, most=SHORT if short else None),
        "filter": form,
        "chosen": bool(chosen["phase"] or chosen["available"]),
    }
    template = "response/_library_suggested.html" if short else "response/library_suggested.html"
    return render(request, template, context)


def _subject(viewer: Viewer, chosen: dict[str, Any]) -> tuple[Situation, Warning | None]:
    if chosen["warning"]:
        warning = warnings.warning(viewer, chosen["warning"])
        return situations.situation(viewer, warning.situation_id), warning
    if chosen["situation"]:
        return situations.situation(viewer, chosen["situation"]), None
    raise Http404
