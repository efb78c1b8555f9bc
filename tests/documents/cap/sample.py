"""Alerts to try things on: an invented valley, in three languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from nadhir.documents.cap import Alert, Area, Circle, Info, Pair, Point, Polygon, Reference, Resource

SENT = datetime(2026, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=3)))
SENDER = "desk@nadhir.invalid"
SQUARE = Polygon((Point(1, 2), Point(1, 3), Point(2, 3), Point(1, 2)))


def info(**fields: Any) -> Info:
    told: dict[str, Any] = {
        "event": "Risk of violence",
        "language": "en",
        "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Possible",
        "expires": SENT + timedelta(days=9),
        "headline": "Expulsions feared",
        "description": "Families may be driven from their homes.",
        "area": (Area("Nour Valley", polygons=(SQUARE,), geocodes=(Pair("ISO 3166-2", "XN-01"),)),),
    }
    return Info(**{**told, **fields})


def alert(**fields: Any) -> Alert:
    told: dict[str, Any] = {
        "identifier": "nadhir-1",
        "sender": SENDER,
        "sent": SENT,
        "status": "Exercise",
        "msg_type": "Alert",
        "scope": "Restricted",
        "restriction": "TLP:GREEN",
        "info": (info(),),
    }
    return Alert(**{**told, **fields})


def update(identifier: str, *about: Alert, **fields: Any) -> Alert:
    told: dict[str, Any] = {
        "identifier": identifier,
        "msg_type": "Update",
        "sent": SENT + timedelta(hours=1),
        "references": tuple(one.reference for one in about),
    }
    return alert(**{**told, **fields})


FULL = alert(
    scope="Private",
    restriction="",
    addresses=("elders@calvora.invalid", "council of elders"),
    source="desk",
    code=("TLP:AMBER",),
    note="a note",
    msg_type="Update",
    references=(Reference(SENDER, "nadhir-0", datetime(2026, 3, 1, tzinfo=UTC)),),
    incidents=("vote", "market day"),
    info=(
        info(
            language="ar",
            event="خطر عنف",
            headline="خشية من طرد أسر",
            description="قد تُرغم أسر على الرحيل.",
            instruction="زيارة مشتركة.",
            response_type=("Prepare", "Monitor"),
            audience="المجالس",
            event_code=(Pair("own", "1"),),
            effective=SENT,
            onset=SENT,
            sender_name="المكتب",
            web="https://nadhir.invalid/1",
            contact="desk@nadhir.invalid",
            parameter=(Pair("number", "2026-01"),),
            resource=(Resource("map", "image/png", 3, "https://nadhir.invalid/m", "YWJj", "a" * 40),),
            area=(
                Area(
                    "الوادي", (SQUARE,), (Circle(Point(-1.5, 2.25), 12.5),), (Pair("a", "b"),), 100.0, 900.0
                ),
            ),
        ),
        info(),
    ),
)
