"""Pages of briefings: questions, one page of answers in three languages, and what was taken on."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nadhir.errors import NotAllowed
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.response import briefing_paper, selectors, services
from nadhir.web.response.forms.engagements import BriefingForm, CommitmentForm, QuestionForm
from nadhir.web.response.models import Briefing, Engagement
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.documents.outlet import Offer, outlet
from nadhir.web.situations.models import Evidence

CHOICES = 60  # pieces of evidence, engagements to choose from


@signed_in
def briefing_list(request: Request) -> HttpResponseBase:
    """Whom did we brief, on what, and what did they take on?"""
    viewer = request.viewer
    policy.require(viewer, "briefing.write")
    found = selectors.briefings(viewer)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("Title"), _("For whom"), _("Status"), _("Begun")]
        rows = [
            [in_words(one.titles), one.audience, one.get_status_display(), one.created_at]
            for one in selectors.as_told(viewer, found[: export.MOST])
        ]
        return export.table_response("nadhir-briefings", columns, rows)
    page = page_of(request, found)
    selectors.as_told(viewer, page.rows)
    context = {
        "page": page,
        "waiting": found.exclude(status=Briefing.Status.GIVEN).count(),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/briefings.html", context)


@signed_in
def briefing(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What will be said, on what it rests, and what was taken on?"""
    viewer = request.viewer
    shown = selectors.briefing(viewer, pk)
    evidence = situations.pieces(viewer, shown.evidence.values_list("pk", flat=True))
    meeting = selectors.engagements(viewer).filter(pk__in=[shown.engagement_id]).first()
    points = selectors.commitments(viewer, meeting) if meeting is not None else []
    selectors.as_told(viewer, [shown])
    selectors.as_told(viewer, [meeting] if meeting is not None else [])
    context = {
        "briefing": shown,
        "situation": situations.situations(viewer).filter(pk__in=[shown.situation_id]).first(),
        "questions": selectors.questions_as_told(viewer, shown, selectors.questions(viewer, shown)),
        "evidence": list(evidence.values()),
        "engagement": meeting,
        "points": selectors.as_read(viewer, points),
        "given": shown.status == Briefing.Status.GIVEN,
        "ready": shown.status == Briefing.Status.READY,
        "may_change": policy.may(viewer, "briefing.change", shown),
        "may_list": policy.may(viewer, "briefing.write"),
    }
    return render(request, "response/briefing.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def briefing_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The page as a file."""
    shown = selectors.briefing(request.viewer, pk)
    seen = situations.situations(request.viewer).filter(pk__in=[shown.situation_id]).first()
    selectors.as_told(request.viewer, [shown])
    back = (_back(shown), in_words(shown.titles))
    return outlet(request, Offer(briefing_paper.KIND, shown, shown, seen, "briefing", back))


@signed_in
def briefing_new(request: Request) -> HttpResponseBase:
    """Begin a briefing."""
    viewer = request.viewer
    policy.require(viewer, "briefing.write")
    made: list[Briefing] = []

    def do(given: dict[str, Any]) -> None:
        given.pop("version", None)
        made.append(services.briefing_begin(viewer=viewer, **given))

    first = {"situation": request.GET.get("situation", "")}
    answer = act(
        request,
        BriefingForm(request.POST or None, viewer=viewer, initial=first),
        do,
        title=_("New briefing"),
        lead=_("For whom, what do they want to know, and what can you say on one page?"),
        button=_("Begin"),
        done=_("Begun. Add the questions, and the evidence that the answers rest on."),
        back=reverse("briefings"),
    )
    return redirect("briefing", pk=made[0].pk) if made else answer


@signed_in
def briefing_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a briefing that was not given yet."""
    viewer = request.viewer
    shown = selectors.briefing(viewer, pk)
    policy.require(viewer, "briefing.change", shown)
    if selectors.veiled(viewer, shown):
        raise NotAllowed("not_allowed.other_desk", act="briefing.change")
    first = {"audience": shown.audience, "version": shown.version, "ready": shown.status == "ready"}
    first |= BriefingForm.spread("titles", shown.titles) | BriefingForm.spread("texts", shown.texts)
    return act(
        request,
        BriefingForm(request.POST or None, viewer=viewer, initial=first, new=False),
        lambda given: services.briefing_write(viewer=viewer, briefing=shown, **given),
        title=_("The page"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.titles),
    )


@signed_in
def question_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add what the audience wants to know."""
    viewer = request.viewer
    shown = selectors.briefing(viewer, pk)
    policy.require(viewer, "briefing.change", shown)
    return act(
        request,
        QuestionForm(request.POST or None),
        lambda given: services.briefing_ask(viewer=viewer, briefing=shown, **given),
        title=_("A question"),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.titles),
    )


@signed_in
def question_answer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Answer a question."""
    viewer = request.viewer
    one = selectors.question(viewer, pk)
    policy.require(viewer, "briefing.change", one.briefing)
    if selectors.veiled(viewer, one.briefing):
        raise NotAllowed("not_allowed.other_desk", act="briefing.change")
    first = QuestionForm.spread("question", one.question) | QuestionForm.spread("answer", one.answer)
    form = QuestionForm(request.POST or None, initial=first)
    for name in [name for name in form.fields if name.startswith("question_")]:
        del form.fields[name]

    def do(given: dict[str, Any]) -> None:
        services.briefing_answer(viewer=viewer, question=one, answer=given["answer"])

    return act(
        request, form, do, title=in_words(one.question), button=_("Keep"), done=_("Kept."),
        back=_back(one.briefing),
    )  # fmt: skip


class EvidenceForm(forms.Form):
    """Which passages the answers rest on."""

    pieces = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, found: list[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = {str(one.pk): one for one in found}
        self.fields["pieces"].label = _("Passages")
        self.fields["pieces"].choices = [  # type: ignore[attr-defined]
            (pk, one.quote[:160]) for pk, one in self._found.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return {"evidence": [self._found[pk] for pk in given.get("pieces", [])]}


@signed_in
def briefing_evidence(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Name the evidence that a briefing rests on."""
    viewer = request.viewer
    shown = selectors.briefing(viewer, pk)
    policy.require(viewer, "briefing.change", shown)
    named = set(shown.evidence.values_list("pk", flat=True))
    pieces: list[Evidence] = []
    if shown.situation is not None:
        found = situations.evidence_found(viewer, shown.situation)
        newest = list(found.order_by("-created_at", "-pk").values_list("pk", flat=True)[:CHOICES])
        pieces = list(situations.pieces(viewer, [*named, *newest]).values())
    return act(
        request,
        EvidenceForm(request.POST or None, found=pieces, initial={"pieces": [str(one) for one in named]}),
        lambda given: services.briefing_rest_on(viewer=viewer, briefing=shown, **given),
        title=_("What it rests on"),
        lead="" if pieces else _("There is no evidence in its situation yet, or it has no situation."),
        button=_("Keep"),
        done=_("Kept."),
        back=_back(shown),
        about=in_words(shown.titles),
    )


class GiveForm(forms.Form):
    """At which engagement it was given."""

    engagement = forms.ChoiceField()

    def __init__(self, *args: Any, found: list[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = {str(one.pk): one for one in found}
        self.fields["engagement"].label = _("Engagement")
        self.fields["engagement"].choices = [  # type: ignore[attr-defined]
            (pk, in_words(one.names)) for pk, one in self._found.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["engagement"] = self._found.get(given.get("engagement", ""))
        return given


@signed_in
def briefing_give(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record at which engagement it was given."""
    viewer = request.viewer
    shown = selectors.briefing(viewer, pk)
    policy.require(viewer, "briefing.change", shown)
    found = selectors.engagements(viewer).exclude(status=Engagement.Status.CALLED_OFF)
    return act(
        request,
        GiveForm(request.POST or None, found=list(found[:CHOICES])),
        lambda given: services.briefing_give(viewer=viewer, briefing=shown, **given),
        title=_("It was given"),
        lead=_("From then on the briefing is not changed. Action points are kept with the engagement."),
        button=_("It was given there"),
        done=_("Kept. Now add what was taken on."),
        back=_back(shown),
        about=in_words(shown.titles),
    )


@signed_in
def action_point_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep what somebody took on."""
    viewer = request.viewer
    shown = selectors.briefing(viewer, pk)
    policy.require(viewer, "briefing.change", shown)
    return act(
        request,
        CommitmentForm(request.POST or None),
        lambda given: services.briefing_action_point(viewer=viewer, briefing=shown, **given),
        title=_("What was taken on"),
        button=_("Keep"),
        done=_("Kept among the undertakings."),
        back=_back(shown),
        about=in_words(shown.titles),
    )


def _back(briefing: Briefing) -> str:
    return reverse("briefing", args=[briefing.pk])
