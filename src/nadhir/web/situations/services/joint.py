"""Joint assessments: convened, written apart, compared, settled, drafted from what is agreed, signed by all.

Nobody signs a team's view: it is handed in, and stays as it was. What is signed is the joint assessment, by
one reviewer of each organisation that takes part who wrote neither it nor the view of their own team.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.accounts.models import Organisation, User
from nadhir.web.accounts.selectors import groups_of, viewer_of
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import (
    FRAMEWORK,
    Assessment,
    Dissent,
    Finding,
    JointAssessment,
    JointSignature,
    JointTeam,
    Settlement,
    Situation,
)
from nadhir.web.situations.rules import of_team
from nadhir.web.situations.services.assessments import (
    assessment_as_signed,
    finalise,
    start_findings,
    wrote,
)
from nadhir.web.situations.services.findings import STATED, in_state, plain, standing_evidence
from nadhir.web.situations.services.statements import acknowledge

MOST_TEAMS = 8


@dataclass(frozen=True, slots=True)
class Team:
    """A team to be called together: a name, its organisation, and its people where not the whole desk."""

    name: str
    organisation: Organisation
    members: Sequence[User] = ()


@transaction.atomic
def joint_assessment_convene(
    *,
    viewer: Viewer,
    situation: Situation,
    question: str,
    teams: Sequence[Team],
    due_on: date | None = None,
    framework: str = FRAMEWORK,
) -> JointAssessment:
    """Call teams together to assess one question, each without seeing the others' work.

    Raises:
        NotPossibleNow: there is no question, there are fewer than two teams, two have one name, somebody is
            in two teams, or a team could not see the situation.
        DoctrineError: there is no such framework.
    """
    policy.require(viewer, "joint.convene", situation)
    doctrine.load(framework)
    if not question.strip():
        raise NotPossibleNow("joint.without_question")
    wanted = _checked(situation, teams)
    if due_on is not None and due_on < clock.now().date():
        raise NotPossibleNow("joint.due_in_past")
    joint = JointAssessment.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=situation.tlp,
        situation_id=situation.pk,
        framework=framework,
        question=plain(question),
        due_on=due_on,
        fictional=situation.fictional,
    )
    joint.organisations.set({team.organisation for team in wanted})
    for team in wanted:
        made = JointTeam.objects.create(joint=joint, name=team.name, organisation=team.organisation)
        made.members.set(team.members)
    ledger.record(viewer, "joint.convene", joint, situation=situation.pk, framework=framework)
    return joint


def _checked(situation: Situation, teams: Sequence[Team]) -> list[Team]:
    found = [replace(team, name=" ".join(team.name.split())) for team in teams]
    if not 2 <= len(found) <= MOST_TEAMS:
        raise NotPossibleNow("joint.too_few_teams")
    if len({team.name.casefold() for team in found}) < len(found) or not all(team.name for team in found):
        raise NotPossibleNow("joint.team_names")
    seated: set[uuid.UUID] = set()
    whole: set[uuid.UUID] = set()
    for team in found:
        people = {user.pk for user in team.members}
        if any(user.organisation_id != team.organisation.pk for user in team.members):
            raise NotPossibleNow("joint.foreign_member", team=team.name)
        if people & seated:
            raise NotPossibleNow("joint.in_two_teams")
        same = [other for other in found if other.organisation.pk == team.organisation.pk]
        if not people and len(same) > 1:
            # Two teams of one organisation are told apart by their people.
            raise NotPossibleNow("joint.without_members", team=team.name)
        if not _can_see(situation, team):
            raise NotPossibleNow("joint.cannot_see", team=team.name)
        seated |= people
        whole.add(team.organisation.pk)
    return found


def _can_see(situation: Situation, team: Team) -> bool:
    """Whether everybody who is to write can see the situation."""
    if team.members:
        return all(policy.sees(viewer_of(user), situation) for user in team.members)
    organisation = team.organisation
    somebody = Viewer(
        user_id=uuid.uuid4(),
        organisation_id=organisation.pk,
        roles=frozenset({"analyst"}),
        groups=groups_of(organisation.pk),
        partner=organisation.partner,
    )
    return policy.sees(somebody, situation)


def team_of(viewer: Viewer, joint: JointAssessment) -> JointTeam | None:
    """The team that the viewer writes with, by name before by desk."""
    found = list(joint.teams.filter(of_team(viewer)).prefetch_related("members"))
    return next((team for team in found if team.members.all()), found[0] if found else None)


@transaction.atomic
def joint_assessment_begin(*, viewer: Viewer, joint: JointAssessment) -> Assessment:
    """Begin the view of the viewer's team, or go on with it.

    Raises:
        NotAllowed: the viewer is in none of the teams.
        NotPossibleNow: the teams are no longer writing.
    """
    policy.require(viewer, "assessment.draft")
    policy.require_sight(viewer, joint)
    held = JointAssessment.objects.select_for_update().get(pk=joint.pk)
    if held.state != JointAssessment.State.OPEN:
        raise NotPossibleNow("joint.wrong_state")
    team = team_of(viewer, held)
    if team is None:
        raise NotAllowed("joint.no_team")
    known = held.assessments.filter(team=team).first()
    if known is not None:
        return known
    draft = _new(viewer, held, owner=team.organisation_id, team=team)
    start_findings(viewer, draft)
    ledger.record(viewer, "assessment.draft", draft, situation=held.situation_id, joint=held.pk)
    return draft


def _new(viewer: Viewer, joint: JointAssessment, *, owner: uuid.UUID, team: JointTeam | None) -> Assessment:
    """An assessment that all who see the situation may see once they may."""
    # Locked, so that two teams that begin at once get two numbers.
    situation = Situation.objects.select_for_update().get(pk=joint.situation_id)
    last = situation.assessments.aggregate(last=Max("number"))["last"] or 0
    before = situation.assessments.filter(status=Assessment.Status.SIGNED).order_by("-number").first()
    draft = Assessment.objects.create(
        owner_id=owner,
        created_by_id=viewer.user_id,
        tlp=situation.tlp,
        situation=situation,
        framework=joint.framework,
        number=last + 1,
        supersedes=None if team else before,
        joint=joint,
        team=team,
        fictional=situation.fictional,
    )
    groups = Share.objects.filter(record_id=situation.pk).values_list("group_id", flat=True)
    record_share(record=draft, groups=list(groups))
    return draft


@transaction.atomic
def joint_assessment_end(
    *, viewer: Viewer, joint: JointAssessment, because: str, version: int | None = None
) -> None:
    """End a joint assessment that comes to nothing. What teams wrote apart stays apart.

    Raises:
        NotAllowed: the viewer's organisation did not call the teams together.
        NotPossibleNow: it is closed already, or there is no reason.
    """
    policy.require(viewer, "joint.settle", joint)
    if not viewer.system and viewer.organisation_id != joint.owner_id:
        raise NotAllowed("joint.other_desk")
    if joint.state == JointAssessment.State.CLOSED:
        raise NotPossibleNow("joint.wrong_state")
    if not because.strip():
        raise NotPossibleNow("joint.end_without_reason")
    _close(joint, version=version)
    ledger.record(viewer, "joint.end", joint, because=because.strip()[:300])


def _close(joint: JointAssessment, *, version: int | None = None) -> None:
    record_change(record=joint, version=version, state=JointAssessment.State.CLOSED, closed_at=clock.now())
    for view in joint.assessments.filter(team__isnull=False):
        record_change(record=view, status=Assessment.Status.COMPARED)


@transaction.atomic
def joint_assessment_settle(
    *,
    viewer: Viewer,
    joint: JointAssessment,
    element: str,
    text: str,
    value: str = "",
    trend: str = "",
    seen: str = "",
) -> Settlement:
    """Record what the teams made of one difference: a value that all hold now, or that they go on differing.

    Args:
        value, trend: what is agreed; both empty where the teams differ.
        seen: when the settlement that the person saw was recorded, in ISO 8601; empty where there was none.

    Raises:
        Conflict: somebody recorded another one since.
        NotPossibleNow: the teams are not comparing, nothing is said, a word is unknown, or something is to be
            found present without any evidence of a team that stands.
    """
    policy.require(viewer, "joint.settle")
    policy.require_sight(viewer, joint)
    held = JointAssessment.objects.select_for_update().get(pk=joint.pk)
    if held.state != JointAssessment.State.COMPARING or _drafted(held):
        raise NotPossibleNow("joint.wrong_state")
    if not _takes_part(viewer, held):
        raise NotAllowed("joint.no_team")
    doctrine.load(held.framework).element(element)
    if not text.strip():
        raise NotPossibleNow("joint.nothing_said")
    if value not in ("", *Finding.Value.values) or trend not in ("", *Assessment.Trend.values):
        raise NotPossibleNow("finding.unknown_word", word=value or trend)
    if value in STATED and not _rests(held, element):
        raise NotPossibleNow("finding.without_evidence", element=element)
    known = held.settlements.filter(element=element).first()
    if known is not None and known.at.isoformat() != seen:
        raise Conflict("conflict.changed")
    said = {
        "value": value, "trend": trend, "text": plain(text), "by_id": viewer.user_id, "at": clock.now()
    }  # fmt: skip
    settled, _made = Settlement.objects.update_or_create(joint=held, element=element, defaults=said)
    ledger.record(viewer, "joint.settle", held, element=element, agreed=bool(value or trend))
    return settled


def _takes_part(viewer: Viewer, joint: JointAssessment) -> bool:
    """Whether the viewer's organisation is one of those called together."""
    if viewer.system:
        return True
    known = set(joint.organisations.values_list("pk", flat=True))
    return viewer.organisation_id in known


def _rests(joint: JointAssessment, element: str) -> bool:
    found = Finding.objects.filter(assessment__joint=joint, element=element)
    return found.filter(Exists(standing_evidence())).exists()


def _drafted(joint: JointAssessment) -> bool:
    return joint.assessments.filter(team__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the joint assessment is to say of one element, and from whom.

    Attributes:
        differing: the words of each team, where they go on differing.
    """

    element: str
    value: str
    trend: str = ""
    confidence: str = ""
    reasoning: str = ""
    differing: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def joint_assessment_draft(
    *, viewer: Viewer, joint: JointAssessment, agreed: Iterable[Agreed], words: Mapping[str, Any]
) -> Assessment:
    """Draft the joint assessment from what the teams agree on; what they differ on is kept as dissent.

    Args:
        agreed: from `nadhir.web.situations.comparing`, which compares the views.
        words: narrative, gaps, trend and confidence to begin with.

    Raises:
        NotPossibleNow: the teams are not comparing, or it is drafted already.
    """
    policy.require(viewer, "assessment.draft")
    policy.require_sight(viewer, joint)
    held = JointAssessment.objects.select_for_update().get(pk=joint.pk)
    if held.state != JointAssessment.State.COMPARING or _drafted(held):
        raise NotPossibleNow("joint.wrong_state")
    if not _takes_part(viewer, held):
        raise NotAllowed("joint.no_team")
    draft = _new(viewer, held, owner=held.owner_id, team=None)
    record_change(record=draft, **dict(words))
    cited: dict[str, set[uuid.UUID]] = {}
    through = Finding.evidence.through._default_manager
    citations = through.filter(finding__assessment__joint=held, evidence__withdrawn_at=None)
    for element, piece in citations.values_list("finding__element", "evidence_id"):
        cited.setdefault(element, set()).add(piece)
    for one in agreed:
        finding = Finding.objects.create(
            assessment=draft,
            element=one.element,
            value=one.value,
            trend=one.trend,
            confidence=one.confidence,
            reasoning=one.reasoning,
        )
        finding.evidence.add(*cited.get(one.element, ()))
        if one.differing:
            Dissent.objects.create(
                assessment=draft, by_id=viewer.user_id, at=clock.now(), text=_dissent(held, one)
            )
    ledger.record(viewer, "assessment.draft", draft, situation=held.situation_id, joint=held.pk)
    return draft


def _dissent(joint: JointAssessment, one: Agreed) -> str:
    """The views of the teams on one element, as the joint assessment prints them."""
    element = doctrine.load(joint.framework).element(one.element)
    lines = [_("The teams differ on %(element)s.") % {"element": element.number or element.id}]
    return "\n".join([*lines, *(f"{team}: {words}" for team, words in one.differing)])


@transaction.atomic
def joint_assessment_sign(
    *, viewer: Viewer, assessment: Assessment, version: int | None = None, because: str = ""
) -> Assessment:
    """Sign a joint assessment for the viewer's organisation; with the last signature it is frozen.

    Args:
        because: why the signer goes on with wording that the check remarks on, where it does; each
            organisation says so for itself.

    Raises:
        NotAllowed: the viewer's organisation takes no part, or the viewer wrote it, or a team's view.
        NotPossibleNow: it is not in review, or signed for this organisation already, or remarks on the
            wording are not answered.
        Conflict: it was changed since the person read it.
    """
    policy.require(viewer, "joint.sign", assessment)
    if assessment.joint_id is None or assessment.team_id is not None:
        raise NotPossibleNow("joint.not_joint")
    joint = JointAssessment.objects.select_for_update().get(pk=assessment.joint_id)
    assessment.refresh_from_db()
    in_state(assessment, Assessment.Status.REVIEW)
    if version is not None and version != assessment.version:
        raise Conflict("conflict.changed")
    organisations = set(joint.organisations.values_list("pk", flat=True))
    if viewer.organisation_id not in organisations:
        raise NotAllowed("joint.no_team")
    if any(wrote(viewer, one) for one in joint.assessments.all()):
        raise NotAllowed("joint.two_persons")
    signed = set(assessment.signatures.values_list("organisation_id", flat=True))
    if viewer.organisation_id in signed:
        raise NotPossibleNow("joint.signed_already")
    kept = acknowledge(viewer, assessment, assessment_as_signed(assessment), because, "sign")
    Assessment.objects.filter(pk=assessment.pk).update(acknowledged=kept)
    assessment.acknowledged = kept
    JointSignature.objects.create(
        assessment=assessment,
        organisation_id=viewer.organisation_id,
        by_id=viewer.user_id,
        at=clock.now(),
    )
    ledger.record(viewer, "joint.sign", assessment, organisation=viewer.organisation_id)
    if organisations <= signed | {viewer.organisation_id}:
        finalise(viewer, assessment)
        _close(joint)
    return assessment
