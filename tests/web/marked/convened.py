"""What was convened, consulted, briefed and looked back at; what thresholds proposed."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PIL import Image

from nadhir.web.response import services as response
from nadhir.web.warnings import services as warnings
from nadhir.web.warnings.thresholds import Crossing
from tests.web.marked.marks import (
    DECIDER,
    DESK,
    LABELS,
    OF_DESK,
    OFFICER,
    ON_RESPONSE,
    REACH,
    Marked,
    names,
)

# name, label, what may be told of it. Recorded by the officer, whose own RED is.
ENGAGEMENTS: tuple[tuple[str, str, str], ...] = (
    ("green", "green", "open"),
    ("green chatham", "green", "chatham_house"),
    ("shared closed", "shared", "closed"),
    ("amber", "amber", "open"),
    ("amber chatham", "amber", "chatham_house"),
    ("amber closed", "amber", "closed"),
    ("strict", "strict", "open"),
    ("red", "red", "open"),
)
LABELLED = ("green", "amber", "strict", "red")


def add_convened(there: Marked) -> None:
    for name, label, rule in ENGAGEMENTS:
        _engagement(there, name, label, rule)
    for label in LABELLED:
        _consultation(there, label)
        _briefing(there, label, given=False)
    _briefing(there, "green", given=True)
    _reviews(there)
    _proposals(there)


def _ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


def _engagement(there: Marked, name: str, label: str, rule: str) -> None:
    """What was said there is told as far as the label reaches; of a closed meeting only at its desk. Who was
    there stays at the desk under the Chatham House rule, and with whoever recorded it where it was closed."""
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]
    near = readers & (DESK | OFFICER)
    said = near if rule == "closed" else readers
    there_was = {"open": readers, "chatham_house": readers & OF_DESK, "closed": OFFICER}[rule]
    mine = {"open": readers, "chatham_house": readers & OF_DESK, "closed": readers & OF_DESK}[rule]

    def told(what: str, who: frozenset[str], *, leading: bool = False) -> str:
        return there.marks(f"convened {name}: {what}", who, leading=leading)

    made = response.engagement_record(
        viewer=officer,
        kind="statement",
        names=names(told("name", readers, leading=True)),
        tlp=LABELS[label],
        share_with=[there.world.group.pk] if label in ("shared", "strict") else (),
        attribution=rule,
        held_on=_ago(20),
        agenda=told("agenda", said),
        outcome=names(told("outcome", said)),
        asks={"text": told("what was asked", said)},
        spoken_by=there.made["actor strict"],
    )
    row = response.participation_add(
        viewer=officer, engagement=made, many=7, faith=told("faith", there_was), sex="female"
    )
    there.ids["participation"].append(row.pk)
    for kind, who in (("paper", readers), ("photograph", mine)):
        photograph = kind == "photograph"
        content = _picture() if photograph else told("words of a paper", who).encode()
        file = response.engagement_file_add(
            viewer=officer,
            engagement=made,
            name="paper",
            content=content,
            title=told(f"title of a {kind}", who),
            kind=kind,
            consent=told("consent", who) if photograph else "",
        )
        there.ids["engagement_file"].append(file.pk)
    there.ids["engagement"].append(made.pk)
    there.made[f"convened {name}"] = made


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(written, "PNG")
    return written.getvalue()


def _consultation(there: Marked, label: str) -> None:
    """A process of the officer; its round is known no further than its own label says."""
    officer, mark = there.world.viewer("officer"), there.marks
    readers = OFFICER if label == "red" else REACH[label]
    within = OFFICER if label == "red" else REACH["strict"]

    def told(what: str, who: frozenset[str] = readers, *, leading: bool = False) -> str:
        return mark(f"consultation {label}: {what}", who, leading=leading)

    made = response.consultation_begin(
        viewer=officer,
        names=names(told("name", leading=True)),
        about=names(told("about")),
        tlp=LABELS[label],
        convened_by=[there.made["actor strict"]],
    )
    held = response.engagement_record(
        viewer=officer,
        kind="consultation",
        names=names(told("name of a round", within)),
        tlp=LABELS["red" if label == "red" else "strict"],
        held_on=_ago(12),
    )
    response.consultation_round(
        viewer=officer, consultation=made, engagement=held, region=told("region", within)
    )
    given: dict[str, Any] = {"viewer": officer, "consultation": made, "language": "en"}
    put_in = response.consultation_put_in(
        text=told("input"), round=held, actor=there.made["actor strict"], **given
    )
    response.consultation_answer(viewer=officer, put_in=put_in, answer=told("answer to an input"))
    for number in ("first", "second"):
        response.consultation_draft(
            viewer=officer,
            consultation=made,
            texts={"en": told(f"{number} version")},
            note=told(f"note of the {number} version"),
        )
    there.ids["consultation"].append(made.pk)
    there.ids["input"].append(put_in.pk)
    there.ids["engagement"].append(held.pk)


def _briefing(there: Marked, label: str, *, given: bool) -> None:
    """In the making a briefing is its desk's; given, it is read as far as its label reaches."""
    analyst = there.world.viewer("analyst")
    roles = ON_RESPONSE | DECIDER
    reach = frozenset({"analyst"}) if label == "red" else REACH[label]
    readers = roles & (reach if given else reach & OF_DESK)
    name = f"briefing {label}{' given' if given else ''}"

    def told(what: str, *, leading: bool = False) -> str:
        return there.marks(f"{name}: {what}", readers, leading=leading)

    made = response.briefing_begin(
        viewer=analyst,
        audience=told("for whom"),
        titles=names(told("title", leading=True)),
        texts={"en": told("text of the page")},
        situation=there.made["situation amber"],
        tlp=LABELS[label],
    )
    question = response.briefing_ask(
        viewer=analyst, briefing=made, question=names(told("question")), answer=names(told("reply"))
    )
    if given:
        response.briefing_write(viewer=analyst, briefing=made, ready=True)
        response.briefing_give(viewer=analyst, briefing=made, engagement=there.made["convened strict"])
    there.ids["briefing"].append(made.pk)
    there.ids["question"].append(question.pk)


TOLD = ("what_happened", "what_worked", "what_failed", "earlier_why", "inclusive_why", "sustainable_why")


def _reviews(there: Marked) -> None:
    """A review is its desk's; closed, it is read by analysts and reviewers who may know of the warning."""
    partners = REACH["green"] & frozenset({"partner_analyst"})
    for name, closed, readers in (
        ("green", True, DESK | partners),
        ("green cancelled", False, DESK),
        ("strict", False, DESK),
        ("red", False, frozenset({"analyst"})),
        ("situation", False, DESK),
    ):
        about = {"situation": there.made["situation amber"]} if name == "situation" else {}
        told = {field: there.marks(f"review {name}: {field}", readers) for field in (*TOLD, "lesson")}
        made = response.review_write(
            viewer=there.world.viewer("analyst"),
            outcome="missed" if about else "came",
            happened_on=_ago(2),
            **(about or {"warning": there.made[f"warning {name}"]}),
            **told,
        )
        if closed:
            response.review_close(viewer=there.world.viewer("reviewer"), review=made)
        there.ids["review"].append(made.pk)


def _proposals(there: Marked) -> None:
    """What thresholds propose, and why it was not followed, stays at the desk that watches."""
    for label in ("green", "amber", "network"):
        situation = there.made[f"situation {label}"]
        crossing = Crossing("surge", "2026-01-01", {"month": "2026-01-01", "now": 9, "mean": 1.5})
        warnings.proposal_make(situation=situation, crossing=crossing)
        proposal = situation.proposals.get()
        if label == "green":
            because = there.marks(f"proposal {label}: why not", DESK)
            warnings.proposal_dismiss(
                viewer=there.world.viewer("analyst"), proposal=proposal, because=because
            )
        there.ids["proposal"].append(proposal.pk)
