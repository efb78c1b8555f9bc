"""Experts, civil society and refuge with their consent; requests for assistance, and exchanges.

How to reach somebody, and where a house of refuge is, come out at no address: opening them is something that
is sent. How somebody agreed, and why an address was opened, is for those who keep the record.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from nadhir.web.cooperation import services as cooperation
from nadhir.web.cooperation.models import AssistanceRequest, Exchange
from nadhir.web.directory import services as directory
from nadhir.web.directory.models import Expert
from nadhir.web.directory.services import Shown
from nadhir.web.response import services as response
from tests.web.marked.marks import (
    COMMON,
    DESK,
    EVERYBODY,
    LABELS,
    OF_DESK,
    OF_NETWORK,
    OFFICER,
    REACH,
    Marked,
    names,
)

NOWHERE = "behind a deliberate act"
KEEPERS = frozenset({"coordinator"})
# To whom the officer's records are shown, by what those concerned agreed to.
SHOWN = {"desk": OF_DESK, "partners": OF_DESK | OF_NETWORK, "public": EVERYBODY}
LABELLED = ("green", "amber", "strict", "red")


def add_assistance(there: Marked) -> None:
    for scope in SHOWN:
        _expert(there, scope)
        _partner(there, scope)
    for scope in ("desk", "partners"):
        _asset(there, scope)
    for label in LABELLED:
        for state in ("asked", "offered", "agreed", "delivered", "closed", "declined"):
            _request(there, label, state)
        for to in ("ended", "called_off"):
            _exchange(there, label, to)


def _day(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def _agreed(scope: str, how: str) -> Shown:
    return Shown(scope, _day(90), how)


def _expert(there: Marked, scope: str) -> None:
    mark, officer = there.marks, there.world.viewer("officer")
    expert = directory.expert_record(
        viewer=officer,
        agreed=_agreed(scope, mark(f"expert {scope}: how they agreed", OFFICER)),
        names=names(mark(f"expert {scope}: name", SHOWN[scope], leading=True)),
        fields=["law", "speech"],
        languages={"ar": "native"},
        about=names(mark(f"expert {scope}: about", SHOWN[scope])),
        contact=mark(f"expert {scope}: contact, {NOWHERE}", frozenset()),
    )
    directory.expert_contact_read(
        viewer=officer, expert=expert, reason=f"to ask {mark(f'expert {scope}: why it was opened', OFFICER)}"
    )
    _kept(there, "expert", expert, scope)


def _partner(there: Marked, scope: str) -> None:
    mark, officer = there.marks, there.world.viewer("officer")
    partner = directory.partner_record(
        viewer=officer,
        agreed=_agreed(scope, mark(f"partner {scope}: how they agreed", OFFICER)),
        names=names(mark(f"partner {scope}: name", SHOWN[scope], leading=True)),
        kind="ngo",
        places=[there.world.place],
        offers=names(mark(f"partner {scope}: offers", SHOWN[scope])),
        contact=mark(f"partner {scope}: contact, {NOWHERE}", frozenset()),
    )
    directory.partner_contact_read(
        viewer=officer,
        partner=partner,
        reason=f"to ask {mark(f'partner {scope}: why it was opened', OFFICER)}",
    )
    _kept(there, "partner", partner, scope)


def _asset(there: Marked, scope: str) -> None:
    """Kept by the coordinator: for those who protect people, of the network and, where agreed, the desk."""
    mark, coordinator = there.marks, there.world.viewer("coordinator")
    readers = OF_NETWORK | (DESK if scope == "partners" else frozenset())
    asset = directory.asset_record(
        viewer=coordinator,
        agreed=_agreed(scope, mark(f"asset {scope}: how they agreed", KEEPERS)),
        kind="hall",
        names=names(mark(f"asset {scope}: name", readers, leading=True)),
        place=there.world.place,
        services=["refuge"],
        note=mark(f"asset {scope}: note", readers),
        where=mark(f"asset {scope}: where exactly, {NOWHERE}", frozenset()),
        contact=mark(f"asset {scope}: contact, {NOWHERE}", frozenset()),
    )
    directory.asset_address_read(
        viewer=coordinator,
        asset=asset,
        reason=f"to open {mark(f'asset {scope}: why it was opened', KEEPERS)}",
    )
    _kept(there, "asset", asset, scope)


def _kept(there: Marked, kind: str, record: Any, scope: str) -> None:
    there.ids[kind].append(record.pk)
    there.made[f"{kind} {'strict' if scope == 'desk' else scope}"] = record


def _request(there: Marked, label: str, state: str) -> None:
    """Recorded by the officer, whose own RED is, for everybody as far as the label reaches."""
    officer, readers = there.world.viewer("officer"), OFFICER if label == "red" else REACH[label]

    def told(what: str, *, leading: bool = False) -> str:
        return there.marks(f"request {label} {state}: {what}", readers, leading=leading)

    request = cooperation.assistance_request_record(
        viewer=officer,
        title=f"{COMMON} {told('title', leading=True)}",
        need=told("need"),
        requester=there.made["body"],
        asked_on=_day(-20),
        asked_how=told("how it was asked"),
        fields=["law"],
        tlp=LABELS[label],
    )
    there.ids["assistance"].append(request.pk)
    there.made[f"assistance {label}"] = request
    if state == "asked":
        return
    offer = cooperation.assistance_offer_make(
        viewer=officer, request=request, actor=there.made["actor clear"], words=told("offer")
    )
    if state == "declined":
        cooperation.assistance_request_decline(viewer=officer, request=request, because=told("why not"))
    elif state != "offered":
        cooperation.assistance_request_agree(
            viewer=officer, request=request, offers=[offer], agreement=told("agreement")
        )
        _delivered(there, request, label, state, told)


def _delivered(there: Marked, request: AssistanceRequest, label: str, state: str, told: Any) -> None:
    officer = there.world.viewer("officer")
    undertaking = response.undertaking_make(
        viewer=officer,
        title="what was agreed",
        who="the school",
        origin="request",
        origin_id=request.pk,
        tlp=LABELS[label],
    )
    response.undertaking_complete(viewer=officer, undertaking=undertaking, result="done")
    if state in ("delivered", "closed"):
        cooperation.assistance_request_deliver(viewer=officer, request=request)
    if state == "closed":
        cooperation.assistance_request_close(viewer=officer, request=request, result=told("result"))


def _exchange(there: Marked, label: str, to: str) -> None:
    officer, readers = there.world.viewer("officer"), OFFICER if label == "red" else REACH[label]

    def told(what: str) -> str:
        return there.marks(f"exchange {label} {to}: {what}", readers)

    expert = Expert.objects.get(pk=there.made["expert public"].pk)
    exchange = cooperation.exchange_record(
        viewer=officer,
        host=there.made["body"],
        expert=expert,
        purpose=told("purpose"),
        starts_on=_day(-5),
        ends_on=_day(5),
        topics=["law"],
        tlp=LABELS[label],
    )
    there.ids["exchange"].append(exchange.pk)
    there.made[f"exchange {label}"] = exchange
    cooperation.exchange_move(viewer=officer, exchange=exchange, to=Exchange.Status.AGREED)
    if to == "called_off":
        cooperation.exchange_move(viewer=officer, exchange=exchange, to=to, words=told("why not"))
        return
    cooperation.exchange_move(viewer=officer, exchange=exchange, to=Exchange.Status.UNDER_WAY)
    cooperation.exchange_move(viewer=officer, exchange=exchange, to=to, words=told("result"))
    cooperation.exchange_evaluate(
        viewer=officer, exchange=exchange, host=told("what the host says"), guest=told("what the guest says")
    )
