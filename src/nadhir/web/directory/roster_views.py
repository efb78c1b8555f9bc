"""Who can help: the roster of experts, civil society, and what communities can open to people in need.

No page here shows how to reach somebody, or where exactly something is: see `consent_views.address`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir.errors import NotAllowed
from nadhir.web.core import export, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import panels, selectors, services
from nadhir.web.directory import roster_words as told
from nadhir.web.directory.models import Actor, Asset, Expert, Partner
from nadhir.web.directory.roster_forms import (
    AddressForm,
    AssetFilter,
    AssetForm,
    ExpertFilter,
    ExpertForm,
    PartnerFilter,
    PartnerForm,
)

SOON = 30  # days before the end of a consent from which its keeper sees it marked


def _kept(viewer: Viewer, noun: str) -> dict[str, Any]:
    """What a list shows its keepers: whom to ask again, and soon."""
    return {
        "noun": noun,
        "ran_out": selectors.ran_out(viewer, noun),
        "ending": selectors.ending(viewer, noun, SOON).count(),
        "may_keep": policy.may(viewer, selectors.KEEPING[noun]),
        "may_export": policy.may(viewer, "table.export"),
    }


@signed_in
def experts(request: Request) -> HttpResponseBase:
    """Who knows about this, speaks that, and is free?"""
    viewer = request.viewer
    form = ExpertFilter(request.GET or None)
    sought = form.sought()
    found = selectors.experts(viewer, sought)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("experts", *_experts_table(found[: export.MOST]))
    page = page_of(request, found)
    context = {
        "filter": form,
        "filtered": sought != selectors.ANYTHING,
        "page": page,
        "rows": told.expert_rows(page.rows, sought),
        "trainers": found.filter(trainer=True).count(),
        **_kept(viewer, "expert"),
    }
    return render(request, "directory/experts.html", context)


def _experts_table(found: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The list as a file: no way to reach anybody."""
    columns = [_("name"), _("fields"), _("languages"), _("place"), _("trains others"), _("consent until")]
    rows = (
        (
            in_words(one.actor.names),
            told.labels(told.FIELDS, one.fields),
            told.spoken(one),
            told.place_words(one.place),
            _("yes") if one.trainer else "",
            one.consent_until,
        )
        for one in found
    )
    return columns, rows


@signed_in
def expert(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does this person know, when are they free, how long do they agree to stand here?"""
    viewer = request.viewer
    shown = selectors.expert(viewer, pk)
    return render(
        request, "directory/expert.html", {**_shown(viewer, shown), "facts": told.expert_facts(shown)}
    )


def _shown(viewer: Viewer, record: Expert | Partner | Asset) -> dict[str, Any]:
    """What the pages of all three show: facts of consent, who opened the address, what else is known."""
    noun = record.noun
    actor = record.holder if isinstance(record, Asset) else record.actor
    seen = selectors.actors(viewer).filter(pk=actor.pk).first() if actor else None
    return {
        "record": record,
        "noun": noun,
        "name": in_words(selectors.called(record)),
        "actor": seen,
        "cards": panels.cards(viewer, seen) if seen and noun != "asset" else (),
        "views": selectors.address_views(viewer, record)[:20],
        "reason": AddressForm(),
        "sealed": bool(record.contact) or (isinstance(record, Asset) and bool(record.where)),
        "may_open": policy.may(viewer, "address.read", record),
        "may_keep": policy.may(viewer, selectors.KEEPING[noun], record),
    }


@signed_in
def expert_new(request: Request) -> HttpResponseBase:
    """Put somebody on the roster, with their consent."""
    viewer = request.viewer
    policy.require(viewer, "partner.keep")
    form = ExpertForm(request.POST or None, viewer=viewer, new=True, initial=_named(request, "person"))

    def do(given: dict[str, Any]) -> Expert:
        return services.expert_record(
            viewer=viewer, agreed=form.agreed(), actor=given["actor"], names=given["names"], **form.told()
        )

    return act(
        request,
        form,
        do,
        title=_("Put somebody on the roster"),
        lead=_("Nobody stands here without their consent. How to reach them is sealed."),
        button=_("Record with consent"),
        done=_("Recorded."),
        back=lambda made: reverse("expert", args=[made.pk]),
        cancel=reverse("experts"),
    )


def _named(request: Request, *kinds: str) -> dict[str, Any]:
    """The actor that the address begins with, where the viewer may know of it."""
    try:
        asked = uuid.UUID(request.GET.get("actor", ""))
    except ValueError:
        return {}
    found = selectors.actors(request.viewer).filter(pk=asked, kind__in=kinds).first()
    return {"actor": found} if found else {}


@signed_in
def expert_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what the roster says of somebody."""
    viewer = request.viewer
    shown = selectors.expert(viewer, pk)
    policy.require(viewer, "partner.keep", shown)
    first = ExpertForm.first(shown)
    form = ExpertForm(request.POST or None, viewer=viewer, new=False, initial=first)

    def do(given: dict[str, Any]) -> None:
        changes = _texts(form, "about", shown.about, form.told())
        services.expert_change(viewer=viewer, expert=shown, version=given["version"], **changes)

    return _changed(request, form, do, shown)


def _texts(form: Any, name: str, before: dict[str, str], changes: dict[str, Any]) -> dict[str, Any]:
    """What was changed, with a text in one language beside those in the others."""
    if name not in form.changed_data:
        changes.pop(name, None)
    elif changes.get(name):
        changes[name] = {**before, **changes[name]}
    return changes


def _changed(request: Request, form: Any, do: Any, shown: Any) -> HttpResponseBase:
    return act(
        request,
        form,
        do,
        title=_("Change what is known"),
        about=in_words(selectors.called(shown)),
        button=_("Keep"),
        done=_("Saved. What was left empty under seal stays as it was."),
        back=reverse(shown.noun, args=[shown.pk]),
    )


@signed_in
def partners(request: Request) -> HttpResponseBase:
    """Which organisations work there, on what, and what do they offer?"""
    viewer = request.viewer
    form = PartnerFilter(request.GET or None)
    sought = form.sought()
    found = selectors.partners(viewer, sought)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("civil-society", *_partners_table(found[: export.MOST]))
    page = page_of(request, found)
    context = {
        "filter": form,
        "filtered": sought != selectors.ANYTHING,
        "page": page,
        "rows": told.partner_rows(page.rows, sought),
        **_kept(viewer, "partner"),
    }
    return render(request, "directory/partners.html", context)


def _partners_table(found: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [_("name"), _("kind"), _("places"), _("works on"), _("offers"), _("consent until")]
    rows = (
        (
            in_words(one.actor.names),
            one.get_kind_display(),
            "; ".join(in_words(place.names) for place in one.places.all()),
            told.labels(told.FIELDS, one.works_on),
            in_words(one.offers) if one.offers else "",
            one.consent_until,
        )
        for one in found
    )
    return columns, rows


@signed_in
def partner(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does this organisation do where, and what does it offer?"""
    viewer = request.viewer
    shown = selectors.partner(viewer, pk)
    return render(
        request, "directory/partner.html", {**_shown(viewer, shown), "facts": told.partner_facts(shown)}
    )


@signed_in
def partner_new(request: Request) -> HttpResponseBase:
    """Put an organisation into the directory of civil society, with its consent."""
    viewer = request.viewer
    policy.require(viewer, "partner.keep")
    kinds = (Actor.Kind.ORGANISATION, Actor.Kind.NETWORK, Actor.Kind.BODY)
    form = PartnerForm(request.POST or None, viewer=viewer, new=True, initial=_named(request, *kinds))

    def do(given: dict[str, Any]) -> Partner:
        return services.partner_record(
            viewer=viewer, agreed=form.agreed(), actor=given["actor"], names=given["names"], **form.told()
        )

    return act(
        request,
        form,
        do,
        title=_("Record an organisation"),
        lead=_("No organisation stands here without its consent. How to reach it is sealed."),
        button=_("Record with consent"),
        done=_("Recorded."),
        back=lambda made: reverse("partner", args=[made.pk]),
        cancel=reverse("partners"),
    )


@signed_in
def partner_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is known of an organisation."""
    viewer = request.viewer
    shown = selectors.partner(viewer, pk)
    policy.require(viewer, "partner.keep", shown)
    form = PartnerForm(request.POST or None, viewer=viewer, new=False, initial=PartnerForm.first(shown))

    def do(given: dict[str, Any]) -> None:
        changes = _texts(form, "offers", shown.offers, form.told())
        services.partner_change(viewer=viewer, partner=shown, version=given["version"], **changes)

    return _changed(request, form, do, shown)


def _protecting(viewer: Viewer) -> None:
    if not viewer.has("coordinator", "analyst", "reviewer"):
        raise NotAllowed("not_allowed.act", act="asset.read")


@signed_in
def assets(request: Request) -> HttpResponseBase:
    """Who can give refuge, food or care there?"""
    viewer = request.viewer
    _protecting(viewer)
    form = AssetFilter(request.GET or None)
    sought = form.sought()
    found = selectors.assets(viewer, sought)
    page = page_of(request, found)
    rows = told.asset_rows(page.rows, sought)
    context = {
        "filter": form,
        "filtered": sought != selectors.ANYTHING,
        "page": page,
        "rows": rows,
        "old": sum(row["old"] for row in rows),
        **_kept(viewer, "asset"),
    }
    return render(request, "directory/assets.html", context)


@signed_in
def asset(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What can be had there, for how many, and when did somebody last make sure?"""
    viewer = request.viewer
    shown = selectors.asset(viewer, pk)
    context = {**_shown(viewer, shown), "facts": told.asset_facts(shown), "old": selectors.is_old(shown)}
    return render(request, "directory/asset.html", context)


@signed_in
def asset_new(request: Request) -> HttpResponseBase:
    """Record what a community can open, with the consent of those who hold it."""
    viewer = request.viewer
    policy.require(viewer, "asset.keep")
    form = AssetForm(request.POST or None, viewer=viewer, new=True)

    def do(_given: dict[str, Any]) -> Asset:
        return services.asset_record(viewer=viewer, agreed=form.agreed(), **form.told())

    return act(
        request,
        form,
        do,
        title=_("Record what a community can open"),
        lead=_("Where people can hide is for those who protect them: where exactly is sealed."),
        button=_("Record with consent"),
        done=_("Recorded."),
        back=lambda made: reverse("asset", args=[made.pk]),
        cancel=reverse("assets"),
    )


@signed_in
def asset_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Change what is known of it."""
    viewer = request.viewer
    shown = selectors.asset(viewer, pk)
    policy.require(viewer, "asset.keep", shown)
    seen = selectors.actors(viewer).filter(pk=shown.holder_id).first() if shown.holder_id else None
    first = {**AssetForm.first(shown), "holder": seen}
    form = AssetForm(request.POST or None, viewer=viewer, new=False, initial=first)

    def do(given: dict[str, Any]) -> None:
        changes = form.told()
        if changes["holder"] is None and seen is None:
            del changes["holder"]
        services.asset_change(viewer=viewer, asset=shown, version=given["version"], **changes)

    return _changed(request, form, do, shown)
