"""Actors, engagements and instruments."""

from __future__ import annotations

from datetime import UTC, datetime

from nadhir.web.cooperation.services import instrument_record
from nadhir.web.core.models import Tlp
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.response import services as response
from tests.web.marked.marks import (
    DESK,
    LABELS,
    OFFICER,
    REACH,
    Marked,
    names,
)


def add_directory(there: Marked) -> None:
    """Actors, engagements and instruments of the desk: everybody signed in, as far as the label reaches. An
    actor's address is for the officer who recorded it, and for the desk's analysts and reviewers."""
    officer, mark = there.world.viewer("officer"), there.marks
    for label in ("clear", "green", "amber", "strict", "red"):
        readers = REACH[label] if label != "red" else OFFICER
        near = (OFFICER | DESK) & readers

        def told(noun: str, what: str, label: str = label, readers: frozenset[str] = readers) -> str:
            return mark(f"{noun} {label}: {what}", readers)

        actor = actor_record(
            viewer=officer,
            kind="person",
            slug=f"actor-{label.replace('_', '-')}",
            names=names(told("actor", "name")),
            note=names(told("actor", "note")),
            email=f"{mark(f'actor {label}: address', near, plain=True)}@example.net",
            spellings=[{"text": told("actor", "another name"), "language": "en"}],
            tlp=LABELS[label],
        )
        body = there.made.setdefault(
            "body", actor_record(viewer=officer, kind="body", names={"en": "Council"}, tlp=Tlp.CLEAR)
        )
        tenure_record(
            viewer=officer, actor=actor, body=body, role=names(told("actor", "role")), valid_from="2020"
        )
        engagement = response.engagement_record(
            viewer=officer,
            kind="dialogue",
            names=names(told("engagement", "name")),
            outcome=names(told("engagement", "outcome")),
            held_on=datetime.now(UTC).date(),
            convened_by=[actor],
            tlp=LABELS[label],
        )
        instrument = instrument_record(
            viewer=officer,
            kind="memorandum",
            names=names(told("instrument", "name")),
            note=names(told("instrument", "note")),
            dated_on=datetime.now(UTC).date(),
            parties=[actor],
            tlp=LABELS[label],
        )
        for kind, record in (("actor", actor), ("engagement", engagement), ("instrument", instrument)):
            there.ids[kind].append(record.pk)
            there.made[f"{kind} {label}"] = record
