"""The directory of civil society: what organisations do where, what they offer, whom to turn to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.web.core import ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory.models import Actor, Partner, Place
from nadhir.web.directory.services import consented
from nadhir.web.directory.services.consented import Shown

NOTHING: Mapping[str, Any] = {
    "contact": "", "works_on": [], "offers": {}, "languages": [], "reports": False,
}  # fmt: skip


@transaction.atomic
def partner_record(
    *,
    viewer: Viewer,
    agreed: Shown,
    kind: str,
    actor: Actor | None = None,
    names: Mapping[str, str] | None = None,
    places: Iterable[Place] = (),
    contact: str = "",
    fictional: bool = False,
    **fields: Any,
) -> Partner:
    """Put an organisation into the directory of civil society, with its consent.

    Args:
        actor: the organisation, where the directory knows it already; `names` otherwise.
        fields: works_on, offers, languages, reports.

    Raises:
        NotPossibleNow: `consent.*`, `consented.*`.
    """
    policy.require(viewer, "partner.keep")
    given = {**consented.consent_of(agreed), "kind": kind, **fields}
    body, new = consented.named(viewer, Actor.Kind.ORGANISATION, actor, names or {}, agreed, fictional)
    known = Partner.objects.filter(actor=body).first()
    if known is not None and known.withdrawn_at is None:
        raise consented.known_already(viewer, known)
    if known is not None:
        record_change(record=known, owner_id=viewer.desk, created_by_id=viewer.user_id, withdrawn_at=None)
        partner = consented.changed(known, None, {"contact": contact}, given)
    else:
        partner = Partner.objects.create(
            owner_id=viewer.desk,
            created_by_id=viewer.user_id,
            actor=body,
            named_here=new,
            contact=contact.strip(),
            fictional=fictional,
            **given,
        )
    partner.places.set(list(places))
    ledger.record(viewer, "partner.record", partner, consent=agreed.scope, until=agreed.until)
    return partner


@transaction.atomic
def partner_change(
    *,
    viewer: Viewer,
    partner: Partner,
    version: int | None = None,
    places: Iterable[Place] | None = None,
    contact: str = "",
    **fields: Any,
) -> Partner:
    """Change what is known of an organisation. A contact that is left empty stays as it is.

    Raises:
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "partner.keep", partner)
    consented.changed(partner, version, {"contact": contact}, fields)
    if places is not None:
        partner.places.set(list(places))
    ledger.record(viewer, "partner.change", partner, sealed=["contact"] if contact.strip() else [])
    return partner


@transaction.atomic
def partner_consent(*, viewer: Viewer, partner: Partner, agreed: Shown) -> Partner:
    """Record a consent given anew, also after the last one ran out."""
    _of_the_desk(viewer, partner)
    consented.consent_anew(partner, agreed)
    ledger.record(viewer, "partner.consent", partner, consent=agreed.scope, until=agreed.until)
    return partner


@transaction.atomic
def partner_withdraw(*, viewer: Viewer, partner: Partner) -> Partner:
    """An organisation takes its consent back: it is gone, and what was known is wiped."""
    _of_the_desk(viewer, partner)
    _wipe(partner)
    ledger.record(viewer, "partner.withdraw", partner)
    return partner


@transaction.atomic
def partner_contact_read(*, viewer: Viewer, partner: Partner, reason: str) -> dict[str, str]:
    """Open how to reach an organisation; kept with the reason. See `consented.opened`."""
    return consented.opened(viewer, partner, reason, ("contact",))


@transaction.atomic
def partners_take(*, viewer: Viewer, rows: Iterable[Mapping[str, Any]]) -> list[Partner]:
    """Record the organisations of a list, all or none; each row is what `partner_record` takes."""
    policy.require(viewer, "partner.keep")
    return [partner_record(viewer=viewer, **row) for row in rows]


def partners_forget() -> int:
    """Wipe those whose consent ran out long ago; how many."""
    many = 0
    for partner in consented.run_out(Partner):
        _wipe(partner)
        ledger.record(installation(), "partner.forget", partner)
        many += 1
    return many


def _wipe(partner: Partner) -> None:
    consented.wipe(partner, NOTHING)
    partner.places.clear()


def _of_the_desk(viewer: Viewer, partner: Partner) -> None:
    if not policy.may(viewer, "partner.keep", partner):
        policy.require(viewer, "partner.keep", partner)
