"""Enrolment: one by one or from a list; attendance; what somebody's course came to; what they thought."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nadhir.errors import NotAllowed
from nadhir.web.cooperation import links, rosters, selectors, services
from nadhir.web.cooperation.forms.cohorts import (
    ROLE_WORDS,
    ColumnsForm,
    EnrolForm,
    EvaluationForm,
    RosterForm,
    test_words,
)
from nadhir.web.cooperation.models import Cohort, Enrolment
from nadhir.web.cooperation.selectors import of_cohorts as read
from nadhir.web.cooperation.views.cohorts import _said, own_tests
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import act, attempted, status_after
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Engagement

SHOWN = 60  # rows of a list that is looked through
ROWS, SESSIONS = 40, 15  # of the table of attendance; their product is what a form may send


def _kept(viewer: Viewer, pk: uuid.UUID) -> Cohort:
    """A cohort that the viewer keeps."""
    shown = selectors.cohort(viewer, pk)
    policy.require(viewer, "cohort.keep", shown)
    return shown


@signed_in
def enrolment_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Enrol somebody."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    return act(
        request,
        EnrolForm(request.POST or None, initial={"sex": "other"}),
        lambda given: services.enrolment_make(viewer=viewer, cohort=shown, **given),
        title=_("Enrol somebody"),
        button=_("Enrol"),
        done=_("Enrolled."),
        back=reverse("cohort", args=[shown.pk]),
        about=in_words(shown.names),
    )


@signed_in
def enrolments_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Enrol everybody of a list: first it is read and shown, then taken over whole, or not at all."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    if request.method == "POST" and "look" not in request.POST:
        return _columns(request, viewer, shown, None)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]

        def read_it() -> rosters.Sheet:
            if file is not None:
                return rosters.read_bytes(file.read(rosters.MOST_BYTES + 1))
            return rosters.read_text(form.cleaned_data["pasted"])

        sheet = attempted(form, read_it)
        if sheet is not None:
            return _columns(request, viewer, shown, sheet)
    context = {"cohort": shown, "form": form}
    return render(request, "cooperation/roster.html", context, status=status_after(request, form))


def _columns(
    request: Request, viewer: Viewer, shown: Cohort, sheet: rosters.Sheet | None
) -> HttpResponseBase:
    """What the list was read as; with `take`, it is taken over."""
    status = 200
    if sheet is None:
        again = RosterForm({"pasted": request.POST.get("pasted", "")})
        sheet = attempted(again, lambda: rosters.read_text(request.POST.get("pasted", "")))
        if sheet is None:
            context = {"cohort": shown, "form": again}
            return render(request, "cooperation/roster.html", context, status=422)
    posted = request.POST if "look" not in request.POST else None
    form = ColumnsForm(posted, sheet=sheet, guessed=rosters.guess(sheet), initial={"pasted": sheet.as_text()})
    people = rosters.people_of(
        sheet,
        form.roles,
        year=clock.now().year,
        known=services.names_in(shown),
        both=bool(posted and posted.get("both")),
    )
    if posted is not None and "take" in posted and form.is_valid():
        taken = attempted(form, lambda: services.enrolments_take(viewer=viewer, cohort=shown, people=people))
        if taken is not None:
            words = ngettext("%(n)s person enrolled.", "%(n)s people enrolled.", taken.added)
            messages.success(request, words % {"n": number(taken.added)})
            return redirect("cohort", pk=shown.pk)
        status = status_after(request, form)
    problems = [one for one in people if one.problem]
    context = {
        "cohort": shown,
        "form": form,
        "people": people[:SHOWN],
        "more": max(0, len(people) - SHOWN),
        "ready": sum(not one.kept_out for one in people),
        "out": sum(one.kept_out for one in people),
        "problems": problems[:SHOWN],
        "problem_words": _problem_words(),
        "sexes": dict(Enrolment.Sex.choices),
        "role_words": ROLE_WORDS,
        "twice": any(one.problem in ("twice", "there_already") for one in people),
    }
    return render(request, "cooperation/roster_columns.html", context, status=status)


def _problem_words() -> dict[str, str]:
    return {
        "without_name": _("no name: left out"),
        "twice": _("stands in the list twice: left out"),
        "there_already": _("is enrolled already: left out"),
        "unclear_sex": _("sex not understood: taken over as not said"),
        "unclear_age": _("age not understood: taken over as not said"),
        "unusual": _("written otherwise than the rest: see below how it was read"),
    }


@signed_in
def attendance(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who was at which session? One table; the numbers of each session come from it."""
    viewer = request.viewer
    shown = _kept(viewer, pk)
    today = clock.now().date()
    held = [
        one
        for one in read.sessions(viewer, shown)
        if one.status != Engagement.Status.CALLED_OFF and (one.held_on is None or one.held_on <= today)
    ][-SESSIONS:]
    found = selectors.enrolments(viewer).filter(cohort=shown).exclude(status=Enrolment.Status.LEFT)
    page = page_of(request, found.order_by("at", "pk"), size=ROWS)
    if request.method == "POST":
        marked = set(request.POST.getlist("there"))
        rows = {str(row.pk): row.pk for row in page.rows} if "row" in request.POST else {}
        listed = [rows[key] for key in request.POST.getlist("row") if key in rows]

        def mark() -> None:
            for session in held:
                present = {key: f"{key}:{session.pk}" in marked for key in listed}
                services.session_presence_mark(
                    viewer=viewer, cohort=shown, engagement=session, present=present
                )

        _said(request, mark, _("Kept. The sessions count their participants from it."))
        return redirect(f"{reverse('attendance', args=[shown.pk])}?page={page.number}")
    there = read.presences(shown, held)
    rows_shown = [
        {
            "learner": learner,
            "marks": [
                (f"{learner.enrolment.pk}:{one.pk}", there.get((learner.enrolment.pk, one.pk), False), one)
                for one in held
            ],
        }
        for learner in read.learners(page.rows)
    ]
    context = {"cohort": shown, "sessions": held, "rows": rows_shown, "page": page}
    return render(request, "cooperation/cohort_attendance.html", context)


@signed_in
def enrolment(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What did this person learn, and what is still open? For themselves, and for the desk."""
    viewer = request.viewer
    found = selectors.enrolment(viewer, pk)
    cohort: Any = found.cohort
    mine = found.user_id is not None and found.user_id == viewer.user_id
    keeps = policy.may(viewer, "cohort.keep", cohort)
    row = read.learners([found])[0]
    context = {
        "enrolment": found,
        "cohort": cohort,
        "row": row,
        "mine": mine,
        "keeps": keeps,
        "tests": own_tests(found),
        "kinds": test_words(),
        "sessions": cohort.sessions.exclude(status="called_off").count(),
        "papers": found.certificates.order_by("issued_on", "pk"),
        "fulfils": services.fulfilling(cohort).filter(pk=found.pk).exists(),
        "link": links.address_of(found) if keeps and found.user_id is None else "",
        "name": found.name.open_or("–"),
        "may_evaluate": mine
        and cohort.status in ("under_way", "ended")
        and not found.progress.get("evaluated"),
    }
    return render(request, "cooperation/enrolment.html", context)


@signed_in
@require_POST
def enrolment_leave(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Leave, or take somebody out."""
    found = selectors.enrolment(request.viewer, pk)
    _said(
        request,
        lambda: services.enrolment_leave(viewer=request.viewer, enrolment=found),
        _("Taken out. The seat is free."),
    )
    return redirect("cohort", pk=found.cohort_id)


@signed_in
@require_POST
def enrolment_complete(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that somebody has completed it."""
    found = selectors.enrolment(request.viewer, pk)
    _said(
        request,
        lambda: services.enrolment_complete(viewer=request.viewer, enrolment=found),
        _("Completed. A certificate can be issued."),
    )
    return redirect("enrolment", pk=found.pk)


@signed_in
def evaluation_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say what one thinks of it, without one's name."""
    viewer = request.viewer
    found = selectors.enrolment(viewer, pk)
    if found.user_id != viewer.user_id:
        raise NotAllowed("not_allowed.record", act="evaluation.give")
    return act(
        request,
        EvaluationForm(request.POST or None),
        lambda given: services.evaluation_give(
            viewer=viewer, enrolment=found, language=viewer.language, **given
        ),
        title=_("What do you think of it?"),
        lead=_("Nobody learns who said what: only that you answered is noted. It is shown once three have."),
        button=_("Send"),
        done=_("Thank you. It is kept without your name."),
        back=reverse("enrolment", args=[found.pk]),
    )
