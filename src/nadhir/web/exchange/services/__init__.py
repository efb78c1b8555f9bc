"""What can be done in exchange: take alerts in, follow feeds of others, open and close keys to ours."""

from nadhir.web.exchange.services.feeds import (
    Fetched,
    alert_feed_change,
    alert_feed_fetch,
    alert_feed_record,
    alert_feed_tell,
    link_of,
)
from nadhir.web.exchange.services.keys import feed_key_open, feed_key_revoke
from nadhir.web.exchange.services.receiving import (
    Arrival,
    Taken,
    received_alert_acknowledge,
    received_alert_take,
    received_alerts_expire,
)

__all__ = [
    "Arrival",
    "Fetched",
    "Taken",
    "alert_feed_change",
    "alert_feed_fetch",
    "alert_feed_record",
    "alert_feed_tell",
    "feed_key_open",
    "feed_key_revoke",
    "link_of",
    "received_alert_acknowledge",
    "received_alert_take",
    "received_alerts_expire",
]
