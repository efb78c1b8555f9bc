"""A situation that is handled discreetly, words that are blacked out, and teams that write apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nadhir.web.core.models import Tlp
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, JointAssessment
from tests.web.marked.marks import DESK, Marked, names

TOGETHER = DESK | {"partner_analyst"}


def add_apart(there: Marked) -> None:
    _discreet(there)
    _written_apart(there)
    _compared(there)


def _discreet(there: Marked) -> None:
    """Partners know it by its outward name, and read a signed assessment of it without the struck words."""
    mark, viewer = there.marks, there.world.viewer("analyst")
    situation = situations.situation_open(
        viewer=viewer,
        names=names(mark("discreet situation: name", DESK, leading=True)),
        about=mark("discreet situation: what is at stake", DESK),
        places=[there.world.place.pk],
        groups=[{"names": names(mark("discreet situation: group", DESK)), "attribute": "ethnic"}],
        since=datetime.now(UTC).date() - timedelta(days=30),
        tlp=Tlp.GREEN,
        discreet=True,
        framing="theme",
        outward_names=names(mark("discreet situation: outward name", TOGETHER | {"coordinator"})),
    )
    there.made["situation discreet"] = situation
    there.ids["situation"].append(situation.pk)
    struck = mark("struck words", DESK)
    draft = situations.assessment_draft(viewer=viewer, situation=situation)
    situations.assessment_write(
        viewer=viewer,
        assessment=draft,
        narrative=f"{mark('discreet assessment: narrative', TOGETHER)} {struck}",
        gaps=f"{struck} once more",
        trend="steady",
    )
    situations.finding_record(
        viewer=viewer, assessment=draft, element="9.1", value="absent", reasoning=f"said by {struck}"
    )
    situations.assessment_submit(viewer=viewer, assessment=draft)
    situations.dissent_record(viewer=viewer, assessment=draft, text=f"not so, says {struck}")
    struck_by = situations.redaction_record(
        viewer=viewer,
        record=draft,
        field="narrative",
        quote=struck,
        kind="person",
        because=mark("why words were struck", DESK),
    )
    there.ids["assessment"].append(draft.pk)
    there.ids["redaction"].append(struck_by.pk)


def _convened(there: Marked, name: str) -> JointAssessment:
    organisations = there.world.organisations
    joint = situations.joint_assessment_convene(
        viewer=there.world.viewer("analyst"),
        situation=there.made[f"situation {name}"],
        question=there.marks(f"joint of {name}: question", TOGETHER),
        teams=[
            situations.Team("desk", organisations["desk"]),
            situations.Team("network", organisations["network"]),
        ],
    )
    there.ids["joint"].append(joint.pk)
    return joint


def _view(
    there: Marked, joint: JointAssessment, persona: str, what: str, readers: frozenset[str]
) -> Assessment:
    viewer = there.world.viewer(persona)
    draft = situations.joint_assessment_begin(viewer=viewer, joint=joint)
    situations.assessment_write(
        viewer=viewer, assessment=draft, narrative=there.marks(f"{what}: narrative", readers), trend="rising"
    )
    situations.finding_record(
        viewer=viewer,
        assessment=draft,
        element="9.2",
        value="absent" if persona == "analyst" else "no_information",
        reasoning=there.marks(f"{what}: reasoning", readers),
    )
    situations.dissent_record(viewer=viewer, assessment=draft, text=there.marks(f"{what}: dissent", readers))
    draft.refresh_from_db()
    there.ids["assessment"].append(draft.pk)
    return draft


def _written_apart(there: Marked) -> None:
    """One team has handed in, the other still writes: neither reads the other."""
    joint = _convened(there, "green")
    _view(there, joint, "partner_analyst", "view of the network, apart", frozenset({"partner_analyst"}))
    handed_in = _view(there, joint, "analyst", "view of the desk, apart", DESK)
    situations.assessment_submit(viewer=there.world.viewer("analyst"), assessment=handed_in)


def _compared(there: Marked) -> None:
    """Both have handed in, and talk."""
    joint = _convened(there, "shared")
    for persona in ("analyst", "partner_analyst"):
        view = _view(there, joint, persona, f"view of {persona}, compared", TOGETHER)
        situations.assessment_submit(viewer=there.world.viewer(persona), assessment=view)
    joint.refresh_from_db()
    situations.joint_assessment_settle(
        viewer=there.world.viewer("analyst"),
        joint=joint,
        element="9.2",
        text=there.marks("what was said of a difference", TOGETHER),
    )
