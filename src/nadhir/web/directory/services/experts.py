"""The roster of experts and trainers: recorded with their consent, forgotten when they take it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.directory.models import Actor, Expert, Field
from nadhir.web.directory.services import consented
from nadhir.web.directory.services.consented import Shown

NOTHING: Mapping[str, Any] = {
    "contact": "", "fields": [], "languages": {}, "regions": [], "place": None, "about": {},
    "available_from": None, "available_until": None, "notice_days": None, "trainer": False,
}  # fmt: skip


@transaction.atomic
def expert_record(
    *,
    viewer: Viewer,
    agreed: Shown,
    actor: Actor | None = None,
    names: Mapping[str, str] | None = None,
    contact: str = "",
    fictional: bool = False,
    **fields: Any,
) -> Expert:
    """Put somebody on the roster, with their consent.

    Args:
        actor: the person, where the directory knows them already; `names` otherwise.
        fields: trainer, fields, languages, regions, place, available_from, available_until, online, travels,
            notice_days, about.

    Raises:
        NotPossibleNow: `consent.*`, `consented.*`, `expert.*`.
    """
    policy.require(viewer, "partner.keep")
    given = {**consented.consent_of(agreed), **_checked(fields)}
    person, new = consented.named(viewer, Actor.Kind.PERSON, actor, names or {}, agreed, fictional)
    known = Expert.objects.filter(actor=person).first()
    if known is not None and known.withdrawn_at is None:
        raise consented.known_already(viewer, known)
    if known is not None:
        record_change(record=known, owner_id=viewer.desk, created_by_id=viewer.user_id, withdrawn_at=None)
        expert = consented.changed(known, None, {"contact": contact}, given)
    else:
        expert = Expert.objects.create(
            owner_id=viewer.desk,
            created_by_id=viewer.user_id,
            actor=person,
            named_here=new,
            contact=contact.strip(),
            fictional=fictional,
            **given,
        )
    ledger.record(viewer, "expert.record", expert, consent=agreed.scope, until=agreed.until)
    return expert


@transaction.atomic
def expert_change(
    *, viewer: Viewer, expert: Expert, version: int | None = None, contact: str = "", **fields: Any
) -> Expert:
    """Change what the roster says of somebody. A contact that is left empty stays as it is.

    Raises:
        NotPossibleNow: `expert.*`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "partner.keep", expert)
    consented.changed(expert, version, {"contact": contact}, _checked(fields))
    ledger.record(viewer, "expert.change", expert, sealed=["contact"] if contact.strip() else [])
    return expert


@transaction.atomic
def expert_consent(*, viewer: Viewer, expert: Expert, agreed: Shown) -> Expert:
    """Record a consent given anew, also after the last one ran out: see `selectors.lapsed_record`."""
    _of_the_desk(viewer, expert)
    consented.consent_anew(expert, agreed)
    ledger.record(viewer, "expert.consent", expert, consent=agreed.scope, until=agreed.until)
    return expert


@transaction.atomic
def expert_withdraw(*, viewer: Viewer, expert: Expert) -> Expert:
    """Somebody takes their consent back: they are gone from the roster, and what was known is wiped."""
    _of_the_desk(viewer, expert)
    consented.wipe(expert, NOTHING)
    ledger.record(viewer, "expert.withdraw", expert)
    return expert


@transaction.atomic
def expert_contact_read(*, viewer: Viewer, expert: Expert, reason: str) -> dict[str, str]:
    """Open how to reach somebody; kept with the reason. See `consented.opened`."""
    return consented.opened(viewer, expert, reason, ("contact",))


def experts_forget() -> int:
    """Wipe those whose consent ran out long ago; how many."""
    many = 0
    for expert in consented.run_out(Expert):
        consented.wipe(expert, NOTHING)
        ledger.record(installation(), "expert.forget", expert)
        many += 1
    return many


def _of_the_desk(viewer: Viewer, expert: Expert) -> None:
    """A consent that ran out hides the record from the policy, and is what its desk is here to mend."""
    if not policy.may(viewer, "partner.keep", expert):
        policy.require(viewer, "partner.keep", expert)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if "fields" in fields and (not fields["fields"] or set(fields["fields"]) - set(Field.values)):
        raise NotPossibleNow("expert.without_field")
    consented.in_order(fields.get("available_from"), fields.get("available_until"), "expert.backwards")
    return fields
