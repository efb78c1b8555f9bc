"""The people of dialogue networks: recorded with their consent only, forgotten when they take it back.

Nobody is recorded without a consent that says what it covers, how it was given and when it ends. When it is
taken back, or long after it ran out, everything that leads to the person is wiped; the pseudonym stays, so
that what was done under it can still be told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, ledger, policy, rounds, sealed
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import pseudonyms
from nadhir.web.directory.models import (
    SAFETY,
    Actor,
    ContactView,
    Member,
    MemberTrait,
    Place,
    Profile,
    consent_holds,
)

LONGEST = 366  # days that a consent may hold before the person is asked again
KEPT = 90  # days after which what is known of somebody whose consent ran out is wiped
VIEWS_A_DAY = 12  # contacts that one coordinator may open in a day: more is a harvest
SCOPES = ("ask", "partners", "public", "photos")
NETWORKS = (Actor.Kind.NETWORK, Actor.Kind.BODY)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody agreed to: purposes (`SCOPES`), until when, and how they said so."""

    scopes: tuple[str, ...]
    until: date
    how: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a deliberate act opens."""

    contact: str
    trust: str
    safety: Mapping[str, str]


@transaction.atomic
def member_record(
    *,
    viewer: Viewer,
    network: Actor,
    name: str,
    profile: Profile,
    agreed: Agreed,
    contact: str = "",
    trust: str = "",
    safety: Mapping[str, str] | None = None,
    coordinator: User | None = None,
    fictional: bool = False,
    **fields: Any,
) -> Member:
    """Record a person of a network with their consent. `fields`: urgent, away_from, away_until.

    Raises:
        NotPossibleNow: `member.no_network`, `member.without_name`, `consent.*`.
    """
    policy.require(viewer, "network.keep", network)
    if network.kind not in NETWORKS:
        raise NotPossibleNow("member.no_network")
    if not name.strip():
        raise NotPossibleNow("member.without_name")
    _check_away(fields)
    taken = set(Member.objects.filter(network=network).values_list("pseudonym", flat=True))
    member = Member.objects.create(
        owner_id=network.owner_id,
        created_by_id=viewer.user_id,
        tlp="amber_strict",
        network=network,
        pseudonym=pseudonyms.drawn(taken),
        name=name.strip(),
        profile=profile.as_text(),
        contact=contact.strip(),
        trust=trust.strip(),
        safety=_safety(safety),
        coordinator_id=coordinator.pk if coordinator else viewer.user_id,
        fictional=fictional,
        **fields,
        **_consent(agreed),
    )
    member.consent_how = agreed.how.strip()
    member.save(update_fields=["consent_how"])
    _index([member])
    ledger.record(viewer, "member.record", member, network=network.pk, scopes=sorted(agreed.scopes))
    return member


@transaction.atomic
def member_change(
    *,
    viewer: Viewer,
    member: Member,
    profile: Profile,
    version: int | None = None,
    name: str = "",
    contact: str = "",
    trust: str = "",
    safety: Mapping[str, str] | None = None,
    **fields: Any,
) -> Member:
    """Change what is known of somebody. Sealed words that are left empty stay as they are."""
    policy.require(viewer, "network.keep", member)
    _check_away(fields)
    words = {"name": name.strip(), "contact": contact.strip(), "trust": trust.strip()}
    if safety and any(text.strip() for text in safety.values()):
        before = _opened_safety(member)
        words["safety"] = _safety({**before, **{key: text for key, text in safety.items() if text.strip()}})
    changed = {field: sealed.sealed_for(member, field, text) for field, text in words.items() if text}
    changed["profile"] = sealed.sealed_for(member, "profile", profile.as_text())
    record_change(record=member, version=version, **changed, **fields)
    _index([member])
    # Which sealed fields were written is a fact; what was written is not told.
    ledger.record(viewer, "member.change", member, sealed=sorted(field for field in words if words[field]))
    return member


@transaction.atomic
def member_consent(*, viewer: Viewer, member: Member, agreed: Agreed) -> Member:
    """Record a consent given anew, also by somebody whose last one ran out.

    Raises:
        NotPossibleNow: `consent.withdrawn`: what was known was wiped; they are recorded anew.
    """
    policy.require(viewer, "network.keep", member.network)
    if member.withdrawn_at is not None or not member.name:
        raise NotPossibleNow("consent.withdrawn")
    how = sealed.sealed_for(member, "consent_how", agreed.how.strip())
    record_change(record=member, **_consent(agreed), consent_how=how)
    ledger.record(viewer, "member.consent", member, scopes=sorted(agreed.scopes), until=agreed.until)
    return member


@transaction.atomic
def member_withdraw(*, viewer: Viewer, member: Member) -> Member:
    """Somebody takes their consent back: they are gone at once, and what led to them is wiped for good."""
    policy.require(viewer, "network.keep", member.network)
    _wipe(member)
    ledger.record(viewer, "member.withdraw", member)
    return member


@transaction.atomic
def member_rename(*, viewer: Viewer, member: Member) -> Member:
    """Give somebody another pseudonym, so that what they do from now on is not tied to what they did."""
    policy.require(viewer, "network.keep", member)
    taken = set(Member.objects.filter(network_id=member.network_id).values_list("pseudonym", flat=True))
    record_change(record=member, pseudonym=pseudonyms.drawn(taken))
    ledger.record(viewer, "member.rename", member)
    return member


@transaction.atomic
def member_contact_read(*, viewer: Viewer, member: Member, reason: str) -> Opened:
    """Open how to reach somebody, the trust notes and the safety plan. Each opening is kept, with its reason.

    Raises:
        NotPossibleNow: `contact.without_reason`, `contact.too_many`.
    """
    policy.require(viewer, "contact.read", member)
    if len(reason.strip()) < 10 or viewer.user_id is None:
        raise NotPossibleNow("contact.without_reason")
    since = clock.now() - timedelta(days=1)
    seen = ContactView.objects.filter(by_id=viewer.user_id, at__gte=since).exclude(member=member)
    if seen.order_by().values("member").distinct().count() >= VIEWS_A_DAY:
        raise NotPossibleNow("contact.too_many", many=VIEWS_A_DAY)
    opened = Opened(member.contact.open(), member.trust.open(), _opened_safety(member))
    ContactView.objects.create(member=member, at=clock.now(), by_id=viewer.user_id, reason=reason.strip())
    ledger.record(viewer, "contact.read", member)
    return opened


@transaction.atomic
def members_mark_asked(*, viewer: Viewer, members: Iterable[Member]) -> None:
    """Note that people were asked today, so that the same ones are not worn out."""
    for member in members:
        policy.require(viewer, "network.keep", member)
        Member.objects.filter(pk=member.pk).update(last_asked_on=clock.now().date())


@rounds.register("directory.forget", every=timedelta(hours=12))
def members_forget() -> int:
    """Wipe what is known of people whose consent ran out `KEPT` days ago; how many."""
    until = clock.now().date() - timedelta(days=KEPT)
    gone = Member.objects.filter(withdrawn_at=None, consent_until__lt=until)
    many = 0
    for member in gone:
        with transaction.atomic():
            _wipe(member)
            ledger.record(_INSTALLATION, "member.forget", member)
            many += 1
    return many


@sealed.after_rotation("directory.members")
def members_reindex() -> int:
    """Make again by what people are found: the hashes are made with the key."""
    found = list(Member.objects.filter(consent_holds()))
    _index(found)
    return len(found)


_INSTALLATION = Viewer(system=True, name="nadhir")


def _consent(agreed: Agreed) -> dict[str, Any]:
    today = clock.now().date()
    if not agreed.scopes or set(agreed.scopes) - set(SCOPES):
        raise NotPossibleNow("consent.without_purpose")
    if not agreed.how.strip():
        raise NotPossibleNow("consent.without_how")
    if not today <= agreed.until <= today + timedelta(days=LONGEST):
        raise NotPossibleNow("consent.too_long", days=LONGEST)
    if agreed.on is not None and agreed.on > today:
        raise NotPossibleNow("consent.day_to_come")
    scopes = {f"may_{one}": one in agreed.scopes for one in SCOPES}
    return {"consented_on": agreed.on or today, "consent_until": agreed.until, **scopes}


def _check_away(fields: Mapping[str, Any]) -> None:
    start, end = fields.get("away_from"), fields.get("away_until")
    if end is not None and (start is None or end < start):
        raise NotPossibleNow("member.away_backwards")


def _safety(told: Mapping[str, str] | None) -> str:
    kept = {key: (told or {}).get(key, "").strip() for key in SAFETY}
    return json.dumps(kept, ensure_ascii=False) if any(kept.values()) else ""


def _opened_safety(member: Member) -> dict[str, str]:
    text = member.safety.open()
    return {key: str(value) for key, value in json.loads(text).items()} if text else {}


def _wipe(member: Member) -> None:
    now: datetime = clock.now()
    nothing: dict[str, Any] = dict.fromkeys(
        ("name", "profile", "contact", "trust", "safety", "consent_how"), ""
    )
    scopes = {f"may_{one}": False for one in SCOPES}
    away = {"away_from": None, "away_until": None, "urgent": False, "last_asked_on": None}
    record_change(record=member, **nothing, **scopes, **away, withdrawn_at=now, coordinator=None)
    ContactView.objects.filter(member=member).delete()
    MemberTrait.objects.filter(member=member).delete()


def _index(members: Iterable[Member]) -> None:
    """Write by what members are found."""
    countries = dict(Place.objects.exclude(parent=None).values_list("code", "parent__code"))
    for member in members:
        MemberTrait.objects.filter(member=member).delete()
        MemberTrait.objects.bulk_create(
            MemberTrait(member=member, value=MemberTrait.of(trait))
            for trait in sorted(member.told.traits(countries))
        )
