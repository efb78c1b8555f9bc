"""Acts upon one undertaking, each a page with what it needs: a word, a reason, another day, a document.

Two people can have the same page open. Whoever comes second is shown what the first one wrote, keeps their
own words, and decides.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir.errors import Conflict, NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item
from nadhir.web.response import selectors, services, states
from nadhir.web.response.forms.undertakings import (
    ChangeForm,
    DeadlineForm,
    HandoverForm,
    ProofForm,
    ReportForm,
    ResultForm,
)
from nadhir.web.response.models import Undertaking
from nadhir.web.response.shown import due_words
from nadhir.web.response.views.undertakings import clashes_of, digest_of, refuse, status_for
from nadhir.web.situations import selectors as situations

Do = Callable[[dict[str, Any]], Any]
_ITEM = re.compile(r"/items/([0-9a-f-]{36})")


def words_of(to: str) -> dict[str, Any]:
    """What the page of a move says: title, lead, button, the label of its field, what is said afterwards."""
    if to == states.OPEN:
        return {
            "title": _("Ask for it again"),
            "button": _("Ask for it again"),
            "label": _("Why it is asked for again"),
            "done": _("It is open again."),
        }
    said: dict[str, dict[str, Any]] = {
        states.ACCEPTED: {
            "title": _("Accept"),
            "lead": _("Whoever asked can now count on it."),
            "button": _("It is accepted"),
            "done": _("Recorded as accepted."),
        },
        states.UNDER_WAY: {
            "title": _("Begin"),
            "button": _("It has begun"),
            "done": _("Recorded as under way."),
        },
        states.DONE: {
            "title": _("Report the result"),
            "lead": _("Also a result that fell short is a result. It is kept for good."),
            "label": _("What came of it"),
            "button": _("It is done"),
            "done": _("The result is recorded."),
        },
        states.REFUSED: {
            "title": _("It will not be done"),
            "lead": _("Whoever asked reads the reason, and so does the review afterwards."),
            "label": _("Why it will not be done"),
            "button": _("Record that it will not be done"),
            "danger": True,
            "done": _("Recorded, with the reason."),
        },
        states.LAPSED: {
            "title": _("Let it lapse"),
            "lead": _("The time for it is over and nobody did it. That is worth a sentence."),
            "label": _("What came in between"),
            "button": _("Record that it lapsed"),
            "danger": True,
            "done": _("Recorded, with the reason."),
        },
        states.CANCELLED: {
            "title": _("Call it off"),
            "lead": _("It is no longer wanted. One that repeats ends with this."),
            "label": _("Why it is called off"),
            "button": _("Call it off"),
            "danger": True,
            "done": _("Recorded, with the reason."),
        },
    }
    return said[to]


@signed_in
def undertaking_move(request: Request, pk: uuid.UUID, to: str) -> HttpResponseBase:
    """Bring an undertaking to another state, with what that needs."""
    found = selectors.undertaking(request.viewer, pk)
    way = states.move(found.status, to)
    shown = words_of(to)
    label, needs = shown.pop("label", ""), bool(way and way.needs)
    kind = ResultForm if to == states.DONE else ReportForm
    form = kind(request.POST or None, label=label, required=needs, initial={"version": found.version})

    def do(given: dict[str, Any]) -> None:
        services.undertaking_move(
            viewer=request.viewer,
            undertaking=found,
            to=to,
            words=given["words"],
            changed_for=given.get("changed_for", ""),
            version=given["version"],
        )

    act = way.act if way else "undertaking.report"
    return _act(request, found, form, do, act=act, **shown)


@signed_in
def undertaking_progress(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a part is done."""
    found = selectors.undertaking(request.viewer, pk)
    form = ReportForm(request.POST or None, label=_("Which part is done"), initial={"version": found.version})
    return _act(
        request,
        found,
        form,
        lambda given: services.undertaking_progress(
            viewer=request.viewer, undertaking=found, words=given["words"], version=given["version"]
        ),
        title=_("A part is done"),
        lead=_("It stays under way, and the history says how far it has come."),
        button=_("Record it"),
        done=_("Recorded."),
    )


@signed_in
def undertaking_deadline(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Set another deadline."""
    found = selectors.undertaking(request.viewer, pk)
    first = {"due_on": found.due_on, "due_precision": found.due_precision, "version": found.version}
    form = DeadlineForm(request.POST or None, label=_("Why it changes"), initial=first)
    return _act(
        request,
        found,
        form,
        lambda given: services.undertaking_set_deadline(
            viewer=request.viewer,
            undertaking=found,
            due_on=given["due_on"],
            precision=given["due_precision"] or Undertaking.Precision.DAY,
            because=given["words"],
            version=given["version"],
        ),
        act="undertaking.keep",
        title=_("Change the deadline"),
        lead=_("The deadline before, and the reason, stay in the history."),
        button=_("Change the deadline"),
        done=_("The deadline is changed."),
    )


@signed_in
def undertaking_handover(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Give it into other hands."""
    found = selectors.undertaking(request.viewer, pk)
    form = HandoverForm(
        request.POST or None,
        viewer=request.viewer,
        label=_("Why it goes into other hands"),
        initial={"version": found.version},
    )
    return _act(
        request,
        found,
        form,
        lambda given: services.undertaking_hand_over(
            viewer=request.viewer,
            undertaking=found,
            who=given["who"],
            person=given["person"],
            because=given["words"],
            version=given["version"],
        ),
        act="undertaking.keep",
        title=_("Hand it over"),
        button=_("Hand it over"),
        done=_("It is in other hands."),
    )


@signed_in
def undertaking_change(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put in other words what is to be done, and what others should know of the plan."""
    viewer = request.viewer
    found = selectors.undertaking(viewer, pk)
    (shown,) = selectors.as_read(viewer, [selectors.undertaking(viewer, pk)])
    if getattr(shown, "veiled", False):
        raise NotAllowed("not_allowed.other_desk", act="undertaking.keep")
    seen = situations.situations(viewer).filter(pk=found.situation_id).first() if found.situation_id else None
    names = ("title", "priority", "kind", "audience", "theme", "place", "towards", "starts_on", "quiet")
    first = {name: getattr(found, name) for name in (*names, "deconflict", "version")}
    form = ChangeForm(request.POST or None, viewer=viewer, situation=seen, initial=first)

    def do(given: dict[str, Any]) -> None:
        services.undertaking_change(
            viewer=viewer,
            undertaking=found,
            title=given["title"],
            priority=given["priority"] or Undertaking.Priority.ORDINARY,
            planned=form.planned(),
            version=given["version"],
        )

    return _act(
        request,
        found,
        form,
        do,
        act="undertaking.keep",
        title=_("Put it in other words"),
        lead=_("The words before stay in the history."),
        button=_("Save"),
        done=_("Saved."),
    )


@signed_in
def undertaking_proof(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add what shows that it was done."""
    viewer = request.viewer
    found = selectors.undertaking(viewer, pk)
    form = ProofForm(request.POST or None, request.FILES or None)

    def do(given: dict[str, Any]) -> None:
        file = given["file"]
        if file is not None and file.size > services.MOST_BYTES:
            raise NotPossibleNow("undertaking.too_long")
        services.undertaking_prove(
            viewer=viewer,
            undertaking=found,
            words=given["words"],
            item=_item(viewer, given["report"]),
            url=given["url"],
            file_name=file.name if file else "",
            raw=file.read() if file else None,
        )

    return _act(
        request,
        found,
        form,
        do,
        title=_("Add what shows it"),
        lead=_("A sentence, a report, an address or a document. It stays with the undertaking."),
        button=_("Add it"),
        done=_("Added."),
    )


def _item(viewer: Any, address: str) -> Item | None:
    """The report whose page was named."""
    if not address.strip():
        return None
    named = _ITEM.search(address)
    if named is None:
        raise NotPossibleNow("undertaking.no_report")
    return intake.item(viewer, uuid.UUID(named[1]))


@signed_in
@require_GET
def undertaking_document(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A document that shows it, as it was given; to be saved, never opened in the page."""
    proof = selectors.proof(request.viewer, pk)
    response = HttpResponse(bytes(proof.raw or b""), content_type="application/octet-stream")
    name = re.sub(r"[^\w.\- ]", "_", proof.file_name, flags=re.ASCII) or "document"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _act(
    request: Request,
    found: Undertaking,
    form: forms.Form,
    do: Do,
    *,
    done: str,
    act: str = "undertaking.report",
    **shown: Any,
) -> HttpResponseBase:
    policy.require(request.viewer, act, found)
    met = None
    if request.method == "POST" and form.is_valid():
        try:
            do(dict(form.cleaned_data))
        except NotAllowed:
            raise
        except NadhirError as refused:
            refuse(form, refused)
            met = found if isinstance(refused, Conflict) else None
        else:
            messages.success(request, done)
            return redirect("undertaking", pk=found.pk)
    (read,) = selectors.as_read(request.viewer, [selectors.undertaking(request.viewer, found.pk)])
    context = {
        "form": form,
        "undertaking": read,
        "due": due_words(read),
        "back_url": reverse("undertaking", args=[found.pk]),
        **(_meanwhile(request, read, form) if met else {}),
        **(_clashing(request, read, form) if isinstance(form, ChangeForm) else {}),
        **shown,
    }
    return render(request, "response/undertaking_act.html", context, status=status_for(request, form))


def _meanwhile(request: Request, now: Undertaking, form: forms.Form) -> dict[str, Any]:
    """What somebody else did meanwhile; sending the form again then means: all the same."""
    steps = list(selectors.steps(request.viewer, now))
    data: Any = request.POST.copy()
    data["version"] = str(now.version)
    form.data = data
    last = steps[-1] if steps else None
    if last is not None:
        last.note = situations.spoken(request.viewer, now.situation_id, last.note)
    return {"meanwhile": now, "last": last}


def _clashing(request: Request, now: Undertaking, form: ChangeForm) -> dict[str, Any]:
    """What the changed plan clashes with, while it is written."""
    if not form.is_bound or not form.is_valid():
        return {"plans": True, "situation": now.situation}
    form.cleaned_data |= {"due_on": now.due_on, "who": now.who}
    told = clashes_of(request.viewer, now.situation, form, key=str(now.pk))
    return {"told": told, "digest": digest_of(told), "situation": now.situation, "plans": True}
