"""The side bar: what the person can open, with the counts of what waits there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from nadhir.web.core.viewer import Role, Viewer

# (group, address name, roles that find it useful; empty for everybody)
ROOMS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("work", "watch", frozenset()),
    ("work", "inbox", frozenset({"analyst", "reviewer"})),
    ("work", "situations", frozenset({"analyst", "reviewer", "coordinator"})),
    ("work", "warnings", frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"})),
    ("work", "undertakings", frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"})),
    ("together", "cooperation", frozenset()),
    ("together", "directory", frozenset()),
    ("record", "sources", frozenset({"analyst", "reviewer"})),
    ("record", "ledger", frozenset({"analyst", "reviewer", "coordinator", "decision_maker"})),
)


def labels() -> dict[str, str]:
    """The name of each room in the reader's language."""
    return {
        "watch": _("Watch"),
        "inbox": _("Inbox"),
        "situations": _("Situations"),
        "warnings": _("Warnings"),
        "undertakings": _("Response"),
        "cooperation": _("Cooperation"),
        "directory": _("Directory"),
        "sources": _("Sources"),
        "ledger": _("Ledger"),
    }


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: `nav`, `viewer`, `search_url`."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or not viewer.known:
        return {"nav": [], "viewer": viewer}
    words = labels()
    nav = []
    for group, name, roles in ROOMS:
        if roles and viewer.roles.isdisjoint(roles):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        active = request.path == url or (url != "/" and request.path.startswith(url))
        nav.append({"group": group, "url": url, "label": words[name], "active": active, "count": None})
    search = reverse("inbox") if viewer.has("analyst", "reviewer") else None
    return {"nav": nav, "viewer": viewer, "search_url": search}
