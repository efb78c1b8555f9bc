"""The rooms of the directory, in one line on each of their pages: only those that open for the viewer."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer

register = template.Library()


def rooms_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Address name and label of each room that opens for the viewer."""
    rooms = [("directory", _("Who is who"))]
    if policy.may(viewer, "network.ask"):
        rooms.append(("networks", _("Dialogue networks")))
    rooms += [("experts", _("Experts and trainers")), ("partners", _("Civil society"))]
    if viewer.has("coordinator", "analyst", "reviewer"):
        rooms.append(("assets", _("Refuge and help")))
    return rooms


@register.inclusion_tag("directory/_rooms.html", takes_context=True)
def directory_rooms(context: template.Context, here: str) -> dict[str, Any]:
    """The line of rooms, that of the page marked.

    Args:
        here: the address name of the page's room.
    """
    rooms = [
        {"label": label, "url": reverse(name), "here": name == here}
        for name, label in rooms_of(context["request"].viewer)
    ]
    return {"rooms": rooms}
