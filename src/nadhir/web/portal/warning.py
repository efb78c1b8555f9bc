"""The page of one warning: who must know, why now, what can be done, and what was done."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir import doctrine
from nadhir.web.core import clock, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import moment, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal.threads import dots
from nadhir.web.response import selectors as response
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors, services
from nadhir.web.warnings.models import Clearance, Warning
from nadhir.web.warnings.rules import OUT

NAMING = (Warning.Status.DRAFT, Warning.Status.SUBMITTED)
CITED = 12  # passages that an author may pick
PIECES = 6  # of evidence shown on the page; the assessment holds them all
SILENT_SHOWN = 5
SOON = timedelta(hours=48)  # before its end, the desk is asked what is to follow


@signed_in
def warning(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Everything that the reader may see of one warning, and what they may do with it."""
    viewer = request.viewer
    shown = selectors.warning(viewer, pk)
    out = shown.status in OUT
    own = selectors.own_line(viewer, shown) if out else None
    if own is not None and own.read_at is None and request.method == "GET":
        own = services.recipient_mark_read(viewer=viewer, recipient=own)
    desk = selectors.at_desk(viewer, shown)
    thread = response.thread(viewer, shown)
    recipients = list(selectors.recipients(viewer, shown)) if desk else []
    context = {
        "warning": shown,
        "said": selectors.wording(shown),
        "out": out,
        "own": own,
        "desk": desk,
        "can": dict.fromkeys(selectors.possible_acts(viewer, shown), True),
        "may_name": desk and policy.may(viewer, "warning.draft") and shown.status in NAMING,
        "may_print": policy.may(viewer, "table.export"),
        "thread": thread,
        "dots": dots(thread, clock.now()),
        "options": list(selectors.options(viewer, shown)),
        "recipients": recipients,
        "ended_roles": selectors.ended_roles(recipients, clock.now().date()),
        "decisions": list(selectors.decisions(viewer, shown)) if out else [],
        "undertakings": _undertakings(viewer, shown) if out else [],
        "may_undertake": policy.may(viewer, "undertaking.make")
        and (own is not None or policy.works_on(viewer, shown)),
        "assessment": shown.assessment if policy.sees(viewer, shown.assessment) else None,
        "situation": situations.situations(viewer).filter(pk=shown.situation_id).first(),
        "by_link_open": shown.tlp in selectors.BY_LINK,
        **_evidence(viewer, shown, desk=desk),
        **_clearance(viewer, shown),
        **_versions(viewer, shown),
        **_comments(viewer, shown, desk=desk, out=out),
    }
    context["open"] = list(_open(context)) if desk else []
    return render(request, "warnings/warning.html", context)


def _undertakings(viewer: Viewer, warning: Warning) -> list[dict[str, Any]]:
    found = response.as_read(viewer, response.undertakings(viewer).filter(warning=warning))
    return [{"undertaking": one, "overdue": response.is_overdue(one)} for one in found]


def _evidence(viewer: Viewer, warning: Warning, *, desk: bool) -> dict[str, Any]:
    """For the desk: the passages that the warning cites, with what each was coded to."""
    if not desk:
        return {"pieces": [], "more_pieces": False, "picked": False}
    picked = warning.citations.exists()
    most = CITED if picked else PIECES
    found = list(selectors.citations(viewer, warning)[: most + 1])
    pieces = [
        {"evidence": piece, "element": doctrine.load(piece.framework).element(piece.element)}
        for piece in found[:most]
    ]
    return {"pieces": pieces, "more_pieces": len(found) > most, "picked": picked}


def _clearance(viewer: Viewer, warning: Warning) -> dict[str, Any]:
    """The way through the chain: this time, and the times before."""
    steps = list(selectors.clearances(viewer, warning))
    last = max((one.round for one in steps), default=0)
    current = [one for one in steps if one.round == last]
    waiting = [one for one in current if one.state == Clearance.State.WAITING]
    turn = waiting[0] if waiting and warning.status == Warning.Status.SUBMITTED else None
    return {
        "steps": current,
        "earlier": [one for one in steps if one.round != last and one.at is not None],
        "turn": turn,
        "last_step": len(waiting) == 1,
        "cleared": [one for one in current if one.state == Clearance.State.CLEARED],
    }


def _versions(viewer: Viewer, warning: Warning) -> dict[str, Any]:
    versions = selectors.versions(viewer, warning)
    known = {one.warning.pk: one.warning for one in versions}
    newer = [one.warning for one in versions if one.warning.updates_id == warning.pk]
    return {
        "versions": versions,
        "replaces": known.get(warning.updates_id) if warning.updates_id else None,
        "newer": next((one for one in newer if one.issued_at), None),
        "under_way": next((one for one in newer if not one.issued_at), None),
    }


def _comments(viewer: Viewer, warning: Warning, *, desk: bool, out: bool) -> dict[str, Any]:
    found = list(selectors.comments(viewer, warning)) if desk else []
    return {
        "comments": selectors.threads(found, viewer),
        "open_comments": len([one for one in found if one.parent_id is None and not one.resolved_at]),
        "may_comment": not out and policy.may(viewer, "warning.comment", warning),
        "parts": selectors.part_words().items(),
    }


def _open(told: dict[str, Any]) -> Iterator[str]:
    """What is still open, and whose move it is, for the desk."""
    warning: Warning = told["warning"]
    if not told["out"]:
        if many := told["open_comments"]:
            yield ngettext("%(n)s comment is open.", "%(n)s comments are open.", many) % {"n": number(many)}
        return
    if warning.status != Warning.Status.ISSUED:
        return
    silent = [one for one in told["recipients"] if one.acknowledged_at is None and not one.standby]
    for one in silent[:SILENT_SHOWN]:
        until = warning.issued_at + timedelta(hours=one.answer_within) if warning.issued_at else None
        yield _("%(name)s has not answered; the answer was asked for by %(when)s.") % {
            "name": f"\u2068{one.name}\u2069",
            "when": moment(until),
        }
    if len(silent) > SILENT_SHOWN:
        yield _("%(n)s more have not answered.") % {"n": number(len(silent) - SILENT_SHOWN)}
    if not told["decisions"]:
        yield _("Nobody has decided yet. Also “no action” is a decision, with its reason.")
    elif not told["undertakings"] and any(not one.no_action for one in told["decisions"]):
        yield _("It was decided to act, and nobody has undertaken it yet.")
    if (under_way := told["under_way"]) is not None:
        yield _("An update is being written: %(number)s.") % {"number": f"\u2068{under_way.number}\u2069"}
    elif warning.valid_until - clock.now() < SOON:
        yield _("It runs out on %(when)s. The desk decides what is to follow.") % {
            "when": moment(warning.valid_until)
        }


urlpatterns = [path("warnings/<uuid:pk>/", warning, name="warning")]
