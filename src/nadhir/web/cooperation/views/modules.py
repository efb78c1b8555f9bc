"""Modules that an organisation writes itself: written, published by a second person, withdrawn."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nadhir.doctrine.learning import ModuleBroken
from nadhir.errors import NotAllowed
from nadhir.web.cooperation import services
from nadhir.web.cooperation.forms.learning import ModuleForm, VersionForm
from nadhir.web.cooperation.models import Module
from nadhir.web.cooperation.selectors import learning as read
from nadhir.web.core import policy
from nadhir.web.core.acting import act, attempted, status_after
from nadhir.web.core.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_new(request: Request) -> HttpResponseBase:
    """Write a module; `?from=` begins with the text of another."""
    policy.require(request.viewer, "module.write")
    return _writing(request, None, _beginning(request))


def _beginning(request: Request) -> str:
    ref = request.GET.get("from", "")
    if not ref:
        return ""
    seen = read.module(request.viewer, ref)
    lines = read.module_text(seen).splitlines(keepends=True)
    # A copy is another module, so that one reference never means two texts.
    own = {"slug:": f"slug: own-{seen.module.slug}"[:60] + "\n", "edition:": "edition: '1'\n"}
    return "".join(next((own[key] for key in own if line.startswith(key)), line) for line in lines)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Write a draft anew."""
    row = read.module_row(request.viewer, pk)
    policy.require(request.viewer, "module.write", row)
    return _writing(request, row, "")


def _writing(request: Request, row: Module | None, text: str) -> HttpResponseBase:
    if row is not None:
        seen = _seen(row)
        initial: dict[str, Any] = {"text": seen, "tlp": row.tlp, "version": row.version}
    else:
        initial = {"text": text}
    posted = request.method == "POST"
    form = ModuleForm(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    problems: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def write() -> Module:
            return services.module_write(
                viewer=request.viewer,
                text=given["text"],
                module=row,
                version=given["version"],
                tlp=given["tlp"],
            )

        try:
            made = attempted_or_broken(form, write)
        except ModuleBroken as broken:
            problems = [{"line": one.line, "words": one.text} for one in broken.problems]
            form.add_error(
                None, _("The module is not taken yet: see what is to be mended. Your text was kept.")
            )
        else:
            if made is not None:
                messages.success(request, _("Kept as a draft. Somebody else publishes it."))
                return redirect("module", ref=made.ref)
    context = {
        "form": form,
        "problems": problems,
        "row": row,
        "back_url": reverse("module", args=[row.ref]) if row else reverse("learning"),
    }
    return render(request, "cooperation/module_write.html", context, status=status_after(request, form))


def attempted_or_broken(form: Any, do: Any) -> Any:
    """As `attempted`, but what is wrong with a module goes on to whoever can list it.

    Raises:
        ModuleBroken: as the act does.
    """
    broken: list[ModuleBroken] = []

    def noted() -> Any:
        try:
            return do()
        except ModuleBroken as error:
            broken.append(error)
            return None

    made = attempted(form, noted)
    if broken:
        raise broken[0]
    return made


def _seen(row: Module) -> str:
    from nadhir.doctrine import learning

    return read.module_text(read.Seen(learning.read(row.content), row))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_publish(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Let others learn from it."""
    row = read.module_row(request.viewer, pk)
    policy.require(request.viewer, "module.publish", row)
    given = request.POST if request.method == "POST" else None
    form = VersionForm(given, initial={"version": row.version})
    return act(
        request,
        form,
        lambda given: services.module_publish(viewer=request.viewer, module=row, **given),
        title=_("Publish this module"),
        lead=_(
            "Read it through first, in every language. Once it is published its text stays as it is; what is "
            "new is written as a new edition."
        ),
        button=_("Publish"),
        done=_("Published."),
        back=reverse("module", args=[row.ref]),
        about=row.ref,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def module_withdraw(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Offer it no longer."""
    row = read.module_row(request.viewer, pk)
    policy.require(request.viewer, "module.publish", row)
    given = request.POST if request.method == "POST" else None
    form = VersionForm(given, initial={"version": row.version})
    return act(
        request,
        form,
        lambda given: services.module_withdraw(viewer=request.viewer, module=row, **given),
        title=_("Withdraw this module"),
        lead=_("It is offered no longer. Whoever began with it can end it; certificates stay."),
        button=_("Withdraw"),
        done=_("Withdrawn."),
        back=reverse("module", args=[row.ref]),
        about=row.ref,
    )


@signed_in
@require_safe
def module_export(request: Request, ref: str) -> HttpResponseBase:
    """The file of a module, to keep or to begin another from."""
    seen = read.module(request.viewer, ref)
    if seen.row is not None and not policy.may(request.viewer, "table.export"):
        raise NotAllowed("not_allowed.act", act="table.export")
    response = HttpResponse(read.module_text(seen), content_type="application/yaml; charset=utf-8")
    name = f"{seen.module.slug}-{seen.module.edition}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
