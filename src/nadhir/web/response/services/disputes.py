"""Disputes before a standing forum: brought, consented to, talked about apart and together, ended."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy, sealed
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Place
from nadhir.web.response.models import Dispute, DisputeParty, DisputeStep, Engagement
from nadhir.web.situations.models import Situation

Kind = DisputeStep.Kind
# Nobody is talked with, or about, who has not agreed to it.
AFTER_CONSENT = (Kind.SEPARATE, Kind.JOINT, Kind.AGREEMENT)
MOST = 12  # parties


@transaction.atomic
def dispute_open(
    *,
    viewer: Viewer,
    forum: Actor,
    issue: str,
    parties: Sequence[str],
    opened_on: date | None = None,
    place: Place | None = None,
    situation: Situation | None = None,
    tlp: str = "amber_strict",
    terms_secret: bool = True,
    note: str = "",
    fictional: bool = False,
) -> Dispute:
    """Record a dispute that was brought. Parties get letters; their names are sealed.

    Raises:
        NotPossibleNow: `dispute.incomplete`, `dispute.day_to_come`.
    """
    policy.require(viewer, "dispute.record", forum)
    if situation is not None:
        policy.require_sight(viewer, situation)
    names = [name.strip() for name in parties if name.strip()]
    if not issue.strip() or not 2 <= len(names) <= MOST:
        raise NotPossibleNow("dispute.incomplete")
    day = _past(opened_on)
    dispute = Dispute.objects.create(
        owner_id=forum.owner_id,
        created_by_id=viewer.user_id,
        tlp=tlp,
        forum=forum,
        issue=issue.strip()[:300],
        opened_on=day,
        place=place,
        situation=situation,
        terms_secret=terms_secret,
        fictional=fictional,
    )
    for letter, name in zip(string.ascii_uppercase, names, strict=False):
        DisputeParty.objects.create(dispute=dispute, letter=letter, name=name)
    _step(viewer, dispute, Kind.INTAKE, day, note, None)
    ledger.record(viewer, "dispute.open", dispute)
    return dispute


@transaction.atomic
def dispute_consent(
    *, viewer: Viewer, dispute: Dispute, letters: Sequence[str], how: str, on: date | None = None
) -> Dispute:
    """Record that parties agreed to be talked with, and how they said so."""
    _open(viewer, dispute)
    if not how.strip() or not letters:
        raise NotPossibleNow("dispute.consent_without_how")
    day = _past(on)
    for party in DisputeParty.objects.filter(dispute=dispute, letter__in=letters):
        party.consented_on = day
        party.consent_how = how.strip()
        party.save(update_fields=["consented_on", "consent_how"])
    _step(viewer, dispute, Kind.CONSENT, day, how, None)
    return dispute


@transaction.atomic
def dispute_step(
    *,
    viewer: Viewer,
    dispute: Dispute,
    kind: str,
    on: date | None = None,
    note: str = "",
    session: Engagement | None = None,
) -> DisputeStep:
    """Record a step of the mediation; talks only after every party agreed to them.

    Raises:
        NotPossibleNow: `dispute.without_consent`, `dispute.ended`, `dispute.day_to_come`.
    """
    if kind == Kind.FOLLOW_UP:
        policy.require(viewer, "dispute.record", dispute)
    else:
        _open(viewer, dispute)
    if kind in AFTER_CONSENT and dispute.parties.filter(consented_on=None).exists():
        raise NotPossibleNow("dispute.without_consent")
    if session is not None:
        policy.require_sight(viewer, session)
    return _step(viewer, dispute, kind, _past(on), note, session)


@transaction.atomic
def dispute_end(
    *, viewer: Viewer, dispute: Dispute, outcome: str, terms: str = "", terms_secret: bool = True
) -> Dispute:
    """Say how it ended. Terms that the parties want kept secret are for the forum alone.

    Raises:
        NotPossibleNow: `dispute.without_consent`: an agreement of people who never agreed to talk.
    """
    _open(viewer, dispute)
    if outcome not in Dispute.Outcome.values or outcome == Dispute.Outcome.OPEN:
        raise NotPossibleNow("dispute.incomplete")
    agreed = outcome in (Dispute.Outcome.AGREED, Dispute.Outcome.PARTLY)
    if agreed and dispute.parties.filter(consented_on=None).exists():
        raise NotPossibleNow("dispute.without_consent")
    record_change(
        record=dispute,
        outcome=outcome,
        terms=sealed.sealed_for(dispute, "terms", terms.strip()),
        terms_secret=terms_secret,
        ended_on=clock.now().date(),
    )
    ledger.record(viewer, "dispute.end", dispute, outcome=outcome)
    return dispute


def _open(viewer: Viewer, dispute: Dispute) -> None:
    policy.require(viewer, "dispute.record", dispute)
    if dispute.outcome != Dispute.Outcome.OPEN:
        raise NotPossibleNow("dispute.ended")


def _past(day: date | None) -> date:
    today = clock.now().date()
    if day is not None and day > today:
        raise NotPossibleNow("dispute.day_to_come")
    return day or today


def _step(
    viewer: Viewer, dispute: Dispute, kind: str, on: date, note: str, session: Engagement | None
) -> DisputeStep:
    step = DisputeStep.objects.create(
        dispute=dispute, kind=kind, on=on, note=note.strip(), session=session, by_id=viewer.user_id
    )
    ledger.record(viewer, "dispute.step", dispute, kind=kind)
    return step
