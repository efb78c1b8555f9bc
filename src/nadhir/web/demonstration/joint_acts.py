"""The acts in which two organisations assess the same question, and in which words are struck."""

from __future__ import annotations

from typing import Any

from nadhir.sources import Record
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.intake.services import records_take, source_record
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment, JointAssessment


@act
def tell_ourselves(
    stage: Stage,
    viewer: Viewer,
    *,
    situation: str,
    source: str,
    names: dict[str, str],
    text: str,
    passages: list[dict[str, Any]],
) -> None:
    """Bring a report of the viewer's own organisation, and code what it says."""
    own = source_record(viewer=viewer, slug=source, names=names, reliability="B", fictional=True)
    record = Record(text=text, raw=text.encode(), external_id=source, title="")
    item = records_take(viewer=viewer, source=own, records=[record])[0]
    for passage in passages:
        start = item.text.index(passage["quote"])
        situations.evidence_code(
            viewer=viewer,
            situation=stage.kept[situation],
            item=item,
            start=start,
            end=start + len(passage["quote"]),
            elements=passage["elements"],
            polarity=passage.get("polarity", "risk"),
        )


@act
def convene(
    stage: Stage, viewer: Viewer, *, situation: str, question: str, teams: dict[str, str], due: int
) -> JointAssessment:
    """Call teams together: the name of each, and somebody of its organisation."""
    return situations.joint_assessment_convene(
        viewer=viewer,
        situation=stage.kept[situation],
        question=question,
        teams=[situations.Team(name, stage.person(whose).organisation) for name, whose in teams.items()],
        due_on=stage.day(due),
    )


@act
def view(
    stage: Stage, viewer: Viewer, *, joint: str, findings: list[dict[str, Any]], **words: Any
) -> Assessment:
    """Write the view of the viewer's team and hand it in."""
    draft = situations.joint_assessment_begin(viewer=viewer, joint=stage.kept[joint])
    for told in findings:
        for element in told["elements"]:
            fields = {name: value for name, value in told.items() if name != "elements"}
            situations.finding_record(viewer=viewer, assessment=draft, element=element, **fields)
    situations.assessment_write(viewer=viewer, assessment=draft, **words)
    draft.refresh_from_db()
    return situations.assessment_submit(viewer=viewer, assessment=draft)


@act
def settle(stage: Stage, viewer: Viewer, *, joint: str, **said: str) -> None:
    """Keep what the teams made of a difference."""
    situations.joint_assessment_settle(viewer=viewer, joint=stage.kept[joint], **said)


@act
def redact(stage: Stage, viewer: Viewer, *, situation: str, words: str, kind: str, because: str) -> None:
    """Strike words for readers outside the desk."""
    one = stage.kept[situation]
    one.refresh_from_db()
    situations.situation_redact(viewer=viewer, situation=one, quote=words, kind=kind, because=because)
