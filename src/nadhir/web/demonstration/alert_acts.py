"""The acts of the story upon alerts: those of an invented weather service, and a key to our own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nadhir.documents import cap
from nadhir.documents.cap import Alert, Area, Info, Pair, Point, Polygon, signing
from nadhir.documents.cap.signing import SigningKey
from nadhir.web.core import clock
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.exchange import services
from nadhir.web.exchange.models import AlertFeed, FeedKey, ReceivedAlert

FEED, KEY = "alert feed", "alert key"
STORY = "story/alerts.yaml"
WRITTEN = timedelta(minutes=5)  # before it came


@act
def follow_alerts(stage: Stage, viewer: Viewer) -> AlertFeed:
    """Keep the feed of the weather service, turned off, with the certificate that it gave."""
    key = SigningKey.made("River and road watch (fictional)", clock.now())
    stage.kept[KEY] = key
    told = texts.load(STORY)["feed"]
    made = services.alert_feed_record(
        viewer=viewer, **told, certificate=key.certificate, reliability="B", fictional=True
    )
    stage.kept[FEED] = made
    return made


@act
def take_alert(stage: Stage, viewer: Viewer, *, message: str, unsigned: bool = False) -> ReceivedAlert:
    """Take in one message of the service, or one that only claims to be."""
    said = _alert(stage, message)
    stage.kept[f"alert {message}"] = said
    raw = cap.compose(said)
    feed: AlertFeed = stage.kept[FEED]
    signed = raw if unsigned else signing.sign(raw, stage.kept[KEY])
    taken = services.received_alert_take(
        viewer=viewer, source=feed.source, arrival=services.Arrival(signed), feed=feed
    )
    stage.kept[f"received {message}"] = taken.alert
    return taken.alert


@act
def acknowledge_alert(stage: Stage, viewer: Viewer, *, message: str) -> ReceivedAlert:
    """Take note of a message of the service."""
    alert: ReceivedAlert = stage.kept[f"received {message}"]
    return services.received_alert_acknowledge(viewer=viewer, alert=alert)


@act
def open_key(stage: Stage, viewer: Viewer, *, name: str, days: int) -> FeedKey:
    """Open a key to the warnings of the sharing group, and forget its words."""
    group = stage.cast.group
    made, _words = services.feed_key_open(viewer=viewer, name=name, days=days, group=group)
    return made


def _alert(stage: Stage, name: str) -> Alert:
    told = texts.load(STORY)
    message: dict[str, Any] = told["messages"][name]
    about: list[Alert] = [stage.kept[f"alert {one}"] for one in message.get("about", ())]
    return Alert(
        identifier=f"calvora-{stage.today:%Y%m%d}-{name}",
        sender=told["sender"],
        sent=(clock.now() - WRITTEN).replace(microsecond=0),
        status="Exercise",
        msg_type=message["kind"],
        scope="Public",
        note=message.get("note", "Invented for a demonstration."),
        references=tuple(one.reference for one in about),
        info=tuple(_infos(told, message)) if "event" in message else (),
    )


def _infos(told: dict[str, Any], message: dict[str, Any]) -> list[Info]:
    expires = (clock.now() + timedelta(hours=message["hours"])).replace(microsecond=0)
    points = tuple(Point(north, east) for north, east in message.get("outline", ()))
    return [
        Info(
            event=message["event"][language],
            language=language,
            category=("Met",),
            urgency=message["urgency"],
            severity=message["severity"],
            certainty=message["certainty"],
            expires=expires,
            sender_name=told["senders"][language],
            headline=message["headline"][language],
            description=message["description"][language],
            instruction=message["instruction"][language],
            area=(
                Area(
                    message["area"][language],
                    polygons=(Polygon(points),) if points else (),
                    geocodes=(Pair("ISO 3166-2", message["code"]),),
                ),
            ),
        )
        for language in ("ar", "en", "fr")
    ]
