"""What the worker does for exchange: fetch the feeds that are turned on, and let alerts expire."""

from __future__ import annotations

import logging
from datetime import timedelta

from nadhir.errors import InputRefused
from nadhir.sources.http import Door, outward_only
from nadhir.web.core import rounds
from nadhir.web.core.viewer import installation
from nadhir.web.exchange import selectors, services

logger = logging.getLogger(__name__)


@rounds.register("exchange.fetch", every=timedelta(minutes=15))
def feeds_fetch() -> int:
    """Look at every feed that a person turned on; how many alerts came. One that fails keeps no other out."""
    added = 0
    for feed in selectors.active_feeds():
        try:
            # One try a feed: the next look comes in a quarter of an hour.
            viewer = installation(feed.owner_id)
            added += services.alert_feed_fetch(
                viewer=viewer, feed=feed, door=Door(outward_only, tries=1)
            ).added
        except InputRefused as refused:
            logger.info("feed %s: %s", feed.pk, refused)
    return added


@rounds.register("exchange.expire", every=timedelta(minutes=5))
def alerts_expire() -> int:
    """Mark the alerts whose time is over."""
    return services.received_alerts_expire(viewer=installation())
