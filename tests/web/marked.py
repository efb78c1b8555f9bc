"""A world in which every word that somebody may want to keep is a marker, and who may read it.

Each field of each record holds a word that occurs nowhere else (`zq017x`). A page, file, answer or mail that
contains the word shows the field. Who may read which is written down here in plain tables, from the prose of
the handling labels and roles, without asking the policy: the tests compare the two.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from nadhir.sources import EventFacts, PlaceHint, Record
from nadhir.web.cooperation.services import instrument_record
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.services import actor_record, tenure_record
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import batch_receive, item_dismiss, records_take, source_record
from nadhir.web.response import services as response
from nadhir.web.response.models import Undertaking
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, Situation
from nadhir.web.warnings import links
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.models import Recipient, Warning
from tests.web.conftest import World, make_world

MARKER = re.compile(rb"zq\d{3}x")
# A word that every report and title holds, so that a search finds them all.
COMMON = "harvest"

# -- who is who; see PERSONAS in conftest ------------------------------------------------------------------
DESK = frozenset({"analyst", "second_analyst", "reviewer"})
PARTNERS = frozenset({"partner_analyst", "coordinator"})
OFFICER = frozenset({"officer"})
DECIDER = frozenset({"decision_maker"})
EVERYBODY = DESK | PARTNERS | OFFICER | DECIDER | {"reporter", "administrator", "outsider"}
# Analysts and reviewers work on reports; coordinators besides on situations; officers on what follows.
ON_REPORTS = DESK | {"partner_analyst", "outsider"}
ON_SITUATIONS = ON_REPORTS | {"coordinator"}
ON_RESPONSE = ON_SITUATIONS | OFFICER
OF_DESK = EVERYBODY - PARTNERS - {"outsider"}
OF_NETWORK = PARTNERS

# How far a record of the desk travels by its label alone. RED: whoever made it, and the one person named.
REACH: dict[str, frozenset[str]] = {
    "clear": EVERYBODY,
    "green": OF_DESK | OF_NETWORK,
    "shared": OF_DESK | OF_NETWORK,  # TLP:AMBER, opened to the sharing group
    "amber": OF_DESK,
    "strict": OF_DESK,  # TLP:AMBER+STRICT, opened to the sharing group all the same: in vain
    "red": frozenset({"analyst", "reviewer"}),
    "red_own": frozenset({"second_analyst"}),
    "network": OF_NETWORK,  # TLP:AMBER of the other organisation
}
LABELS: dict[str, str] = {
    "clear": Tlp.CLEAR,
    "green": Tlp.GREEN,
    "shared": Tlp.AMBER,
    "amber": Tlp.AMBER,
    "strict": Tlp.AMBER_STRICT,
    "red": Tlp.RED,
    "red_own": Tlp.RED,
    "network": Tlp.AMBER,
}
MAKER = {"network": "partner_analyst", "red_own": "second_analyst"}


@dataclass
class Marks:
    """Hands out markers and remembers who may read them, and what each stands for.

    `before` and `after` stand around each marker, but where it has to be `plain`: in an address or a name of
    a file.
    """

    before: str = ""
    after: str = ""
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    what: dict[str, str] = field(default_factory=dict)
    # Markers that every reader must meet somewhere, not only some of them.
    leading: set[str] = field(default_factory=set)

    def __call__(
        self, what: str, readers: Iterable[str], *, leading: bool = False, plain: bool = False
    ) -> str:
        marker = f"zq{len(self.readers):03d}x"
        self.readers[marker] = frozenset(readers)
        self.what[marker] = what
        if leading:
            self.leading.add(marker)
        return marker if plain else f"{self.before}{marker}{self.after}"

    def marker(self, what: str) -> str:
        """The marker that stands for this."""
        return next(marker for marker, known in self.what.items() if known == what)

    def forbidden(self, persona: str, content: bytes) -> list[str]:
        """What of the content the persona may not read, in words."""
        found = {marker.decode() for marker in MARKER.findall(content)}
        return sorted(
            self.what.get(marker, f"unknown marker {marker}")
            for marker in found
            if persona not in self.readers.get(marker, ())
        )


@dataclass
class Marked:
    """The world, its markers, and the identifiers of its records by kind."""

    world: World
    marks: Marks
    ids: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, Any] = field(default_factory=dict)
    within: dict[UUID, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    positions: dict[str, frozenset[str]] = field(default_factory=dict)


def build(before: str = "", after: str = "") -> Marked:
    """Make the world, with something before and after each marker where tests ask for it."""
    there = Marked(make_world(), Marks(before, after))
    group = there.marks("name of the sharing group", OF_DESK | OF_NETWORK)
    there.world.group.names = {"en": group}
    there.world.group.save()
    _people(there)
    for name in LABELS:
        _item(there, name)
    _protected_item(there)
    _batch(there)
    for name in LABELS:
        _situation(there, name)
    _evidence(there)
    _assessments(there)
    _warnings(there)
    _undertakings(there)
    _directory(there)
    return there


def _viewer(there: Marked, name: str) -> Viewer:
    return there.world.viewer(MAKER.get(name, "analyst"))


def names(marker: str) -> dict[str, str]:
    """The same name in three languages."""
    return dict.fromkeys(("ar", "en", "fr"), f"{COMMON} {marker}")


def _people(there: Marked) -> None:
    """Addresses of people are for their own organisation at most."""
    for persona, user in there.world.people.items():
        colleagues = {
            other for other, one in there.world.people.items() if one.organisation_id == user.organisation_id
        }
        user.email = f"{there.marks(f'address of {persona}', colleagues, plain=True)}@example.org"
        user.save(update_fields=["email"])


# -- reports -----------------------------------------------------------------------------------------------


def _item(there: Marked, name: str) -> Item:
    # A report is not opened to groups: AMBER ones stay at their desk.
    readers = REACH["amber" if name == "shared" else name] & ON_REPORTS
    mark, viewer = there.marks, _viewer(there, name)

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


def _protected_item(there: Marked) -> None:
    """A report for the community under the Chatham House rule: what is said travels, who said it does not."""
    open_to, desk = REACH["green"] & ON_REPORTS, DESK
    protected = {"author", "address", "original bytes", "who reported it", "identifier at the source"}
    viewer = _viewer(there, "protected")

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


def _batch(there: Marked) -> None:
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


# -- situations --------------------------------------------------------------------------------------------


def _situation(there: Marked, name: str) -> Situation:
    readers = REACH[name] & ON_SITUATIONS
    # Whoever may read a signed assessment reads what it is about.
    named = readers | (DECIDER | OFFICER if name == "green" else set())
    mark = there.marks
    situation = situations.situation_open(
        viewer=_viewer(there, name),
        names=names(mark(f"situation {name}: name", named, leading=True)),
        about=mark(f"situation {name}: what is at stake", readers),
        places=[there.world.place.pk],
        groups=[{"names": names(mark(f"situation {name}: group", readers)), "attribute": "ethnic"}],
        since=datetime.now(UTC).date() - timedelta(days=90),
        tlp=LABELS[name],
        share_with=[there.world.group.pk] if name in ("shared", "strict") else (),
    )
    record_name_readers(record=situation, users=[there.world.people["reviewer"].pk] if name == "red" else ())
    there.made[f"situation {name}"] = situation
    there.ids["situation"].append(situation.pk)
    return situation


# situation, report, readers of the passage's note: whoever may see the situation, the report and the
# narrower of their two labels. A passage is opened to nobody by itself; of a RED one only its maker knows.
PASSAGES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("clear", "clear", ON_REPORTS),
    ("green", "clear", DESK | {"partner_analyst"}),
    ("green", "green", DESK | {"partner_analyst"}),
    ("green", "protected", DESK | {"partner_analyst"}),
    ("green", "amber", DESK),
    ("green", "strict", DESK),
    ("green", "red", frozenset({"analyst"})),
    ("shared", "green", DESK),
    ("strict", "strict", DESK),
    ("red", "red", frozenset({"analyst"})),
    ("amber", "amber", DESK),
)


def _evidence(there: Marked) -> None:
    elements = (f"{factor}.{indicator}" for factor in range(1, 8) for indicator in (1, 2))
    for (situation, item, readers), element in zip(PASSAGES, elements, strict=False):
        report: Item = there.made[f"item {item}"]
        name = f"{situation} from {item}"
        pieces = situations.evidence_code(
            viewer=there.world.viewer("analyst"),
            situation=there.made[f"situation {situation}"],
            item=report,
            start=0,
            end=report.text.index(";"),
            elements=[element],
            note=there.marks(f"passage {name}: note", readers),
        )
        there.made[f"passage {name}"] = pieces[0]
        there.ids["evidence"].append(pieces[0].pk)
    analyst = there.world.viewer("analyst")
    because = there.marks("why the report was put aside", DESK)
    aside = Item.objects.get(batch=there.made["batch amber"])
    item_dismiss(viewer=analyst, item=aside, because=because)


# situation, state it is brought to, readers. Recipients of an issued warning read the signed assessment it
# rests on: `_warnings` issues on the one of "green".
ASSESSMENTS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("clear", "draft", ON_REPORTS),
    ("green", "signed", DESK | {"partner_analyst", "coordinator"} | DECIDER | OFFICER),
    ("shared", "signed", DESK),
    ("amber", "review", DESK),
    ("strict", "review", DESK),
    ("red", "draft", frozenset({"analyst"})),
    ("network", "draft", frozenset({"partner_analyst"})),
)


def _assessments(there: Marked) -> None:
    for name, state, readers in ASSESSMENTS:
        viewer, reviewer = _viewer(there, name), there.world.viewer("reviewer")
        mark = there.marks
        draft = situations.assessment_draft(viewer=viewer, situation=there.made[f"situation {name}"])
        situations.assessment_write(
            viewer=viewer,
            assessment=draft,
            narrative=mark(f"assessment {name}: narrative", readers, leading=True),
            gaps=mark(f"assessment {name}: gaps", readers),
            trend="rising",
        )
        situations.finding_record(
            viewer=viewer,
            assessment=draft,
            element="9.1",
            value="absent",
            reasoning=mark(f"assessment {name}: reasoning", readers),
        )
        if state in ("review", "signed"):
            situations.assessment_submit(viewer=viewer, assessment=draft)
        if state == "signed":
            situations.assessment_sign(viewer=reviewer, assessment=draft)
        situations.dissent_record(
            viewer=viewer, assessment=draft, text=mark(f"assessment {name}: dissent", readers)
        )
        draft.refresh_from_db()
        there.made[f"assessment {name}"] = draft
        there.ids["assessment"].append(draft.pk)
    _returned_assessment(there)


def _returned_assessment(there: Marked) -> None:
    returned: Assessment = there.made["assessment amber"]
    situations.assessment_return(
        viewer=there.world.viewer("reviewer"),
        assessment=returned,
        because=there.marks("assessment amber: why it was returned", DESK),
    )
    returned.refresh_from_db()


# -- warnings and what follows -----------------------------------------------------------------------------

# name, label, state, readers of its text. A draft stays with the analysts and reviewers of its desk; once it
# is out, its label says who else of those who work on warnings may read it, besides its recipients.
ON_WARNINGS = ON_RESPONSE
WARNINGS: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("green draft", "green", "draft", DESK),
    ("green", "green", "issued", REACH["green"] & ON_WARNINGS | DECIDER),
    ("green cancelled", "green", "cancelled", REACH["green"] & ON_WARNINGS | DECIDER),
    ("shared", "shared", "issued", REACH["shared"] & ON_WARNINGS | DECIDER),
    ("amber", "amber", "issued", REACH["amber"] & ON_WARNINGS | DECIDER),
    ("amber returned", "amber", "returned", DESK),
    ("amber submitted", "amber", "submitted", DESK),
    ("amber approved", "amber", "approved", DESK),
    ("strict", "strict", "issued", REACH["strict"] & ON_WARNINGS | DECIDER),
    ("red", "red", "issued", frozenset({"analyst", "reviewer", "decision_maker"})),
    ("red draft", "red", "draft", frozenset({"analyst"})),
    ("to coordinator", "strict", "issued", DESK | OFFICER | DECIDER | {"coordinator"}),
)


def _warnings(there: Marked) -> None:
    for name, label, state, readers in WARNINGS:
        warning = _draft(there, name, label, readers)
        if state != "draft":
            _bring_to(there, name, warning, state, readers)
        warning.refresh_from_db()
        there.made[f"warning {name}"] = warning
        there.ids["warning"].append(warning.pk)


def _draft(there: Marked, name: str, label: str, readers: frozenset[str]) -> Warning:
    mark, people = there.marks, there.world.people
    analyst = there.world.viewer("analyst")

    def told(what: str, *, leading: bool = False) -> str:
        return mark(f"warning {name}: {what}", readers | _by_link(name), leading=leading)

    warning = warnings.warning_draft(
        viewer=analyst,
        assessment=there.made["assessment green"],
        tlp=LABELS[label],
        share_with=[there.world.group.pk] if label in ("shared", "strict") else (),
        readers=[people["reviewer"].pk] if name == "red" else (),
        title=f"{COMMON} {told('title', leading=True)}",
        confidence="moderate",
        valid_until=datetime.now(UTC) + timedelta(days=14),
        **{field: told(field) for field in ("what", "where", "at_risk", "why_now", "if_nothing", "gaps")},
    )
    fields = ("text", "by_whom", "legal_basis", "cost", "risk")
    option = warnings.option_add(
        viewer=analyst, warning=warning, lead_days=4, **{field: told(f"option: {field}") for field in fields}
    )
    there.ids["option"].append(option.pk)
    there.within[option.pk] = warning.pk
    to = ["decision_maker", "officer", *(["coordinator"] if name == "to coordinator" else [])]
    for persona in to if name != "red" else ["decision_maker"]:
        recipient = warnings.recipient_name(
            viewer=analyst, warning=warning, name=people[persona].name, user=people[persona]
        )
        there.ids["recipient"].append(recipient.pk)
        there.within[recipient.pk] = warning.pk
    _outside(there, name, warning)
    return warning


def _by_link(name: str) -> set[str]:
    """The holder of a link reads the text where the desk cleared it and the label lets it travel so far."""
    return {f"link to {name}"} if name in ("green", "green cancelled", "shared", "amber") else set()


def _outside(there: Marked, name: str, warning: Warning) -> None:
    """A recipient without an account, cleared for the text. Only the desk knows who was told."""
    desk = {"red": frozenset({"analyst", "reviewer"}), "red draft": frozenset({"analyst"})}.get(name, DESK)
    self = {f"link to {name}"}
    address = there.marks(f"warning {name}: address of a recipient", desk | self, plain=True)
    recipient = warnings.recipient_name(
        viewer=there.world.viewer("analyst"),
        warning=warning,
        name=there.marks(f"warning {name}: name of a recipient", desk | self),
        role=there.marks(f"warning {name}: role of a recipient", desk | self),
        email=f"{address}@example.net",
        clearance=Recipient.Clearance.CONTENT,
    )
    there.ids["recipient"].append(recipient.pk)
    there.within[recipient.pk] = warning.pk
    there.tokens[name] = links.token_of(recipient)


def _bring_to(there: Marked, name: str, warning: Warning, state: str, readers: frozenset[str]) -> None:
    analyst, reviewer = there.world.viewer("analyst"), there.world.viewer("reviewer")
    warnings.warning_submit(viewer=analyst, warning=warning)
    if state == "returned":
        because = there.marks(f"warning {name}: why it was returned", DESK)
        warnings.warning_return(viewer=reviewer, warning=warning, because=because)
    if state in ("returned", "submitted"):
        return
    warnings.warning_approve(viewer=reviewer, warning=warning)
    if state == "approved":
        return
    warnings.warning_issue(viewer=reviewer, warning=warning)
    decision = warnings.decision_record(
        viewer=there.world.viewer("decision_maker"),
        warning=warning,
        reason=there.marks(f"warning {name}: reason of the decision", readers),
        option=warning.options.get(),
    )
    there.made[f"decision {name}"] = decision
    there.ids["decision"].append(decision.pk)
    if state == "cancelled":
        because = there.marks(f"warning {name}: why it was cancelled", readers | _by_link(name))
        warnings.warning_cancel(viewer=reviewer, warning=warning, because=because)


# name, warning, label, person who is to act, readers: those who work on response by the label,
# decision-makers who may know of the warning, and the person who is to act.
UNDERTAKINGS: tuple[tuple[str, str, str, str, frozenset[str]], ...] = (
    ("green", "green", "green", "officer", REACH["green"] & ON_RESPONSE | DECIDER),
    ("shared", "shared", "shared", "reporter", REACH["shared"] & ON_RESPONSE | DECIDER | {"reporter"}),
    ("amber", "amber", "amber", "officer", REACH["amber"] & ON_RESPONSE | DECIDER),
    ("strict", "strict", "strict", "officer", REACH["strict"] & ON_RESPONSE | DECIDER),
    ("red", "red", "red", "reporter", frozenset({"analyst", "decision_maker", "reporter"})),
)


def _undertakings(there: Marked) -> None:
    for name, warning, label, person, readers in UNDERTAKINGS:
        mark, analyst = there.marks, there.world.viewer("analyst")
        undertaking = response.undertaking_make(
            viewer=analyst,
            title=f"{COMMON} {mark(f'undertaking {name}: title', readers, leading=True)}",
            who=mark(f"undertaking {name}: who", readers),
            due_on=datetime.now(UTC).date() - timedelta(days=3),
            decision=there.made[f"decision {warning}"],
            person=there.world.people[person],
            tlp=LABELS[label],
        )
        response.undertaking_begin(
            viewer=analyst, undertaking=undertaking, note=mark(f"undertaking {name}: note", readers)
        )
        _end(there, name, undertaking, readers)
        there.made[f"undertaking {name}"] = undertaking
        there.ids["undertaking"].append(undertaking.pk)


def _end(there: Marked, name: str, undertaking: Undertaking, readers: frozenset[str]) -> None:
    analyst = there.world.viewer("analyst")
    if name == "amber":  # goes on
        return
    words = there.marks(f"undertaking {name}: what came of it", readers)
    if name == "strict":
        response.undertaking_refuse(viewer=analyst, undertaking=undertaking, because=words)
    else:
        response.undertaking_complete(viewer=analyst, undertaking=undertaking, result=words)


# -- directory and cooperation -----------------------------------------------------------------------------


def _directory(there: Marked) -> None:
    """Actors, engagements and instruments of the desk: everybody signed in, as far as the label reaches. An
    actor's address is for the officer who recorded it, and for the desk's analysts and reviewers."""
    officer, mark = there.world.viewer("officer"), there.marks
    for label in ("clear", "green", "amber", "strict", "red"):
        readers = REACH[label] if label != "red" else OFFICER
        near = (OFFICER | DESK) & readers

        def told(noun: str, what: str, label: str = label, readers: frozenset[str] = readers) -> str:
            return mark(f"{noun} {label}: {what}", readers)

        actor = actor_record(
            viewer=officer,
            kind="person",
            slug=f"actor-{label.replace('_', '-')}",
            names=names(told("actor", "name")),
            note=names(told("actor", "note")),
            email=f"{mark(f'actor {label}: address', near, plain=True)}@example.net",
            spellings=[{"text": told("actor", "another name"), "language": "en"}],
            tlp=LABELS[label],
        )
        body = there.made.setdefault(
            "body", actor_record(viewer=officer, kind="body", names={"en": "Council"}, tlp=Tlp.CLEAR)
        )
        tenure_record(
            viewer=officer, actor=actor, body=body, role=names(told("actor", "role")), valid_from="2020"
        )
        engagement = response.engagement_record(
            viewer=officer,
            kind="dialogue",
            names=names(told("engagement", "name")),
            outcome=names(told("engagement", "outcome")),
            held_on=datetime.now(UTC).date(),
            convened_by=[actor],
            tlp=LABELS[label],
        )
        instrument = instrument_record(
            viewer=officer,
            kind="memorandum",
            names=names(told("instrument", "name")),
            note=names(told("instrument", "note")),
            dated_on=datetime.now(UTC).date(),
            parties=[actor],
            tlp=LABELS[label],
        )
        for kind, record in (("actor", actor), ("engagement", engagement), ("instrument", instrument)):
            there.ids[kind].append(record.pk)
            there.made[f"{kind} {label}"] = record


# -- what a persona does not know of -----------------------------------------------------------------------


def add_hidden(there: Marked, persona: str) -> None:
    """Add, beside what is there, one record of each kind that `persona` may not know of."""
    people = there.world.people
    home = people[persona].organisation_id
    at_desk = home == people["analyst"].organisation_id
    # For the others AMBER+STRICT of the desk; for the desk's own people RED of a colleague.
    maker = "second_analyst" if at_desk and persona != "second_analyst" else "analyst"
    tlp = Tlp.RED if at_desk else Tlp.AMBER_STRICT
    viewer = there.world.viewer(maker)
    source = source_record(viewer=viewer, slug="hidden", tlp=tlp)
    text = f"A hidden {COMMON}: armed men were seen in {there.world.place.names['en']}."
    hint = PlaceHint("Hidden", there.world.place.code, 1.5, 2.5)
    event = EventFacts(
        kind="one_sided", deaths_low=1, deaths_best=70, deaths_high=90, civilians_targeted=True
    )
    items = [
        records_take(viewer=viewer, source=source, records=[record])[0]
        for record in (
            Record(text=text, raw=text.encode(), places=(hint,), event=event),
            # A near-copy of a report that the persona may see.
            Record(text=there.made["item green"].text + " Again.", raw=b"again", places=(hint,)),
        )
    ]
    situation = situations.situation_open(
        viewer=viewer, names=names("hidden"), places=[there.world.place.pk], since=_day(-400), tlp=tlp
    )
    situations.item_attach(viewer=viewer, situation=situation, item=items[0])
    situations.evidence_code(
        viewer=viewer, situation=situation, item=items[0], start=0, end=8, elements=["1.1"]
    )
    situations.assessment_draft(viewer=viewer, situation=situation)
    # Evidence, and a draft of a warning, on what the persona may see.
    for known in ("clear", "green"):
        situations.evidence_code(
            viewer=viewer,
            situation=there.made[f"situation {known}"],
            item=items[0],
            start=2,
            end=8,
            elements=["1.2"],
        )
    hidden = warnings.warning_draft(
        viewer=viewer,
        assessment=there.made["assessment shared"],
        tlp=tlp,
        title=f"hidden {COMMON}",
        confidence="low",
        valid_until=datetime.now(UTC) + timedelta(days=3),
        **dict.fromkeys(("what", "where", "at_risk", "why_now", "if_nothing"), "hidden"),
    )
    warnings.option_add(viewer=viewer, warning=hidden, text="hidden", by_whom="hidden", lead_days=1)
    response.undertaking_make(
        viewer=viewer, title=f"hidden {COMMON}", who="hidden", due_on=_day(-9), situation=situation, tlp=tlp
    )
    officer = there.world.viewer("officer" if persona != "officer" else "administrator")
    fields: dict[str, Any] = {"viewer": officer, "names": names("hidden"), "tlp": tlp}
    actor = actor_record(kind="body", **fields)
    instrument_record(kind="plan", parties=[actor], dated_on=_day(-9), **fields)
    response.engagement_record(kind="dialogue", convened_by=[actor], held_on=_day(-9), **fields)


def _day(days: int) -> Any:
    return datetime.now(UTC).date() + timedelta(days=days)
