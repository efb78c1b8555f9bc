"""Reports, their sources and files; and the people."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings

from nadhir.sources import EventFacts, PlaceHint, Record
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import (
    batch_receive,
    finding_judge,
    incident_record,
    records_take,
    source_record,
)
from tests.web.marked.marks import (
    COMMON,
    DESK,
    EVERYBODY,
    LABELS,
    OF_DESK,
    OF_NETWORK,
    ON_REPORTS,
    REACH,
    Marked,
    names,
    viewer_for,
)


def add_people(there: Marked) -> None:
    """Addresses of people are for their own organisation at most."""
    for persona, user in there.world.people.items():
        colleagues = {
            other for other, one in there.world.people.items() if one.organisation_id == user.organisation_id
        }
        user.email = f"{there.marks(f'address of {persona}', colleagues, plain=True)}@example.org"
        user.save(update_fields=["email"])


def add_item(there: Marked, name: str) -> Item:
    # A report is not opened to groups: AMBER ones stay at their desk.
    readers = REACH["amber" if name == "shared" else name] & ON_REPORTS
    mark, viewer = there.marks, viewer_for(there, name)

    def told(what: str, *, leading: bool = False, plain: bool = False) -> str:
        return mark(f"report {name}: {what}", readers, leading=leading, plain=plain)

    source = source_record(
        viewer=viewer,
        slug=told("slug of its source", plain=True),
        names=names(told("name of its source")),
        licence=told("licence of its source"),
        tlp=LABELS[name],
    )
    item = _take(there, viewer, source, name, told)
    incident_record(
        viewer=viewer,
        item=item,
        told={
            field: told(f"{field} by hand")
            for field in ("damage", "weapons", "cause", "response", "comment", "follow_up")
        },
    )
    record_name_readers(record=item, users=[there.world.people["reviewer"].pk] if name == "red" else ())
    there.made[f"item {name}"], there.made[f"source {name}"] = item, source
    there.ids["item"].append(item.pk)
    return item


def _take(there: Marked, viewer: Viewer, source: Any, name: str, told: Any) -> Item:
    text = f"The {COMMON} of {told('text', leading=True)} was late; people miss {told('end of its text')}."
    at = (10 + len(there.ids["item"]) + 0.123456, 20 + len(there.ids["item"]) + 0.654321)
    exact = EVERYBODY if name == "clear" else REACH[name] & (OF_NETWORK if name == "network" else OF_DESK)
    there.positions[f"{at[0]:.6f}"] = there.positions[f"{at[1]:.6f}"] = exact
    facts = EventFacts(
        kind="one_sided",
        side_a=told("first side"),
        side_b=told("second side"),
        deaths_low=2,
        deaths_best=3,
        deaths_high=4,
        sources=(told("who reported it"),),
        damage=told("damage of the event"),
        weapons=told("weapons of the event"),
        cause=told("cause of the event"),
        response=told("answer to the event"),
        follow_up=told("follow-up of the event"),
    )
    record = Record(
        text=text,
        raw=text.encode() + told("original bytes").encode(),
        title=f"{COMMON} {told('title')}",
        author=told("author"),
        url=f"https://{told('address', plain=True)}.example/",
        external_id=told("identifier at the source"),
        event=facts,
        places=(PlaceHint(told("name of the place"), there.world.place.code, *at),),
    )
    return records_take(viewer=viewer, source=source, records=[record])[0]


def add_protected_item(there: Marked) -> None:
    """A report for the community under the Chatham House rule: what is said travels, who said it does not."""
    open_to, desk = REACH["green"] & ON_REPORTS, DESK
    protected = {"author", "address", "original bytes", "who reported it", "identifier at the source"}
    viewer = viewer_for(there, "protected")

    def told(what: str, *, leading: bool = False, plain: bool = False) -> str:
        readers = desk if what in protected else open_to
        return there.marks(f"protected report: {what}", readers, leading=leading, plain=plain)

    source = source_record(
        viewer=viewer,
        slug=there.marks("protected source: slug", desk, plain=True),
        names=names(there.marks("protected source: name", desk, leading=True)),
        licence=there.marks("protected source: licence", desk),
        tlp=Tlp.GREEN,
        chatham_house=True,
    )
    item = _take(there, viewer, source, "green", told)
    there.made["item protected"], there.made["source protected"] = item, source
    there.ids["item"].append(item.pk)


def add_batch(there: Marked) -> None:
    """Two files with a row that is refused: one of the desk, one of the protected source."""
    for name, source in (("amber", None), ("protected", there.made["source protected"])):
        viewer, mark = there.world.viewer("analyst"), there.marks
        readers = DESK if name == "amber" else REACH["green"] & ON_REPORTS
        file_name = f"{mark(f'file {name}: name', DESK, plain=True)}.csv"
        path = settings.WORKSPACE.home / file_name
        good = mark(f"file {name}: report", readers)
        refused = mark(f"file {name}: refused row", DESK)
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [("text", "date"), (f"{COMMON} {good} came late", "2026-01-05"), ("", refused)]
            csv.writer(file).writerows(rows)
        source = source or source_record(viewer=viewer, slug=mark(f"source of file {name}", DESK, plain=True))
        taken = batch_receive(viewer=viewer, path=path, source=source, file_name=file_name)
        assert taken.rejects is not None
        path.unlink()
        there.ids["batch"].append(taken.batch.pk)
        there.ids["item"] += taken.batch.items.values_list("pk", flat=True)
        there.made[f"batch {name}"] = taken.batch


def add_judgements(there: Marked) -> None:
    """What the maker of each report said of its finding. The remark stays at the desk."""
    for name in LABELS:
        viewer = viewer_for(there, name)
        home = OF_NETWORK if name == "network" else DESK
        remark = there.marks(f"judgement of report {name}: note", _readers_of(name) & home)
        finding_judge(viewer=viewer, item=there.made[f"item {name}"], verdict="agreed", note=remark)


def _readers_of(name: str) -> frozenset[str]:
    return REACH["amber" if name == "shared" else name] & ON_REPORTS
