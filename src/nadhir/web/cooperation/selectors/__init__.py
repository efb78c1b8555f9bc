"""Reading what institutions agreed, founded, planned and learnt; each side in its module."""

from nadhir.web.cooperation.selectors.instruments import (
    engagement,
    engagements,
    instrument,
    instruments,
    instruments_of,
    promises,
)

__all__ = ["engagement", "engagements", "instrument", "instruments", "instruments_of", "promises"]
