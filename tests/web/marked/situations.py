"""Situations, coded passages and assessments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from nadhir.screening.wordlists import Word
from nadhir.web.core.services import record_name_readers
from nadhir.web.directory.services import place_invent
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_dismiss
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, Situation
from tests.web.marked.marks import (
    DECIDER,
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


def add_situation(there: Marked, name: str) -> Situation:
    readers = REACH[name] & ON_SITUATIONS
    # Whoever may read a signed assessment reads what it is about.
    named = readers | (DECIDER | OFFICER if name == "green" else set())
    mark = there.marks
    situation = situations.situation_open(
        viewer=viewer_for(there, name),
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


# situation, report, readers of the passage's note: whoever may see both the situation and the report. Opening
# a situation to others opens none of its reports.
PASSAGES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("clear", "clear", ON_REPORTS),
    ("green", "clear", DESK | {"partner_analyst"}),
    ("green", "green", DESK | {"partner_analyst"}),
    ("green", "protected", DESK | {"partner_analyst"}),
    ("green", "amber", DESK),
    ("green", "strict", DESK),
    ("green", "red", frozenset({"analyst", "reviewer"})),
    ("shared", "green", DESK | {"partner_analyst"}),
    ("shared", "amber", DESK),
    ("strict", "strict", DESK),
    ("red", "red", frozenset({"analyst", "reviewer"})),
    ("amber", "amber", DESK),
)


def add_evidence(there: Marked) -> None:
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


def add_assessments(there: Marked) -> None:
    for name, state, readers in ASSESSMENTS:
        viewer, reviewer = viewer_for(there, name), there.world.viewer("reviewer")
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
        _write_parts(there, name, draft, readers)
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


def _write_parts(there: Marked, name: str, draft: Assessment, readers: frozenset[str]) -> None:
    def mark(what: str) -> str:
        return there.marks(f"assessment {name}: {what}", readers)

    parts: dict[str, list[Any]] = {
        "scenarios": [
            situations.ScenarioRow(mark("scenario"), "likely", mark("what would happen"), mark("signs"))
        ],
        "triggers": [situations.TriggerRow("8.1", None, mark("trigger"))],
        "gaps": [situations.GapRow(mark("gap"), mark("how to close it"))],
        "groups": [
            situations.GroupRow(group.pk, "rising", mark("group")) for group in draft.situation.groups.all()
        ],
    }
    for part, rows in parts.items():
        situations.assessment_part_write(
            viewer=viewer_for(there, name), assessment=draft, part=part, rows=rows
        )


def _returned_assessment(there: Marked) -> None:
    returned: Assessment = there.made["assessment amber"]
    situations.assessment_return(
        viewer=there.world.viewer("reviewer"),
        assessment=returned,
        because=there.marks("assessment amber: why it was returned", DESK),
    )
    returned.refresh_from_db()


def add_words(there: Marked) -> None:
    """Words of each situation, a list that waits, and a reading of the reports."""
    for name in LABELS:
        situation, viewer = there.made[f"situation {name}"], viewer_for(there, name)
        readers = REACH[name] & ON_REPORTS
        at_home = readers & (OF_NETWORK if name == "network" else DESK)
        mark = there.marks
        term = situations.term_add(
            viewer=viewer,
            situation=situation,
            word=Word(
                language="en",
                concept="coded",
                term=mark(f"situation {name}: word", readers, leading=True, plain=True),
                note=mark(f"situation {name}: note on a word", readers),
            ),
        )
        there.ids["term"].append(term.pk)
        listed = mark(f"list of situation {name}: word", at_home, plain=True)
        refused = mark(f"list of situation {name}: word refused", at_home, plain=True)
        made = situations.word_list_propose(
            viewer=viewer,
            situation=situation,
            raw=f"term,language,concept\n{listed},en,coded\n{refused},xx,coded\n".encode(),
            file_name=mark(f"list of situation {name}: file", at_home, plain=True) + ".csv",
        )
        there.ids["word_list"].append(made.pk)
    run = situations.rescreening_begin(
        viewer=there.world.viewer("reviewer"), situation=there.made["situation red"]
    )
    situations.rescreening_run(viewer=there.world.viewer("reviewer"), rescreening=run)
    there.ids["rescreening"].append(run.pk)


def add_register(there: Marked) -> None:
    """What is kept of each situation: seen with it; actors by those who work on reports alone."""
    elsewhere = place_invent(code="XN-99", names={"en": "Elsewhere"}, latitude=9.0, longitude=9.0)
    for name in LABELS:
        situation, viewer = there.made[f"situation {name}"], viewer_for(there, name)
        readers = REACH[name] & ON_SITUATIONS
        judged = REACH[name] & ON_REPORTS
        if name == "red":
            # A record of its own carries its own label: of what is RED, only its maker knows.
            readers = frozenset({"analyst"})
        mark = there.marks
        today = datetime.now(UTC).date()
        tension = situations.tension_record(
            viewer=viewer,
            situation=situation,
            issue=mark(f"tension {name}: issue", readers, leading=True),
            drivers=mark(f"tension {name}: drivers", readers),
        )
        situations.tension_read(
            viewer=viewer,
            tension=tension,
            on=today,
            intensity=3,
            note=mark(f"tension {name}: note of a reading", readers),
        )
        protection = situations.resilience_record(
            viewer=viewer, situation=situation, what=mark(f"protection {name}", readers), elements=["6.1"]
        )
        situations.resilience_read(
            viewer=viewer,
            resilience=protection,
            on=today,
            strength=3,
            note=mark(f"protection {name}: note of a reading", readers),
        )
        party = situations.party_record(
            viewer=viewer,
            situation=situation,
            names=names(mark(f"actor of situation {name}", judged)),
            interests=mark(f"actor of situation {name}: interests", judged),
            capacities=mark(f"actor of situation {name}: capacities", judged),
        )
        neighbour = situations.neighbour_record(
            viewer=viewer,
            situation=situation,
            place=elsewhere.pk,
            how=mark(f"neighbour of situation {name}", REACH[name] & ON_SITUATIONS),
        )
        home = readers & (OF_NETWORK if name == "network" else DESK)
        case = situations.case_record(
            viewer=viewer,
            situation=situation,
            title=mark(f"case {name}: title", readers, leading=True),
            persons=mark(f"case {name}: persons concerned", home),
            about=mark(f"case {name}: what it is about", readers),
        )
        note = situations.cost_note_record(
            viewer=viewer,
            situation=situation,
            what=mark(f"cost {name}", readers),
            low=1,
            high=2,
            unit="people",
            method=mark(f"cost {name}: method", readers),
            sources=mark(f"cost {name}: sources", readers),
        )
        for kind, one in (
            ("tension", tension), ("resilience", protection), ("party", party), ("neighbour", neighbour),
            ("case", case), ("cost_note", note),
        ):  # fmt: skip
            there.ids[kind].append(one.pk)


def add_releases(there: Marked) -> None:
    """A document that left the desk: for whom, and why in spite of its wording, are the desk's to know."""
    situation: Situation = there.made["situation green"]
    situations.release_make(
        viewer=there.world.viewer("analyst"),
        kind="profile",
        record=situation,
        situation=situation,
        content=b"a document",
        language="en",
        form="pdf",
        reach=LABELS["green"],
        audience=there.marks("release: made for", DESK),
        because=there.marks("release: why all the same", DESK),
    )
