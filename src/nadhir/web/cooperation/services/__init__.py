"""Writing what institutions agreed, founded, planned and learnt; each side in its module."""

from nadhir.web.cooperation.services.instruments import instrument_record

__all__ = ["instrument_record"]
