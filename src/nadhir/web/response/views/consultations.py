"""Pages of consultations: rounds by region, what was put in, drafts beside each other, the adopted text."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.core import export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.comparing import compared
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors as directory
from nadhir.web.response import selectors, services
from nadhir.web.response.forms.engagements import ConsultationForm, DayForm, DraftForm, PutInForm
from nadhir.web.response.models import Consultation, Engagement

ROUNDS = 200


@signed_in
def consultation_list(request: Request) -> HttpResponseBase:
    """Which texts are being worked on with many?"""
    viewer = request.viewer
    found = selectors.consultations(viewer)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("Name"), _("Status"), _("Rounds"), _("Begun")]
        rows = [
            [
                in_words(one.names),
                one.get_status_display(),
                selectors.rounds(viewer, one).count(),
                one.created_at,
            ]
            for one in found[: export.MOST]
        ]
        return export.table_response("nadhir-consultations", columns, rows)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": [(one, selectors.rounds(viewer, one).count()) for one in page.rows],
        "under_way": found.filter(status=Consultation.Status.UNDER_WAY).count(),
        "may_keep": policy.may(viewer, "consultation.keep"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/consultations.html", context)


@signed_in
def consultation(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who was heard, what became of it, and how does the text stand?"""
    viewer = request.viewer
    shown = selectors.consultation(viewer, pk)
    drafts = list(selectors.drafts(viewer, shown))
    languages = list(dict.fromkeys(code for draft in drafts for code in draft.texts))
    code = request.GET.get("language", "")
    own = (get_language() or "")[:2]
    code = next((one for one in (code, own, *languages) if one in languages), "")
    latest, before = [*drafts, None, None][:2]
    texts = [one.texts.get(code, "") if one is not None else "" for one in (before, latest)]
    rounds = list(selectors.rounds(viewer, shown)[:ROUNDS])
    context = {
        "consultation": shown,
        "convened_by": directory.actors(viewer).filter(consultations=shown),
        "rounds": rounds,
        "held": {one.pk for one in rounds},
        "inputs": selectors.inputs(viewer, shown),
        "drafts": drafts,
        "latest": latest,
        "earlier": drafts[1:],
        "language": code,
        "languages": languages,
        "text": texts[1],
        "changes": compared(*texts) if before is not None else [],
        "may_keep": policy.may(viewer, "consultation.keep", shown),
        "under_way": shown.status == Consultation.Status.UNDER_WAY,
    }
    return render(request, "response/consultation.html", context)


@signed_in
def consultation_new(request: Request) -> HttpResponseBase:
    """Begin a consultation process."""
    viewer = request.viewer
    policy.require(viewer, "consultation.keep")
    made: list[Consultation] = []
    answer = act(
        request,
        ConsultationForm(request.POST or None, viewer=viewer),
        lambda given: made.append(services.consultation_begin(viewer=viewer, **given)),
        title=_("New consultation"),
        lead=_("Many rounds that lead to one text: by region, by community, in writing."),
        button=_("Begin"),
        done=_("Begun. Add its rounds, and what was put in."),
        back=reverse("consultations"),
    )
    return redirect("consultation", pk=made[0].pk) if made else answer


class RoundForm(forms.Form):
    """An engagement that is a round of the process."""

    engagement = forms.ChoiceField(label=_("Engagement"))
    region = forms.CharField(label=_("Region or community"), max_length=120)

    def __init__(self, *args: Any, rounds: list[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].label = _("Engagement")
        self.fields["region"].label = _("Region or community")
        self._found = {str(one.pk): one for one in rounds}
        self.fields["engagement"].choices = [  # type: ignore[attr-defined]
            (pk, in_words(one.names)) for pk, one in self._found.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["engagement"] = self._found.get(given.get("engagement", ""))
        return given


@signed_in
def consultation_round(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Make an engagement a round."""
    viewer = request.viewer
    shown = selectors.consultation(viewer, pk)
    policy.require(viewer, "consultation.keep", shown)
    free = selectors.engagements(viewer).filter(consultation=None, owner_id=viewer.organisation_id)
    return act(
        request,
        RoundForm(request.POST or None, rounds=list(free[:ROUNDS])),
        lambda given: services.consultation_round(viewer=viewer, consultation=shown, **given),
        title=_("Add a round"),
        lead=_("A round is an engagement. Record it first, then tie it here."),
        button=_("Add"),
        done=_("Added."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def consultation_put_in(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep what somebody put in."""
    viewer = request.viewer
    shown = selectors.consultation(viewer, pk)
    policy.require(viewer, "consultation.keep", shown)
    form = PutInForm(
        request.POST or None,
        viewer=viewer,
        rounds=selectors.rounds(viewer, shown)[:ROUNDS],
        initial={"round": request.GET.get("round", "")},
    )
    return act(
        request,
        form,
        lambda given: services.consultation_put_in(viewer=viewer, consultation=shown, **given),
        title=_("What was put in"),
        button=_("Keep"),
        done=_("Kept. Whoever gave it is owed an answer."),
        back=_back(shown),
        about=in_words(shown.names),
    )


class AnswerForm(forms.Form):
    """What became of an input."""

    answer = forms.CharField(max_length=2_000, widget=forms.Textarea({"rows": 3, "dir": "auto"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = _("What became of it")


@signed_in
def consultation_answer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say what became of an input."""
    viewer = request.viewer
    one = selectors.put_in(viewer, pk)
    policy.require(viewer, "consultation.keep", one.consultation)
    return act(
        request,
        AnswerForm(request.POST or None, initial={"answer": one.answer}),
        lambda given: services.consultation_answer(viewer=viewer, put_in=one, **given),
        title=_("What became of it"),
        lead=one.text[:300],
        button=_("Keep"),
        done=_("Kept."),
        back=_back(one.consultation),
    )


@signed_in
def consultation_draft(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put a new version of the text forward."""
    viewer = request.viewer
    shown = selectors.consultation(viewer, pk)
    policy.require(viewer, "consultation.keep", shown)
    latest = selectors.drafts(viewer, shown).first()
    first = DraftForm.spread("texts", latest.texts) if latest else {}
    return act(
        request,
        DraftForm(request.POST or None, initial=first),
        lambda given: services.consultation_draft(viewer=viewer, consultation=shown, **given),
        title=_("New version of the text"),
        button=_("Keep"),
        done=_("Kept. The versions before it stay."),
        back=_back(shown),
        about=in_words(shown.names),
    )


@signed_in
def consultation_adopt(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record that the latest version was adopted."""
    viewer = request.viewer
    shown = selectors.consultation(viewer, pk)
    policy.require(viewer, "consultation.keep", shown)
    return act(
        request,
        DayForm(request.POST or None),
        lambda given: services.consultation_adopt(viewer=viewer, consultation=shown, **given),
        title=_("Adopted"),
        lead=_("The latest version becomes the adopted text. After that nothing is put in any more."),
        button=_("It was adopted"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.names),
    )


def _back(consultation: Consultation) -> str:
    return reverse("consultation", args=[consultation.pk])
