"""Alerts of others, the feeds that they come from, and keys to ours."""

from __future__ import annotations

from datetime import UTC, datetime

from nadhir.documents import cap
from nadhir.documents.cap import Alert, Area, Info, Pair
from nadhir.web.exchange import services
from nadhir.web.exchange.services import Arrival
from tests.web.marked.marks import (
    DESK,
    LABELS,
    OF_NETWORK,
    ON_REPORTS,
    REACH,
    Marked,
    viewer_for,
)

FEED = "https://{}.example/feed"


def add_alerts(there: Marked) -> None:
    """Received alerts of each label, for those who work on reports; their feeds, for those at home."""
    for name in LABELS:
        viewer, mark = viewer_for(there, name), there.marks
        readers = REACH["amber" if name == "shared" else name] & ON_REPORTS
        if name in ("red", "red_own"):  # nobody is named for it besides
            readers = readers - {"reviewer"}
        home = (OF_NETWORK - {"coordinator"} if name == "network" else DESK | {"administrator"}) & REACH[name]
        if name == "red":
            home = home & readers
        feed = services.alert_feed_record(
            viewer=viewer,
            name=mark(f"feed {name}: name", home | readers, plain=True),
            address=FEED.format(mark(f"feed {name}: host", home, plain=True)),
            tlp=LABELS[name],
        )
        there.ids["alert_feed"].append(feed.pk)
        said = _alert(there, name, readers)
        taken = services.received_alert_take(
            viewer=viewer, source=feed.source, arrival=Arrival(cap.compose(said)), feed=feed
        )
        there.made[f"received_alert {name}"] = taken.alert
        there.ids["received_alert"].append(taken.alert.pk)
        if taken.alert.item is not None:
            there.ids["item"].append(taken.alert.item.pk)
    _keys(there)


def _alert(there: Marked, name: str, readers: frozenset[str]) -> Alert:
    def told(what: str, *, leading: bool = False, plain: bool = False) -> str:
        return there.marks(f"alert {name}: {what}", readers, leading=leading, plain=plain)

    info = Info(
        event=told("event"),
        language="en",
        headline=told("headline", leading=True),
        description=told("description"),
        instruction=told("instruction"),
        area=(Area(told("area"), geocodes=(Pair("ISO 3166-2", "XN-01"),)),),
    )
    return Alert(
        identifier=told("identifier", plain=True),
        sender=told("sender", plain=True),
        sent=datetime(2026, 1, 5, tzinfo=UTC),
        status="Actual",
        msg_type="Alert",
        scope="Restricted",
        restriction=told("restriction"),
        note=told("note"),
        info=(info,),
    )


def _keys(there: Marked) -> None:
    """A key of the analyst: for nobody else."""
    for persona, readers in (("analyst", {"analyst"}), ("coordinator", {"coordinator"})):
        key, _words = services.feed_key_open(
            viewer=there.world.viewer(persona),
            name=there.marks(f"key of {persona}: name", readers),
            days=9,
        )
        there.ids["feed_key"].append(key.pk)
