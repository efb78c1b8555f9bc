"""The same undertakings by state, by day, and by who does what in a situation."""

from __future__ import annotations

import calendar
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.sources.calendar.writing import Written, calendar_lines
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import matrix, selectors, states
from nadhir.web.response.models import Undertaking
from nadhir.web.response.selectors import coordination
from nadhir.web.response.shown import due_words, rows_of, sides
from nadhir.web.response.views.undertakings import filtered
from nadhir.web.situations import selectors as situations

# Cards in one column of the board, and entries of one day; the list shows the others.
CARDS, EACH = 30, 4
MEETINGS = 40  # clashes told one by one
MOST_WRITTEN = 5000


@signed_in
@require_GET
def undertakings_board(request: Request) -> HttpResponseBase:
    """What is in which state, and what moves it on?"""
    viewer = request.viewer
    form, chosen, found = filtered(request)
    columns = [_column(viewer, found, column) for column in selectors.COLUMNS]
    context = {
        "filter": form,
        "filtered": any(value for name, value in chosen.items() if name != "status"),
        "columns": columns,
        "many": sum(column["many"] for column in columns),
        "late": selectors.overdue(found).count(),
        "sides": sides(request, "undertakings_board"),
    }
    return render(request, "response/board.html", context)


def _column(viewer: Viewer, found: Any, column: Sequence[str]) -> dict[str, Any]:
    here = found.filter(status__in=column).select_related("owner")
    order = ("due_on", "pk") if column[0] in states.GOING_ON else ("-ended_at", "pk")
    many = here.count()
    rows = rows_of(viewer, list(here.order_by(*order)[:CARDS]))
    for row in rows:
        one = row["undertaking"]
        row["moves"] = [way for way in states.moves(one.status) if policy.may(viewer, way.act, one)]
    label = Undertaking.Status(column[0]).label if len(column) == 1 else _("not done")
    return {"label": label, "rows": rows, "many": many, "more": many - len(rows), "status": column[0]}


@signed_in
@require_GET
def undertakings_calendar(request: Request) -> HttpResponseBase:
    """What is due when?"""
    viewer, today = request.viewer, clock.now().date()
    form, chosen, found = filtered(request)
    if request.GET.get("format") == "ics":
        policy.require(viewer, "table.export")
        return _as_calendar(request, found)
    first = _month_of(request.GET.get("month", ""), today)
    weeks = calendar.Calendar(firstweekday=_first_weekday()).monthdatescalendar(first.year, first.month)
    rows = rows_of(viewer, list(selectors.between(found, weeks[0][0], weeks[-1][-1])[:500]))
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_day[row["undertaking"].due_on].append(row)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "month": first,
        "weeks": [[_day(day, by_day.get(day, []), first, today) for day in week] for week in weeks],
        "names": [_weekday(day) for day in weeks[0]],
        "in_month": [row for row in rows if row["undertaking"].due_on.month == first.month],
        "undated": rows_of(viewer, list(selectors.without_day(found)[:EACH])),
        "earlier": (first - timedelta(days=1)).replace(day=1),
        "later": (first + timedelta(days=31)).replace(day=1),
        "today": today,
        "sides": sides(request, "undertakings_calendar"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/calendar.html", context)


def _month_of(asked: str, today: date) -> date:
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)
    return month if 1990 <= month.year <= 2200 else today.replace(day=1)


def _first_weekday() -> int:
    # Django counts from Sunday, the calendar from Monday.
    return (int(get_format("FIRST_DAY_OF_WEEK")) + 6) % 7


def _weekday(day: date) -> str:
    return str(WEEKDAYS[day.weekday()])


def _day(day: date, rows: list[dict[str, Any]], first: date, today: date) -> dict[str, Any]:
    return {
        "day": day,
        "rows": rows[:EACH],
        "more": max(len(rows) - EACH, 0),
        "inside": day.month == first.month,
        "today": day == today,
    }


def _as_calendar(request: Request, found: Any) -> HttpResponseBase:
    """The deadlines as a calendar for other programs, as far as the viewer may see them."""
    dated = found.exclude(due_on=None).order_by("due_on", "pk")[:MOST_WRITTEN]
    rows = rows_of(request.viewer, list(dated))

    def written(row: dict[str, Any]) -> Written:
        one: Undertaking = row["undertaking"]
        told = [one.who, due_words(one), one.get_status_display(), one.get_tlp_display(), row["origin"]]
        return Written(
            uid=f"{one.pk}@nadhir",
            stamp=one.created_at.astimezone(UTC),
            sequence=one.version,
            name=one.title,
            language=one.language,
            starts_on=one.due_on or clock.now().date(),
            cancelled=one.status in (states.REFUSED, states.LAPSED, states.CANCELLED),
            description="\n".join(part for part in told if part),
            category=one.get_kind_display(),
            public=one.tlp == "clear",
            url=request.build_absolute_uri(reverse("undertaking", args=[one.pk])),
        )

    lines = calendar_lines(_("Undertakings"), map(written, rows))
    response = StreamingHttpResponse(lines, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nadhir-undertakings.ics"'
    return response


@signed_in
@require_GET
def who_does_what(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who does what in a situation, and where do two bodies get in each other's way?"""
    viewer = request.viewer
    situation = situations.situation(viewer, pk)
    found = coordination.actions(viewer, situation)
    meetings = coordination.meetings(found)
    by = request.GET.get("by", "kind")
    by = by if by in matrix.COLUMNS else "kind"
    shows_places = "places" not in policy.hidden_fields(viewer, situation)
    laid = matrix.laid_out(viewer, found, meetings, by=by if shows_places or by != "place" else "kind")
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-who-does-what", *matrix.as_table(laid))
    context = {
        "situation": situation,
        "matrix": laid,
        "by": by,
        "sides": matrix.choices(by, places=shows_places),
        "clashing": len(meetings),
        "meetings": [matrix.meeting_words(viewer, one) for one in meetings[:MEETINGS]],
        "more": max(len(meetings) - MEETINGS, 0),
        "ask": coordination.desks_to_ask(viewer, situation, found),
        "many": len(found),
        "may_make": policy.may(viewer, "undertaking.make") and policy.works_on(viewer, situation),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/who_does_what.html", context)
