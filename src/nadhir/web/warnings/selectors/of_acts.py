"""What somebody may do with a warning, in the state that it is in."""

from __future__ import annotations

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Warning
from nadhir.web.warnings.rules import OUT
from nadhir.web.warnings.selectors.of_clearance import STATES, current_round, not_theirs
from nadhir.web.warnings.selectors.of_warnings import DECIDED, at_desk, own_line


def possible_acts(viewer: Viewer, warning: Warning) -> frozenset[str]:
    """What the viewer may do with the warning in its present state.

    Of `write`, `submit`, `return`, `approve` (clear the step whose turn it is), `second_person` (the step is
    for somebody of the viewer's role, who wrote it or cleared an earlier one), `issue`, `update`, `cancel`,
    `acknowledge`, `decide`.
    """
    desk, status = at_desk(viewer, warning), Warning.Status(warning.status)
    acts: set[str] = set()
    if desk and policy.may(viewer, "warning.draft") and status == Warning.Status.DRAFT:
        acts |= {"write", "submit"}
    if policy.may(viewer, "warning.clear", warning) and status == Warning.Status.SUBMITTED:
        acts |= _clearing(viewer, warning)
    if desk and policy.may(viewer, "warning.issue"):
        acts |= {Warning.Status.APPROVED: {"issue", "return"}, Warning.Status.ISSUED: {"cancel"}}.get(
            status, set()
        )
    may_update = desk and policy.may(viewer, "warning.draft") and status == Warning.Status.ISSUED
    if may_update and not Warning.objects.filter(updates=warning).exists():
        acts.add("update")
    own = own_line(viewer, warning)
    if own is not None and status in OUT and own.acknowledged_at is None:
        acts.add("acknowledge")
    if policy.may(viewer, "warning.decide") and status in DECIDED and (own or desk):
        acts.add("decide")
    return frozenset(acts)


def _clearing(viewer: Viewer, warning: Warning) -> set[str]:
    """What may be done at the step whose turn it is."""
    current = current_round(warning)
    step = next((one for one in current if one.state == STATES.WAITING), None)
    if step is None:
        return set()
    refused = not_theirs(viewer, warning, step, current)
    acts = {"return"} if policy.may(viewer, "warning.approve", warning) or not refused else set()
    if not refused:
        acts.add("approve")
    elif refused != "clearance.not_yours" or step.person_id == viewer.user_id:
        acts.add("second_person")
    return acts
