"""Occasions, calendars and partners' own indicators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nadhir.web.core.services import record_name_readers
from nadhir.web.situations import services as situations
from tests.web.marked.marks import (
    DESK,
    LABELS,
    OF_NETWORK,
    OFFICER,
    ON_REPORTS,
    ON_SITUATIONS,
    REACH,
    Marked,
    names,
    viewer_for,
)


def add_calendar(there: Marked) -> None:
    """Occasions of each label: for those who work on situations. Calendars brought: for those at home.
    Own indicators: for those who work on reports, and officers."""
    today = datetime.now(UTC).date()
    for name in LABELS:
        viewer, mark = viewer_for(there, name), there.marks
        readers = REACH[name] & ON_SITUATIONS
        home = (OF_NETWORK if name == "network" else DESK) & readers
        one = situations.occasion_record(
            viewer=viewer,
            names=names(mark(f"occasion {name}: name", readers)),
            note=mark(f"occasion {name}: note", readers),
            starts_on=today + timedelta(days=9),
            places=[there.world.place.pk],
            situations=[there.made[f"situation {name}"]],
            tlp=LABELS[name],
            share_with=[there.world.group.pk] if name in ("shared", "strict") else (),
        )
        there.ids["occasion"].append(one.pk)
        brought = home & ({"analyst"} if name == "red" else home)
        event = mark(f"calendar {name}: event", brought)
        wrong = mark(f"calendar {name}: event refused", brought)
        file = situations.calendar_file_propose(
            viewer=viewer,
            raw=(
                f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{name}\nDTSTART:20300101\nSUMMARY:{event}\nEND:VEVENT\n"
                f"BEGIN:VEVENT\nUID:{name}-2\nDTSTART:soon\nSUMMARY:{wrong}\nEND:VEVENT\nEND:VCALENDAR\n"
            ).encode(),
            file_name=mark(f"calendar {name}: file", brought, plain=True) + ".ics",
            tlp=LABELS[name],
        )
        there.ids["calendar_file"].append(file.pk)
        of_scheme = (REACH[name] & (ON_REPORTS | OFFICER)) if name != "red" else frozenset({"analyst"})
        scheme = situations.scheme_bring(
            viewer=viewer,
            raw=f"code,text\nA,{mark(f'scheme {name}: element', of_scheme, plain=True)}\n".encode(),
            file_name="own.csv",
            slug=f"own-{name.replace('_', '-')}",
            title=mark(f"scheme {name}: name", of_scheme),
            tlp=LABELS[name],
        )
        there.ids["scheme"].append(scheme.pk)
        if name == "red":
            reviewer = there.world.people["reviewer"].pk
            record_name_readers(record=one, users=[reviewer])
