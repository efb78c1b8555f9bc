"""The calendar: what comes when and where, one occasion, and calendars brought as files."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import language as working_language
from nadhir.errors import Conflict, InputRefused, NadhirError, NotAllowed, NotPossibleNow
from nadhir.sources.calendar.writing import Written, calendar_lines
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import occasions, places, selectors, services
from nadhir.web.situations.forms import place_words, typed
from nadhir.web.situations.models import FRAMEWORK, CalendarFile, Occasion, Situation
from nadhir.web.situations.occasion_forms import (
    CalendarFileForm,
    CalendarFilter,
    CancelForm,
    OccasionForm,
    first_of,
    occasion_initial,
)
from nadhir.web.situations.occasions import Ahead
from nadhir.web.situations.panels import Panel
from nadhir.web.situations.services.calendars import compared, events_in

MONTHS = 12
SHOWN = 300  # times on one page
ROWS = 100  # of each part of a calendar that is looked at
PANEL_DAYS, PANEL_ROWS = 120, 6


def trigger_words(one: Occasion) -> list[str]:
    """The triggers that an occasion may pull, with their numbers."""
    catalogue, lang = doctrine.load(FRAMEWORK), get_language()
    found = [catalogue.element(trigger) for trigger in one.triggers if trigger in catalogue]
    return [f"{element.number or '·'} {element.text.in_(lang)}" for element in found]


@signed_in
@require_GET
def calendar(request: Request) -> HttpResponseBase:
    """What comes, where, and what should be prepared for now?"""
    viewer, today = request.viewer, clock.now().date()
    policy.require_sight(viewer)
    _require_reader(viewer)
    form = CalendarFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    situation = selectors.situation(viewer, chosen["situation"]) if chosen.get("situation") else None
    found = occasions.occasions_found(
        viewer,
        words=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        place=chosen.get("place", ""),
        situation=situation,
        cancelled=chosen.get("cancelled", False),
    )
    first = chosen.get("since") or today
    last = _after(first_of(first), MONTHS) - timedelta(days=1)
    wanted = request.GET.get("format")
    if wanted == "ics":
        policy.require(viewer, "table.export")
        return _as_calendar(request, found)
    times = occasions.between(found, first, last, today=today)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return _as_table(times)
    context = {
        "filter": form,
        "filtered": any(value for name, value in chosen.items() if name != "since"),
        "strip": _strip(times, first),
        "months": [
            (month, [(time, trigger_words(time.occasion)) for time in rows])
            for month, rows in occasions.by_month(times[:SHOWN])
        ],
        "many": len(times),
        "more": max(len(times) - SHOWN, 0),
        "prepare": [time for time in occasions.ahead(found, today, 0) if not time.occasion.cancelled_at],
        "first": first,
        "last": last,
        "earlier": _after(first_of(first), -MONTHS),
        "later": last + timedelta(days=1),
        "may_record": policy.may(viewer, "occasion.record"),
        "may_export": policy.may(viewer, "table.export"),
        "waiting": _files(viewer).filter(state=CalendarFile.State.PROPOSED).defer("raw")[:10],
    }
    return render(request, "situations/calendar.html", context)


def _require_reader(viewer: Viewer) -> None:
    if not occasions.reads(viewer):
        raise NotAllowed("not_allowed.act", act="occasion.read")


def _after(month: date, many: int) -> date:
    at = month.year * 12 + month.month - 1 + many
    return month.replace(year=min(max(at // 12, 1900), 2200), month=at % 12 + 1)


def _strip(times: Sequence[Ahead], first: date) -> list[dict[str, Any]]:
    """The months with how much is in each."""
    counted = {month: len(rows) for month, rows in occasions.by_month(times)}
    months = [_after(first_of(first), at) for at in range(MONTHS)]
    most = max(counted.values(), default=1)
    return [
        {
            "month": month,
            "many": (many := counted.get(month, 0)),
            "level": -(-many * 4 // most) if many else 0,
        }
        for month in months
    ]


def _as_table(times: Sequence[Ahead]) -> HttpResponseBase:
    columns = [
        _("Occasion"), _("Kind"), _("From"), _("Until"), _("Every year"), _("Days of lead time"),
        _("Prepare from"), _("Places"), _("Situations"), _("Triggers (factor 8)"), _("Note"), _("Handling"),
        _("Cancelled on"),
    ]  # fmt: skip

    def cells(time: Ahead) -> list[Any]:
        one = time.occasion
        return [
            in_words(one.names),
            one.get_kind_display(),
            time.on,
            time.until,
            _("yes") if one.yearly else "",
            one.lead_days,
            time.begins_lead,
            "; ".join(place_words(place) for place in one.places.all()),
            "; ".join(in_words(situation.names) for situation in one.situations.all()),
            "; ".join(trigger_words(one)),
            one.note,
            one.get_tlp_display(),
            one.cancelled_at,
        ]

    return export.table_response("calendar", columns, map(cells, times))


def _as_calendar(request: Request, found: Any) -> HttpResponseBase:
    """The occasions as a calendar for other programs, each with its label."""
    lang = working_language(get_language())

    def written(one: Occasion) -> Written:
        told = [one.get_tlp_display(), *trigger_words(one), one.note]
        return Written(
            uid=f"{one.pk}@nadhir",
            stamp=one.created_at.astimezone(UTC),
            sequence=one.version,
            name=in_words(one.names),
            language=lang if lang in one.names else next(iter(one.names), lang),
            starts_on=one.starts_on,
            until=one.ends_on,
            yearly=one.yearly,
            last_time=one.yearly_until,
            cancelled=one.cancelled_at is not None,
            description="\n".join(part for part in told if part),
            location="; ".join(place_words(place) for place in one.places.all()),
            category=one.get_kind_display(),
            public=one.tlp == "clear",
            url=request.build_absolute_uri(reverse("occasion", args=[one.pk])),
        )

    def lines() -> Iterator[str]:
        yield from calendar_lines(_("Calendar"), (written(one) for one in found[: export.MOST]))

    response = StreamingHttpResponse(lines(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


@signed_in
@require_GET
def occasion(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What comes, where, which trigger may it pull, and when does it come again?"""
    viewer, today = request.viewer, clock.now().date()
    one = occasions.occasion(viewer, pk)
    times = occasions.between([one], today, today + timedelta(days=3 * 366), today=today)
    own = viewer.organisation_id == one.owner_id
    context = {
        "occasion": one,
        "times": times[:4],
        "triggers": trigger_words(one),
        "own": own,
        "may_change": policy.may(viewer, "occasion.record", one) and one.cancelled_at is None,
        "cancel_form": CancelForm(initial={"version": one.version}),
    }
    return render(request, "situations/occasion.html", context)


@signed_in
def occasion_new(request: Request) -> HttpResponseBase:
    """Put an occasion on the calendar."""
    viewer = request.viewer
    policy.require(viewer, "occasion.record")
    start: dict[str, Any] = {}
    asked = occasions_uuid(request.GET.get("situation", ""))
    if asked is not None:
        situation = selectors.situation(viewer, asked)
        start = {
            "situations": [str(situation.pk)],
            "places": [str(place.pk) for place in situation.places.all()],
            "tlp": situation.tlp,
        }
    return _form(request, None, start)


@signed_in
def occasion_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change an occasion."""
    one = occasions.occasion(request.viewer, pk)
    policy.require(request.viewer, "occasion.record", one)
    if getattr(one, "veiled", False):
        raise NotAllowed("redaction.writing")
    return _form(request, one, occasion_initial(one))


def occasions_uuid(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def _form(request: Request, one: Occasion | None, start: dict[str, Any]) -> HttpResponseBase:
    viewer, status = request.viewer, 200
    asked = request.POST.get("place_words", "")
    found = places.places_named(viewer, asked) if asked else []
    known: dict[str, Any] = {"viewer": viewer, "found": found, "known": one}
    if request.method != "POST":
        form = OccasionForm(initial=start, **known)
    elif "find" in request.POST:
        form = OccasionForm(initial=typed(OccasionForm, request.POST), **known)
    else:
        form, status = OccasionForm(request.POST, **known), 422
        if form.is_valid():
            try:
                saved = _save(viewer, one, form)
            except (NotPossibleNow, Conflict) as problem:
                if isinstance(problem, Conflict) and one is not None:
                    one, status = occasions.occasion(viewer, one.pk), 409
                    sent = request.POST.copy()
                    sent["version"] = str(one.version)  # seen now: it is shown beside
                    form = OccasionForm(sent, **(known | {"known": one}))
                form.add_error(None, explain(problem, get_language()))
            else:
                messages.success(request, _("Saved."))
                return redirect("occasion", pk=saved.pk)
    context = {
        "form": form,
        "occasion": one,
        "asked": asked,
        "nothing_found": bool(asked) and not found,
        "theirs": one if status == 409 else None,
    }
    return render(request, "situations/occasion_form.html", context, status=status)


def _save(viewer: Viewer, one: Occasion | None, form: OccasionForm) -> Occasion:
    written = form.written(viewer)
    if one is None:
        return services.occasion_record(viewer=viewer, **written)
    return services.occasion_change(
        viewer=viewer, occasion=one, version=form.cleaned_data["version"], **written
    )


@signed_in
@require_POST
def occasion_cancel(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take an occasion off the calendar."""
    one = occasions.occasion(request.viewer, pk)
    try:
        services.occasion_cancel(
            viewer=request.viewer,
            occasion=one,
            because=request.POST.get("because", ""),
            version=_version(request),
        )
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Cancelled. It stays in the record."))
    return redirect("occasion", pk=pk)


def _version(request: Request) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None


# ------------------------------------------------------------------ calendars as files


def _files(viewer: Viewer) -> Any:
    return policy.visible(CalendarFile.objects.select_related("created_by"), viewer)


def _file(viewer: Viewer, pk: uuid.UUID) -> CalendarFile:
    found: CalendarFile | None = _files(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record")
    return found


@signed_in
def calendar_file_new(request: Request) -> HttpResponseBase:
    """Bring a calendar; it is looked at before it counts."""
    viewer = request.viewer
    policy.require(viewer, "occasion.record")
    form, status = CalendarFileForm(viewer=viewer), 200
    if request.method == "POST":
        form, status = CalendarFileForm(request.POST, request.FILES, viewer=viewer), 422
        if form.is_valid() and (made := _proposed(viewer, form)) is not None:
            return redirect("calendar_file", pk=made.pk)
    files = _files(viewer).defer("raw")[:20]
    return render(request, "situations/calendar_new.html", {"form": form, "files": files}, status=status)


def _proposed(viewer: Viewer, form: CalendarFileForm) -> CalendarFile | None:
    """The calendar as it is kept; None where the form says why it is not."""
    chosen = form.cleaned_data
    at = places.places_named(viewer, chosen["place"], most=1) if chosen["place"] else []
    if chosen["place"] and not at:
        form.add_error("place", _("No place has this name. Try another spelling or language."))
        return None
    try:
        return services.calendar_file_propose(
            viewer=viewer,
            raw=chosen["file"].read(),
            file_name=chosen["file"].name,
            kind=chosen["kind"],
            lead_days=chosen["lead_days"],
            language=chosen["language"] or working_language(get_language()),
            places=[place.pk for place in at],
            situation=selectors.situation(viewer, chosen["situation"]) if chosen["situation"] else None,
            trigger_ids=[chosen["triggers"]] if chosen["triggers"] else [],
            tlp=chosen["tlp"],
        )
    except InputRefused as refused:
        form.add_error("file", explain(refused, get_language()))
    except NotPossibleNow as refused:
        form.add_error(None, explain(refused, get_language()))
    return None


@signed_in
@require_GET
def calendar_file(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What a calendar holds, what taking it would do, and what of it cannot be taken."""
    viewer = request.viewer
    one = _file(viewer, pk)
    read = events_in(one)
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        columns = [_("Line"), _("Event"), _("Why it is not taken")]
        cells = ([row.row, row.excerpt, in_words(row.reason)] for row in read.refused)
        return export.table_response("calendar-not-taken", columns, cells)
    proposed = one.state == CalendarFile.State.PROPOSED
    does = compared(one, read)
    answers = one.answers
    tied = selectors.situations(viewer).filter(pk=answers.get("situation") or uuid.UUID(int=0)).first()
    context = {
        "file": one,
        "calendar": read,
        "does": does,
        "new": does.new[:ROWS],
        "changed": does.changed[:ROWS],
        "cancelled": does.cancelled[:ROWS],
        "refused": read.refused[:ROWS],
        "proposed": proposed,
        "kind": Occasion.Kind(answers["kind"]).label,
        "tied": tied,
        "at": places.places_of(viewer, [uuid.UUID(pk) for pk in answers.get("places", ())]),
        "may_take": policy.may(viewer, "occasion.record", one),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "situations/calendar_file.html", context)


@signed_in
@require_POST
def calendar_file_take(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put the events of a calendar on ours."""
    one = _file(request.viewer, pk)
    try:
        done = services.calendar_file_take(
            viewer=request.viewer, calendar_file=one, version=_version(request)
        )
    except (NotPossibleNow, Conflict) as refused:
        messages.error(request, explain(refused, get_language()))
        return redirect("calendar_file", pk=pk)
    many = done.added + done.changed + done.cancelled
    said = ngettext("%(n)s date taken.", "%(n)s dates taken.", many) % {"n": number(many)}
    messages.success(request, said)
    return redirect("calendar")


@signed_in
@require_POST
def calendar_file_drop(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Leave a calendar aside."""
    one = _file(request.viewer, pk)
    try:
        services.calendar_file_drop(viewer=request.viewer, calendar_file=one, version=_version(request))
    except (NotPossibleNow, Conflict) as refused:
        messages.error(request, explain(refused, get_language()))
        return redirect("calendar_file", pk=pk)
    messages.success(request, _("The calendar is left aside, and kept."))
    return redirect("calendar")


# ------------------------------------------------------------------ on other pages


def panel(viewer: Viewer, situation: Situation) -> Panel | None:
    """The card “Ahead” of a situation."""
    if situation.status != Situation.Status.WATCHED:
        return None
    times = occasions.occasions_ahead(viewer, situation, clock.now().date(), PANEL_DAYS)
    return Panel(
        "situations/_ahead.html",
        {
            "times": [(time, trigger_words(time.occasion)) for time in times[:PANEL_ROWS]],
            "more": max(len(times) - PANEL_ROWS, 0),
            "days": PANEL_DAYS,
            "situation": situation,
            "may_record": policy.may(viewer, "occasion.record"),
        },
    )
