"""The rooms of cooperation, in one line on each of their pages: only those that open for the viewer."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer

register = template.Library()

# Address name, what is asked for on it, and the act without which the page is refused.
ROOMS: tuple[tuple[str, str, str], ...] = (
    ("cooperation", "", ""),
    ("promises", "", ""),
    ("bodies", "", ""),
    ("reports", "", ""),
    ("plans", "", ""),
    ("learning", "", ""),
    ("assistance", "", ""),
    ("dossiers", "", ""),
    ("guides", "", ""),
    ("claims", "", ""),
)


def labels() -> dict[str, str]:
    """The name of each room in the reader's language."""
    return {
        "cooperation": _("Agreements"),
        "promises": _("What was promised"),
        "bodies": _("Bodies"),
        "reports": _("Reports"),
        "plans": _("Plans"),
        "learning": _("Learning"),
        "assistance": _("Assistance and exchange"),
        "dossiers": _("Processes"),
        "guides": _("Explained"),
        "claims": _("Source documents"),
    }


def rooms_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Name and address of each room that opens for the viewer."""
    found = []
    for name, asked, act in ROOMS:
        if act and not policy.may(viewer, act):
            continue
        try:
            found.append((name, reverse(name) + asked))
        except NoReverseMatch:
            continue
    return found


@register.inclusion_tag("response/_rooms.html", takes_context=True)
def cooperation_rooms(context: template.Context, here: str) -> dict[str, Any]:
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
