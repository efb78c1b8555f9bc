"""Pages of warnings: the list, issuing and cancelling, and the answers of recipients.

The page of one warning stands in the portal, because it shows what was done afterwards too. An act that
needs words (a reason, a decision) has a page of its own, so that nothing typed is lost when it is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nadhir.errors import Conflict, NotAllowed
from nadhir.web.core import clock, export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.acts import act_page, back_to
from nadhir.web.warnings.forms import NO_ACTION, DecisionForm, ReasonForm, WarningFilter
from nadhir.web.warnings.models import Decision, Warning
from nadhir.web.warnings.rules import OUT


@signed_in
def warning_list(request: Request) -> HttpResponseBase:
    """Which warnings are there, and who has not answered?"""
    viewer = request.viewer
    form = WarningFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.narrowed(
        selectors.with_answers(selectors.warnings(viewer)),
        words=chosen.get("q", ""),
        status=chosen.get("status", ""),
        situation=chosen.get("situation"),
        answer=chosen.get("answer", ""),
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-warnings", *_table(viewer, found[: export.MOST]))
    page = page_of(request, found)
    own = selectors.own_lines(viewer, page.rows)
    named = situations.situations(viewer).in_bulk({one.situation_id for one in page.rows})
    rows = [
        {
            "warning": one,
            "said": selectors.wording(one) if one.status in OUT else one,
            "expired": one.status == Warning.Status.ISSUED and one.valid_until <= clock.now(),
            "situation": named.get(one.situation_id),
            "own": own.get(one.pk),
            "desk": selectors.at_desk(viewer, one),
        }
        for one in page.rows
    ]
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": rows,
        "answer": selectors.standing(viewer),
        "may_draft": policy.may(viewer, "warning.draft"),
        "may_chain": policy.may(viewer, "chain.set"),
        "proposals": selectors.open_proposals(viewer).count(),
        "may_judge": policy.may(viewer, "proposal.judge"),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "warnings/warnings.html", context)


def _table(viewer: Viewer, found: Iterable[Any]) -> tuple[list[str], list[list[Any]]]:
    """The list as a file. How many were told is the desk's to know."""
    columns = [
        _("Number"), _("Title"), _("Kind"), _("Status"), _("Handling"), _("Issued"), _("Valid until"),
        _("Told"), _("Acknowledged by"), _("Decisions"),
    ]  # fmt: skip
    rows = []
    for one in found:
        desk = selectors.at_desk(viewer, one)
        rows.append(
            [
                one.number,
                selectors.wording(one).title if one.status in OUT else one.title,
                one.get_kind_display(),
                one.get_status_display(),
                one.get_tlp_display(),
                one.issued_at,
                one.valid_until,
                one.told if desk else None,
                one.acknowledged if desk else None,
                one.decided,
            ]
        )
    return columns, rows


@signed_in
@require_POST
def warning_submit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Ask for approval."""
    warning = selectors.warning(request.viewer, pk)
    services.warning_submit(viewer=request.viewer, warning=warning)
    return back_to(request, warning, _("Handed to a second person for approval."))


@signed_in
@require_POST
def warning_issue(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Issue an approved warning."""
    warning = selectors.warning(request.viewer, pk)
    services.warning_issue(viewer=request.viewer, warning=warning)
    return back_to(request, warning, _("Issued. Everybody named is being told now."))


@signed_in
def warning_cancel(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take back an issued warning."""
    warning = selectors.warning(request.viewer, pk)
    policy.require(request.viewer, "warning.issue", warning)
    return act_page(
        request,
        warning,
        ReasonForm(request.POST or None, label=_("Why it is cancelled")),
        lambda given: services.warning_cancel(viewer=request.viewer, warning=warning, **given),
        title=_("Cancel the warning"),
        lead=_("Everybody who got it is told, and reads this reason. It cannot be issued again."),
        button=_("Cancel the warning"),
        danger=True,
        done=_("Cancelled. Everybody who got it is being told."),
    )


@signed_in
@require_POST
def warning_acknowledge(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take note of a warning that was sent to oneself."""
    warning = selectors.warning(request.viewer, pk)
    own = selectors.own_line(request.viewer, warning)
    if own is None:
        raise NotAllowed("not_allowed.record", act="warning.acknowledge")
    services.warning_acknowledge(viewer=request.viewer, recipient=own)
    return back_to(request, warning, _("Thank you. It is recorded that you have taken note."))


@signed_in
def warning_decide(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Record a decision: one's own, or what the desk was told."""
    viewer = request.viewer
    warning = selectors.warning(viewer, pk)
    policy.require(viewer, "warning.decide", warning)
    own = selectors.own_line(viewer, warning)
    if own is None and not selectors.at_desk(viewer, warning):
        raise NotAllowed("not_allowed.act", act="warning.decide")
    options = {str(one.pk): one for one in selectors.options(viewer, warning)}
    people = {str(one.pk): one for one in selectors.recipients(viewer, warning)}
    form = DecisionForm(
        request.POST or None,
        options=list(options.values()),
        recipients=list(people.values()),
        own=own is not None,
        initial={"seen": selectors.decisions(viewer, warning).count(), "choice": request.GET.get("option")},
    )

    def decide(given: dict[str, Any]) -> Decision:
        try:
            return services.decision_record(
                viewer=viewer,
                warning=warning,
                reason=given["reason"],
                option=options.get(given["choice"]),
                no_action=given["choice"] == NO_ACTION,
                recipient=people.get(given.get("recipient", "")),
                decided_by=given.get("decided_by", ""),
                seen=given.get("seen"),
            )
        except Conflict:
            # The page now shows what the other person decided; sent again, the decision counts beside it.
            form.data = {**form.data.dict(), "seen": selectors.decisions(viewer, warning).count()}  # type: ignore[attr-defined]
            raise

    return act_page(
        request,
        warning,
        form,
        decide,
        title=_("Record a decision"),
        lead=_("Also “no action” is a decision, with its reason. It is kept for good."),
        button=_("Record the decision"),
        done=_("The decision is recorded."),
        decisions=selectors.decisions(viewer, warning),
        template="warnings/decide.html",
    )
