"""How undertakings are shown in lists, on the board and in the calendar: words, marks, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.core import words
from nadhir.web.core.http import Request
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import panels, selectors
from nadhir.web.response.models import Undertaking, UndertakingStep
from nadhir.web.response.panels import Source
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings


def due_words(one: Undertaking) -> str:
    """The deadline as exactly as it is meant: a day, a month, a quarter or a year."""
    return _deadline(one.due_on, one.due_precision) if one.due_on else ""


def _deadline(due_on: date, precision: str) -> str:
    lang = get_language()
    if precision == Undertaking.Precision.MONTH:
        return words.month(due_on, lang)
    year = words.figures(str(due_on.year), lang)
    if precision == Undertaking.Precision.QUARTER:
        quarter = words.figures(str((due_on.month - 1) // 3 + 1), lang)
        return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year}
    return year if precision == Undertaking.Precision.YEAR else words.day(due_on, lang)


def step_words(what: str, kept: str) -> str:
    """What a step changed, as it is read: a deadline in words, a name as it was written."""
    if what != UndertakingStep.What.DEADLINE:
        return kept
    day, _space, precision = kept.partition(" ")
    return _deadline(date.fromisoformat(day), precision) if precision else ""


def origin_words(viewer: Viewer, one: Undertaking) -> Source | None:
    """The record that it comes from, where the viewer may know of it."""
    return panels.source_of(viewer, one.origin, one.origin_id, one.origin_part)


def rows_of(viewer: Viewer, found: Sequence[Undertaking]) -> list[dict[str, Any]]:
    """Undertakings with what is shown beside them; five queries, however many there are."""
    told = warnings.warnings(viewer).in_bulk({one.warning_id for one in found if one.warning_id})
    named = situations.situations(viewer).in_bulk({one.situation_id for one in found if one.situation_id})
    rows = []
    for one in selectors.as_read(viewer, found):
        warning = told.get(one.warning_id) if one.warning_id else None
        situation = named.get(one.situation_id) if one.situation_id else None
        number = _("warning %(number)s") % {"number": f"\u2068{warning.number}\u2069"} if warning else ""
        rows.append(
            {
                "undertaking": one,
                "overdue": selectors.is_overdue(one),
                "due": due_words(one),
                "warning": warning,
                "situation": situation,
                "origin": number or one.get_origin_display(),
                "place": in_words(situation.names) if situation else "",
            }
        )
    return rows


def tabs_of(request: Request) -> list[dict[str, Any]]:
    """How many there are in each state, one press away; and one's own."""
    viewer = request.viewer
    visible = selectors.undertakings(viewer).order_by()
    counts = dict(visible.values_list("status").annotate(n=Count("pk")))
    current, mine = request.GET.get("status", ""), bool(request.GET.get("mine"))
    states: list[tuple[str, str, Any, int]] = [
        ("", "", _("All"), sum(counts.values())),
        ("", "on", _("Mine"), selectors.mine(visible, viewer).count()),
        ("overdue", "", _("overdue"), selectors.overdue(visible).count()),
    ]
    states += [(value, "", label, counts.get(value, 0)) for value, label in Undertaking.Status.choices]
    tabs = []
    for value, own, label, count in states:
        if not count and value in ("accepted", "lapsed", "cancelled") and value != current:
            continue
        query = request.GET.copy()
        for name, chosen in (("status", value), ("mine", own), ("page", "")):
            query.pop(name, None)
            if chosen:
                query[name] = chosen
        active = value == current and bool(own) == (mine and not current)
        tabs.append({"label": label, "count": count, "url": f"?{query.urlencode()}", "active": active})
    return tabs


def sides(request: Request, current: str) -> list[dict[str, Any]]:
    """The same undertakings as a list, on a board and in a calendar; the filter goes along."""
    query = request.GET.copy()
    for name in ("page", "status", "format", "month"):
        query.pop(name, None)
    kept = f"?{query.urlencode()}" if query else ""
    named = (
        ("undertakings", _("List")),
        ("undertakings_board", _("Board")),
        ("undertakings_calendar", _("Calendar")),
    )
    return [
        {"label": label, "url": f"{reverse(name)}{kept}", "active": name == current, "count": None}
        for name, label in named
    ]
