"""What happens to a team's view when it is handed in: it is sealed, and with the last one all are opened.

Known to `assessments`, which hands in; the rest of joint assessments is in `joint`, which knows both.
"""

from __future__ import annotations

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger
from nadhir.web.core.models import NamedReader, Tlp
from nadhir.web.core.services import record_change, record_name_readers
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment, JointAssessment


def require_single(assessment: Assessment, code: str) -> None:
    """Raises NotPossibleNow with `code` where the assessment belongs to a joint one."""
    if assessment.joint_id is not None:
        raise NotPossibleNow(code)


def views_open(viewer: Viewer, assessment: Assessment) -> None:
    """Open the views of all teams to each other once the last is handed in."""
    if assessment.joint_id is None or assessment.team_id is None:
        return
    joint = JointAssessment.objects.select_for_update().get(pk=assessment.joint_id)
    if joint.state != JointAssessment.State.OPEN:
        raise NotPossibleNow("joint.wrong_state")
    handed_in = set(
        joint.assessments.filter(status=Assessment.Status.REVIEW).values_list("team_id", flat=True)
    )
    if not set(joint.teams.values_list("pk", flat=True)) <= handed_in:
        return
    for view in joint.assessments.filter(tlp=Tlp.RED):
        readers = NamedReader.objects.filter(record_id=joint.situation_id).values_list("user_id", flat=True)
        named = joint.teams.values_list("members", flat=True)
        record_name_readers(record=view, users={pk for pk in (*readers, *named) if pk})
    record_change(record=joint, state=JointAssessment.State.COMPARING, compared_at=clock.now())
    ledger.record(viewer, "joint.compare", joint, situation=joint.situation_id)
