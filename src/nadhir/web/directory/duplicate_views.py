"""Pages on which a person says whether two records are one, and takes back that they are."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nadhir.web.core import export, policy
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors, services
from nadhir.web.directory.authority_forms import MergeForm, NoteForm
from nadhir.web.directory.models import Actor, Duplicate

SIDES = {
    "proposed": Duplicate.Status.PROPOSED,
    "different": Duplicate.Status.DIFFERENT,
}


@signed_in
def duplicates(request: Request) -> HttpResponseBase:
    """Which records may be one, and what was judged?"""
    viewer = request.viewer
    policy.require(viewer, "actor.merge")
    side = request.GET.get("show", "proposed")
    if side == "merged":
        context: dict[str, Any] = {"page": page_of(request, selectors.merges(viewer))}
    else:
        side = side if side in SIDES else "proposed"
        found = selectors.duplicates(viewer, status=SIDES[side])
        if export.wanted(request):
            policy.require(viewer, "table.export")
            return export.table_response("duplicates", *_table(viewer, found))
        page = page_of(request, found)
        told = selectors.reasons_told(viewer, page.rows)
        context = {"page": page, "rows": [{"pair": row, **told[row.pk]} for row in page.rows]}
    context |= {
        "side": side,
        "waiting": selectors.duplicates(viewer).order_by().values("pk")[:1000].count(),
        "sides": [
            ("proposed", _("to be judged")),
            ("different", _("found to be two")),
            ("merged", _("merged")),
        ],
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "directory/duplicates.html", context)


def _table(viewer: Viewer, found: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    rows = list(found[:5_000])
    told = selectors.reasons_told(viewer, rows)
    columns = [_("name"), _("other name"), _("for"), _("against"), _("judged on")]
    return columns, [
        (
            in_words(row.one.names),
            in_words(row.other.names),
            "; ".join(told[row.pk]["for"]),
            "; ".join(told[row.pk]["against"]),
            row.judged_at,
        )
        for row in rows
    ]


@signed_in
def duplicate(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Two records side by side: are they one? Merging sends this form; what is refused is said beside it."""
    viewer = request.viewer
    pair = selectors.duplicate(viewer, pk)
    both = (pair.one, pair.other)
    open_still = pair.status == Duplicate.Status.PROPOSED and not any(one.merged_into_id for one in both)
    spelt = [list(selectors.spellings(viewer, one)) for one in both]
    shared = {name.text for name in spelt[0]} & {name.text for name in spelt[1]}
    names = [name for side in spelt for name in side if name.text not in shared]
    versions = " ".join(f"{one.pk}:{one.version}" for one in both)
    first = {
        "keep": str(pair.one.pk),
        "versions": versions,
        "spellings": [str(name.pk) for name in names],
    } | {f"name_{code}": text for code, text in pair.one.names.items()}
    form = MergeForm(request.POST or None, pair=both, names=names, initial=first)
    if request.method == "POST" and form.is_valid():
        merged = attempted(form, lambda: services.actor_merge(viewer=viewer, **form.chosen()))
        if merged is not None:
            messages.success(request, _("They are one record now. You can take them apart again."))
            return redirect("merge", pk=merged.pk)
    context = {
        "pair": pair,
        "open": open_still,
        "form": form,
        "note_form": NoteForm(),
        "reasons": selectors.reasons_told(viewer, [pair])[pair.pk],
        "sides": [_side(viewer, one) for one in both],
        "may": all(policy.may(viewer, "actor.merge", one) for one in both),
    }
    return render(request, "directory/duplicate.html", context, status=status_after(request, form))


def _side(viewer: Viewer, actor: Actor) -> dict[str, Any]:
    return {
        "actor": actor,
        "hidden": policy.hidden_fields(viewer, actor),
        "spellings": selectors.spellings(viewer, actor)[:40],
        "roles": selectors.roles_of(viewer, actor)[:12],
        "people": selectors.people_of(viewer, actor)[:8],
        "references": services.actor_references(viewer=viewer, actor=actor),
    }


@signed_in
@require_POST
def duplicate_apart(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say that two records are two."""
    viewer = request.viewer
    pair = selectors.duplicate(viewer, pk)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    services.duplicate_keep_apart(viewer=viewer, duplicate=pair, note=note)
    messages.success(request, _("They stay two, and are not proposed again unless something changes."))
    return redirect("duplicates")


@signed_in
def merge(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What became one, when, by whom; and how to take it apart again."""
    viewer = request.viewer
    shown = selectors.merge(viewer, pk)
    hows = [told["how"] for told in shown.moved]

    def label(name: str) -> str:
        return str(getattr(Actor._meta.get_field(name), "verbose_name", name))

    context = {
        "merge": shown,
        "moved": hows.count("moved") + hows.count("joined"),
        "stayed": hows.count("stayed"),
        "undone": (undone := shown.before.get("undone")),
        "edited": [label(name) for name in (undone or {}).get("edited", [])],
        "into": selectors.became(viewer, shown.kept_id),
        "form": NoteForm(),
        "may": not shown.before.get("wiped")
        and all(policy.may(viewer, "actor.merge", one) for one in (shown.kept, shown.gone)),
    }
    return render(request, "directory/merge.html", context)


@signed_in
@require_POST
def merge_undo(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take two apart again."""
    viewer = request.viewer
    shown = selectors.merge(viewer, pk)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    undone = services.merge_undo(viewer=viewer, merge=shown, note=note)
    told = ngettext(
        "They are two again; %(many)s reference went back.",
        "They are two again; %(many)s references went back.",
        undone.back,
    ) % {"many": undone.back}
    messages.success(request, told)
    if undone.lost or undone.edited or undone.names:
        messages.warning(request, _("Not everything could be put back: see below."))
    return redirect(reverse("merge", args=[shown.pk]))
