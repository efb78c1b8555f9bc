"""The long process, the guides, the programmes and news that documents tell of; and what documents claim."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from nadhir.doctrine.text import LANGUAGES
from nadhir.sources import WrittenDate
from nadhir.web.cooperation import selectors as cooperation
from nadhir.web.cooperation import services
from nadhir.web.core import clock
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.response import selectors as response


def record(viewer: Viewer, sources: Mapping[str, Any]) -> None:
    """Record what the documents of `sources` tell: it needs the other facts to be there."""
    _dossiers(viewer, sources)
    _explained(viewer, sources)
    _claims(viewer, sources)


def written(told: Mapping[str, Any]) -> WrittenDate | None:
    """A date as a content file gives it: `written`, `from`, `until`, `precision`, `relative`."""
    if "from" not in told:
        return None
    first = date.fromisoformat(told["from"])
    last = date.fromisoformat(told.get("until", told["from"]))
    return WrittenDate(
        told.get("written", ""), first, last, told.get("precision", "day"), told.get("relative", False)
    )


def _cited(names: list[str], sources: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [dict(sources[name]) for name in names]


def _dossiers(viewer: Viewer, sources: Mapping[str, Any]) -> None:
    for fact in texts.load("facts/dossiers.yaml"):
        dossier = services.dossier_record(
            viewer=viewer,
            slug=fact["slug"],
            kind=fact["kind"],
            track=fact.get("track", ""),
            names=fact["names"],
            aim=fact["aim"],
            forum=_actor(viewer, fact["forum"]) if "forum" in fact else None,
            pursued_by=[_actor(viewer, slug) for slug in fact["pursued_by"]],
            sources=_cited(fact["sources"], sources),
            tlp="clear",
        )
        if dossier.stages.exists():
            continue
        for stage in fact["stages"]:
            services.dossier_stage_add(
                viewer=viewer,
                dossier=dossier,
                title=stage["title"],
                status=stage["status"],
                when=written(stage),
                note=stage.get("note", ""),
            )
        for slug in fact.get("engagements", []):
            services.dossier_tie(
                viewer=viewer, dossier=dossier, engagement=response.engagements(viewer).get(slug=slug)
            )
        for slug in fact.get("instruments", []):
            services.dossier_tie(
                viewer=viewer, dossier=dossier, instrument=cooperation.instruments(viewer).get(slug=slug)
            )
        for told in fact.get("positions", []):
            services.position_record(
                viewer=viewer,
                dossier=dossier,
                actor=_actor(viewer, told["actor"]),
                stance=told["stance"],
                when=written(told),
                engagement=response.engagements(viewer).get(slug=told["at"]) if "at" in told else None,
                note=told.get("note", ""),
            )


def _explained(viewer: Viewer, sources: Mapping[str, Any]) -> None:
    told = texts.load("facts/explained.yaml")
    for fact in told["guides"]:
        guide = services.guide_write(
            viewer=viewer,
            slug=fact["slug"],
            kind=fact["kind"],
            names=fact["names"],
            texts=fact["texts"],
            catalogue=fact.get("catalogue", ""),
            fictional=fact.get("fictional", False),
            tlp="clear",
        )
        if not guide.published:
            services.guide_publish(viewer=viewer, guide=guide)
    for fact in told["programmes"]:
        services.programme_record(
            viewer=viewer,
            slug=fact["slug"],
            actor=_actor(viewer, fact["actor"]),
            names=fact["names"],
            region=fact.get("region", ""),
            began=written(fact),
            about=fact.get("about", {}),
            sources=_cited(fact["sources"], sources),
            tlp="clear",
        )
    for fact in told["news"]:
        if date.fromisoformat(fact["from"]) > clock.now().date():
            continue  # the story can be played on any day, also before it
        services.news_record(
            viewer=viewer,
            actor=_actor(viewer, fact["actor"]),
            title=fact["title"],
            language=fact["language"],
            when=written(fact),
            summary=fact["summary"],
            media=fact.get("media", ""),
            url=fact["url"],
            tlp="clear",
        )


def _claims(viewer: Viewer, sources: Mapping[str, Any]) -> None:
    for slug, statements in texts.load("facts/claims.yaml").items():
        told = sources[slug]
        known = str(told.get("date", ""))
        day = written({"from": known, "written": known}) if len(known) == len("2026-01-28") else None
        document = services.source_document_record(
            viewer=viewer,
            slug=slug,
            names=told["title"],
            publisher=told.get("publisher", {}),
            language=told.get("language", ""),
            when=day,
        )
        for one in statements:
            about, _colon, record = one["of"].partition(":")
            services.claim_record(
                viewer=viewer,
                document=document,
                about=about,
                record_id=_record(viewer, about, record),
                what=one["what"],
                value=_value(viewer, one),
                as_written=one.get("written", ""),
                sentence=one["s"],
                valid_from=one.get("valid", ""),
                functions=one["f"],
            )


def _value(viewer: Viewer, told: Mapping[str, Any]) -> dict[str, Any]:
    if (when := written(told)) is not None:
        return {
            "start": when.start.isoformat(),
            "end": when.end.isoformat(),
            "precision": when.precision,
            "relative": when.relative,
        }
    if "number" in told:
        return {"number": told["number"], "more": told.get("more", False)}
    if "actors" in told:
        named = [_actor(viewer, slug).names for slug in told["actors"]]
        return {"words": {code: " · ".join(one[code] for one in named) for code in LANGUAGES}}
    return {"words": told["words"]}


def _actor(viewer: Viewer, slug: str) -> Actor:
    return directory.actors(viewer).get(slug=slug)


def _record(viewer: Viewer, about: str, slug: str) -> uuid.UUID:
    """The record that a statement is about."""
    known: dict[str, Any] = {
        "actor": directory.actors,
        "engagement": response.engagements,
        "instrument": cooperation.instruments,
        "dossier": cooperation.dossiers,
    }
    found: uuid.UUID = known[about](viewer).order_by().values_list("pk", flat=True).get(slug=slug)
    return found
