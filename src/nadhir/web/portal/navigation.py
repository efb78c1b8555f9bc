"""The side bar: what the person can open, with the counts of what waits there."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.templatetags.nadhir import number
from nadhir.web.core.viewer import Role, Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.portal import waiting, watching

# Counting stops here: whether it is a thousand or a million, nobody needs to wait for it.
MOST = 999
KEPT = 300  # seconds

# (group, address name, roles that find it useful; empty for everybody)
ROOMS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("work", "watch", frozenset()),
    ("work", "inbox", frozenset({"analyst", "reviewer"})),
    ("work", "situations", frozenset({"analyst", "reviewer", "coordinator"})),
    ("work", "warnings", frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"})),
    ("work", "undertakings", frozenset({"analyst", "reviewer", "coordinator", "decision_maker", "officer"})),
    ("together", "outlook", frozenset()),
    ("together", "cooperation", frozenset()),
    ("together", "directory", frozenset()),
    ("together", "networks", frozenset({"analyst", "reviewer", "coordinator"})),
    ("record", "sources", frozenset({"analyst", "reviewer"})),
    ("record", "alerts", frozenset({"analyst", "reviewer"})),
    ("record", "screening", frozenset({"analyst", "reviewer"})),
    ("record", "expressions", frozenset({"analyst", "reviewer"})),
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
        "outlook": _("Outlook"),
        "cooperation": _("Cooperation"),
        "directory": _("Directory"),
        "networks": _("Dialogue networks"),
        "sources": _("Sources"),
        "alerts": _("Alerts received"),
        "screening": _("Screening"),
        "expressions": pgettext("speech acts", "Expressions"),
        "ledger": _("Ledger"),
    }


def counts(viewer: Viewer) -> Mapping[str, int]:
    """How much waits for the viewer in each room; a quiet room has no figure.

    Every act is written in the ledger, so that counts stay true as long as it has not grown, but for the
    passing of time: they are kept until it grows, and for five minutes at most.
    """
    now = clock.now()
    state = (viewer.user_id, sorted(viewer.roles), ledger.length(), int(now.timestamp()) // KEPT)
    key = f"waiting:{hashlib.sha256(repr(state).encode()).hexdigest()}"
    known: dict[str, int] | None = cache.get(key)
    if known is None:
        known = {room: many for room, count in COUNTED.items() if (many := count(viewer, now))}
        cache.set(key, known, KEPT)
    return known


def _inbox(viewer: Viewer, now: datetime) -> int:  # noqa: ARG001 - asked like the others
    if not policy.may(viewer, "item.read"):
        return 0
    return intake.inbox(viewer).order_by().values("pk")[: MOST + 1].count()


def _reviews(viewer: Viewer, now: datetime) -> int:
    if not policy.may(viewer, "assessment.draft"):
        return 0
    return len(waiting.due_reviews(watching.under_watch(viewer, places=False), now))


def _undertakings(viewer: Viewer, now: datetime) -> int:
    return int(waiting.due_undertakings(viewer, now)[:MOST].count())


COUNTED: Mapping[str, Callable[[Viewer, datetime], int]] = {
    "inbox": _inbox,
    "situations": _reviews,
    "warnings": lambda viewer, now: len(waiting.waiting_warnings(viewer, now)),
    "undertakings": _undertakings,
    "sources": waiting.troubled_batches,
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: `nav`, `viewer`, `search_url`; `demonstration` at the door."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or not viewer.known:
        return {"nav": [], "viewer": viewer, "demonstration": accounts.demonstration}
    words = labels()
    # Asked when a page shows it: an answer without the frame counts nothing.
    waits = functools.cache(functools.partial(counts, viewer))
    nav: list[dict[str, Any]] = []
    for group, name, roles in ROOMS:
        if roles and viewer.roles.isdisjoint(roles):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        active = request.path == url or (url != "/" and request.path.startswith(url))
        for before in nav if active else ():  # a room within another: the inner one is where they are
            before["active"] = False
        count = functools.partial(_written, waits, name)
        nav.append({"group": group, "url": url, "label": words[name], "active": active, "count": count})
    search = reverse("inbox") if viewer.has("analyst", "reviewer") else None
    return {"nav": nav, "viewer": viewer, "search_url": search}


def _written(waits: Callable[[], Mapping[str, int]], name: str) -> str | None:
    many = waits().get(name)
    if many is None:
        return None
    # Isolated, so that the sign stays behind the figure in Arabic too.
    return f"\u2066{number(MOST)}+\u2069" if many > MOST else number(many)
