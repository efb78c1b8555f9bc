"""What experts, partners and assets have in common: shown as far and as long as those concerned agreed.

How far a record travels follows from what was agreed, so that a label and a consent never say different
things. When a consent is taken back, or long after it ran out, what was known is wiped, and with it the name
where it came into the directory with the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy, sealed
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import (
    Actor,
    AddressView,
    Asset,
    Consent,
    Expert,
    Partner,
)
from nadhir.web.directory.services.actors import actor_record
from nadhir.web.directory.services.forgetting import actor_forget, came_with

LONGEST = 731  # days that a consent may hold before those concerned are asked again
KEPT = 180  # days after which what is known of somebody whose consent ran out is wiped
VIEWS_A_DAY = 12  # addresses that one person may open in a day: more is a harvest
HANDLING: Mapping[str, str] = {
    Consent.DESK: Tlp.AMBER_STRICT,
    Consent.PARTNERS: Tlp.GREEN,
    Consent.PUBLIC: Tlp.CLEAR,
}
WIDTH = (Tlp.RED, Tlp.AMBER_STRICT, Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)

C = TypeVar("C", Expert, Partner, Asset)


@dataclass(frozen=True, slots=True)
class Shown:
    """To whom somebody agreed to be shown (`Consent`), until when, and how they said so."""

    scope: str
    until: date
    how: str
    on: date | None = None


def consent_of(agreed: Shown) -> dict[str, Any]:
    """The fields of a consent, with the label that follows from it.

    Raises:
        NotPossibleNow: `consent.without_purpose`, `consent.without_how`, `consent.too_long`,
            `consent.day_to_come`.
    """
    today = clock.now().date()
    if agreed.scope not in HANDLING:
        raise NotPossibleNow("consent.without_purpose")
    if not agreed.how.strip():
        raise NotPossibleNow("consent.without_how")
    if not today <= agreed.until <= today + timedelta(days=LONGEST):
        raise NotPossibleNow("consent.too_long", days=LONGEST)
    if agreed.on is not None and agreed.on > today:
        raise NotPossibleNow("consent.day_to_come")
    return {
        "consent": agreed.scope,
        "consented_on": agreed.on or today,
        "consent_until": agreed.until,
        "consent_how": agreed.how.strip()[:200],
        "tlp": HANDLING[agreed.scope],
    }


def named(
    viewer: Viewer, kind: str, actor: Actor | None, names: Mapping[str, str], agreed: Shown, fictional: bool
) -> tuple[Actor, bool]:
    """The actor that a record is about, and whether its name came in with the record.

    A name that comes in so is known to the desk alone: others read it on the record while consent holds.

    Raises:
        NotPossibleNow: `consented.without_name`, `consented.other_kind`, `consented.wider_than_name`.
    """
    if actor is None:
        told = {language: name.strip() for language, name in names.items() if name.strip()}
        if not told:
            raise NotPossibleNow("consented.without_name")
        made = actor_record(viewer=viewer, kind=kind, names=told, tlp=Tlp.AMBER_STRICT, fictional=fictional)
        return made, True
    policy.require_sight(viewer, actor)
    if (actor.kind == Actor.Kind.PERSON) is not (kind == Actor.Kind.PERSON):
        raise NotPossibleNow("consented.other_kind")
    wider = WIDTH.index(Tlp(HANDLING.get(agreed.scope, Tlp.RED))) > WIDTH.index(Tlp(actor.tlp))
    if wider and actor.owner_id != viewer.organisation_id:
        raise NotPossibleNow("consented.wider_than_name")
    return actor, False


def told_already(viewer: Viewer, known: Expert | Partner) -> bool:
    """Whether somebody may be told that a record is there: not where another desk alone may know of it."""
    return known.owner_id == viewer.organisation_id or policy.sees(viewer, known)


def known_already(viewer: Viewer, known: Expert | Partner) -> NotPossibleNow:
    """The refusal of a second record of the same: it tells of the first only who may know of it."""
    return NotPossibleNow(f"consented.{'known_already' if told_already(viewer, known) else 'not_from_here'}")


def consent_anew(record: C, agreed: Shown) -> C:
    """Write a consent given anew.

    Raises:
        NotPossibleNow: `consent.withdrawn`: what was known was wiped.
    """
    if record.withdrawn_at is not None:
        raise NotPossibleNow("consent.withdrawn")
    return record_change(record=record, **consent_of(agreed))


def changed(record: C, version: int | None, secret: Mapping[str, str], fields: Mapping[str, Any]) -> C:
    """Write fields; sealed ones (`secret`) that are empty stay as they are."""
    anew = {name: sealed.sealed_for(record, name, words.strip()) for name, words in secret.items() if words}
    return record_change(record=record, version=version, **anew, **fields)


def opened(viewer: Viewer, record: C, reason: str, fields: tuple[str, ...]) -> dict[str, str]:
    """Open what is sealed of a record; each opening is kept, with its reason.

    Raises:
        NotPossibleNow: `address.without_reason`, `address.too_many`.
    """
    policy.require(viewer, "address.read", record)
    if len(reason.strip()) < 10 or viewer.user_id is None:
        raise NotPossibleNow("address.without_reason")
    since = clock.now() - timedelta(days=1)
    seen = AddressView.objects.filter(by_id=viewer.user_id, at__gte=since).order_by()
    kinds = ("expert_id", "partner_id", "asset_id")
    others = set(seen.values_list(*kinds).distinct()) - {
        tuple(record.pk if kind == f"{record.noun}_id" else None for kind in kinds)
    }
    if len(others) >= VIEWS_A_DAY:
        raise NotPossibleNow("address.too_many", many=VIEWS_A_DAY)
    words = {name: str(getattr(record, name).open()) for name in fields}
    AddressView.objects.create(
        **{record.noun: record}, at=clock.now(), by_id=viewer.user_id, reason=reason.strip()
    )
    ledger.record(viewer, "address.read", record)
    return words


def wipe(record: C, nothing: Mapping[str, Any]) -> None:
    """Forget what is known: for good."""
    common: dict[str, Any] = {"consent_how": "", "withdrawn_at": clock.now(), "tlp": Tlp.AMBER_STRICT}
    record_change(record=record, **common, **nothing)
    AddressView.objects.filter(**{record.noun: record}).delete()
    if getattr(record, "named_here", False) and not isinstance(record, Asset):
        actor_forget(came_with(record))


def run_out(model: type[C]) -> Iterator[C]:
    """Records whose consent ran out `KEPT` days ago and that were not wiped yet, each in its transaction."""
    until = clock.now().date() - timedelta(days=KEPT)
    manager: Any = model._default_manager
    for record in manager.filter(withdrawn_at=None, consent_until__lt=until):
        with transaction.atomic():
            yield record


def in_order(earlier: date | None, later: date | None, code: str) -> None:
    """Refuse an end before its start."""
    if earlier is not None and later is not None and later < earlier:
        raise NotPossibleNow(code)
