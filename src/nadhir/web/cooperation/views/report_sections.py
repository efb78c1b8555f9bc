"""Pages on which a section of a report is written, and on which members are asked for their part."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine import reports as templates
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import language
from nadhir.errors import Conflict, NadhirError, NotAllowed
from nadhir.web.cooperation import reporting, selectors, services
from nadhir.web.cooperation.forms.reports import AskForm, AssignForm, ReasonForm, SectionForm, titles
from nadhir.web.cooperation.models import Contribution, Report, ReportSection
from nadhir.web.cooperation.reporting.shown import shown_blocks
from nadhir.web.core import policy
from nadhir.web.core.acting import act, attempted, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.documents.outlet import NAMES


@signed_in
def report_section(request: Request, pk: uuid.UUID, section: str) -> HttpResponseBase:
    """What is known, what did members send, and what do we say?"""
    viewer = request.viewer
    shown = selectors.report(viewer, pk)
    code, one = section, selectors.report_section(viewer, shown, section)
    may_write = policy.may(viewer, "report.write", shown) and shown.status == Report.Status.WRITING
    first: dict[str, Any] = {"with_records": one.with_records, "version": one.version}
    first |= SectionForm.spread("texts", one.texts)
    data = request.POST if request.method == "POST" else None
    form = SectionForm(data, languages=shown.languages, initial=first)
    if request.method == "POST":
        policy.require(viewer, "report.write", shown)
        if form.is_valid() and _written(form, viewer, one):
            messages.success(request, _("Kept."))
            return redirect(_next(shown, code) if "next" in request.POST else request.path)
    context = {
        "report": shown,
        "section": one,
        "title": titles(shown, [one])[code],
        "guidance": templates.template(shown.template).section(code).guidance.in_(get_language()),
        "form": form,
        "theirs": _theirs(one, shown) if _overtaken(form, one) else [],
        "beside": _beside(viewer, shown, code),
        "came": selectors.contributions(viewer, shown, section=code),
        "assign": AssignForm(viewer=viewer, initial={"person": one.assigned_to_id}),
        "next": _next(shown, code),
        "may_write": may_write,
    }
    return render(request, "cooperation/report_section.html", context, status=status_after(request, form))


def _written(form: SectionForm, viewer: Viewer, section: ReportSection) -> bool:
    given = dict(form.cleaned_data)
    done = attempted(form, lambda: services.report_section_write(viewer=viewer, section=section, **given))
    if done is None and _overtaken(form, section):
        # What is sent again is meant over what stands there now, which is shown beside it.
        form.data = {**form.data.dict(), "version": str(section.version)}  # type: ignore[attr-defined]
    return done is not None


def _overtaken(form: SectionForm, section: ReportSection) -> bool:
    """Whether somebody else wrote on the section since the person opened it."""
    seen = getattr(form, "cleaned_data", {}).get("version")
    return getattr(form, "refused", 0) == 409 and seen not in (None, section.version)


def _theirs(section: ReportSection, shown: Report) -> list[tuple[str, str]]:
    """What somebody else wrote meanwhile, by language."""
    return [(NAMES[code], section.texts[code]) for code in shown.languages if section.texts.get(code)]


def _next(shown: Report, code: str) -> str:
    """The section after this one; after the last the report itself."""
    codes = [one.code for one in templates.template(shown.template).sections]
    at = codes.index(code) + 1 if code in codes else len(codes)
    if at < len(codes):
        return reverse("report_section", args=[shown.pk, codes[at]])
    return reverse("report", args=[shown.pk])


def _beside(viewer: Viewer, shown: Report, code: str) -> dict[str, Any]:
    """What is known of the section, fresh, in the reader's language."""
    found = reporting.known(reporting.scope_of(viewer, shown, language(get_language())), code)
    return {"blocks": shown_blocks(found.blocks), "withheld": found.withheld, "filled": found.filled}


@signed_in
@require_POST
def report_section_fill(request: Request, pk: uuid.UUID, section: str) -> HttpResponseBase:
    """Put what is known into the text, in every language of the report."""
    viewer = request.viewer
    shown = selectors.report(viewer, pk)
    one = selectors.report_section(viewer, shown, section)
    try:
        services.report_section_fill(viewer=viewer, section=one)
    except NotAllowed:
        raise
    except NadhirError as refused:
        messages.error(request, explain(refused, get_language()))
    else:
        messages.success(request, _("What is known stands under your words now. Go on from it."))
    return redirect("report_section", pk=pk, section=section)


@signed_in
@require_POST
def report_section_assign(request: Request, pk: uuid.UUID, section: str) -> HttpResponseBase:
    """Say who writes a section."""
    viewer = request.viewer
    shown = selectors.report(viewer, pk)
    one = selectors.report_section(viewer, shown, section)
    form = AssignForm(request.POST, viewer=viewer)
    policy.require(viewer, "report.write", shown)
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            services.report_section_assign(viewer=viewer, section=one, person=person)
        except NotAllowed:
            raise
        except NadhirError as refused:
            messages.error(request, explain(refused, get_language()))
        else:
            messages.success(request, _("Kept."))
    return redirect("report_section", pk=pk, section=section)


# -- contributions -----------------------------------------------------------------------------------------


@signed_in
def contribution_ask(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Ask members for sections."""
    viewer = request.viewer
    shown = selectors.report(viewer, pk)
    policy.require(viewer, "report.write", shown)
    called = titles(shown, selectors.report_sections(viewer, shown))
    first = {"due_on": shown.contributions_until, "sections": request.GET.getlist("section")}
    return act(
        request,
        AskForm(
            request.POST or None, viewer=viewer, report=shown, sections=list(called.items()), initial=first
        ),
        lambda given: services.contribution_ask(viewer=viewer, report=shown, **given),
        title=_("Ask for contributions"),
        lead=_("They read the question and what the section is for, and not the report."),
        button=_("Ask"),
        done=_("Asked. Whoever has an address is written to; hand over the other links yourself."),
        back=reverse("report", args=[pk]),
        about=in_words(shown.names),
    )


@signed_in
@require_POST
def contribution_take(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take what came into the text."""
    viewer = request.viewer
    one = selectors.contribution(viewer, pk)
    policy.require(viewer, "report.write", one.report)
    try:
        services.contribution_take(viewer=viewer, contribution=one)
    except Conflict as refused:
        messages.error(request, explain(refused, get_language()))
    except NotAllowed:
        raise
    except NadhirError as refused:
        messages.error(request, explain(refused, get_language()))
    else:
        messages.success(request, _("Taken into the text. Smooth it where it does not fit."))
    return redirect("report_section", pk=one.report_id, section=one.section)


@signed_in
def contribution_leave(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Leave out what came, or do without it."""
    viewer = request.viewer
    one = selectors.contribution(viewer, pk)
    policy.require(viewer, "report.write", one.report)
    given = one.status == Contribution.Status.GIVEN
    return act(
        request,
        ReasonForm(request.POST or None),
        lambda said: services.contribution_leave(viewer=viewer, contribution=one, **said),
        title=_("Leave it out") if given else _("Do without it"),
        lead=_("Whoever was asked reads the reason."),
        button=_("Leave it out") if given else _("Do without it"),
        done=_("Kept with the reason."),
        back=reverse("report", args=[one.report_id]),
        about=in_words(one.report.names),
    )
