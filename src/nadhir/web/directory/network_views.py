"""Dialogue networks for those who keep them, and who can speak to whom for those who ask.

Nothing here shows a contact, a trust note or a safety plan but the one page that opens them on purpose, and
that page is the answer to something sent, never to an address.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors, services
from nadhir.web.directory.models import Actor, Member, Place
from nadhir.web.directory.network_forms import ConsentForm, MemberForm, NetworkForm, ReasonForm, WantedForm
from nadhir.web.directory.selectors import words
from nadhir.web.directory.services import Agreed


@signed_in
def networks(request: Request) -> HttpResponseBase:
    """Which networks are there, and which do I keep?"""
    viewer = request.viewer
    policy.require(viewer, "network.ask")
    own = list(selectors.own_networks(viewer))
    others = selectors.networks(viewer).exclude(pk__in=[one.pk for one in own])
    context = {
        "own": own,
        "page": page_of(request, others),
        "may_keep": policy.may(viewer, "network.keep"),
    }
    return render(request, "directory/networks.html", context)


@signed_in
def network_new(request: Request) -> HttpResponseBase:
    """Record a network, forum or council that this organisation keeps."""
    viewer = request.viewer
    policy.require(viewer, "network.keep")
    form = NetworkForm(request.POST or None)
    made: list[Actor] = []

    def make() -> None:
        told = form.cleaned_data
        place = selectors.places_near(None).filter(code=told["place"]).first() if told["place"] else None
        made.append(
            services.actor_record(
                viewer=viewer, kind=told["kind"], names=form.names(), tlp=told["tlp"], place=place
            )
        )

    if _done(request, form, make):
        return redirect("network", pk=made[0].pk)
    return _act(request, form, title=_("Record a network"), back=reverse("networks"), button=_("Record it"))


@signed_in
def network(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who is in it, whose consent ends, who looked up contacts?"""
    viewer = request.viewer
    found = selectors.network(viewer, pk)
    page = page_of(request, selectors.members(viewer, found))
    context = {
        "network": found,
        "page": page,
        "rows": [words.row(one) for one in page.rows],
        "lapsed": selectors.lapsed(viewer, found),
        "views": selectors.contact_views(viewer).filter(member__network=found)[:10],
    }
    return render(request, "directory/network.html", context)


@signed_in
def member_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record a person with their consent."""
    viewer = request.viewer
    found = selectors.network(viewer, pk)
    form = MemberForm(request.POST or None, place=found.place)
    consent = ConsentForm(request.POST or None)
    made: list[Member] = []

    def make() -> None:
        made.append(
            services.member_record(
                viewer=viewer,
                network=found,
                profile=form.profile(),
                agreed=_agreed(consent),
                fictional=found.fictional,
                **form.sealed(),
                **form.availability(),
            )
        )

    if consent.is_valid() and _done(request, form, make):
        messages.success(request, _("Recorded under a pseudonym."))
        return redirect("member", pk=made[0].pk)
    context = {"form": form, "consent": consent, "network": found}
    return render(request, "directory/member_form.html", context, status=_status(request, form))


@signed_in
def member(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who is behind a pseudonym, what did they agree to, who looked up how to reach them?"""
    viewer = request.viewer
    found = selectors.member(viewer, pk)
    context = {
        "member": found,
        "name": found.name.open_or(_("cannot be read")),
        "row": words.row(found),
        "facts": words.facts(found),
        "views": selectors.contact_views(viewer, member=found)[:20],
        "reason": ReasonForm(),
    }
    return render(request, "directory/member.html", context)


@signed_in
def member_change(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is known of somebody."""
    viewer = request.viewer
    found = selectors.member(viewer, pk)
    form = MemberForm(request.POST or None, place=found.network.place, member=found)

    def change() -> None:
        services.member_change(
            viewer=viewer,
            member=found,
            version=form.cleaned_data["version"],
            profile=form.profile(),
            **form.sealed(),
            **form.availability(),
        )

    if _done(request, form, change):
        messages.success(request, _("Saved. What was left empty under seal stays as it was."))
        return redirect("member", pk=found.pk)
    context = {"form": form, "network": found.network, "member": found}
    return render(request, "directory/member_form.html", context, status=_status(request, form))


@signed_in
@never_cache
@require_POST
def member_contact(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Open how to reach somebody, once, with a reason; the answer is kept nowhere."""
    viewer = request.viewer
    found = selectors.member(viewer, pk)
    form = ReasonForm(request.POST)
    opened: list[services.Opened] = []
    done = _done(
        request,
        form,
        lambda: opened.append(services.member_contact_read(viewer=viewer, member=found, **form.cleaned_data)),
    )
    context = {"member": found, "form": form, "opened": opened[0] if done else None}
    return render(request, "directory/member_contact.html", context, status=_status(request, form, done))


@signed_in
def member_consent(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record a consent given anew, also by somebody whose last one ran out."""
    viewer = request.viewer
    found = _also_lapsed(viewer, pk)
    form = ConsentForm(request.POST or None, initial={"scopes": list(found.scopes)})

    def record() -> None:
        services.member_consent(viewer=viewer, member=found, agreed=_agreed(form))

    if _done(request, form, record):
        messages.success(request, _("The consent is recorded."))
        return redirect("member", pk=found.pk)
    title = _("Consent of %(name)s") % {"name": _called(found)}
    back = reverse("network", args=[found.network_id])
    return _act(request, form, title=title, back=back, button=_("Record the consent"))


@signed_in
def member_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The person takes their consent back."""
    viewer = request.viewer
    found = _also_lapsed(viewer, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if _done(request, form, lambda: services.member_withdraw(viewer=viewer, member=found)):
        messages.success(request, _("What was known of this person is wiped."))
        return redirect("network", pk=found.network_id)
    return _act(
        request,
        form,
        title=_("%(name)s takes their consent back") % {"name": _called(found)},
        lead=_(
            "Name, contact, profile, trust notes and safety plan are wiped at once, for good. "
            "The pseudonym stays with what was done."
        ),
        back=reverse("network", args=[found.network_id]),
        button=_("Wipe what is known"),
        danger=True,
    )


@signed_in
@require_POST
def member_rename(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Draw another pseudonym."""
    found = selectors.member(request.viewer, pk)
    services.member_rename(viewer=request.viewer, member=found)
    messages.success(request, _("Another pseudonym was drawn."))
    return redirect("member", pk=found.pk)


@signed_in
def who_can_speak(request: Request) -> HttpResponseBase:
    """Who can speak to whom there: people for those who keep them, networks for those who ask."""
    viewer = request.viewer
    policy.require(viewer, "network.ask")
    form = WantedForm(request.GET or None, places=_places(viewer))
    wanted = form.wanted()
    context = {
        "filter": form,
        "asked": bool(wanted),
        "keeps": policy.may(viewer, "network.keep"),
        "people": [words.found(one) for one in selectors.candidates(viewer, wanted)],
        "networks": selectors.networks_that_reach(viewer, wanted),
        "query": request.GET.urlencode(),
    }
    return render(request, "directory/who.html", context)


def _places(viewer: Viewer) -> list[Place]:
    """The countries of the networks that the viewer may know of, with their parts."""
    seen: dict[uuid.UUID, Place] = {}
    for one in selectors.networks(viewer).exclude(place=None):
        for place in selectors.places_near(one.place) if one.place_id not in seen else ():
            seen[place.pk] = place
    return list(seen.values())


def _also_lapsed(viewer: Viewer, pk: uuid.UUID) -> Member:
    try:
        return selectors.member(viewer, pk)
    except NotAllowed:
        return selectors.lapsed_member(viewer, pk)


def _called(member: Member) -> str:
    return member.called.get(get_language() or "en", member.pseudonym)


def _agreed(form: ConsentForm) -> Agreed:
    told = form.cleaned_data
    return Agreed(tuple(told["scopes"]), told["until"], told["how"])


def _done(request: Request, form: forms.Form, do: Callable[[], Any]) -> bool:
    """Whether something was sent and done; where it is refused, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do()
    except NotAllowed:
        raise
    except NadhirError as refused:
        form.add_error(None, explain(refused, get_language()))
        form.refused = status_of(refused)  # type: ignore[attr-defined]
        return False
    return True


def _status(request: Request, form: forms.Form, done: bool = False) -> int:
    return 200 if request.method != "POST" or done else getattr(form, "refused", 422)


def _act(request: Request, form: forms.Form, **shown: Any) -> HttpResponseBase:
    """A page of one form."""
    context = {"form": form, "back_url": shown.pop("back"), **shown}
    return render(request, "directory/network_act.html", context, status=_status(request, form))
