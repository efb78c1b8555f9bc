"""The rooms of response, in one line on each of their pages: only those that open for the viewer."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer

register = template.Library()

# Address name, what is asked for on it, and the act without which the page is refused.
ROOMS: tuple[tuple[str, str, str], ...] = (
    ("undertakings", "", ""),
    ("cooperation", "?show=engagements", ""),
    ("consultations", "", ""),
    ("briefings", "", "briefing.write"),
    ("library", "", ""),
    ("networks", "", "network.ask"),
    ("reviews", "", "review.write"),
)


def labels() -> dict[str, str]:
    """The name of each room in the reader's language."""
    return {
        "undertakings": _("Undertakings"),
        "cooperation": _("Engagements"),
        "consultations": _("Consultations"),
        "briefings": _("Briefings"),
        "library": _("Library"),
        "networks": _("Dialogue networks"),
        "reviews": _("Looking back"),
    }


def rooms_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Name and address of each room that opens for the viewer."""
    return [(name, reverse(name) + asked) for name, asked, act in ROOMS if not act or policy.may(viewer, act)]


@register.inclusion_tag("response/_rooms.html", takes_context=True)
def response_rooms(context: template.Context, here: str) -> dict[str, Any]:
    """The line of rooms, that of the page marked.

    Args:
        here: the address name of the page's room.
    """
    named = labels()
    rooms = [
        {"label": named[name], "url": url, "here": name == here}
        for name, url in rooms_of(context["request"].viewer)
    ]
    return {"rooms": rooms}
