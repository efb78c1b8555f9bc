"""The card of suggestions from the response library, for pages of other rooms."""

from __future__ import annotations

from typing import Any

from django import template

from nadhir.web.response import selectors
from nadhir.web.response.fitting import SHORT, card_context
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings.models import Warning

register = template.Library()


@register.inclusion_tag("response/_library_suggested.html", takes_context=True)
def library_suggested(context: template.Context, warning: Warning) -> dict[str, Any]:
    """What of the library fits a warning, each with "take over"; nothing where the situation is not known to
    the viewer."""
    viewer = context["request"].viewer
    situation = situations.situations(viewer).filter(pk=warning.situation_id).first()
    if situation is None:
        return {"hidden": True}
    fit = selectors.suggested(viewer, situation, warning=warning)
    return card_context(viewer, situation, warning, fit, most=SHORT)
