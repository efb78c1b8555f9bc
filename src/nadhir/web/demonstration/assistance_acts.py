"""The acts of the story about who can help: a roster, civil society, refuge, requests, an exchange."""

from __future__ import annotations

from typing import Any

from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import AssistanceOffer, AssistanceRequest, Exchange
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.directory import services as directory
from nadhir.web.directory.services import Shown
from nadhir.web.response import services as response
from nadhir.web.response.models import Undertaking


def _agreed(stage: Stage, told: dict[str, Any]) -> Shown:
    return Shown(told.pop("scope"), stage.day(told.pop("days")), told.pop("how"))


@act
def keep_roster(stage: Stage, viewer: Viewer) -> None:
    """Put people on the roster who agreed to stand there."""
    for one in texts.load("story/roster.yaml")["experts"]:
        told = dict(one)
        key, place = told.pop("id"), told.pop("place", None)
        stage.kept[key] = directory.expert_record(
            viewer=viewer,
            agreed=_agreed(stage, told),
            place=stage.places[place] if place else None,
            fictional=True,
            **told,
        )


@act
def keep_civil_society(stage: Stage, viewer: Viewer) -> None:
    """Record organisations that agreed to it: some that the directory knows, some that are new."""
    for one in texts.load("story/roster.yaml")["partners"]:
        told = dict(one)
        actor, places = told.pop("actor", None), told.pop("places")
        directory.partner_record(
            viewer=viewer,
            agreed=_agreed(stage, told),
            actor=stage.actors[actor] if actor else None,
            places=[stage.places[code] for code in places],
            fictional=True,
            **told,
        )


@act
def keep_refuge(stage: Stage, viewer: Viewer) -> None:
    """Record what communities agreed to open."""
    for one in texts.load("story/roster.yaml")["assets"]:
        told = dict(one)
        place, checked = told.pop("place"), told.pop("checked", None)
        directory.asset_record(
            viewer=viewer,
            agreed=_agreed(stage, told),
            place=stage.places[place],
            checked_on=stage.day(checked) if checked is not None else None,
            fictional=True,
            **told,
        )


@act
def ask_assistance(
    stage: Stage, viewer: Viewer, *, requester: str, place: str, asked: int, wanted: int, **told: Any
) -> AssistanceRequest:
    """Record that somebody asked for assistance."""
    return services.assistance_request_record(
        viewer=viewer,
        requester=stage.actors[requester],
        place=stage.places[place],
        asked_on=stage.day(asked),
        wanted_by=stage.day(wanted),
        tlp="green",
        fictional=True,
        **told,
    )


@act
def offer_assistance(
    stage: Stage, viewer: Viewer, *, request: str, actor: str, words: str, language: str, expert: str = ""
) -> AssistanceOffer:
    """Offer something in answer."""
    return services.assistance_offer_make(
        viewer=viewer,
        request=_fresh(stage, request),
        actor=stage.actors[actor],
        words=words,
        language=language,
        expert=stage.kept[expert] if expert else None,
    )


@act
def agree_assistance(
    stage: Stage, viewer: Viewer, *, request: str, offers: list[str], agreement: str
) -> None:
    """Record which offers were taken."""
    taken = [stage.kept[one] for one in offers]
    services.assistance_request_agree(
        viewer=viewer, request=_fresh(stage, request), offers=taken, agreement=agreement
    )


@act
def undertake_assistance(
    stage: Stage, viewer: Viewer, *, request: str, title: str, whose: str, due: int, language: str
) -> Undertaking:
    """Say who delivers what by when."""
    return response.undertaking_make(
        viewer=viewer,
        title=title,
        who=whose,
        due_on=stage.day(due),
        origin=Undertaking.Origin.REQUEST,
        origin_id=stage.kept[request].pk,
        language=language,
        tlp="green",
        fictional=True,
    )


@act
def finish_assistance(stage: Stage, viewer: Viewer, *, undertaking: str, result: str) -> None:
    """Say that one part of it is done."""
    done: Undertaking = stage.kept[undertaking]
    done.refresh_from_db()
    response.undertaking_complete(viewer=viewer, undertaking=done, result=result)


@act
def deliver_assistance(stage: Stage, viewer: Viewer, *, request: str) -> None:
    """Say that all of it was delivered."""
    services.assistance_request_deliver(viewer=viewer, request=_fresh(stage, request))


@act
def close_assistance(stage: Stage, viewer: Viewer, *, request: str, result: str) -> None:
    """Say what came of it."""
    services.assistance_request_close(viewer=viewer, request=_fresh(stage, request), result=result)


@act
def decline_assistance(stage: Stage, viewer: Viewer, *, request: str, because: str) -> None:
    """Say why nobody can give it."""
    services.assistance_request_decline(viewer=viewer, request=_fresh(stage, request), because=because)


@act
def exchange_trainer(
    stage: Stage,
    viewer: Viewer,
    *,
    expert: str,
    host: str,
    sent_by: str,
    place: str,
    held: list[int],
    **told: Any,
) -> Exchange:
    """Propose that somebody of the roster works for a while elsewhere, and agree on it."""
    made = services.exchange_record(
        viewer=viewer,
        expert=stage.kept[expert],
        host=stage.actors[host],
        sent_by=stage.actors[sent_by],
        place=stage.places[place],
        starts_on=stage.day(held[0]),
        ends_on=stage.day(held[1]),
        tlp="green",
        fictional=True,
        **told,
    )
    return services.exchange_move(viewer=viewer, exchange=made, to=Exchange.Status.AGREED)


@act
def move_exchange(stage: Stage, viewer: Viewer, *, exchange: str, to: str, words: str = "") -> None:
    """Bring an exchange on its way."""
    services.exchange_move(viewer=viewer, exchange=stage.kept[exchange], to=to, words=words)


@act
def evaluate_exchange(stage: Stage, viewer: Viewer, *, exchange: str, host: str, guest: str) -> None:
    """Keep what both sides say of it."""
    services.exchange_evaluate(viewer=viewer, exchange=stage.kept[exchange], host=host, guest=guest)


def _fresh(stage: Stage, request: str) -> AssistanceRequest:
    found: AssistanceRequest = stage.kept[request]
    found.refresh_from_db()
    return found
