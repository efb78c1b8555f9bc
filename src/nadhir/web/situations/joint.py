"""Joint assessments: convening teams, what each page shows until all have handed in, comparing, settling."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir import doctrine
from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import Organisation, User
from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import reading, selectors, services, veils
from nadhir.web.situations.comparing import Comparison, Difference, View
from nadhir.web.situations.forms import ReasonForm
from nadhir.web.situations.models import (
    Assessment,
    Finding,
    JointAssessment,
    JointSignature,
    Settlement,
    Situation,
)
from nadhir.web.situations.services.assessments import wrote
from nadhir.web.situations.services.joint import team_of

ROWS = 4  # teams that the form has room for


class ConveneForm(forms.Form):
    """The question, and by when."""

    question = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("All teams answer the same question, each without reading the others."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class TeamForm(forms.Form):
    """One team; without a name it is left out."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name of the team"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), coerce=uuid.UUID, required=False, empty_value=None
    )
    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("People"),
        coerce=uuid.UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only for two teams of your own organisation; otherwise the whole desk writes."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations, self.colleagues = _organisations(viewer), _colleagues(viewer)
        organisations = [("", "–"), *((str(one.pk), in_words(one.names)) for one in self.organisations)]
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        own = [(str(one.pk), one.name) for one in self.colleagues]
        self.fields["members"].choices = own  # type: ignore[attr-defined]

    def team(self) -> services.Team | None:
        data = self.cleaned_data
        if not data.get("name") or not data.get("organisation"):
            return None
        # Only what the form offered: the viewer's colleagues, and the organisations that it may call.
        members = [one for one in self.colleagues if one.pk in set(data.get("members") or ())]
        organisation = next(one for one in self.organisations if one.pk == data["organisation"])
        return services.Team(data["name"], organisation, members)


def _organisations(viewer: Viewer) -> list[Organisation]:
    """The viewer's organisation, and those it shares with."""
    found = policy.visible(Organisation.objects.all(), viewer)
    return sorted(found, key=lambda one: (one.pk != viewer.organisation_id, in_words(one.names)))


def _colleagues(viewer: Viewer) -> list[User]:
    """Those of the viewer's desk who write assessments."""
    own = policy.visible(User.objects.filter(is_active=True), viewer)
    return list(own.filter(roles_held__role__in=("analyst", "reviewer")).distinct().order_by("name"))


class SettleForm(forms.Form):
    """What the teams made of a difference."""

    value = forms.ChoiceField(label=gettext_lazy("Agreed finding"), required=False)
    trend = forms.ChoiceField(label=gettext_lazy("Agreed trend"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    element = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, difference: Difference | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        differ = ("", _("we go on differing"))
        self.fields["value"].choices = [differ, *Finding.Value.choices]  # type: ignore[attr-defined]
        self.fields["trend"].choices = [differ, *Assessment.Trend.choices]  # type: ignore[attr-defined]
        if difference is not None and difference.is_factor:
            del self.fields["value"]


def settle_form(one: Difference) -> SettleForm:
    """The form of one difference as it stands."""
    known = one.settlement
    initial = {"element": one.element.id, "seen": one.seen}
    if known is not None:
        initial |= {"value": known.value, "trend": known.trend, "text": known.text}
    return SettleForm(initial=initial, difference=one, auto_id=f"s-{one.element.id}-%s")


def joint_of(viewer: Viewer, pk: Any) -> JointAssessment:
    """One joint assessment, its situation as the viewer may know it.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = veils.veiled(JointAssessment, viewer, "question").select_related("situation", "owner")
    one: JointAssessment | None = found.filter(pk=pk).first()
    if one is None:
        raise NotAllowed("not_allowed.record", act="joint.read")
    return one


def joints(viewer: Viewer, situation: Situation) -> list[JointAssessment]:
    """The joint assessments of a situation, the newest first."""
    found = veils.veiled(JointAssessment, viewer, "question").filter(situation=situation.pk)
    return list(found.order_by("-created_at"))


@signed_in
def joint_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Call teams together."""
    viewer, status = request.viewer, 200
    situation = selectors.situation(viewer, pk)
    policy.require(viewer, "joint.convene", situation)
    data = request.POST or None
    form = ConveneForm(data)
    own = [{"organisation": str(viewer.organisation_id)}]
    rows = [
        TeamForm(data, prefix=f"team{n}", viewer=viewer, initial=own[n] if n < len(own) else {})
        for n in range(ROWS)
    ]
    if request.method == "POST":
        status = 422
        sound = [row.is_valid() for row in rows]  # each row says what is wrong with it
        if form.is_valid() and all(sound):
            try:
                made = services.joint_assessment_convene(
                    viewer=viewer,
                    situation=situation,
                    teams=[team for row in rows if (team := row.team())],
                    **form.cleaned_data,
                )
            except NotPossibleNow as problem:
                form.add_error(None, explain(problem, get_language()))
            else:
                messages.success(request, _("The teams are called together. Each writes apart."))
                return redirect("joint", pk=made.pk)
    context = {"form": form, "rows": rows, "situation": situation}
    return render(request, "situations/joint_new.html", context, status=status)


@signed_in
@require_GET
def joint(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who writes, who has handed in; and once all have, where they agree and where not."""
    viewer = request.viewer
    one = joint_of(viewer, pk)
    teams = list(one.teams.select_related("organisation").prefetch_related("members"))
    states = _states(one)
    context: dict[str, Any] = {
        "joint": one,
        "situation": one.situation,
        "framework": doctrine.load(one.framework),
        "teams": [(team, states.get(team.pk, "")) for team in teams],
        "handed_in": sum(state not in ("", Assessment.Status.DRAFT) for state in states.values()),
        "mine": team_of(viewer, one) if one.state == JointAssessment.State.OPEN else None,
        "own_view": selectors.assessments(viewer, one.situation)
        .filter(joint=one, team__in=[team.pk for team in teams])
        .first()
        if one.state == JointAssessment.State.OPEN
        else None,
        "may_draft": policy.may(viewer, "assessment.draft"),
        "may_settle": policy.may(viewer, "joint.settle") and takes_part(viewer, one),
        "may_end": policy.may(viewer, "joint.settle")
        and viewer.organisation_id == one.owner_id
        and one.state != JointAssessment.State.CLOSED,
        "ended": one.state == JointAssessment.State.CLOSED and one.compared_at is None,
        "end_form": ReasonForm(),
        "overdue": bool(one.due_on and one.due_on < clock.now().date()),
    }
    if one.compared_at is not None:
        context |= _compared(viewer, one)
    return render(request, "situations/joint.html", context)


def _states(one: JointAssessment) -> dict[uuid.UUID, str]:
    """How far each team is: that it has begun or handed in is told to all, nothing of what it writes."""
    rows = Assessment.objects.filter(joint=one, team__isnull=False).values_list("team_id", "status")
    return {team: status for team, status in rows if team is not None}


def takes_part(viewer: Viewer, one: JointAssessment) -> bool:
    return viewer.organisation_id in set(one.organisations.values_list("pk", flat=True))


def _compared(viewer: Viewer, one: JointAssessment) -> dict[str, Any]:
    comparison = comparison_of(viewer, one)
    result = selectors.assessments(viewer, one.situation).filter(joint=one, team__isnull=True).first()
    open_to_talk = one.state == JointAssessment.State.COMPARING and result is None
    rows = [(each, settle_form(each) if open_to_talk else None) for each in comparison.differences]
    return {
        "comparison": comparison,
        "rows": rows,
        "alone": [(each, settle_form(each) if open_to_talk else None) for each in comparison.alone],
        "views": comparison.views,
        "result": result,
        "talking": open_to_talk,
        **(signing(viewer, result) if result is not None else {}),
    }


def comparison_of(viewer: Viewer, one: JointAssessment) -> Comparison:
    """The views of all teams as this reader may read them."""
    found = selectors.assessments(viewer, one.situation).filter(joint=one, team__isnull=False)
    views = sorted(found.select_related("team", "situation"), key=lambda view: view.team_id or view.pk)
    return Comparison(
        one.framework,
        [View.of(view.team, reading.read(viewer, view)) for view in views if view.team is not None],
        list(veils.veiled(Settlement, viewer, "text", situation="joint.situation_id").filter(joint=one)
             .select_related("by", "joint")),
    )  # fmt: skip


def signing(viewer: Viewer, result: Assessment) -> dict[str, Any]:
    """Who has signed a joint assessment, who has not yet, and whether the viewer can."""
    if result.joint is None or result.team_id is not None:
        return {}
    found = policy.visible(JointSignature.objects.filter(assessment=result), viewer)
    signed = {one.organisation_id: one for one in found.select_related("by", "organisation")}
    organisations = list(result.joint.organisations.order_by("pk"))
    here = viewer.organisation_id in {one.pk for one in organisations}
    may = here and policy.may(viewer, "joint.sign") and result.status == Assessment.Status.REVIEW
    return {
        "signatures": [(one, signed.get(one.pk)) for one in organisations],
        "may_sign_jointly": may
        and viewer.organisation_id not in signed
        and not any(wrote(viewer, each) for each in result.joint.assessments.all()),
    }


@signed_in
@require_POST
def joint_begin(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Begin or go on with the view of one's team."""
    one = joint_of(request.viewer, pk)
    try:
        draft = services.joint_assessment_begin(viewer=request.viewer, joint=one)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
        return redirect("joint", pk=pk)
    return redirect("assessment_edit", pk=draft.pk)


@signed_in
@require_POST
def joint_settle(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep what was said of a difference. What cannot be kept is shown again with the person's words."""
    viewer = request.viewer
    one = joint_of(viewer, pk)
    form = SettleForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    if not said:
        messages.error(request, _("Write down what was said."))
        return redirect("joint", pk=pk)
    try:
        services.joint_assessment_settle(viewer=viewer, joint=one, **said)
    except Conflict:
        return _contested(request, one, form)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{request.path.removesuffix('settle/')}#e-{said['element']}")


def _contested(request: Request, one: JointAssessment, form: SettleForm) -> HttpResponseBase:
    """Somebody recorded something else meanwhile: both are shown, one is chosen."""
    theirs = one.settlements.select_related("by").get(element=form.cleaned_data["element"])
    sent = request.POST.copy()
    sent["seen"] = theirs.at.isoformat()
    element = doctrine.load(one.framework).element(theirs.element)
    again = SettleForm(sent)
    if element.kind == "factor":
        del again.fields["value"]
    context = {
        "joint": one, "situation": one.situation, "form": again, "theirs": theirs, "element": element
    }  # fmt: skip
    return render(request, "situations/joint_contested.html", context, status=409)


@signed_in
@require_POST
def joint_draft(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Draft the joint assessment once every difference is talked through."""
    viewer = request.viewer
    one = joint_of(viewer, pk)
    try:
        draft = draft_from(viewer, one)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
        return redirect("joint", pk=pk)
    return redirect("assessment_edit", pk=draft.pk)


def draft_from(viewer: Viewer, one: JointAssessment) -> Assessment:
    """The draft of a joint assessment from what its teams agree on.

    Raises:
        NotPossibleNow: nothing is recorded yet on a difference, or words are blacked out for the viewer.
    """
    if one.compared_at is None:
        raise NotPossibleNow("joint.wrong_state")
    comparison = comparison_of(viewer, one)
    if comparison.open:
        raise NotPossibleNow("joint.unsettled")
    if veils.Bars(viewer).strike(one.situation_id):
        raise NotPossibleNow("redaction.writing")
    return services.joint_assessment_draft(
        viewer=viewer, joint=one, agreed=comparison.agreed(), words=comparison.words()
    )


@signed_in
@require_POST
def joint_end(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """End a joint assessment that comes to nothing."""
    one = joint_of(request.viewer, pk)
    try:
        services.joint_assessment_end(
            viewer=request.viewer, joint=one, because=request.POST.get("because", "")
        )
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("The joint assessment has ended. What was written stays as it is."))
    return redirect("joint", pk=pk)


@signed_in
@require_POST
def assessment_sign_jointly(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Sign a joint assessment for one's organisation."""
    viewer = request.viewer
    one = selectors.assessment(viewer, pk)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    try:
        because = request.POST.get("because", "")
        services.joint_assessment_sign(viewer=viewer, assessment=one, version=version, because=because)
    except NadhirError as problem:
        messages.error(request, explain(problem, get_language()))
    else:
        messages.success(request, _("Signed for your organisation."))
    return redirect("assessment", pk=pk)
