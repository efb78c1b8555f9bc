"""What is known of an incident besides what its report says: a form beside the report."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.intake import selectors, services
from nadhir.web.intake.models import Incident, Item
from nadhir.web.intake.services.incidents import COUNTS, TOLD

_MOST = 10_000_000  # people


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_MOST)


def _words(label: Any, rows: int = 2, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=4_000, widget=area, help_text=help_text)


class IncidentForm(forms.Form):
    """What a monitor finds out: figures as a range, and words."""

    injured_low = _count(_("Injured, at least"))
    injured = _count(_("Injured, best estimate"))
    injured_high = _count(_("Injured, at most"))
    displaced_low = _count(_("Displaced, at least"))
    displaced = _count(_("Displaced, best estimate"))
    displaced_high = _count(_("Displaced, at most"))
    damage = _words(_("Property and sites"), help_text=_("Homes, herds, wells, schools, places of worship."))
    weapons = forms.CharField(
        label=_("Weapons"), required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    cause = _words(_("Cause as claimed"), help_text=_("Who claims it? It is a claim, not a finding."))
    response = _words(_("Answer of authorities or elders"))
    comment = _words(_("Comment of the monitor"))
    follow_up = _words(_("Follow-up needed"), help_text=_("By whom, until when?"))
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    @property
    def figures(self) -> list[forms.BoundField]:
        return [self[name] for name in COUNTS]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in TOLD]


def _start(item: Item, kept: Incident | None) -> dict[str, Any]:
    """What is kept; where nothing is, what the report itself gives."""
    if kept is not None:
        return {name: getattr(kept, name) for name in (*COUNTS, *TOLD, "version")}
    event = item.event or {}
    return {name: event.get(name) for name in (*COUNTS, *TOLD)} | {"version": 0}


@signed_in
def item_incident(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What else is known of this incident?"""
    viewer, status = request.viewer, 200
    item = selectors.item(viewer, pk)
    policy.require(viewer, "incident.record", item)
    kept = selectors.incident(viewer, item)
    form, theirs = IncidentForm(initial=_start(item, kept)), None
    if request.method == "POST":
        form, status = IncidentForm(request.POST), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                services.incident_record(
                    viewer=viewer,
                    item=item,
                    version=said["version"],
                    counts={name: said[name] for name in COUNTS},
                    told={name: said[name] for name in TOLD},
                )
            except Conflict as problem:
                theirs, status = selectors.incident(viewer, item), 409
                sent = request.POST.copy()
                sent["version"] = str(theirs.version if theirs else 0)  # seen now: it is shown beside
                form = IncidentForm(sent)
                form.add_error(None, explain(problem, get_language()))
            except NotPossibleNow as problem:
                form.add_error(None, explain(problem, get_language()))
            else:
                return redirect("item", pk=item.pk)
    context = {
        "item": item,
        "form": form,
        "theirs": [(form.fields[name].label, getattr(theirs, name)) for name in (*COUNTS, *TOLD)]
        if theirs
        else [],
    }
    return render(request, "intake/incident.html", context, status=status)
