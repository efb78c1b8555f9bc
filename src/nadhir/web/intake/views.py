"""Sources: is each healthy, what came from it, and how a file is taken in."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir import sources as readers
from nadhir.doctrine.phrases import explain
from nadhir.errors import InputRefused, NotAllowed, NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.intake import selectors, services, taking, tasks
from nadhir.web.intake.forms import MappingForm, UploadForm
from nadhir.web.intake.models import Batch


@signed_in
def sources(request: Request) -> HttpResponseBase:
    """Each source with what it brought, the latest files, and the form to take another in."""
    viewer = request.viewer
    may_receive = policy.may(viewer, "item.receive")
    if not may_receive:
        policy.require(viewer, "item.read")
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, viewer=viewer)
    if sent:
        policy.require(viewer, "item.receive")
        if form.is_valid():
            try:
                batch = _propose(request, form)
            except (InputRefused, NotPossibleNow) as refused:
                form.add_error("file", explain(refused, get_language()))
            else:
                return redirect("batch", pk=batch.pk)
    context = {
        "form": form,
        "sources": selectors.sources_with_health(viewer),
        "page": page_of(request, selectors.batches(viewer), size=20),
        "may_receive": may_receive,
        "may_read": policy.may(viewer, "item.read"),
    }
    return render(request, "intake/sources.html", context, status=422 if form.errors else 200)


def _propose(request: Request, form: UploadForm) -> Batch:
    """Keep the uploaded file under its own name while it is opened."""
    viewer, file = request.viewer, cast("UploadedFile[Any]", form.cleaned_data["file"])
    name = taking.name_kept(file.name or "file")
    with tempfile.TemporaryDirectory(dir=settings.WORKSPACE.files, prefix=".upload-") as folder:
        path = Path(folder) / name
        with path.open("wb") as kept:
            for block in file.chunks():
                kept.write(block)
        batch = services.batch_propose(
            viewer=viewer, path=path, file_name=name, source=form.chosen_source(viewer)
        )
    return batch if batch.mapping is not None else tasks.batch_take_confirmed(viewer, batch)


@signed_in
def batch(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """One file: how its columns are read, how far it is, what was rejected and why."""
    shown = selectors.batch(request.viewer, pk)
    context: dict[str, Any] = {
        "batch": shown,
        "problem": _problem(shown),
        "rejects": _rejects(shown).is_file(),
        "may_receive": policy.may(request.viewer, "item.receive"),
        "may_read": policy.may(request.viewer, "item.read"),
    }
    if request.method == "POST" or shown.state == Batch.State.WAITING:
        confirmed = _confirm(request, shown, context)
        if confirmed is not None:
            return confirmed
    template = "intake/_progress.html" if request.headers.get("HX-Request") else "intake/batch.html"
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


def _confirm(request: Request, shown: Batch, context: dict[str, Any]) -> HttpResponseBase | None:
    """Show how the columns would be read, and agree to it; where to go where that was done."""
    if shown.state != Batch.State.WAITING:
        # A second press, or a colleague was faster: the page says how far it is.
        messages.info(request, _("This file was confirmed already."))
        return redirect("batch", pk=shown.pk)
    with taking.file_named(shown.sha256, shown.file_name) as path:
        opened = readers.read(path)
        if opened.mapping is None or opened.mapping.as_dict() != shown.mapping:
            opened = readers.read(path, mapping=shown.mapping)
    posted = request.POST if request.method == "POST" else None
    form = MappingForm(posted, batch=shown, columns=list(opened.columns))
    if request.method == "POST" and form.is_valid():
        tasks.batch_take_confirmed(request.viewer, shown, form.mapping)
        messages.success(request, _("The file is being taken in."))
        return redirect("batch", pk=shown.pk)
    context |= {
        "form": form,
        "uses": opened.mapping.describe() if opened.mapping else (),
        "notes": opened.notes,
    }
    return None


def _problem(shown: Batch) -> str:
    if not shown.problem:
        return ""
    kept = shown.problem
    return explain(InputRefused(kept["code"], book=kept.get("book"), **kept["params"]), get_language())


@signed_in
@require_POST
def batch_again(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Run a batch again that broke off; what is known adds nothing."""
    shown = selectors.batch(request.viewer, pk)
    try:
        tasks.batch_take_again(request.viewer, shown)
    except NotPossibleNow as refused:
        messages.error(request, explain(refused, get_language()))
    else:
        messages.success(request, _("The file is being taken in."))
    return redirect("batch", pk=pk)


def _rejects(shown: Batch) -> Path:
    path: Path = settings.WORKSPACE.rejects / f"{shown.pk}.csv"
    return path


@signed_in
def batch_rejects(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The file of what was not taken, for whoever may see the batch."""
    shown = selectors.batch(request.viewer, pk)
    path = _rejects(shown)
    if not path.is_file():
        raise NotAllowed("not_allowed.record")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejects-{shown.file_name}.csv")
