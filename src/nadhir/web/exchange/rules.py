"""Who may know of which received alerts and feed keys.

Received alerts are reports: they are for the desk, like the items that they become. A key is for the person
whose clearance it carries; one for somebody outside, for the desk that opened it.
"""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange.models import AlertFeed, AlertReference, FeedKey, ReceivedAlert
from nadhir.web.intake.rules import of_desk


@policy.register(AlertFeed)
def alert_feeds(viewer: Viewer) -> Q:
    """Where alerts come from: for the desk that takes them in."""
    if viewer.organisation_id is None or not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return Q(owner_id=viewer.organisation_id) & policy.marked(viewer)


@policy.register(ReceivedAlert)
def received_alerts(viewer: Viewer) -> Q:
    return of_desk(viewer)


@policy.register(AlertReference)
def alert_references(viewer: Viewer) -> Q:
    return of_desk(viewer, "alert__")


@policy.register(FeedKey)
def feed_keys(viewer: Viewer) -> Q:
    if viewer.user_id is None:
        return policy.NOTHING
    own = Q(user_id=viewer.user_id)
    if viewer.has("analyst", "reviewer"):
        own |= Q(user=None, owner_id=viewer.organisation_id)
    return own
