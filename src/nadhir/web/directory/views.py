"""Who is who: people, organisations, networks, bodies and States, by any of their names."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import panels, selectors
from nadhir.web.directory.forms import DirectoryFilter
from nadhir.web.directory.models import Actor


@signed_in
def directory(request: Request) -> HttpResponseBase:
    """Who can be found here, under whatever name?"""
    viewer = request.viewer
    form = DirectoryFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.actors(
        viewer,
        named=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        place=chosen.get("place", ""),
        language=get_language(),
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("directory", *_table(found))
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page_of(request, selectors.with_roles(viewer, found)),
        "counts": selectors.actors_by_kind(viewer),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "directory/directory.html", context)


def _table(found: QuerySet[Actor]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The list as a file. Addresses stay here, for everybody: a file of them is a list of targets."""
    columns = [_("name"), _("kind"), _("place"), _("Arabic"), _("English"), _("French")]
    rows = (
        (
            in_words(one.names),
            one.get_kind_display(),
            in_words(one.place.names) if one.place else "",
            *(one.names.get(language, "") for language in ("ar", "en", "fr")),
        )
        for one in found[: export.MOST]
    )
    return columns, rows


@signed_in
def actor(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who is it, what is it called, what does it do and where is that known from?"""
    viewer = request.viewer
    shown = selectors.actor(viewer, pk)
    context = {
        "actor": shown,
        "hidden": policy.hidden_fields(viewer, shown),
        "spellings": selectors.spellings(viewer, shown),
        "roles": selectors.roles_of(viewer, shown)[:100],
        "people": selectors.people_of(viewer, shown)[:200],
        "cards": panels.cards(viewer, shown),
    }
    return render(request, "directory/actor.html", context)
