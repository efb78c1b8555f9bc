"""A whole agreement at once: parties that the directory does not know yet, signatures, obligations, and what
is convened first. All of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.services.instruments import (
    instrument_convene,
    instrument_record,
    instrument_sign,
)
from nadhir.web.cooperation.services.obligations import obligation_make
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import actor_record
from nadhir.web.response import services as response
from nadhir.web.response.models import Engagement


@dataclass(frozen=True, slots=True)
class Whole:
    """What one page tells of an agreement.

    Attributes:
        agreement: what `instrument_record` takes, without the parties.
        signed: for each party: `party`, `signatory`, `capacity`, `focal_point`.
        promised: for each obligation what `obligation_make` takes; `who` may be an actor's own words.
        event: what is convened first, as `instrument_plan_event` takes it; empty for nothing.

    An actor is one of the directory, or a mapping `names`, `kind` of one to be recorded.
    """

    agreement: Mapping[str, Any]
    signed: Iterable[Mapping[str, Any]] = ()
    promised: Iterable[Mapping[str, Any]] = ()
    event: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def instrument_record_whole(
    *, viewer: Viewer, whole: Whole, signed_on: WrittenDate | None = None
) -> Instrument:
    """Record all that one page tells.

    Raises:
        NotPossibleNow, NotAllowed: as of the services of each part; nothing is kept then.
    """
    tlp = str(whole.agreement.get("tlp", "amber"))
    made: dict[str, Actor] = {}

    def actor(told: Any) -> Actor | None:
        if told is None or isinstance(told, Actor):
            return told
        key = next(iter(told["names"].values()))
        if key not in made:
            made[key] = actor_record(viewer=viewer, kind=told["kind"], names=told["names"], tlp=tlp)
        return made[key]

    signed = [{**row, "party": actor(row["party"])} for row in whole.signed]
    parties = list({one["party"].pk: one["party"] for one in signed}.values())
    instrument = instrument_record(viewer=viewer, parties=parties, **whole.agreement)
    for row in signed:
        if not any((row.get("signatory"), row.get("capacity"), row.get("focal_point"))):
            continue
        instrument_sign(
            viewer=viewer,
            instrument=instrument,
            party=row["party"],
            signatory=actor(row.get("signatory")),
            capacity=row.get("capacity", ""),
            focal_point=actor(row.get("focal_point")),
            signed=signed_on,
            confirmed=True,  # asked for the parties already
        )
    for promise in whole.promised:
        obligation_make(
            viewer=viewer,
            instrument=instrument,
            **{
                **promise,
                "actor": actor(promise.get("actor")),
                "focal_point": actor(promise.get("focal_point")),
            },
        )
    if whole.event:
        instrument_plan_event(viewer=viewer, instrument=instrument, **whole.event)
    return instrument


@transaction.atomic
def instrument_plan_event(
    *,
    viewer: Viewer,
    instrument: Instrument,
    name: str,
    kind: str,
    when: WrittenDate | None = None,
    place: Any = None,
) -> Engagement:
    """Plan something that the parties convene together because of their agreement."""
    event = response.engagement_record(
        viewer=viewer,
        kind=kind,
        names={viewer.language: name},
        status=Engagement.Status.PLANNED,
        convened_by=list(instrument.parties.all()),
        place=place,
        tlp=instrument.tlp,
        fictional=instrument.fictional,
        **response.held_fields(when),
    )
    instrument_convene(viewer=viewer, instrument=instrument, engagement=event)
    return event
