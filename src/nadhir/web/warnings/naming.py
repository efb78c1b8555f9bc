"""Pages on which recipients are named: one by one, for a role, or the usual ones in one step."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.doctrine.phrases import explain
from nadhir.errors import NotPossibleNow
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import number
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.acts import act_page, back_to
from nadhir.web.warnings.drafting import writable
from nadhir.web.warnings.forms import GroupForm, LineForm, RecipientForm
from nadhir.web.warnings.models import Warning


@signed_in
def recipient_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Name somebody who must know."""
    viewer = request.viewer
    warning = writable(viewer, pk, Warning.Status.SUBMITTED)
    form = RecipientForm(request.POST or None, viewer=viewer, warning=warning)

    def name(_given: dict[str, Any]) -> Any:
        chosen = form.chosen()
        if "held_role" in chosen:
            return services.recipients_name_role(viewer=viewer, warning=warning, **chosen)
        return services.recipient_name(viewer=viewer, warning=warning, **chosen)

    return act_page(
        request,
        warning,
        form,
        name,
        title=_("Name a recipient"),
        lead=_("A named person or office, not a mailing list: somebody who must answer."),
        button=_("Name the recipient"),
        done=_("Recipient named."),
    )


@signed_in
def recipient_edit(request: Request, pk: uuid.UUID, recipient: uuid.UUID) -> HttpResponseBase:
    """Change how somebody is told, until when they must answer, and who stands in for them."""
    viewer = request.viewer
    warning = writable(viewer, pk, Warning.Status.SUBMITTED)
    line = selectors.recipient(viewer, warning, recipient)
    return act_page(
        request,
        warning,
        LineForm(request.POST or None, instance=line, viewer=viewer, warning=warning),
        lambda given: services.recipient_write(
            viewer=viewer, recipient=selectors.recipient(viewer, warning, recipient), **given
        ),
        title=_("How %(name)s is told") % {"name": f"\u2068{line.name}\u2069"},
        button=_("Keep the changes"),
        done=_("Changed."),
    )


@signed_in
@require_POST
def recipient_remove(request: Request, pk: uuid.UUID, recipient: uuid.UUID) -> HttpResponseBase:
    """Take somebody off the list before anything is sent."""
    warning = selectors.warning(request.viewer, pk)
    chosen = selectors.recipient(request.viewer, warning, recipient)
    services.recipient_remove(viewer=request.viewer, recipient=chosen)
    return back_to(request, warning, _("Taken off the list."))


@signed_in
def warning_usual(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The usual recipients of a situation: name them all in one step, or keep those of this warning."""
    viewer = request.viewer
    warning = writable(viewer, pk, Warning.Status.SUBMITTED)
    form = GroupForm(request.POST if "name" in request.POST else None)
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            services.recipient_group_keep(viewer=viewer, warning=warning, **form.cleaned_data)
            return back_to(request, warning, _("Kept as usual recipients of this situation."))
        except NotPossibleNow as refused:
            form.add_error(None, explain(refused, get_language()))
    context = {
        "warning": warning,
        "groups": list(selectors.recipient_groups(viewer, warning)),
        "recipients": list(selectors.recipients(viewer, warning)),
        "form": form,
        "back_url": reverse("warning", args=[warning.pk]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "warnings/usual.html", context, status=status)


@signed_in
@require_POST
def warning_usual_add(request: Request, pk: uuid.UUID, group: uuid.UUID) -> HttpResponseBase:
    """Name the usual recipients."""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    chosen = selectors.recipient_group(viewer, group)
    before = warning.recipients.count()
    left_out = services.recipient_group_add(viewer=viewer, warning=warning, group=chosen)
    for name in left_out:
        words = _("%(name)s was kept for a role that nobody is known to hold now, and is not named.")
        messages.warning(request, words % {"name": f"\u2068{name}\u2069"})
    many = warning.recipients.count() - before
    said = ngettext("%(n)s recipient named.", "%(n)s recipients named.", many) % {"n": number(many)}
    return back_to(request, warning, said)


@signed_in
@require_POST
def recipient_group_drop(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Keep a group of usual recipients no longer."""
    viewer = request.viewer
    policy.require(viewer, "warning.draft")
    group = selectors.recipient_group(viewer, pk)
    services.recipient_group_drop(viewer=viewer, group=group)
    messages.success(request, _("This group is no longer kept."))
    return redirect("warnings")
