"""What documents say of the real memorandum besides its parties and date: what it renews, where it was
signed, and what it promises. Who signed it is not written in what we read, so nobody is named."""

from __future__ import annotations

from collections.abc import Mapping

from nadhir.web.cooperation.models import Instrument
from nadhir.web.cooperation.services import instrument_change, obligation_make
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.directory.models import Actor
from nadhir.web.directory.selectors import places


def record(viewer: Viewer, actors: Mapping[str, Actor], instruments: Mapping[str, Instrument]) -> None:
    """Record it, once; what is there already stays."""
    told = texts.load("facts/undertakings.yaml")
    memorandum = instruments[told["instrument"]]
    if memorandum.obligations.exists():
        return
    instrument_change(
        viewer=viewer,
        instrument=memorandum,
        renews=instruments[told["renews"]],
        place=places(viewer).filter(code=told["place"]).first(),
    )
    for promise in told["promises"]:
        obligation_make(
            viewer=viewer,
            instrument=memorandum,
            title=f"{promise['title']}, {told['remark']}",
            who=told["who"],
            actor=actors[promise["actor"]],
            area=promise["area"],
            language="en",
        )
