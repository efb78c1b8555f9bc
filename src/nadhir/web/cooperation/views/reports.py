"""Pages of periodic reports: the list, beginning one, its desk, and the report as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.doctrine import reports as templates
from nadhir.doctrine.text import language
from nadhir.documents import model as m
from nadhir.errors import NotAllowed
from nadhir.web.cooperation import report_links, reporting, selectors, services
from nadhir.web.cooperation.forms.reports import ReportFilter, ReportForm, asked_body, titles
from nadhir.web.cooperation.models import Contribution, Report, ReportSection
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors as response
from nadhir.web.situations.documents.outlet import FORM_NAMES, FORMS, NAMES, as_file

TONES = {"writing": "accent", "clearance": "accent", "cleared": "accent"}


@signed_in
def report_list(request: Request) -> HttpResponseBase:
    """Which reports are due, from whom to whom, and which of them came?"""
    viewer = request.viewer
    form = ReportFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.reports(
        viewer, words=chosen.get("q", ""), status=chosen.get("status", ""), body=chosen.get("body")
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-reports", *_table(found[: export.MOST]))
    page = page_of(request, found)
    counted = selectors.contributions_counted(viewer, page.rows)
    for one in page.rows:
        one.asked = counted.get(one.pk, {})  # type: ignore[attr-defined]
    every, today = selectors.reports(viewer), clock.now().date()
    context = {
        "page": page,
        "filter": form,
        "filtered": any(chosen.values()),
        "open": every.filter(status__in=selectors.OPEN).count(),
        "late": every.filter(status__in=selectors.OPEN, due_on__lt=today).count(),
        "submitted": every.exclude(status__in=selectors.OPEN).count(),
        "mine": _asked(viewer),
        "today": today,
        "may_write": policy.may(viewer, "report.write"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/reports.html", context)


def _asked(viewer: Viewer) -> list[Contribution]:
    """What the viewer was asked for, with the title of the section."""
    found = list(selectors.asked_of_me(viewer)[:20])
    for one in found:
        section = templates.template(one.report.template).section(one.section)
        one.called = section.title.in_(get_language())  # type: ignore[attr-defined]
    return found


def _table(found: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("title"), _("report of"), _("report to"), _("period from"), _("period until"), _("due on"),
        _("status"), _("submitted on"), _("fingerprint"),
    ]  # fmt: skip
    rows = (
        (
            in_words(one.names),
            in_words(one.body.actor.names),
            in_words(one.to.actor.names) if one.to else "",
            one.period_from,
            one.period_until,
            one.due_on,
            one.get_status_display(),
            one.submitted_on,
            one.sha256,
        )
        for one in found
    )
    return columns, rows


@signed_in
def report_new(request: Request) -> HttpResponseBase:
    """Begin a report: whose, on what time, for whom."""
    viewer = request.viewer
    policy.require(viewer, "report.write")
    body = asked_body(viewer, request.GET.get("body", ""))
    fitting = [one.id for one in templates.templates() if body is not None and body.kind in one.bodies]
    first = {
        "body": body,
        "template": fitting[0] if fitting else "",
        "period": "this_year",
        "languages": ["ar", "en", "fr"],
        "tlp": "amber",
    }
    return act(
        request,
        ReportForm(request.POST or None, viewer=viewer, initial=first),
        lambda given: services.report_begin(viewer=viewer, **given),
        title=_("New report"),
        lead=_(
            "Every section begins with what is recorded here. You write what only people know, and ask "
            "members for their part."
        ),
        button=_("Begin"),
        done=_("Begun. What is recorded stands in its sections already."),
        back=lambda made: reverse("report", args=[made.pk]),
        cancel=reverse("reports"),
    )


@signed_in
def report_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change when a report is due, its title and its languages."""
    viewer = request.viewer
    shown = selectors.report(viewer, pk)
    policy.require(viewer, "report.write", shown)
    first = {
        "due_on": shown.due_on,
        "contributions_until": shown.contributions_until,
        "languages": shown.languages,
        "to": shown.to,
        "version": shown.version,
        **ReportForm.spread("names", shown.names),
    }
    return act(
        request,
        ReportForm(request.POST or None, viewer=viewer, new=False, initial=first),
        lambda given: services.report_change(viewer=viewer, report=shown, **given),
        title=_("Title, days and languages"),
        button=_("Keep"),
        done=_("Kept."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
@require_GET
def report(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What stands in it, what is missing, who was asked, and where is it on its way?"""
    viewer = request.viewer
    shown = selectors.report(viewer, pk)
    sections = selectors.report_sections(viewer, shown)
    open_ = shown.status == Report.Status.WRITING
    missing = selectors.missing(shown, sections) if open_ else ()
    asked = list(selectors.contributions(viewer, shown))
    rows = _rows(viewer, shown, sections, asked) if open_ else _kept_rows(shown, sections)
    may_write = policy.may(viewer, "report.write", shown)
    in_clearance = shown.status == Report.Status.CLEARANCE
    context = {
        "report": shown,
        "period": reporting.period_words(shown),
        "template": templates.template(shown.template).title.in_(get_language()),
        "rows": rows,
        "filled": sum(row["filled"] for row in rows),
        "missing": [(titles(shown, sections)[one.code], one) for one in missing],
        "asked": [
            one for one in asked if one.status in (Contribution.Status.ASKED, Contribution.Status.GIVEN)
        ],
        "dealt_with": [one for one in asked if one.status not in ("asked", "given")],
        "titles": titles(shown, sections),
        "left": _left(viewer, shown, asked) if may_write else frozenset(),
        "links": _links(asked) if may_write else {},
        "clearers": selectors.report_clearers(shown) if in_clearance and may_write else [],
        "steps": selectors.report_steps(viewer, shown),
        "decided": _decided(viewer, shown),
        "open": open_,
        "today": clock.now().date(),
        "languages": [(code, NAMES[code]) for code in reporting.languages_of(shown)],
        "formats": FORM_NAMES,
        "may_write": may_write,
        "may_clear": policy.may(viewer, "report.clear", shown) and not _wrote(viewer, shown),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/report.html", context)


def _wrote(viewer: Viewer, shown: Report) -> bool:
    return viewer.user_id in selectors.report_writers(shown)


def _rows(
    viewer: Viewer, shown: Report, sections: list[ReportSection], asked: list[Contribution]
) -> list[dict[str, Any]]:
    """The sections as they stand, with the first sentence that is known of each, said in the reader's
    language."""
    scope = reporting.scope_of(viewer, shown, language(get_language()))
    called = titles(shown, sections)
    rows = []
    for one in sections:
        found = reporting.known(scope, one.code)
        written = [code for code in shown.languages if str(one.texts.get(code, "")).strip()]
        rows.append(
            {
                "section": one,
                "title": called[one.code],
                "written": [(NAMES[code], code in written) for code in shown.languages],
                "words": len(written),
                "filled": bool(written or (one.with_records and found.filled)),
                "says": reporting.plain(found.said[0].flow) if found.said else "",
                "tables": sum(isinstance(block, m.Table) for block in found.blocks),
                "came": sum(it.section == one.code and it.status == "given" for it in asked),
            }
        )
    return rows


def _kept_rows(shown: Report, sections: list[ReportSection]) -> list[dict[str, Any]]:
    """The sections of a report that was handed in, and in which languages people wrote them."""
    called = titles(shown, sections)
    return [
        {
            "section": one,
            "title": called[one.code],
            "written": [(NAMES[code], bool(one.texts.get(code))) for code in shown.languages],
            "filled": True,
        }
        for one in sections
    ]


def _left(viewer: Viewer, shown: Report, asked: list[Contribution]) -> frozenset[uuid.UUID]:
    """Members that were asked and have left the body since."""
    waiting = {one.actor for one in asked if one.status == Contribution.Status.ASKED}
    return frozenset(one.pk for one in waiting if selectors.has_left(viewer, shown.body, one))


def _links(asked: list[Contribution]) -> dict[uuid.UUID, str]:
    """The signed links to be handed over, of those who do not sign in here."""
    return {
        one.pk: report_links.address_of(one)
        for one in asked
        if one.asked_of_id is None and report_links.answerable(one)
    }


def _decided(viewer: Viewer, shown: Report) -> dict[str, Any]:
    """The decision on it, where there is one."""
    if not shown.answer:
        return {}
    made = response.undertakings(viewer).filter(pk__in=shown.answer.get("undertakings", []))
    session = response.engagements(viewer).filter(pk__in=[shown.decided_in_id]).first()
    return {
        "words": shown.answer.get("words", {}),
        "undertakings": response.as_read(viewer, made),
        "session": response.as_told(viewer, [session])[0] if session else None,
        "resolution": selectors.instruments(viewer).filter(pk__in=[shown.resolution_id]).first(),
    }


@signed_in
@require_GET
def report_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The report as a file, in one of its languages: what was handed in, or how it stands now."""
    viewer = request.viewer
    policy.require(viewer, "table.export")
    shown = selectors.report(viewer, pk)
    known = reporting.languages_of(shown)
    asked = request.GET.get("language", "")
    lang = language(asked if asked in known else known[0] if known else get_language())
    form = request.GET.get("format", "pdf")
    document = reporting.kept(shown, lang)
    if document is None:
        if shown.status in (Report.Status.SUBMITTED, Report.Status.ANSWERED):
            raise NotAllowed("not_allowed.record", act="report.read")
        document = reporting.whole(viewer, shown, selectors.report_sections(viewer, shown), lang)
    form = form if form in FORMS else "pdf"
    content = FORMS[form][1](reporting.dressed(shown, document))
    answer: HttpResponse = as_file(f"report-{shown.period_until.year}-{pk.hex[-8:]}", lang, form, content)
    return answer
