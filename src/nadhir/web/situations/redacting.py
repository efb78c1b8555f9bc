"""What is blacked out in a situation, why, and blacking out more. For the desk only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors, services, veils
from nadhir.web.situations.forms import ReasonForm
from nadhir.web.situations.models import Assessment, Dissent, Evidence, Finding, Redaction, Situation
from nadhir.web.situations.services.redactions import FIELDS, Redactable


class RedactForm(forms.Form):
    """The words, what they would give away, and why."""

    quote = forms.CharField(
        label=gettext_lazy("Words to black out"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("As they stand in the text. Each spelling and language by itself."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it protects"), choices=Redaction.Kind.choices)
    because = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Only the desk reads it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A text in which words stand."""

    record: Redactable
    field: str

    @property
    def where(self) -> str:
        record = self.record
        if isinstance(record, Situation):
            return _("What is at stake")
        if isinstance(record, Evidence):
            return _("Evidence for %(element)s") % {"element": record.element}
        one = record if isinstance(record, Assessment) else record.assessment
        name = _("Assessment %(number)s") % {"number": one.number}
        return f"{name} · {record.element}" if isinstance(record, Finding) else name


def texts_with(viewer: Viewer, situation: Situation, words: str) -> list[Found]:
    """The texts of a situation that hold the words, as far as the viewer may read them."""
    if not words.strip():
        return []
    pattern = veils.pattern_of(words)
    return [
        Found(record, name)
        for record in _texts(viewer, situation)
        for name in FIELDS[type(record)]
        if pattern.search(getattr(record, name))
    ]


def _texts(viewer: Viewer, situation: Situation) -> Iterator[Any]:
    yield situation
    within = policy.visible(Assessment.objects.filter(situation=situation.pk), viewer)
    yield from within.defer("frozen").order_by("-number")
    for model in (Finding, Dissent):
        found = policy.visible(model._default_manager.filter(assessment__situation=situation.pk), viewer)
        yield from found.select_related("assessment").defer("assessment__frozen")
    yield from selectors.evidence(viewer, situation)


@signed_in
def situation_redactions(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What do readers outside the desk not see, and why?"""
    viewer, status = request.viewer, 200
    situation = selectors.situation(viewer, pk)
    policy.require(viewer, "text.redact", situation)
    form = RedactForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                many = redact(viewer, situation, **form.cleaned_data)
            except NotPossibleNow as problem:
                form.add_error("quote", explain(problem, get_language()))
            else:
                messages.success(
                    request, _("Blacked out for everybody outside the desk, in texts: %(n)s.") % {"n": many}
                )
                return redirect("situation_redactions", pk=pk)
    found = policy.visible(Redaction.objects.filter(situation=situation.pk), viewer)
    rows = list(found.select_related("by").order_by("lifted_at", "-at"))
    context = {
        "situation": situation,
        "form": form,
        "standing": [row for row in rows if row.lifted_at is None],
        "lifted": [row for row in rows if row.lifted_at],
        "lift_form": ReasonForm(auto_id=False),
        "bar": veils.BAR,
        "outward": veils.outward_name(situation) if situation.discreet else None,
    }
    return render(request, "situations/redactions.html", context, status=status)


def redact(viewer: Viewer, situation: Situation, *, quote: str, kind: str, because: str) -> int:
    """Black words out wherever they stand in a situation, and say in how many texts that is.

    Raises:
        NotPossibleNow: they stand nowhere; and as for `services.text_redact`.
    """
    found = texts_with(viewer, situation, quote)
    if not found:
        raise NotPossibleNow("redaction.not_in_text")
    first = found[0]
    services.text_redact(
        viewer=viewer, record=first.record, field=first.field, quote=quote, kind=kind, because=because
    )
    return len(found)


@signed_in
@require_POST
def redaction_lift(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Show words again."""
    viewer = request.viewer
    one = policy.visible(Redaction.objects.filter(pk=pk), viewer).first()
    if one is None or one.situation_id is None:
        raise NotAllowed("not_allowed.record", act="redaction.read")
    try:
        services.redaction_lift(viewer=viewer, redaction=one, because=request.POST.get("because", ""))
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("These words are shown again."))
    return redirect("situation_redactions", pk=one.situation_id)
