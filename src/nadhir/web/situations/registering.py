"""Writing into the register of a situation: one page for each thing that stands there.

All things are written the same way: the form, the service, and where somebody else was faster, their words
beside one's own. What differs is in the table `NOUNS`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.models import Record
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import register, selectors, services
from nadhir.web.situations.models import Case, CostNote, Neighbour, Party, Resilience, Situation, Tension
from nadhir.web.situations.register_forms import (
    CaseForm,
    CostNoteForm,
    LegalPositionForm,
    NeighbourEditForm,
    NeighbourForm,
    PartyForm,
    RegisterForm,
    ResilienceForm,
    TensionForm,
)


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of thing of the register.

    Attributes:
        key: by which its service takes it.
        side: the side of the situation on which it stands.
        new, edit: titles of its page.
    """

    key: str
    model: type[Any]
    form: type[RegisterForm]
    edit_form: type[RegisterForm]
    record: Callable[..., Any]
    change: Callable[..., Any]
    side: str
    new: Any
    edit: Any


NOUNS: dict[str, Noun] = {
    noun.key: noun
    for noun in (
        Noun(
            "party", Party, PartyForm, PartyForm, services.party_record, services.party_change,
            "situation_register", gettext_lazy("An actor"), gettext_lazy("Change the actor"),
        ),
        Noun(
            "neighbour", Neighbour, NeighbourForm, NeighbourEditForm, services.neighbour_record,
            services.neighbour_change, "situation_register", gettext_lazy("A neighbour"),
            gettext_lazy("Change the neighbour"),
        ),
        Noun(
            "tension", Tension, TensionForm, TensionForm, services.tension_record, services.tension_change,
            "situation_register", gettext_lazy("A tension"), gettext_lazy("Change the tension"),
        ),
        Noun(
            "resilience", Resilience, ResilienceForm, ResilienceForm, services.resilience_record,
            services.resilience_change, "situation_register", gettext_lazy("What protects"),
            gettext_lazy("Change what protects"),
        ),
        Noun(
            "case", Case, CaseForm, CaseForm, services.case_record, services.case_change, "situation_law",
            gettext_lazy("A case"), gettext_lazy("Change the case"),
        ),
        Noun(
            "cost_note", CostNote, CostNoteForm, CostNoteForm, services.cost_note_record,
            services.cost_note_change, "situation_law", gettext_lazy("What inaction would cost"),
            gettext_lazy("Change the note on costs"),
        ),
    )
}  # fmt: skip


@signed_in
def register_new(request: Request, pk: uuid.UUID, noun: str) -> HttpResponseBase:
    """Write something new into the register."""
    kind, situation = NOUNS[noun], selectors.situation(request.viewer, pk)
    policy.require(request.viewer, "register.keep", situation)
    asked: dict[str, Any] = {"viewer": request.viewer, "situation": situation}
    if request.method != "POST":
        return _page(request, kind, situation, kind.form(**asked), title=kind.new)
    form = kind.form(request.POST, **asked)
    if form.is_valid():
        try:
            made = kind.record(viewer=request.viewer, situation=situation, **form.written())
        except NadhirError as problem:
            blame(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect(_after(kind, situation, made))
    return _page(request, kind, situation, form, title=kind.new, status=422)


@signed_in
def register_edit(request: Request, pk: uuid.UUID, noun: str) -> HttpResponseBase:
    """Change something in the register."""
    viewer, kind = request.viewer, NOUNS[noun]
    one = _one(viewer, kind.model, pk)
    situation = selectors.situation(viewer, one.situation_id)
    policy.require(viewer, "register.keep", situation)
    register.for_writing(viewer, one)
    asked: dict[str, Any] = {"viewer": viewer, "situation": situation}
    start = kind.edit_form.start(one) | {"seen": seen_of(one)}
    theirs: list[tuple[str, str]] = []
    if request.method != "POST":
        form = kind.edit_form(initial=start, **asked)
        _without_hidden(viewer, one, form)
        return _page(request, kind, situation, form, title=kind.edit, one=one)
    form, status = kind.edit_form(request.POST, **asked), 422
    _without_hidden(viewer, one, form)
    if form.is_valid():
        try:
            kind.change(viewer=viewer, **{kind.key: one}, **_seen(one, form), **form.written())
        except Conflict as problem:
            one, status = _one(viewer, kind.model, pk), 409
            theirs = differences(form, kind.edit_form.start(one))
            sent = request.POST.copy()
            sent["seen"] = seen_of(one)  # seen now: it is shown beside
            form = kind.edit_form(sent, **asked)
            _without_hidden(viewer, one, form)
            blame(form, problem)
        except NadhirError as problem:
            blame(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect(_after(kind, situation, one))
    return _page(request, kind, situation, form, title=kind.edit, one=one, theirs=theirs, status=status)


def _page(
    request: Request,
    kind: Noun,
    situation: Situation,
    form: RegisterForm,
    *,
    title: Any,
    one: Any = None,
    theirs: Any = (),
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "situation": situation,
        "form": form,
        "title": title,
        "theirs": theirs,
        "one": one,
        "removable": one is not None and kind.key == "neighbour",
        "back": _after(kind, situation, one) if one is not None else reverse(kind.side, args=[situation.pk]),
    }
    return render(request, "situations/register_form.html", context, status=status)


def _after(kind: Noun, situation: Situation, made: Any) -> str:
    """Where somebody goes on: a tension is read next; everything else stands on its side."""
    if kind.key in ("tension", "resilience"):
        return reverse(kind.key, args=[made.pk])
    return reverse(kind.side, args=[situation.pk])


def _one(viewer: Viewer, model: type[Any], pk: Any) -> Any:
    one = policy.visible(model.objects.select_related("situation"), viewer).filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record")
    return one


def seen_of(one: Any) -> str:
    return str(one.version) if isinstance(one, Record) else services.seen_of(one)


def _seen(one: Any, form: RegisterForm) -> dict[str, Any]:
    seen = form.cleaned_data["seen"]
    if isinstance(one, Record):
        return {"version": version_of(seen)}
    return {"seen": seen or None}


def version_of(seen: str) -> int | None:
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None


def _without_hidden(viewer: Viewer, one: Any, form: RegisterForm) -> None:
    """What this person may not read of the record is not asked of them, and stays as it is."""
    for name in policy.hidden_fields(viewer, one) if isinstance(one, Record) else ():
        form.fields.pop(name, None)


def blame(form: Any, problem: NadhirError) -> None:
    """Say what is wrong beside the field that it is about, where that is known."""
    if isinstance(problem, NotAllowed):
        raise problem
    known: dict[str, str] = form.blame
    field = next((name for begin, name in known.items() if problem.code.startswith(begin)), None)
    form.add_error(field if field in form.fields else None, explain(problem, get_language()))


def differences(form: Any, now: dict[str, Any]) -> list[tuple[str, str]]:
    """What stands there now, for each field in which it is not what the person typed."""
    found = []
    for bound in form.visible_fields():
        theirs, typed = now.get(bound.name, bound.initial), bound.value()
        if _plain(theirs) != _plain(typed):
            found.append((str(bound.label), _shown(bound.field, theirs)))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(map(str, value))
    return "" if value is None else str(value).strip()


def _shown(field: Any, value: Any) -> str:
    choices: dict[str, str] = {}
    for key, label in getattr(field, "choices", ()):
        nested = label if isinstance(label, (list, tuple)) else [(key, label)]
        choices |= {str(one): str(name) for one, name in nested}
    values = value if isinstance(value, (list, tuple)) else [value]
    return " · ".join(choices.get(str(one), str(one)) for one in values if one not in (None, "")) or "–"


@signed_in
@require_POST
def neighbour_remove(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a neighbour off the register."""
    one = _one(request.viewer, Neighbour, pk)
    services.neighbour_remove(viewer=request.viewer, neighbour=one)
    messages.success(request, _("Taken off the register. The ledger keeps that it stood there."))
    return redirect("situation_register", pk=one.situation_id)


@signed_in
def legal_position(request: Request, pk: uuid.UUID, place: str, instrument: str) -> HttpResponseBase:
    """Where a country stands towards one instrument, article by article."""
    viewer = request.viewer
    situation = selectors.situation(viewer, pk)
    policy.require(viewer, "register.keep", situation)
    country = next((one for one in register.countries(situation) if one.code == place), None)
    if country is None:
        raise NotAllowed("not_allowed.record")
    standing = register.standing(viewer, country, instrument)
    form, status = LegalPositionForm(initial=LegalPositionForm.start(standing), standing=standing), 200
    theirs: list[tuple[str, str]] = []
    if request.method == "POST":
        form, status = LegalPositionForm(request.POST, standing=standing), 422
        if form.is_valid():
            version = version_of(form.cleaned_data["seen"])
            told = form.written() | {"place": country, "instrument": instrument}
            try:
                services.legal_position_record(viewer=viewer, version=version, **told)
            except Conflict as problem:
                standing, status = register.standing(viewer, country, instrument), 409
                now = LegalPositionForm.start(standing)
                sent = request.POST.copy()
                sent["seen"] = now["seen"]
                form = LegalPositionForm(sent, standing=standing)
                theirs = differences(form, now)
                blame(form, problem)
            except NadhirError as problem:
                blame(form, problem)
            else:
                messages.success(request, _("Saved."))
                return redirect("situation_law", pk=situation.pk)
    context = {
        "situation": situation,
        "country": country,
        "standing": standing,
        "form": form,
        "theirs": theirs,
    }
    return render(request, "situations/legal_position.html", context, status=status)
