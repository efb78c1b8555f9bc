"""Pages of exchange."""

from nadhir.web.exchange.views import alerts, feeds, keys, outgoing

__all__ = ["alerts", "feeds", "keys", "outgoing"]
