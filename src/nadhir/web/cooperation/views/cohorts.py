"""Cohorts: who learns what, where are they, what did they learn?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.documents.charts import Bar, bar_list
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.cooperation import selectors, services, teaching
from nadhir.web.cooperation.forms.cohorts import (
    RATINGS,
    CohortFilter,
    CohortForm,
    JoinForm,
    PathForm,
    SessionForm,
    test_words,
)
from nadhir.web.cooperation.models import Cohort, Enrolment
from nadhir.web.cooperation.selectors import of_cohorts as read
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer

LEARNERS = 50
MOVES = {
    "open": services.cohort_open,
    "begin": services.cohort_begin,
    "end": services.cohort_end,
    "call_off": services.cohort_call_off,
}


@signed_in
def cohort_list(request: Request) -> HttpResponseBase:
    """Which cohorts are there, and which are open?"""
    viewer = request.viewer
    form = CohortFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.cohorts(
        viewer, words=chosen.get("q", ""), status=chosen.get("status", ""), mine=bool(chosen.get("mine"))
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("cohorts", *_table(viewer, found))
    page = page_of(request, found)
    read.count_rows(viewer, page.rows)
    known = selectors.cohorts(viewer)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "standing": {
            "all": known.count(),
            "open": known.filter(status=Cohort.Status.OPEN).count(),
            "under_way": known.filter(status=Cohort.Status.UNDER_WAY).count(),
        },
        "paths": selectors.learning_paths(viewer)[:20],
        "may_keep": policy.may(viewer, "cohort.keep"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/cohorts.html", context)


def _table(viewer: Viewer, found: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("name"), _("status"), _("from"), _("until"), _("host"), _("language"), _("modules"),
        _("enrolled"), _("women"), _("completed"),
    ]  # fmt: skip

    def row(one: Any) -> tuple[Any, ...]:
        host = in_words(one.host.names) if one.host else ""
        told = (in_words(one.names), one.get_status_display(), one.starts_on, one.ends_on, host, one.language)
        return (*told, "; ".join(one.modules), one.many, one.women, one.done)

    return columns, (row(one) for one in read.counted(found, viewer)[: export.MOST])


@signed_in
def cohort_new(request: Request) -> HttpResponseBase:
    """Plan a cohort."""
    viewer = request.viewer
    policy.require(viewer, "cohort.keep")
    first = {
        "language": viewer.language,
        "modules": request.GET.getlist("module"),
        "path": request.GET.get("path", ""),
        "instrument": request.GET.get("instrument", ""),
        "tlp": "amber",
        "needed_sessions": 0,
        "needs_test": True,
    }

    def do(given: dict[str, Any]) -> Cohort:
        given.pop("version", None)
        return services.cohort_record(viewer=viewer, **given)

    return act(
        request,
        CohortForm(request.POST or None, viewer=viewer, initial=first),
        do,
        title=_("New cohort"),
        lead=_("What is learned, by when, and with whom. People are enrolled afterwards."),
        button=_("Plan it"),
        done=_("Planned. Enrol people now, one by one or from a list."),
        back=lambda made: reverse("cohort", args=[made.pk]),
        cancel=reverse("cohorts"),
    )


@signed_in
def cohort_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a cohort."""
    viewer = request.viewer
    shown = selectors.cohort(viewer, pk)
    policy.require(viewer, "cohort.keep", shown)
    first = {
        name: getattr(shown, name)
        for name in (
            "modules", "language", "edition", "starts_on", "ends_on", "place", "seats", "host", "version",
            "needed_sessions", "needs_test", "hours",
        )
    }  # fmt: skip
    first |= CohortForm.spread("names", shown.names)
    first |= {
        "trainers": list(shown.trainers.all()),
        "body": shown.body.actor if shown.body else None,
        "instrument": str(shown.instrument_id or ""),
        "path": str(shown.path_id or ""),
    }
    form = CohortForm(request.POST or None, viewer=viewer, shown=shown, initial=first)

    def do(given: dict[str, Any]) -> Cohort:
        if given.get("path") is not None and not given["modules"]:
            given["modules"] = list(given["path"].modules)
        return services.cohort_change(viewer=viewer, cohort=shown, version=given.pop("version"), **given)

    back = reverse("cohort", args=[shown.pk])
    return act(
        request, form, do, title=_("Change the cohort"), button=_("Keep"), done=_("Kept."), back=back,
        about=in_words(shown.names),
    )  # fmt: skip


@signed_in
def cohort(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who learns what, where are they, what did they learn?"""
    viewer = request.viewer
    shown = selectors.cohort(viewer, pk)
    keeps = policy.may(viewer, "cohort.keep", shown)
    sessions = list(read.sessions(viewer, shown))
    today = clock.now().date()
    own = selectors.own_enrolment(viewer, shown)
    context: dict[str, Any] = {
        "cohort": shown,
        "keeps": keeps,
        "sessions": sessions,
        "held": sum(one.status == "held" for one in sessions),
        "next": next(
            (one for one in sessions if one.status == "planned" and (one.held_on or today) >= today), None
        ),
        "taught": teaching.taught(list(shown.modules), viewer),
        "trainers": read.trainers(viewer, shown),
        "body": _body(viewer, shown),
        "instrument": selectors.instruments(viewer).filter(pk__in=[shown.instrument_id]).first(),
        "free": None if shown.seats is None else max(0, shown.seats - shown.many),  # type: ignore[attr-defined]
        "sexes": [(str(Enrolment.Sex(key).label), many) for key, many in sorted(read.sexes(shown).items())],
        "own": own,
        "own_row": next(iter(read.learners([own])), None) if own else None,
        "own_tests": own_tests(own) if own else [],
        "not_done": shown.many - shown.done if shown.status == "ended" else 0,  # type: ignore[attr-defined]
        "join": JoinForm(initial={"sex": "other"}) if not own and shown.status == "open" else None,
        "may_undertake": keeps and shown.status not in ("ended", "called_off"),
        "kinds": test_words(),
    }
    if keeps:
        context |= _for_the_desk(request, viewer, shown)
    return render(request, "cooperation/cohort.html", context)


def _body(viewer: Viewer, shown: Cohort) -> Any:
    from nadhir.web.cooperation.models import Body

    found = policy.visible(Body.objects.select_related("actor"), viewer)
    return found.filter(pk=shown.body_id).first() if shown.body_id else None


def _for_the_desk(request: Request, viewer: Viewer, shown: Cohort) -> dict[str, Any]:
    """The list of those who learn, what tests and evaluations say, and what can be done."""
    found = selectors.enrolments(viewer).filter(cohort=shown).order_by("at", "pk")
    page = page_of(request, found, size=LEARNERS)
    results = read.results(shown)
    return {
        "page": page,
        "learners": read.learners(page.rows),
        "results": [{"one": one, "chart": _gain_chart(one)} for one in results if one.before or one.after],
        "bands": ["0–19 %", "20–39 %", "40–59 %", "60–79 %", "80–100 %"],
        "opinions": read.opinions(viewer, shown, services.RATED),
        "rating_words": RATINGS,
        "due": found.filter(status=Enrolment.Status.COMPLETED, certificates=None).count(),
        "moves": _moves(shown),
    }


def _moves(shown: Cohort) -> list[tuple[str, str, bool]]:
    """What can become of it now: name, words, whether it is hard to take back."""
    planned, opened, ended = (
        shown.status == Cohort.Status.PLANNED,
        shown.status == Cohort.Status.OPEN,
        shown.status in (Cohort.Status.ENDED, Cohort.Status.CALLED_OFF),
    )
    return [
        *([("open", _("Open it for enrolment"), False)] if planned else []),
        *([("begin", _("Begin"), False)] if planned or opened else []),
        *([("end", _("End it"), False)] if shown.status == Cohort.Status.UNDER_WAY else []),
        *([("call_off", _("Call it off"), True)] if not ended else []),
    ]


def _gain_chart(one: read.Results) -> str:
    """Before and after, by objective."""
    if not one.gains:
        return ""
    bars, first = [], _("before")
    for gain in one.gains:
        label = in_words(gain.objective.text)
        short = label if len(label) <= 62 else f"{label[:60].rstrip()}…"
        bars.append(Bar(f"{short} · {first}", gain.before, f"{number(gain.before)} %", "off"))
        bars.append(Bar(_("after"), gain.after, f"{number(gain.after)} %", "ease"))
    return str(bar_list(bars, title=_("Right answers by objective"), rtl=get_language_bidi(), width=520))


def own_tests(own: Enrolment) -> list[dict[str, Any]]:
    """The tests that somebody can take now, and those they took."""
    out: list[dict[str, Any]] = []
    taken = list(own.results.all())
    for ref in own.cohort.modules if own.cohort else ():
        module = teaching.module_of(ref)
        for kind in ("before", "after"):
            last = next((one for one in reversed(taken) if one.module == ref and one.kind == kind), None)
            open_ = module is not None
            try:
                services.may_take(own, ref, kind)
            except NadhirError:
                open_ = False
            if last or open_:
                out.append({"ref": ref, "module": module, "kind": kind, "last": last, "open": open_})
    return out


@signed_in
@require_POST
def cohort_move(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Open, begin, end or call off."""
    shown = selectors.cohort(request.viewer, pk)
    policy.require(request.viewer, "cohort.keep", shown)
    move = MOVES.get(request.POST.get("to", ""))
    version = request.POST.get("version", "")
    if move is not None:
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
        _said(request, lambda: move(viewer=request.viewer, cohort=shown, version=seen), _("Done."))
    return redirect("cohort", pk=shown.pk)


def _said(request: Request, do: Any, done: str) -> None:
    """Do it, and say on the next page that it was done, or why not."""
    try:
        do()
    except NotAllowed:
        raise
    except NadhirError as refused:
        messages.error(request, explain(refused, get_language()))
    else:
        messages.success(request, done)


@signed_in
def session_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add a session."""
    viewer = request.viewer
    shown = selectors.cohort(viewer, pk)
    policy.require(viewer, "cohort.keep", shown)
    return act(
        request,
        SessionForm(request.POST or None, initial=SessionForm.spread("names", shown.names)),
        lambda given: services.cohort_session_add(viewer=viewer, cohort=shown, **given),
        title=_("New session"),
        button=_("Add"),
        done=_("Added. It stands among the engagements too."),
        back=reverse("cohort", args=[shown.pk]),
        about=in_words(shown.names),
    )


@signed_in
@require_POST
def cohort_join(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Enrol oneself."""
    shown = selectors.cohort(request.viewer, pk)
    form = JoinForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    _said(
        request,
        lambda: services.enrolment_make(viewer=request.viewer, cohort=shown, myself=True, **given),
        _("You are enrolled."),
    )
    return redirect("cohort", pk=shown.pk)


@signed_in
def path_new(request: Request) -> HttpResponseBase:
    """Put modules in an order."""
    viewer = request.viewer
    policy.require(viewer, "cohort.keep")
    return act(
        request,
        PathForm(request.POST or None, viewer=viewer, initial={"tlp": "green"}),
        lambda given: services.learning_path_record(viewer=viewer, **given),
        title=_("New path"),
        lead=_("Modules in the order in which somebody should take them."),
        button=_("Keep"),
        done=_("Kept."),
        back=lambda made: reverse("path", args=[made.pk]),
        cancel=reverse("cohorts"),
    )


@signed_in
def learning_path(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which modules, in which order, and who takes them now?"""
    viewer = request.viewer
    shown = selectors.learning_path(viewer, pk)
    taught = teaching.taught(list(shown.modules), viewer)
    context = {
        "path": shown,
        "taught": taught,
        "minutes": sum(min(one.module.minutes.values()) for one in taught if one.module is not None),
        "cohorts": read.counted(selectors.cohorts(viewer).filter(path=shown), viewer)[:50],
        "may_keep": policy.may(viewer, "cohort.keep"),
    }
    return render(request, "cooperation/path.html", context)
