"""What is blacked out in a situation, why, and blacking out more. For the desk only."""

from __future__ import annotations

import uuid

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
from nadhir.web.situations import selectors, services, veils
from nadhir.web.situations.forms import ReasonForm
from nadhir.web.situations.models import Redaction


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
                many = services.situation_redact(viewer=viewer, situation=situation, **form.cleaned_data)
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
