"""Exchange of trainers and experts: who goes to whom, when, for what, and what both say of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation.models import Exchange
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Expert, Field

Status = Exchange.Status
# From each state, where one may go.
WAYS: dict[str, tuple[str, ...]] = {
    Status.PROPOSED: (Status.AGREED, Status.CALLED_OFF),
    Status.AGREED: (Status.UNDER_WAY, Status.CALLED_OFF),
    Status.UNDER_WAY: (Status.ENDED, Status.CALLED_OFF),
}


@transaction.atomic
def exchange_record(
    *,
    viewer: Viewer,
    host: Actor,
    expert: Expert,
    tlp: str = "amber",
    share_with: Iterable[uuid.UUID] = (),
    fictional: bool = False,
    **fields: Any,
) -> Exchange:
    """Propose that somebody of the roster works for a while at a host.

    Args:
        fields: sent_by, instrument, place, topics (codes of `directory.Field`), language, purpose, starts_on,
            ends_on.

    Raises:
        NotPossibleNow: `exchange.*`.
    """
    policy.require(viewer, "exchange.keep")
    linked = [one for one in (fields.get("sent_by"), fields.get("instrument")) if one is not None]
    policy.require_sight(viewer, host, expert, *linked)
    _checked({"host": host, "expert": expert, **fields})
    exchange = Exchange.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        host=host,
        expert=expert,
        fictional=fictional,
        **fields,
    )
    record_share(record=exchange, groups=share_with)
    ledger.record(viewer, "exchange.record", exchange, host=host.pk)
    return exchange


@transaction.atomic
def exchange_change(
    *, viewer: Viewer, exchange: Exchange, version: int | None = None, **fields: Any
) -> Exchange:
    """Change what is planned, until it has ended.

    Raises:
        NotPossibleNow: `exchange.*`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "exchange.keep", exchange)
    if exchange.status not in WAYS:
        raise NotPossibleNow("exchange.over")
    for name in ("host", "sent_by", "expert", "instrument"):
        if fields.get(name) is not None and fields[name].pk != getattr(exchange, f"{name}_id"):
            policy.require_sight(viewer, fields[name])
    names = ("host", "sent_by", "expert", "topics", "starts_on", "ends_on")
    _checked({**{name: getattr(exchange, name) for name in names}, **fields})
    record_change(record=exchange, version=version, **fields)
    ledger.record(viewer, "exchange.change", exchange, fields=sorted(fields))
    return exchange


@transaction.atomic
def exchange_move(
    *, viewer: Viewer, exchange: Exchange, to: str, words: str = "", version: int | None = None
) -> Exchange:
    """Bring an exchange to its next state.

    Args:
        words: the result where it ends; the reason where it is called off.

    Raises:
        NotPossibleNow: `exchange.no_way`, `exchange.without_days`, `exchange.without_result`,
            `exchange.without_reason`, `exchange.no_consent`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "exchange.keep", exchange)
    if to not in WAYS.get(exchange.status, ()):
        raise NotPossibleNow("exchange.no_way")
    changes: dict[str, Any] = {"status": to}
    if to in (Status.AGREED, Status.UNDER_WAY):
        if exchange.starts_on is None or exchange.ends_on is None:
            raise NotPossibleNow("exchange.without_days")
        _consenting(exchange.expert, exchange.ends_on)
    if to == Status.ENDED:
        if not words.strip():
            raise NotPossibleNow("exchange.without_result")
        changes["result"] = words.strip()
    if to == Status.CALLED_OFF:
        if not words.strip():
            raise NotPossibleNow("exchange.without_reason")
        changes["ended_because"] = words.strip()
    record_change(record=exchange, version=version, **changes)
    ledger.record(viewer, f"exchange.{to}", exchange)
    return exchange


@transaction.atomic
def exchange_evaluate(
    *, viewer: Viewer, exchange: Exchange, host: str = "", guest: str = "", version: int | None = None
) -> Exchange:
    """Keep what the host and the guest say of it; what is left empty stays as it is.

    Raises:
        NotPossibleNow: `exchange.not_begun`, `exchange.without_evaluation`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "exchange.keep", exchange)
    if exchange.status not in (Status.UNDER_WAY, Status.ENDED):
        raise NotPossibleNow("exchange.not_begun")
    said = {"evaluation_host": host.strip(), "evaluation_guest": guest.strip()}
    given = {name: words for name, words in said.items() if words}
    if not given:
        raise NotPossibleNow("exchange.without_evaluation")
    record_change(record=exchange, version=version, **given)
    ledger.record(viewer, "exchange.evaluate", exchange, by=sorted(given))
    return exchange


def _checked(given: dict[str, Any]) -> None:
    starts, ends = given.get("starts_on"), given.get("ends_on")
    if starts is not None and ends is not None and ends < starts:
        raise NotPossibleNow("exchange.backwards")
    sent_by = given.get("sent_by")
    if sent_by is not None and sent_by.pk == given["host"].pk:
        raise NotPossibleNow("exchange.to_itself")
    if given["host"].ended:
        raise NotPossibleNow("exchange.host_ceased")
    if set(given.get("topics") or ()) - set(Field.values):
        raise NotPossibleNow("exchange.unknown_topic")
    _consenting(given.get("expert"), ends or clock.now().date())


def _consenting(expert: Expert | None, until: Any) -> None:
    """Nobody is sent anywhere without a consent that lasts until they are back."""
    if expert is None or expert.withdrawn_at is not None or expert.consent_until is None:
        raise NotPossibleNow("exchange.no_consent")
    if expert.consent_until < max(until, clock.now().date()):
        raise NotPossibleNow("exchange.consent_ends")
