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
from nadhir.errors import InputRefused, NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.intake import selectors, services, taking
from nadhir.web.intake.forms import MappingForm, UploadForm
from nadhir.web.intake.models import Batch
from nadhir.web.intake.tasks import batch_take


@signed_in
def sources(request: Request) -> HttpResponseBase:
    """Each source with what it brought, the latest files, and the form to take another in."""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = UploadForm(request.POST or None, request.FILES or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            batch = _propose(request, form)
        except InputRefused as refused:
            form.add_error("file", explain(refused, get_language()))
        else:
            return redirect("batch", pk=batch.pk)
    context = {
        "form": form,
        "sources": selectors.sources_with_health(viewer),
        "page": page_of(request, selectors.batches(viewer), size=20),
        "may_receive": policy.may(viewer, "item.receive"),
    }
    return render(request, "intake/sources.html", context, status=422 if form.errors else 200)


def _propose(request: Request, form: UploadForm) -> Batch:
    """Keep the uploaded file under its own name while it is opened."""
    viewer, file = request.viewer, cast("UploadedFile[Any]", form.cleaned_data["file"])
    source = None
    if form.slug:
        named = form.cleaned_data["new_source"].strip()
        names = dict.fromkeys(("ar", "en", "fr"), named) if named else None
        source = services.source_record(
            viewer=viewer, slug=form.slug, names=names, chatham_house=form.cleaned_data["chatham_house"]
        )
    name = Path(file.name or "file").name[:200]
    with tempfile.TemporaryDirectory(dir=settings.WORKSPACE.files, prefix=".upload-") as folder:
        path = Path(folder) / name
        with path.open("wb") as kept:
            for block in file.chunks():
                kept.write(block)
        batch = services.batch_propose(viewer=viewer, path=path, file_name=name, source=source)
    if batch.mapping is None:
        _queue(request, services.batch_confirm(viewer=viewer, batch=batch))
    return batch


def _queue(request: Request, batch: Batch) -> None:
    batch_take.enqueue(str(batch.pk), str(request.viewer.user_id))


@signed_in
def batch(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """One file: how its columns are read, how far it is, what was rejected and why."""
    shown = selectors.batch(request.viewer, pk)
    context: dict[str, Any] = {"batch": shown, "problem": _problem(shown)}
    if shown.state == Batch.State.WAITING:
        with taking.file_named(shown.sha256, shown.file_name) as path:
            opened = readers.read(path, mapping=shown.mapping)
        form = MappingForm(request.POST or None, batch=shown, columns=list(opened.columns))
        if request.method == "POST" and form.is_valid():
            confirmed = services.batch_confirm(viewer=request.viewer, batch=shown, mapping=form.mapping)
            _queue(request, confirmed)
            messages.success(request, _("The file is being taken in."))
            return redirect("batch", pk=pk)
        context |= {"form": form, "uses": opened.mapping.describe() if opened.mapping else ()}
    template = "intake/_progress.html" if request.headers.get("HX-Request") else "intake/batch.html"
    return render(request, template, context)


def _problem(shown: Batch) -> str:
    if not shown.problem:
        return ""
    book = "nadhir.web" if shown.problem["code"].startswith("batch.") else None
    error = InputRefused(shown.problem["code"], book=book, **shown.problem["params"])
    return explain(error, get_language())


@signed_in
@require_POST
def batch_again(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Run a batch again that broke off; what is known adds nothing."""
    shown = selectors.batch(request.viewer, pk)
    policy.require(request.viewer, "item.receive", shown)
    if shown.state == Batch.State.FAILED:
        _queue(request, shown)
        messages.success(request, _("The file is being taken in."))
    return redirect("batch", pk=pk)


@signed_in
def batch_rejects(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The file of what was not taken, for whoever may see the batch."""
    shown = selectors.batch(request.viewer, pk)
    path: Path = settings.WORKSPACE.rejects / f"{shown.pk}.csv"
    if not path.is_file():
        raise NotAllowed("not_allowed.record")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejects-{shown.file_name}.csv")
