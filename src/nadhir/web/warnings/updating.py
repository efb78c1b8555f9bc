"""Pages on which an issued warning is replaced by an update, and on which versions are read side by side."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.web.core import policy
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import day, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.acts import act_page
from nadhir.web.warnings.drafting import writable
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.services.citing import MOST

OFFERED = 60  # passages to pick from


class UpdateForm(forms.Form):
    """On which assessment the update rests."""

    assessment = forms.ChoiceField(label=gettext_lazy("It rests on"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("assessment %(number)s, signed on %(day)s")
        self.fields["assessment"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), words % {"number": number(one.number), "day": day(one.signed_at)})
            for one in offered
        ]


@signed_in
def warning_update(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Begin the warning that replaces this one."""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    policy.require(viewer, "warning.draft", warning)
    offered = _assessments(viewer, warning)
    first = str(offered[0].pk) if offered else ""
    form = UpdateForm(request.POST or None, offered=offered, initial={"assessment": first})

    def begin() -> Warning:
        chosen = next(one for one in offered if str(one.pk) == form.cleaned_data["assessment"])
        return services.warning_update(viewer=viewer, warning=warning, assessment=chosen)

    if request.method == "POST" and form.is_valid():
        made = attempted(form, begin)
        if made is not None:
            messages.success(request, _("The update is begun with the old words. Change what changed."))
            return redirect("warning", pk=made.pk)
    context = {
        "form": form,
        "warning": warning,
        "back_url": reverse("warning", args=[warning.pk]),
        "title": _("Update the warning"),
        "lead": _(
            "The issued text stays as it is, and in force until the update is issued. Whoever got it then "
            "gets the update or, if no longer addressed, a word that it is replaced."
        ),
        "button": _("Begin the update"),
    }
    return render(request, "warnings/act.html", context, status=status_after(request, form))


def _assessments(viewer: Viewer, warning: Warning) -> list[Assessment]:
    """What an update may rest on: the newest signed assessment, and that of the warning itself."""
    found = [situations.latest_signed(viewer, warning.situation), warning.assessment]
    known = {one.pk: one for one in found if one is not None and policy.sees(viewer, one)}
    return list(known.values())


@signed_in
def warning_compare(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does this version say otherwise than another?"""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    chain = selectors.versions(viewer, warning)
    others = [one for one in chain if not one.here]
    here = next(one for one in chain if one.here)
    if not others:
        return redirect("warning", pk=warning.pk)
    asked = request.GET.get("with", "")
    before = [one for one in others if one.count < here.count]
    other = next((one for one in others if str(one.warning.pk) == asked), (before or others)[-1])
    old, new = sorted((other, here), key=lambda one: one.count)
    full = selectors.warning(viewer, other.warning.pk)
    older, newer = (full, warning) if old is other else (warning, full)
    rows = selectors.compared(older, newer)
    context = {
        "warning": warning,
        "old": old,
        "new": new,
        "others": others,
        "other": other,
        "language": newer.language,
        "changed": [row for row in rows if row.changed],
        "same": [row for row in rows if not row.changed],
    }
    return render(request, "warnings/compare.html", context)


class CiteForm(forms.Form):
    """Which passages a warning rests on."""

    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Passages"), required=False, widget=forms.CheckboxSelectMultiple
    )


@signed_in
def warning_cite(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Pick the passages that a draft rests on."""
    viewer = request.viewer
    warning = writable(viewer, pk)
    offered = situations.evidence(viewer, warning.situation).filter(withdrawn_at=None)
    cited = offered.filter(cited_in__assessment=warning.assessment_id).distinct()
    known = list((cited if cited.exists() else offered)[:OFFERED])
    picked = [str(key) for key in warning.citations.values_list("evidence_id", flat=True)]
    extra = offered.filter(pk__in=picked).exclude(pk__in=[one.pk for one in known])
    choices = [*extra, *known]
    form = CiteForm(request.POST if request.method == "POST" else None, initial={"evidence": picked})
    form.fields["evidence"].choices = [  # type: ignore[attr-defined]
        (str(one.pk), f"\u2068{one.quote[:240]}\u2069") for one in choices
    ]
    return act_page(
        request,
        warning,
        form,
        lambda given: (
            services.citations_choose(
                viewer=viewer, warning=warning, evidence=[uuid.UUID(key) for key in given["evidence"]]
            )
            or True
        ),
        title=_("What it rests on"),
        lead=_(
            "Pick the few passages that carry it, %(most)s at most. With none picked, it shows those that "
            "the assessment cites."
        )
        % {"most": number(MOST)},
        button=_("Keep these passages"),
        done=_("Kept."),
    )
