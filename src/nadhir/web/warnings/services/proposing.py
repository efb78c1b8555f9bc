"""What thresholds propose, and what people make of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from nadhir import forecasting
from nadhir.errors import Conflict, NotAllowed, NotPossibleNow, PanelError
from nadhir.forecasting import WatchList
from nadhir.web.core import clock, ledger, policy, rounds
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import thresholds
from nadhir.web.warnings.models import Proposal, Warning


@rounds.register("warnings.thresholds", every=timedelta(days=1))
def proposals_renew() -> int:
    """Look at every situation under watch; how many proposals are new. What was proposed once, or dismissed,
    is not proposed again."""
    figures = _figures()
    today = clock.now().date()
    watched = situations.situations(installation()).filter(status=Situation.Status.WATCHED)
    return sum(
        proposals_look(situation=situation, today=today, figures=figures)
        for situation in watched.select_related("owner")
    )


def proposals_look(*, situation: Situation, today: date, figures: WatchList | None) -> int:
    """Look at one situation as of `today`; how many proposals are new.

    Args:
        figures: the watch list; None leaves the statistical outlook out.
    """
    found = thresholds.crossings(situation, today, figures)
    return sum(proposal_make(situation=situation, crossing=crossing) for crossing in found)


def _figures() -> WatchList | None:
    """The watch list; None where its figures cannot be read, which must not keep the other thresholds."""
    try:
        return forecasting.watch_list()
    except PanelError:
        return None


@transaction.atomic
def proposal_make(*, situation: Situation, crossing: thresholds.Crossing) -> bool:
    """Propose that the desk of `situation` look at a crossing; whether that is new."""
    proposal, new = Proposal.objects.get_or_create(
        key=f"{crossing.kind}:{situation.pk.hex}:{crossing.when}",
        defaults={
            "owner_id": situation.owner_id,
            "tlp": situation.tlp,
            "fictional": situation.fictional,
            "created_at": clock.now(),
            "kind": crossing.kind,
            "situation": situation,
            "facts": dict(crossing.facts),
        },
    )
    if new:
        desk = installation(situation.owner_id)
        ledger.record(desk, "proposal.make", proposal, situation=situation.pk, kind=crossing.kind)
    return new


@transaction.atomic
def proposal_take(*, viewer: Viewer, proposal: Proposal, warning: Warning) -> Proposal:
    """Record that a draft was begun because of a proposal.

    Raises:
        NotAllowed: the draft is of another situation.
        Conflict: somebody judged the proposal since.
    """
    policy.require(viewer, "proposal.judge", proposal)
    if warning.situation_id != proposal.situation_id:
        raise NotAllowed("not_allowed.record", act="proposal.judge")
    return _judge(viewer, proposal, Proposal.Status.TAKEN, warning_id=warning.pk)


@transaction.atomic
def proposal_dismiss(*, viewer: Viewer, proposal: Proposal, because: str) -> Proposal:
    """Record that a proposal is not followed, and why: a threshold that errs must be seen to err.

    Raises:
        NotPossibleNow: there is no reason given.
        Conflict: somebody judged it since.
    """
    policy.require(viewer, "proposal.judge", proposal)
    if not because.strip():
        raise NotPossibleNow("proposal.without_reason")
    return _judge(viewer, proposal, Proposal.Status.DISMISSED, dismissed_because=because.strip())


def _judge(viewer: Viewer, proposal: Proposal, status: str, **fields: Any) -> Proposal:
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if fresh.status != Proposal.Status.OPEN:
        raise Conflict("conflict.changed")
    record_change(record=fresh, status=status, judged_by_id=viewer.user_id, judged_at=clock.now(), **fields)
    ledger.record(viewer, f"proposal.{status}", fresh, situation=fresh.situation_id)
    return fresh
