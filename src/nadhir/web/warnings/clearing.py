"""Pages of the way of a warning through its chain: clearing a step, returning, comments, and the chains."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.web.core import policy
from nadhir.web.core.acting import attempted, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.acts import act_page, back_to
from nadhir.web.warnings.forms import ChainForm, ClearForm, CommentForm, ReasonForm
from nadhir.web.warnings.models import Warning


@signed_in
@require_POST
def warning_approve(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Clear the step whose turn it is, for the version that was read."""
    warning = selectors.warning(request.viewer, pk)
    form = ClearForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"version": 0, "note": ""}
    cleared = services.warning_approve(viewer=request.viewer, warning=warning, **given)
    if cleared.status == Warning.Status.APPROVED:
        return back_to(request, warning, _("Approved. It goes out when it is issued."))
    return back_to(request, warning, _("Cleared. The next step is somebody else’s."))


@signed_in
def warning_return(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Send a warning back to its author."""
    warning = selectors.warning(request.viewer, pk)
    policy.require(request.viewer, "warning.clear", warning)
    return act_page(
        request,
        warning,
        ReasonForm(request.POST or None, label=_("What should be changed")),
        lambda given: services.warning_return(viewer=request.viewer, warning=warning, **given),
        title=_("Return to the author"),
        button=_("Return it"),
        done=_("Returned to its author."),
    )


@signed_in
@require_POST
def comment_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say something of a draft, or answer."""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect(f"{reverse('warning', args=[warning.pk])}#comments")
    given = form.cleaned_data
    parent = selectors.comment(viewer, given["parent"]) if given["parent"] else None
    services.comment_make(
        viewer=viewer, warning=warning, text=given["text"], field=given["field"], parent=parent
    )
    messages.success(request, _("Kept."))
    return redirect(f"{reverse('warning', args=[warning.pk])}#comments")


@signed_in
@require_POST
def comment_resolve(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Settle a comment."""
    comment = selectors.comment(request.viewer, pk)
    services.comment_resolve(viewer=request.viewer, comment=comment)
    messages.success(request, _("Settled."))
    return redirect(f"{reverse('warning', args=[comment.warning_id])}#comments")


# -- chains --------------------------------------------------------------------------------------------------


def chain_words() -> dict[str, str]:
    """What a chain is for, by its key."""
    return {
        "alert": _("Alerts"),
        "note-genocide": _("Notes of the adviser on the prevention of genocide"),
        "note-protection": _("Notes of the adviser on the responsibility to protect"),
        "note-joint": _("Joint notes of both advisers"),
    }


@signed_in
def chain_list(request: Request) -> HttpResponseBase:
    """Through whose hands do our warnings go?"""
    viewer = request.viewer
    policy.require(viewer, "chain.set")
    known, said = selectors.chains(viewer), chain_words()
    rows = [{"key": key, "words": said[key], "chain": known.get(key)} for key in selectors.CHAINS]
    return render(request, "warnings/chains.html", {"rows": rows})


@signed_in
def chain_edit(request: Request, chain: str) -> HttpResponseBase:
    """Say who clears, step by step."""
    viewer = request.viewer
    policy.require(viewer, "chain.set")
    if chain not in selectors.CHAINS:
        raise Http404
    kind, mandate = selectors.CHAINS[chain]
    known = selectors.chains(viewer).get(chain)
    steps = list(known.steps.all()) if known else []
    form = ChainForm(
        request.POST or None,
        viewer=viewer,
        mandate=mandate,
        steps=steps,
        initial={"version": known.version if known else 0},
    )

    def keep() -> Any:
        version = form.cleaned_data["version"]
        return services.chain_set(
            viewer=viewer, kind=kind, mandate=mandate, steps=form.steps(), version=version or 0
        )

    if request.method == "POST" and form.is_valid() and attempted(form, keep):
        messages.success(request, _("Kept. Warnings that are handed on from now take this way."))
        return redirect("chains")
    context = {"form": form, "words": chain_words()[chain], "mandate": mandate}
    return render(request, "warnings/chain.html", context, status=status_after(request, form))
