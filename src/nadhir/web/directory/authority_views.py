"""Pages on which an actor is written: who it is, what it is called, which offices it holds."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.web.core import policy
from nadhir.web.core.acting import InThreeLanguages, act, identifier_of
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors, services
from nadhir.web.directory.authority_forms import ActorForm, EndForm, NameForm, OtherForm, TenureForm
from nadhir.web.directory.models import Actor

PLAIN = ("kind", "place", "url", "email", "tlp", "began", "ended", "succeeded_by", "version")


def _page_of(actor: Actor) -> str:
    return reverse("actor", args=[actor.pk])


@signed_in
def actor_new(request: Request) -> HttpResponseBase:
    """Record a person, an organisation, a network, a body or a State."""
    viewer = request.viewer
    policy.require(viewer, "actor.record")
    first = {"kind": request.GET.get("kind", "person"), "tlp": "green"}
    named = request.GET.get("q", "")[:300]
    first |= InThreeLanguages.spread("names", {get_language() or "en": named}) if named else {}
    form = ActorForm(request.POST or None, viewer=viewer, initial=first)

    def do(given: dict[str, Any]) -> Actor:
        given.pop("version", None)
        return services.actor_record(viewer=viewer, **given)

    return act(
        request,
        form,
        do,
        title=_("Record somebody or something"),
        lead=_("One record for each, whatever it is called: add its other names and spellings afterwards."),
        button=_("Keep"),
        done=_("Kept. If it looks like another record, you are asked whether they are one."),
        back=_page_of,
        cancel=reverse("directory"),
    )


@signed_in
def actor_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change who it is, what it is called, since when and until when."""
    viewer = request.viewer
    shown = selectors.actor(viewer, pk)
    policy.require(viewer, "actor.change", shown)
    first = {name: getattr(shown, name) for name in PLAIN}
    first["succeeded_by"] = successor = selectors.successor(viewer, shown)
    for name in ("names", "note"):
        first |= InThreeLanguages.spread(name, getattr(shown, name))
    form = ActorForm(
        request.POST or None,
        viewer=viewer,
        initial=first,
        new=False,
        hidden=policy.hidden_fields(viewer, shown),
    )

    def do(given: dict[str, Any]) -> None:
        until = given.pop("until")
        renamed = given.pop("renamed") or bool(until)
        if given["succeeded_by"] is None and successor is None:
            del given["succeeded_by"]  # one that this person may not know of stays
        services.actor_change(viewer=viewer, actor=shown, former_until=until if renamed else None, **given)

    return act(
        request,
        form,
        do,
        title=_("Change the record"),
        button=_("Keep"),
        done=_("Kept."),
        back=_page_of(shown),
        about=in_words(shown.names),
    )


@signed_in
def name_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add another name or spelling."""
    viewer = request.viewer
    shown = selectors.actor(viewer, pk)
    policy.require(viewer, "actor.change", shown)
    first = {"language": get_language(), "kind": "spelling", "version": shown.version}
    return act(
        request,
        NameForm(request.POST or None, initial=first),
        lambda given: services.actor_name_add(viewer=viewer, actor=shown, **given),
        title=_("Another name or spelling"),
        lead=_("As it stands in a document, in any script; with the years in which it was used, if known."),
        button=_("Add"),
        done=_("Added."),
        back=_page_of(shown),
        about=in_words(shown.names),
    )


@signed_in
def name_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a name: its kind, its language, the time in which it was used."""
    viewer = request.viewer
    name = selectors.name(viewer, pk)
    policy.require(viewer, "actor.change", name.actor)
    fields = ("text", "language", "kind", "valid_from", "valid_to")
    first = {field: getattr(name, field) for field in fields} | {"version": name.actor.version}
    main = name.text in name.actor.names.values()
    return act(
        request,
        NameForm(request.POST or None, initial=first, main=main),
        lambda given: services.actor_name_change(viewer=viewer, name=name, **given),
        title=_("Change the name"),
        lead=name.text if main else "",
        button=_("Keep"),
        done=_("Kept."),
        back=_page_of(name.actor),
        about=in_words(name.actor.names),
    )


@signed_in
@require_POST
def name_remove(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take out a name that is not the actor's."""
    name = selectors.name(request.viewer, pk)
    services.actor_name_remove(viewer=request.viewer, name=name)
    messages.success(request, _("Taken out."))
    return redirect(_page_of(name.actor))


@signed_in
def tenure_new(request: Request) -> HttpResponseBase:
    """Say who holds which office in which body. The address names the person or the body it began from."""
    viewer = request.viewer
    policy.require(viewer, "actor.record")
    known = selectors.actors(viewer)
    asked = [(part, identifier_of(request.GET.get(part, ""))) for part in ("actor", "body")]
    first = {part: known.filter(pk=pk).first() for part, pk in asked if pk}
    form = TenureForm(request.POST or None, viewer=viewer, initial=first)
    begun = first.get("body") or first.get("actor")

    def do(given: dict[str, Any]) -> Actor:
        given.pop("version", None)
        tenure = services.tenure_record(viewer=viewer, **given)
        return begun or tenure.body

    return act(
        request,
        form,
        do,
        title=_("A term or a role"),
        lead=_("Who chairs it, who is a member since when, who speaks for it."),
        button=_("Keep"),
        done=_("Kept."),
        back=_page_of,
        cancel=_page_of(begun) if begun else reverse("directory"),
    )


@signed_in
def tenure_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change a term: its office, its dates, what is known of it."""
    viewer = request.viewer
    tenure = selectors.tenure(viewer, pk)
    record = services.tenure_holder(viewer, tenure)
    policy.require(viewer, "actor.change", record)
    fields = ("kind", "term", "valid_from", "valid_to", "seen", "note")
    first = {field: getattr(tenure, field) for field in fields} | {"version": record.version}
    first |= InThreeLanguages.spread("role", tenure.role)
    form = TenureForm(request.POST or None, viewer=viewer, initial=first, fixed=("actor", "body"))
    return _of_tenure(
        request,
        form,
        lambda given: services.tenure_change(viewer=viewer, tenure=tenure, **given),
        tenure,
        title=_("Change the term"),
        button=_("Keep"),
    )


@signed_in
def tenure_end(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that a term ended."""
    viewer = request.viewer
    tenure = selectors.tenure(viewer, pk)
    record = services.tenure_holder(viewer, tenure)
    policy.require(viewer, "actor.change", record)
    form = EndForm(request.POST or None, initial={"version": record.version})
    return _of_tenure(
        request,
        form,
        lambda given: services.tenure_end(viewer=viewer, tenure=tenure, **given),
        tenure,
        title=_("End the term"),
        button=_("End it"),
    )


def _of_tenure(request: Request, form: forms.Form, do: Any, tenure: Any, **shown: Any) -> HttpResponseBase:
    about = f"{in_words(tenure.actor.names)} – {in_words(tenure.body.names)}"
    return act(request, form, do, done=_("Kept."), back=_page_of(tenure.body), about=about, **shown)


@signed_in
@require_POST
def tenure_remove(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take out a term that was recorded in error."""
    tenure = selectors.tenure(request.viewer, pk)
    services.tenure_remove(viewer=request.viewer, tenure=tenure)
    messages.success(request, _("Taken out."))
    return redirect(_page_of(tenure.body))


@signed_in
def actor_same(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Put a record beside another that may be the same."""
    viewer = request.viewer
    shown = selectors.actor(viewer, pk)
    policy.require(viewer, "actor.merge", shown)
    return act(
        request,
        OtherForm(request.POST or None, viewer=viewer),
        lambda given: services.duplicate_ask(viewer=viewer, one=shown, other=given["other"]),
        title=_("The same as another record?"),
        lead=_("You see both side by side before anything is decided."),
        button=_("Put side by side"),
        done=_("Compare them, then say whether they are one."),
        back=lambda pair: reverse("duplicate", args=[pair.pk]),
        cancel=_page_of(shown),
        about=in_words(shown.names),
    )
