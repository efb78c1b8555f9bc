"""Who is who: people, organisations, networks, bodies and States, by any of their names."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.directory import exchange_views, panels, selectors
from nadhir.web.directory.forms import DirectoryFilter


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
        return exchange_views.table(viewer, found)
    if request.GET.get("format") == "vcf":
        return exchange_views.cards(request, found)
    # Places are fetched for the page alone: joined, they would be looked up for all that is leafed over.
    listed = selectors.with_roles(viewer, found.select_related(None).prefetch_related("place"))
    page = page_of(request, listed)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "marks": selectors.telling_apart(page.rows),
        "may_export": policy.may(viewer, "table.export"),
        "may_record": policy.may(viewer, "actor.record"),
        "may_merge": policy.may(viewer, "actor.merge"),
        "waiting": selectors.duplicates(viewer).order_by().values("pk")[:1000].count(),
    }
    return render(request, "directory/directory.html", context)


@signed_in
def actor(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who is it, what is it called, what does it do and where is that known from? A record that was merged
    leads to what it became."""
    viewer = request.viewer
    if (now := selectors.became(viewer, pk)) is not None and now.pk != pk:
        return redirect("actor", pk=now.pk)
    shown = selectors.actor(viewer, pk)
    successor = selectors.successor(viewer, shown)
    context = {
        "actor": shown,
        "hidden": policy.hidden_fields(viewer, shown),
        "spellings": selectors.spellings(viewer, shown),
        "roles": selectors.roles_of(viewer, shown)[:100],
        "offices": selectors.offices(viewer, shown),
        "cards": panels.cards(viewer, shown),
        "successor": successor,
        "before": selectors.actors(viewer).filter(succeeded_by=shown)[:20],
        "may_record": policy.may(viewer, "actor.record"),
        "may_change": policy.may(viewer, "actor.change", shown),
        "may_merge": policy.may(viewer, "actor.merge", shown),
        "may_export": policy.may(viewer, "table.export"),
        "alike": selectors.duplicates_of(viewer, shown)[:5],
        "merges": selectors.merges(viewer).filter(kept=shown)[:10],
        "main_names": set(shown.names.values()),
        "today": clock.now().date().isoformat(),
    }
    return render(request, "directory/actor.html", context)
