"""Recording what documents say of real institutions: actors, agreements, meetings, promises.

Each record names its source. The installation records them, not one of the invented people: nobody
fictional vouches for a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from nadhir.web.accounts.models import Organisation
from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.services import instrument_record
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.demonstration import agreements, bodies, plans, processes, texts
from nadhir.web.directory.models import Actor
from nadhir.web.directory.selectors import places
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.response.services import engagement_record

SEEN = {
    "ar": "مذكور بهذه الصفة في {when}",
    "en": "named in this role in {when}",
    "fr": "cité à ce titre en {when}",
}


def record(desk: Organisation) -> None:
    """Record all facts, kept by `desk` and open to everybody who signs in."""
    viewer = installation(desk.pk)
    sources: dict[str, Any] = texts.load("facts/sources.yaml")
    actors = _actors(viewer, sources)
    _tenures(viewer, sources, actors)
    instruments = _instruments(viewer, sources, actors)
    _engagements(viewer, sources, actors)
    agreements.record(viewer, actors, instruments)
    plans.record(viewer, sources, actors, instruments)
    processes.record(viewer, sources)
    bodies.record(viewer, sources, actors)


def cited(names: Iterable[str], sources: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The sources of a fact: title, publisher, and date where the document bears one."""
    return [{**sources[name], **more} for name in names]


def _actors(viewer: Viewer, sources: dict[str, Any]) -> dict[str, Actor]:
    located = {place.code: place for place in places(viewer).filter(code__in=_codes("facts/actors.yaml"))}
    return {
        fact["slug"]: actor_record(
            viewer=viewer,
            kind=fact["kind"],
            names=fact["names"],
            slug=fact["slug"],
            spellings=[_spelling(spelling) for spelling in fact.get("spellings", [])],
            tlp=Tlp.CLEAR,
            note=fact.get("note", {}),
            place=located[fact["place"]] if "place" in fact else None,
            sources=cited(fact["sources"], sources),
        )
        for fact in texts.load("facts/actors.yaml")
    }


def _spelling(told: dict[str, str]) -> dict[str, str]:
    return {
        "text": told["text"],
        "language": told["language"],
        "valid_from": told.get("from", ""),
        "valid_to": told.get("to", ""),
    }


def _tenures(viewer: Viewer, sources: dict[str, Any], actors: dict[str, Actor]) -> None:
    for fact in texts.load("facts/tenures.yaml"):
        seen = fact.get("seen")
        note = {lang: words.format(when=seen) for lang, words in SEEN.items()} if seen else None
        tenure_record(
            viewer=viewer,
            actor=actors[fact["actor"]],
            body=actors[fact["body"]],
            role=fact["role"],
            kind=fact.get("kind", "other"),
            valid_from=fact.get("from", ""),
            valid_to=fact.get("to", ""),
            sources=cited(fact["sources"], sources, **({"note": note} if note else {})),
        )


def _instruments(viewer: Viewer, sources: dict[str, Any], actors: dict[str, Actor]) -> dict[str, Instrument]:
    return {
        fact["slug"]: instrument_record(
            viewer=viewer,
            kind=fact["kind"],
            names=fact["names"],
            slug=fact["slug"],
            parties=[actors[slug] for slug in fact["parties"]],
            dated=fact.get("dated"),
            dated_on=_day_of(fact.get("dated")),
            areas=fact.get("areas", []),
            note=fact.get("note", {}),
            sources=cited(fact["sources"], sources),
        )
        for fact in texts.load("facts/instruments.yaml")
    }


def _engagements(viewer: Viewer, sources: dict[str, Any], actors: dict[str, Actor]) -> None:
    located = {
        place.code: place for place in places(viewer).filter(code__in=_codes("facts/engagements.yaml"))
    }
    for fact in texts.load("facts/engagements.yaml"):
        engagement_record(
            viewer=viewer,
            kind=fact["kind"],
            names=fact["names"],
            slug=fact["slug"],
            convened_by=[actors[slug] for slug in fact["convened_by"]],
            tlp=Tlp.CLEAR,
            place=located[fact["place"]] if "place" in fact else None,
            held=fact.get("dated"),
            held_on=_day_of(fact.get("dated")),
            participants=fact.get("participants"),
            outcome=fact.get("outcome", {}),
            sources=cited(fact["sources"], sources),
        )


def _codes(name: str) -> set[str]:
    return {fact["place"] for fact in texts.load(name) if "place" in fact}


def _day_of(dated: dict[str, Any] | None) -> date | None:
    """The day by which a fact is put in order; none where not even the year is known for certain."""
    if dated is None:
        return None
    first, last = date.fromisoformat(dated["start"]), date.fromisoformat(dated["end"])
    uncertain = dated["precision"] == "year" and first.year != last.year and not dated.get("term")
    return None if uncertain else first
