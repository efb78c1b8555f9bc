"""The acts of the story upon the calendar, and the indicators of the dialogue network."""

from __future__ import annotations

from datetime import timedelta

from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.situations import services
from nadhir.web.situations.models import Scheme


@act
def keep_calendar(stage: Stage, viewer: Viewer) -> None:
    """Put the dates of the valley on the calendar."""
    for told in texts.load("story/calendar.yaml")["occasions"]:
        fields = dict(told)
        first = stage.day(fields.pop("day"))
        lasts = fields.pop("days", 1)
        places = [stage.places[code].pk for code in fields.pop("places")]
        services.occasion_record(
            viewer=viewer,
            starts_on=first,
            ends_on=first + timedelta(days=lasts - 1) if lasts > 1 else None,
            places=places,
            tlp=Tlp.GREEN,
            fictional=True,
            **fields,
        )


@act
def bring_scheme(stage: Stage, viewer: Viewer) -> Scheme:  # noqa: ARG001 - like the other acts
    """Bring the indicators of the dialogue network, and map them to the Framework."""
    told = dict(texts.load("story/calendar.yaml")["scheme"])
    raw, pairs = told.pop("table").encode(), told.pop("pairs")
    made = services.scheme_bring(viewer=viewer, raw=raw, fictional=True, **told)
    return services.scheme_map(viewer=viewer, scheme=made, pairs=pairs)
