"""Asking a network, on a phone first: the check of harm, who is asked, their own yes, what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir import doctrine
from nadhir.doctrine.text import language
from nadhir.errors import NotAllowed
from nadhir.web.core import clock, export, policy
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Faith, Member, Topic
from nadhir.web.directory.selectors import Wanted
from nadhir.web.response import links, selectors, services
from nadhir.web.response.forms import dialogue as forms
from nadhir.web.response.models import Activation
from nadhir.web.response.services.dialogue import CHECK
from nadhir.web.response.views.acting import act, done

Status = Activation.Status


@signed_in
def activations(request: Request) -> HttpResponseBase:
    """What were networks asked, and what came of it?"""
    viewer = request.viewer
    policy.require(viewer, "network.ask")
    found = selectors.activations(viewer)
    if network := identifier_of(request.GET.get("network", "")):
        found = found.filter(network_id=network)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        columns = [_("Network"), _("What for"), _("Until"), _("Status"), _("What happened")]
        rows = (
            (in_words(one.network.names), one.purpose, one.until, one.outward.label, one.what_happened)
            for one in found[: export.MOST]
        )
        return export.table_response("nadhir-requests", columns, rows)
    page = page_of(request, found)
    waiting = found.filter(status__in=(Status.ASKED, Status.CHECKED, Status.INVITING))
    context = {
        "page": page,
        "rows": [_row(viewer, one) for one in page.rows],
        "waiting": waiting.filter(until__gte=clock.now().date()).count(),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/activations.html", context)


def _row(viewer: Viewer, one: Activation) -> dict[str, Any]:
    """A request in a list: from inside for those who keep the network, from outside for others."""
    keeps = directory.keeps(viewer, one.network)
    return {"activation": one, "state": one.get_status_display() if keeps else one.outward.label}


@signed_in
def activation_new(request: Request) -> HttpResponseBase:
    """Ask a network, named in the address."""
    viewer = request.viewer
    policy.require(viewer, "network.ask")
    pk = identifier_of(request.GET.get("network", ""))
    network = directory.networks(viewer).filter(pk=pk).first() if pk else None
    if network is None:
        return redirect("networks")
    asked = {name: request.GET.get(name, "") for name in ("faith", "group", "language", "place", "topic")}
    form = forms.AskForm(
        request.POST or None,
        viewer=viewer,
        network=network,
        languages=_languages(),
        initial={**asked, "until": request.GET.get("by") or forms.soon()},
    )
    made: list[Activation] = []

    def ask() -> None:
        told = form.cleaned_data
        kept = {name: told[name] for name in ("purpose", "until", "situation", "library_id")}
        made.append(services.activation_ask(viewer=viewer, network=network, wanted=form.wanted(), **kept))

    if done(request, form, ask):
        messages.success(request, _("The network is asked. Its coordinators see it now."))
        return redirect("activation", pk=made[0].pk)
    title = _("Ask %(network)s") % {"network": in_words(network.names)}
    lead = _("You ask the network, not a person. Whether somebody does it is for them to say.")
    return act(request, form, title=title, lead=lead, back=reverse("networks"), button=_("Ask"))


@signed_in
def activation(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What was asked, and where does it stand? Inside the network: what is to be done next?"""
    viewer = request.viewer
    found = selectors.activation(viewer, pk)
    keeps = directory.keeps(viewer, found.network)
    context = {
        "activation": found,
        "keeps": keeps,
        "state": found.get_status_display() if keeps else found.outward.label,
        "audience": _audience(found),
        "undertaking": _undertaking(viewer, found),
        "own": viewer.organisation_id == found.owner_id,
    }
    if keeps:
        asked = list(selectors.invitations(viewer, found))
        context["asked"] = [_asked(one) for one in asked]
        context["yes"] = sum(one.says_yes for one in asked)
        context["check"] = _check(viewer, found)
        context["next"] = _next(found)
    return render(request, "response/activation.html", context)


def _next(found: Activation) -> str:
    """The act that a coordinator is to do next; nothing where it has ended."""
    if found.status == Status.BEGUN:
        return "end"
    if not found.open:
        return ""
    return {Status.ASKED: "check", Status.CHECKED: "invite", Status.INVITING: "begin"}.get(
        Status(found.status), ""
    )


def _asked(invitation: Any) -> dict[str, Any]:
    told = invitation.told
    words = {"yes": _("yes"), "no": _("no"), "taken_back": _("took the yes back")}
    return {
        "invitation": invitation,
        "called": invitation.member.called,
        "gone": invitation.member.withdrawn_at is not None,
        "answer": words.get(told.get("answer", ""), ""),
        "how": _("by link") if told.get("how") == "link" else told.get("how", ""),
        "yes": told.get("answer") == "yes",
        "link": links.address_of(invitation) if links.answerable(invitation) else "",
    }


def _check(viewer: Viewer, found: Activation) -> list[dict[str, Any]]:
    told = selectors.check_of(viewer, found)
    lang = language(get_language())
    return [
        {"question": one.text.in_(lang), **told[one.id]}
        for one in doctrine.load(CHECK).elements
        if one.id in told
    ]


def _audience(found: Activation) -> list[str]:
    """Who is to be reached, in words."""
    told = found.audience
    places = directory.names_by_code([told["place"]]) if told.get("place") else {}
    known: dict[str, Any] = {
        "faith": dict(Faith.choices),
        "topic": dict(Topic.choices),
        "language": dict(_languages()),
    }
    said = [known[name].get(told.get(name, ""), "") for name in known]
    return [str(one) for one in (*said, told.get("group", ""), *map(in_words, places.values())) if one]


def _undertaking(viewer: Viewer, found: Activation) -> Any:
    if found.undertaking_id is None:
        return None
    made = selectors.undertakings(viewer).filter(pk=found.undertaking_id)
    return next(iter(selectors.as_read(viewer, made)), None)


@signed_in
def activation_check(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Answer the questions of conflict sensitivity."""
    viewer = request.viewer
    found = _inside(viewer, pk)
    form = forms.CheckForm(request.POST or None, language=language(get_language()))

    def check() -> None:
        services.activation_check(viewer=viewer, activation=found, answers=form.answers())

    if done(request, form, check):
        if found.status == Status.STOPPED:
            messages.warning(request, _("Stopped: harm is possible and nothing is done about it."))
        return redirect("activation", pk=pk)
    lead = _("Answer each. A yes needs a measure, or the request stops for good.")
    return _act(request, form, found, title=_("Could it do harm?"), lead=lead, button=_("Record the check"))


@signed_in
def activation_invite(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Choose whom to ask."""
    viewer = request.viewer
    found = _inside(viewer, pk)
    form = forms.InviteForm(request.POST or None, people=_people(viewer, found))

    def invite() -> None:
        services.activation_invite(
            viewer=viewer,
            activation=found,
            members=form.chosen(),
            message=form.cleaned_data["message"],
        )

    if done(request, form, invite):
        messages.success(request, _("Recorded. Hand each person their link, as their safety plan says."))
        return redirect("activation", pk=pk)
    lead = _("The best fitting first. No answer is a no, and nobody outside learns who was asked.")
    return _act(request, form, found, title=_("Whom to ask"), lead=lead, button=_("Ask them"))


def _people(viewer: Viewer, found: Activation) -> list[tuple[Member, str]]:
    wanted = Wanted(**found.audience, by=found.until)
    known = set(found.invitations.values_list("member_id", flat=True))
    people = directory.candidates(viewer, wanted, network=found.network)
    return [
        (one.member, f"{in_words(one.member.called)} · {directory.why(one)}")
        for one in people
        if one.member.pk not in known
    ]


@signed_in
def activation_begin(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Begin with those who said yes."""
    viewer = request.viewer
    found = _inside(viewer, pk)
    form = forms.BeginForm(request.POST or None, initial={"due_on": found.until})

    def begin() -> None:
        services.activation_begin(viewer=viewer, activation=found, **form.cleaned_data)

    if done(request, form, begin):
        messages.success(request, _("It is an undertaking of the network now."))
        return redirect("activation", pk=pk)
    lead = _("Whoever asked sees that the network does it, and not who.")
    return _act(request, form, found, title=_("Begin"), lead=lead, button=_("Begin"))


@signed_in
def activation_end(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say what happened."""
    viewer = request.viewer
    found = _inside(viewer, pk)
    form = forms.EndForm(request.POST or None, viewer=viewer, sessions=selectors.engagements)

    def end() -> None:
        services.activation_end(viewer=viewer, activation=found, **form.cleaned_data)

    if done(request, form, end):
        messages.success(request, _("Recorded. Whoever asked reads it."))
        return redirect("activation", pk=pk)
    return _act(request, form, found, title=_("What happened"), lead="", button=_("Record it"))


@signed_in
@require_POST
def activation_decline(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Do not take it forward."""
    found = _inside(request.viewer, pk)
    services.activation_decline(viewer=request.viewer, activation=found)
    messages.success(request, _("Recorded. Whoever asked sees no reason."))
    return redirect("activation", pk=pk)


@signed_in
def invitation_answer(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record what somebody answered."""
    viewer = request.viewer
    found = selectors.invitation(viewer, pk)
    form = forms.AnswerForm(request.POST or None)

    def answer() -> None:
        services.invitation_answer(viewer=viewer, invitation=found, **form.cleaned_data)

    if done(request, form, answer):
        return redirect("activation", pk=found.activation_id)
    title = _("Answer of %(name)s") % {"name": in_words(found.member.called)}
    return _act(request, form, found.activation, title=title, lead="", button=_("Record the answer"))


def _inside(viewer: Viewer, pk: uuid.UUID) -> Activation:
    """A request to a network that the viewer keeps."""
    found = selectors.activation(viewer, pk)
    if not directory.keeps(viewer, found.network):
        raise NotAllowed("not_allowed.act", act="network.keep")
    return found


def _act(request: Request, form: Any, found: Activation, **shown: Any) -> HttpResponseBase:
    return act(request, form, back=reverse("activation", args=[found.pk]), **shown)


def _languages() -> list[tuple[str, str]]:
    return directory.languages()
