"""Pages of what was used of the response library: the list, a new use, and what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import Conflict, NadhirError, NotAllowed
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors, services
from nadhir.web.response.forms.library import UseFilter, UseForm
from nadhir.web.response.models import LibraryUse
from nadhir.web.response.views.library import own_in_words, title_of, use_rows
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings


@signed_in
def use_list(request: Request) -> HttpResponseBase:
    """What did we try, and what came of it?"""
    viewer = request.viewer
    policy.require(viewer, "library.use")
    form = UseFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.library_uses(viewer)
    kind, _colon, key = chosen.get("what", "").partition(":")
    if key:
        found = found.filter(**{kind: key})
    if chosen.get("result"):
        found = found.filter(result=chosen["result"])
    if chosen.get("situation"):
        found = found.filter(situation=chosen["situation"])
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-library-uses", *_table(viewer, list(found[: export.MOST])))
    page = page_of(request, found)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": use_rows(viewer, page.rows),
        "results": own_in_words(selectors.results(found)),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/library_uses.html", context)


def _table(viewer: Viewer, found: list[LibraryUse]) -> tuple[list[str], list[list[Any]]]:
    columns = [
        _("What was used"), _("Who did it"), _("When"), _("Language"), _("Result"), _("What happened"),
        _("Situation"), _("Warning"), _("Handling"),
    ]  # fmt: skip
    rows = []
    for row in use_rows(viewer, found):
        one, situation, warning = row["use"], row["situation"], row["warning"]
        rows.append(
            [
                in_words(row["title"]),
                row["who"],
                one.used_on,
                one.language,
                one.get_result_display(),
                row["happened"],
                in_words(situation.names) if situation else "",
                warning.number if warning else "",
                one.get_tlp_display(),
            ]
        )
    return columns, rows


@signed_in
def use_new(request: Request) -> HttpResponseBase:
    """Record that an option or a card was used; what it is tied to may stand in the address."""
    viewer = request.viewer
    policy.require(viewer, "library.use")
    tied = _tied(viewer, request)
    what = next((f"{kind}:{request.GET[kind]}" for kind in ("card", "option") if request.GET.get(kind)), "")
    form = UseForm(request.POST or None, viewer=viewer, fixed=bool(tied), initial={"what": what})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("version")
        if place := given.pop("situation", None):
            tied = {"situation": situations.situation(viewer, place)}
        try:
            use = services.library_use_record(viewer=viewer, **_what(given.pop("what")), **given, **tied)
        except NotAllowed:
            raise
        except NadhirError as refused:
            form.add_error(None, explain(refused, get_language()))
            return _form(request, form, status=status_of(refused))
        messages.success(request, _("Recorded. It now stands beside what is known of it."))
        return redirect("library_use", pk=use.pk)
    return _form(request, form, status=422 if request.method == "POST" else 200)


def _tied(viewer: Viewer, request: Request) -> dict[str, Any]:
    """The undertaking, warning or situation that the address names."""
    readers = {
        "undertaking": selectors.undertaking,
        "warning": warnings.warning,
        "situation": situations.situation,
    }
    for name, read in readers.items():
        try:
            pk = uuid.UUID(request.GET.get(name, ""))
        except ValueError:
            continue
        found = read(viewer, pk)
        policy.require(viewer, "library.use", found)
        return {name: found}
    return {}


def _what(chosen: str) -> dict[str, Any]:
    kind, _colon, key = chosen.partition(":")
    return {kind: key}


@signed_in
def use(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """One use: what was done, and what came of it."""
    viewer = request.viewer
    row = use_rows(viewer, [selectors.library_use(viewer, pk)])[0]
    return render(request, "response/library_use.html", row)


@signed_in
def use_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say what came of a use."""
    viewer = request.viewer
    kept = selectors.library_use(viewer, pk)
    if not selectors.may_tell(viewer, kept):
        raise NotAllowed("not_allowed.other_desk", act="library.use")
    names = ("who", "used_on", "language", "result", "happened", "version")
    first = {name: getattr(kept, name) for name in names}
    form = UseForm(request.POST or None, viewer=viewer, fixed=True, initial=first)
    del form.fields["what"]
    other = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version") or kept.version
        try:
            services.library_use_tell(viewer=viewer, use=kept, version=version, **given)
        except Conflict as refused:
            other = selectors.library_use(viewer, pk)
            form.data = {**request.POST.dict(), "version": str(other.version)}
            form.add_error(None, explain(refused, get_language()))
            return _form(request, form, use=kept, other=other, status=409)
        except NotAllowed:
            raise
        except NadhirError as refused:
            form.add_error(None, explain(refused, get_language()))
            return _form(request, form, use=kept, status=status_of(refused))
        messages.success(request, _("Kept."))
        return redirect("library_use", pk=pk)
    return _form(request, form, use=kept, status=422 if request.method == "POST" else 200)


def _form(
    request: Request,
    form: UseForm,
    *,
    status: int,
    use: LibraryUse | None = None,
    other: LibraryUse | None = None,
) -> HttpResponseBase:
    context = {
        "form": form,
        "use": use,
        "other": other,
        "title": title_of(use) if use else _("Record a use"),
        "back_url": reverse("library_use", args=[use.pk]) if use else reverse("library"),
    }
    return render(request, "response/library_use_form.html", context, status=status)
