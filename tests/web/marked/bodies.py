"""Bodies with their founding, meetings, papers and readings: as far as their label reaches; of a closed
meeting nothing outside of its desk but that it took place, and drafts nobody's but those who keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from nadhir.web.cooperation import services
from nadhir.web.cooperation.models import Body, Meeting
from nadhir.web.directory.services import actor_record, tenure_record
from tests.web.marked.marks import LABELS, OF_DESK, OFFICER, REACH, Marked, names

# What may be told of the meeting of the body with this label.
TOLD = {"green": "open", "shared": "chatham_house", "amber": "open", "strict": "closed", "red": "open"}


def add_bodies(there: Marked) -> None:
    for label in TOLD:
        _body(there, label)
    _closed(there)


def _ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


def _body(there: Marked, label: str) -> None:
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]

    def told(what: str, who: frozenset[str] = readers, *, leading: bool = False) -> str:
        return there.marks(f"body {label}: {what}", who, leading=leading)

    groups = [there.world.group.pk] if label in ("shared", "strict") else []
    # An actor that everybody knows of: what is kept of it here is narrower.
    actor = actor_record(viewer=officer, kind="body", names={"en": f"Committee {label}"}, tlp="clear")
    made = services.body_record(
        viewer=officer,
        kind="national",
        actor=actor,
        tlp=LABELS[label],
        share_with=groups,
        place=there.world.place,
        mandate=names(told("mandate")),
        mechanism=names(told("mechanism")),
    )
    step = services.founding_step_record(
        viewer=officer,
        body=made,
        title=names(told("founding step")),
        act=told("legal act"),
        note=told("note on a step"),
    )
    _reading(there, made, told("what shows a level"), told("note on a reading"), close=True)
    _reading(
        there, made, told("level in the making", OFFICER), told("note in the making", OFFICER), close=False
    )
    meeting = _meeting(there, made, label)
    there.ids["body"].append(made.pk)
    there.ids["founding_step"].append(step.pk)
    there.ids["meeting"].append(meeting.pk)
    there.made[f"body {label}"] = made


def _reading(there: Marked, body: Body, shown_by: str, note: str, *, close: bool) -> None:
    officer = there.world.viewer("officer")
    reading = services.maturity_begin(viewer=officer, body=body, read_on=_ago(40 if close else 2))
    services.maturity_read(
        viewer=officer,
        maturity=reading,
        levels={"1.1": {"level": "begun", "shown_by": shown_by}},
        note=note,
    )
    if close:
        services.maturity_close(viewer=officer, maturity=reading)
    there.ids["maturity"].append(reading.pk)


def _meeting(there: Marked, body: Body, label: str) -> Meeting:
    """What was said there goes as far as the label, who was there as far as may be told."""
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]
    rule = TOLD[label]
    said = readers & OF_DESK if rule == "closed" else readers
    there_was = readers if rule == "open" else readers & OF_DESK
    keepers = OFFICER & readers | ({"coordinator"} & readers if label == "shared" else frozenset())

    def told(what: str, who: frozenset[str]) -> str:
        return there.marks(f"meeting {label}: {what}", frozenset(who))

    member = actor_record(viewer=officer, kind="organisation", names={"en": f"Ministry {label}"}, tlp="clear")
    tenure_record(viewer=officer, actor=member, body=body.actor, kind="member", valid_from="2020")
    meeting = services.meeting_record(
        viewer=officer,
        body=body,
        names=names(told("name", readers)),
        status="held",
        held_on=_ago(9),
        attribution=rule,
    )
    point = services.agenda_item_record(viewer=officer, meeting=meeting, title=told("point", said))
    services.agenda_item_change(viewer=officer, point=point, result="decided", words=told("decision", said))
    services.attendance_record(
        viewer=officer,
        meeting=meeting,
        rows=[{"actor": member, "presence": "represented", "represented_by": told("who came", there_was)}],
    )
    title = told("title of a paper", said)
    for number in ("first", "second"):
        text = services.meeting_text_table(
            viewer=officer,
            meeting=meeting,
            title=title,
            texts={"en": told(f"{number} version of a paper", said)},
        )
        there.ids["meeting_text"].append(text.pk)
    issued = label in ("green", "amber")
    words = told("communiqué", readers if issued else frozenset(keepers))
    services.meeting_communicate(viewer=officer, meeting=meeting, texts={"en": words})
    if issued:
        services.meeting_close(viewer=officer, meeting=meeting)
        services.meeting_issue(viewer=officer, meeting=meeting)
    there.ids["agenda_item"].append(point.pk)
    return meeting


def _closed(there: Marked) -> None:
    """A closed meeting that others may know of took place, and nothing else of it is told."""
    officer, body = there.world.viewer("officer"), there.made["body green"]

    def told(what: str, who: frozenset[str] = REACH["green"] & OF_DESK) -> str:
        return there.marks(f"meeting behind doors: {what}", who)

    meeting = services.meeting_record(
        viewer=officer,
        body=body,
        names=names(told("name", REACH["green"])),
        status="held",
        held_on=_ago(5),
        attribution="closed",
    )
    point = services.agenda_item_record(viewer=officer, meeting=meeting, title=told("point"))
    services.agenda_item_change(viewer=officer, point=point, result="recommended", words=told("words"))
    text = services.meeting_text_table(
        viewer=officer, meeting=meeting, title=told("title of a paper"), texts={"en": told("paper")}
    )
    there.ids["meeting"].append(meeting.pk)
    there.ids["agenda_item"].append(point.pk)
    there.ids["meeting_text"].append(text.pk)
