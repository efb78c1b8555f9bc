"""Recording what documents say of bodies: mandate, founding, and what their meetings took up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Body, Instrument
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.directory.models import Actor
from nadhir.web.directory.selectors import places
from nadhir.web.response.models import Engagement


def record(viewer: Viewer, sources: Mapping[str, Any], actors: Mapping[str, Actor]) -> None:
    """Record the bodies of the facts: actors, instruments and engagements are there already."""
    facts = texts.load("facts/bodies.yaml")
    located = {place.code: place for place in places(viewer).filter(code__in=_codes(facts))}
    made: dict[str, Body] = {}
    for fact in facts:
        made[fact["actor"]] = body = services.body_record(
            viewer=viewer,
            kind=fact["kind"],
            actor=actors[fact["actor"]],
            tlp="clear",
            mandate=fact["mandate"],
            mechanism=fact.get("mechanism", {}),
            place=located[fact["place"]] if "place" in fact else None,
            reports_to=made[fact["reports_to"]] if "reports_to" in fact else None,
            sources=_cited(fact["sources"], sources),
            **_dated(fact.get("founded"), "founded"),
        )
        if body.steps.exists() or body.meetings.exists():
            continue
        for step in fact.get("steps", ()):
            _step(viewer, body, step, sources)
        for meeting in fact.get("meetings", ()):
            _meeting(viewer, body, meeting)


def _step(viewer: Viewer, body: Body, told: Mapping[str, Any], sources: Mapping[str, Any]) -> None:
    services.founding_step_record(
        viewer=viewer,
        body=body,
        kind=told["kind"],
        status=told["status"],
        title=told["title"],
        instrument=policy.visible(Instrument.objects.filter(slug=told.get("instrument", "")), viewer).first(),
        sources=_cited(told["sources"], sources),
        **_dated(told.get("dated"), "dated"),
    )


def _meeting(viewer: Viewer, body: Body, told: Mapping[str, Any]) -> None:
    meeting = services.meeting_record(
        viewer=viewer,
        body=body,
        engagement=_engagement(viewer, told["engagement"]),
        number=told["number"],
    )
    for point in told.get("agenda", ()):
        made = services.agenda_item_record(
            viewer=viewer, meeting=meeting, title=point["title"], language="ar"
        )
        services.agenda_item_change(
            viewer=viewer, point=made, result=point["result"], words=point.get("words", "")
        )


def _engagement(viewer: Viewer, slug: str) -> Engagement:
    return policy.visible(Engagement.objects.filter(slug=slug), viewer).get()


def _dated(told: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
    return {name: dict(told), f"{name}_on": date.fromisoformat(told["start"])} if told else {}


def _cited(names: list[str], sources: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(sources[name]) for name in names]


def _codes(facts: list[dict[str, Any]]) -> set[str]:
    return {fact["place"] for fact in facts if "place" in fact}
