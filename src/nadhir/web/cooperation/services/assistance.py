"""Technical assistance, from a request to what came of it. Nothing is offered that nobody asked for.

A desk records that somebody asked, and how. Whoever may know of the request offers; the desk and those who
asked agree on one or several offers; what is delivered is undertakings that come from the request; in the end
stands a result, or a reason why there is none.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation.models import AssistanceOffer, AssistanceRequest
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, Expert, Field
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking

Status = AssistanceRequest.Status
# What is still open to an end without a result.
OPEN = (Status.ASKED, Status.OFFERED, Status.AGREED)
DESCRIBING = (
    "title", "language", "requester", "body", "fields", "need", "place", "wanted_by", "asked_on", "asked_how",
)  # fmt: skip


@transaction.atomic
def assistance_request_record(
    *,
    viewer: Viewer,
    title: str,
    need: str,
    requester: Actor,
    asked_on: date,
    asked_how: str,
    tlp: str = "amber",
    share_with: Iterable[uuid.UUID] = (),
    fictional: bool = False,
    **fields: Any,
) -> AssistanceRequest:
    """Record that somebody asked for assistance. The desk that records it keeps it for those who asked.

    Args:
        requester: who asked; a State, a committee, an organisation.
        asked_how: by what way: a letter with its number, a call, a meeting.
        fields: language, body, fields (codes of `directory.Field`), place, wanted_by.

    Raises:
        NotPossibleNow: `assistance.*`.
    """
    seen = [requester, *(one for one in (fields.get("body"),) if one is not None)]
    policy.require(viewer, "assistance.ask")
    policy.require_sight(viewer, *seen)
    given = {"title": title, "need": need, "asked_on": asked_on, "asked_how": asked_how, **fields}
    _described(given, requester)
    request = AssistanceRequest.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        requester=requester,
        fictional=fictional,
        **given,
    )
    record_share(record=request, groups=share_with)
    ledger.record(viewer, "assistance.ask", request, requester=requester.pk)
    return request


@transaction.atomic
def assistance_request_change(
    *, viewer: Viewer, request: AssistanceRequest, version: int | None = None, **fields: Any
) -> AssistanceRequest:
    """Put right what is recorded of a request that is not at its end. `fields`: see `DESCRIBING`.

    Raises:
        NotPossibleNow: `assistance.*`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "assistance.ask", request)
    _still(request, *OPEN, Status.DELIVERED)
    for name in ("requester", "body"):
        if fields.get(name) is not None and fields[name].pk != getattr(request, f"{name}_id"):
            policy.require_sight(viewer, fields[name])
    before = {name: getattr(request, name) for name in DESCRIBING}
    _described({**before, **fields}, fields.get("requester") or request.requester)
    record_change(record=request, version=version, **fields)
    ledger.record(viewer, "assistance.change", request, fields=sorted(fields))
    return request


def _described(given: dict[str, Any], requester: Actor) -> None:
    if not str(given["title"]).strip() or not str(given["need"]).strip():
        raise NotPossibleNow("assistance.without_need")
    if not str(given["asked_how"]).strip():
        raise NotPossibleNow("assistance.unasked")
    if given["asked_on"] > clock.now().date():
        raise NotPossibleNow("assistance.asked_to_come")
    if given.get("wanted_by") is not None and given["wanted_by"] < given["asked_on"]:
        raise NotPossibleNow("assistance.wanted_before")
    if set(given.get("fields", ())) - set(Field.values):
        raise NotPossibleNow("assistance.unknown_field")
    if requester.ended:
        raise NotPossibleNow("assistance.ceased")


@transaction.atomic
def assistance_offer_make(
    *,
    viewer: Viewer,
    request: AssistanceRequest,
    actor: Actor,
    words: str,
    expert: Expert | None = None,
    language: str = "en",
) -> AssistanceOffer:
    """Offer something in answer to a request.

    Args:
        actor: who offers.
        expert: whom they would send, from the roster, with a consent that holds.

    Raises:
        NotPossibleNow: `assistance.*`.
    """
    policy.require(viewer, "assistance.answer", request)
    policy.require_sight(viewer, actor, *([expert] if expert else []))
    _still(request, Status.ASKED, Status.OFFERED)
    if not words.strip():
        raise NotPossibleNow("assistance.offer_without_words")
    if actor.pk == request.requester_id:
        raise NotPossibleNow("assistance.own_offer")
    offer = AssistanceOffer.objects.create(
        request=request,
        actor=actor,
        expert=expert,
        words=words.strip(),
        language=language,
        by_id=viewer.user_id,
        at=clock.now(),
    )
    record_change(record=request, status=Status.OFFERED)
    ledger.record(viewer, "assistance.offer", request, actor=actor.pk)
    return offer


@transaction.atomic
def assistance_request_agree(
    *,
    viewer: Viewer,
    request: AssistanceRequest,
    offers: Iterable[AssistanceOffer],
    agreement: str,
    agreed_on: date | None = None,
    version: int | None = None,
) -> AssistanceRequest:
    """Those who asked accept offers, and it is agreed who does what. The other offers are declined.

    Raises:
        NotPossibleNow: `assistance.no_offer`, `assistance.without_agreement`, `assistance.agreed_before`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "assistance.ask", request)
    _still(request, Status.OFFERED)
    taken = [one for one in offers if one.request_id == request.pk]
    if not taken:
        raise NotPossibleNow("assistance.no_offer")
    if not agreement.strip():
        raise NotPossibleNow("assistance.without_agreement")
    agreed_on = agreed_on or clock.now().date()
    if not request.asked_on <= agreed_on <= clock.now().date():
        raise NotPossibleNow("assistance.agreed_before")
    record_change(
        record=request,
        version=version,
        status=Status.AGREED,
        agreement=agreement.strip(),
        agreed_on=agreed_on,
    )
    chosen = [one.pk for one in taken]
    request.offers.filter(pk__in=chosen).update(status=AssistanceOffer.Status.ACCEPTED)
    request.offers.exclude(pk__in=chosen).update(status=AssistanceOffer.Status.DECLINED)
    ledger.record(viewer, "assistance.agree", request, offers=chosen)
    return request


@transaction.atomic
def assistance_request_deliver(
    *, viewer: Viewer, request: AssistanceRequest, version: int | None = None
) -> AssistanceRequest:
    """Say that what was agreed was delivered: at least one undertaking of it is done, and none goes on.

    Raises:
        NotPossibleNow: `assistance.nothing_done`, `assistance.goes_on`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "assistance.ask", request)
    _still(request, Status.AGREED)
    found = response.undertakings(viewer).filter(origin=Undertaking.Origin.REQUEST, origin_id=request.pk)
    states = set(found.order_by().values_list("status", flat=True))
    if states & set(response.GOING_ON):
        raise NotPossibleNow("assistance.goes_on")
    if Undertaking.Status.DONE not in states:
        raise NotPossibleNow("assistance.nothing_done")
    today = clock.now().date()
    record_change(record=request, version=version, status=Status.DELIVERED, delivered_on=today)
    ledger.record(viewer, "assistance.deliver", request)
    return request


@transaction.atomic
def assistance_request_close(
    *, viewer: Viewer, request: AssistanceRequest, result: str, version: int | None = None
) -> AssistanceRequest:
    """Close it with what came of it for those who asked; also that it fell short.

    Raises:
        NotPossibleNow: `assistance.without_result`.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "assistance.ask", request)
    _still(request, Status.DELIVERED)
    if not result.strip():
        raise NotPossibleNow("assistance.without_result")
    today = clock.now().date()
    record_change(
        record=request, version=version, status=Status.CLOSED, result=result.strip(), closed_on=today
    )
    ledger.record(viewer, "assistance.close", request)
    return request


@transaction.atomic
def assistance_request_decline(
    *, viewer: Viewer, request: AssistanceRequest, because: str, version: int | None = None
) -> AssistanceRequest:
    """Nobody can give it: said with the reason, so that those who asked can turn elsewhere.

    Raises:
        NotPossibleNow: `assistance.without_reason`.
        Conflict: somebody changed it since `version`.
    """
    return _ended(viewer, request, Status.DECLINED, because, version)


@transaction.atomic
def assistance_request_withdraw(
    *, viewer: Viewer, request: AssistanceRequest, because: str, version: int | None = None
) -> AssistanceRequest:
    """Those who asked take their request back; raises as `assistance_request_decline`."""
    return _ended(viewer, request, Status.WITHDRAWN, because, version)


def _ended(
    viewer: Viewer, request: AssistanceRequest, status: str, because: str, version: int | None
) -> AssistanceRequest:
    policy.require(viewer, "assistance.ask", request)
    _still(request, *OPEN)
    if not because.strip():
        raise NotPossibleNow("assistance.without_reason")
    today = clock.now().date()
    record_change(
        record=request, version=version, status=status, ended_because=because.strip(), closed_on=today
    )
    offers = request.offers.filter(status=AssistanceOffer.Status.OFFERED)
    offers.update(status=AssistanceOffer.Status.DECLINED)
    ledger.record(viewer, f"assistance.{'decline' if status == Status.DECLINED else 'withdraw'}", request)
    return request


def _still(request: AssistanceRequest, *states: str) -> None:
    if request.status not in states:
        raise NotPossibleNow("assistance.not_now")
