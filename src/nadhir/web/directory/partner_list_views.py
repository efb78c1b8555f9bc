"""Taking a list of organisations: first what it would become, then, when somebody said so, all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError, NotAllowed
from nadhir.web.core import policy, sealed
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.middleware import status_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import partner_list, services
from nadhir.web.directory.panels import mark_of
from nadhir.web.directory.partner_list import Line


class ListForm(forms.Form):
    """The file."""

    file = forms.FileField(label=gettext_lazy("A list (CSV)"), required=False)
    # The list as it was read, sealed by this installation between the two steps.
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000_000)


@signed_in
def partner_import(request: Request) -> HttpResponseBase:
    """Show what a list of organisations would become; take it when the person says so."""
    viewer = request.viewer
    policy.require(viewer, "partner.keep")
    form = ListForm(request.POST or None, request.FILES or None)
    lines: list[Line] = []
    raw = b""
    if request.method == "POST" and form.is_valid():
        try:
            raw = _raw(viewer, form)
            lines = partner_list.read(viewer, raw)
            if "take" in request.POST:
                return _taken(request, viewer, lines)
        except NotAllowed:
            raise
        except NadhirError as refused:
            form.add_error(None, explain(refused, get_language()))
            form.refused = status_of(refused)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "rows": [_row(line) for line in lines],
        "ready": sum(not line.problems and not line.known for line in lines),
        "asked": sum(not line.problems and bool(line.known) for line in lines),
        "wrong": sum(bool(line.problems) for line in lines),
        "kept": sealed.seal(partner_list.decoded(raw), place=_place(viewer)) if lines else "",
    }
    status = getattr(form, "refused", 422) if request.method == "POST" and not lines else 200
    return render(request, "directory/partner_import.html", context, status=status)


def _place(viewer: Viewer) -> str:
    return f"directory.partner_list:{viewer.user_id}"


def _raw(viewer: Viewer, form: ListForm) -> bytes:
    if form.cleaned_data["kept"]:
        return sealed.unseal(form.cleaned_data["kept"], place=_place(viewer)).encode()
    file = form.cleaned_data["file"]
    return bytes(file.read(partner_list.BYTES + 1)) if file else b""


def _row(line: Line) -> dict[str, Any]:
    return {"line": line, "choices": [(str(one.pk), mark_of(one)) for one in line.known]}


def _taken(request: Request, viewer: Viewer, lines: list[Line]) -> HttpResponseBase:
    """Take the rows that are whole; one whose name is known, only as the person said."""
    rows = []
    for line in lines:
        chosen = request.POST.get(f"row-{line.number}", "")
        if line.problems or (line.known and not chosen):
            continue
        actor = next((one for one in line.known if str(one.pk) == chosen), None)
        if line.known and actor is None and chosen != "new":
            continue
        rows.append({**line.told, "actor": actor})
    taken = services.partners_take(viewer=viewer, rows=rows)
    messages.success(
        request,
        ngettext("%(n)s organisation was taken.", "%(n)s organisations were taken.", len(taken))
        % {"n": len(taken)},
    )
    left = len(lines) - len(taken)
    if left:
        messages.info(
            request, ngettext("%(n)s row was left out.", "%(n)s rows were left out.", left) % {"n": left}
        )
    return redirect("partners")
