"""The directory as files: lists of others taken with a preview, cards given as far as they may be seen."""

from __future__ import annotations

import json
import uuid

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.sources.vcard import Version
from nadhir.web.core import export, policy, sealed
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import actor_list, list_given, selectors, services
from nadhir.web.directory.actor_list import Line
from nadhir.web.directory.authority_forms import HANDLING
from nadhir.web.directory.list_compared import lines_compared
from nadhir.web.directory.models import Actor
from nadhir.web.directory.panels import mark_of

CARDS = 5_000  # of one file


class ListForm(forms.Form):
    """The file, or what was read of it."""

    file = forms.FileField(label=gettext_lazy("A list (CSV) or address cards (vCard)"), required=False)
    tlp = forms.ChoiceField(label=gettext_lazy("Handling"), choices=HANDLING, initial="green")
    # The list as it was read, sealed by this installation between the two steps.
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8_000_000)


@signed_in
def directory_import(request: Request) -> HttpResponseBase:
    """Show what a list would become, row by row; take it when the person says so."""
    viewer = request.viewer
    policy.require(viewer, "actor.record")
    form = ListForm(request.POST or None, request.FILES or None, initial={"tlp": "green"})
    lines: list[Line] = []
    told: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            told = _told(viewer, form)
            lines = lines_compared(viewer, actor_list.read(told["text"]))
            if "take" in request.POST:
                return _taken(request, viewer, lines, form.cleaned_data["tlp"], told["name"])
        except NotAllowed:
            raise
        except NadhirError as refused:
            form.add_error(None, explain(refused, get_language()))
            form.refused = status_of(refused)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "rows": [{"line": line, "known": [(one.pk, mark_of(one)) for one in line.known]} for line in lines],
        "ready": sum(line.state == "whole" for line in lines),
        "asked": sum(line.state == "asked" for line in lines),
        "wrong": sum(line.state == "refused" for line in lines),
        "encoding": told.get("encoding", ""),
        "tlp": form["tlp"].value(),
        "kept": sealed.seal(json.dumps(told), place=_place(viewer)) if lines else "",
    }
    status = getattr(form, "refused", 422) if request.method == "POST" and not lines else 200
    return render(request, "directory/directory_import.html", context, status=status)


def _place(viewer: Viewer) -> str:
    return f"directory.actor_list:{viewer.user_id}"


def _told(viewer: Viewer, form: ListForm) -> dict[str, str]:
    """The text of the list, the encoding it was read in, and what the file is called."""
    if form.cleaned_data["kept"]:
        told: dict[str, str] = json.loads(sealed.unseal(form.cleaned_data["kept"], place=_place(viewer)))
        return told
    file = form.cleaned_data["file"]
    text, encoding = actor_list.decoded(file.read(actor_list.BYTES + 1) if file else b"")
    return {"text": text, "encoding": encoding, "name": file.name[:100] if file else ""}


def _taken(request: Request, viewer: Viewer, lines: list[Line], tlp: str, name: str) -> HttpResponseBase:
    """Take the rows that are whole; those that may be known or stand twice, only as the person said."""
    rows = [
        line.told
        for line in lines
        if line.state == "whole"
        or (line.state == "asked" and request.POST.get(f"row-{line.number}") == "new")
    ]
    taken = services.actors_take(viewer=viewer, rows=rows, tlp=tlp, source=name)
    messages.success(
        request,
        ngettext("%(n)s record was added.", "%(n)s records were added.", len(taken)) % {"n": len(taken)},
    )
    if left := len(lines) - len(taken):
        words = ngettext("%(n)s row was left out.", "%(n)s rows were left out.", left) % {"n": left}
        messages.info(request, words)
    return redirect("directory")


@signed_in
@require_GET
def actor_card(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The address card of one actor, without its address."""
    viewer = request.viewer
    shown = selectors.actor(viewer, pk)
    policy.require(viewer, "table.export")
    text = "".join(list_given.cards(viewer, [shown], _version(request)))
    answer = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{shown.pk.hex[-8:]}.vcf"'
    return answer


def cards(request: Request, found: QuerySet[Actor]) -> HttpResponseBase:
    """A list of actors as a file of cards."""
    policy.require(request.viewer, "table.export")
    rows = selectors.with_roles(request.viewer, found)[:CARDS].iterator(chunk_size=500)
    answer = StreamingHttpResponse(
        list_given.cards(request.viewer, rows, _version(request)), content_type="text/vcard; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="directory.vcf"'
    return answer


def table(viewer: Viewer, found: QuerySet[Actor]) -> HttpResponseBase:
    """The list as a table that can be taken in again: see `actor_list.COLUMNS`."""
    policy.require(viewer, "table.export")
    rows = list_given.rows(viewer, found[: export.MOST])
    return export.table_response("directory", actor_list.COLUMNS, rows)


def _version(request: Request) -> Version:
    return "3.0" if request.GET.get("version") == "3.0" else "4.0"
