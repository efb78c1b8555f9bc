"""Who may know of which situations, evidence and assessments.

The desk and dialogue coordinators work on situations. A piece of evidence needs its item too: whoever may
not see the report may not read its passage. A signed assessment can also be read by whoever is named for it.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from nadhir.web.core import policy
from nadhir.web.core.models import NamedReader, Share, Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.rules import of_desk
from nadhir.web.situations.models import (
    Anchor,
    ArticlePosition,
    Assessment,
    Attachment,
    CalendarFile,
    Case,
    CostNote,
    Dissent,
    Evidence,
    Finding,
    Gap,
    GroupAtRisk,
    GroupView,
    JointAssessment,
    JointSignature,
    JointTeam,
    LegalPosition,
    Neighbour,
    Occasion,
    Party,
    Redaction,
    Release,
    Rescreening,
    Resilience,
    ResilienceReading,
    Scenario,
    Scheme,
    Settlement,
    Situation,
    Tension,
    TensionReading,
    Term,
    TriggerAhead,
    WordList,
)


def of_situation(viewer: Viewer, prefix: str = "") -> Q:
    """Situations of the viewer's work."""
    if viewer.has("analyst", "reviewer", "coordinator"):
        return policy.marked(viewer, prefix)
    return policy.NOTHING


def of_assessment(viewer: Viewer, prefix: str = "") -> Q:
    """Assessments of the desk's situations, and those that the viewer is named for."""
    allowed = policy.NOTHING
    if viewer.has("analyst", "reviewer"):
        allowed = of_situation(viewer, f"{prefix}situation__") & policy.marked(viewer, prefix)
        allowed &= apart(viewer, prefix)
    if viewer.user_id is not None:
        named = NamedReader.objects.filter(record_id=OuterRef(f"{prefix}pk"), user_id=viewer.user_id)
        signed = Q(**{f"{prefix}status__in": [Assessment.Status.SIGNED, Assessment.Status.SUPERSEDED]})
        allowed |= signed & Q(Exists(named))
    return allowed


def apart(viewer: Viewer, prefix: str = "") -> Q:
    """Assessments, less what other teams of a joint assessment write before all have handed in theirs."""
    own = Q(**{f"{prefix}team__in": JointTeam.objects.filter(of_team(viewer)).values("pk")})
    together = Q(**{f"{prefix}team__isnull": True})
    compared = Q(**{f"{prefix}joint__compared_at__isnull": False})
    return together | compared | own


def of_team(viewer: Viewer) -> Q:
    """Teams that the viewer belongs to: by name, or because the whole desk is the team."""
    if viewer.user_id is None:
        return policy.NOTHING
    named = JointTeam.members.through._default_manager.filter(user_id=viewer.user_id)
    desk = Q(members__isnull=True, organisation_id=viewer.organisation_id)
    return Q(pk__in=named.values("jointteam_id")) | desk


def at_desk(viewer: Viewer, prefix: str = "") -> Q:
    """Situations whose whole truth the viewer may know: those that are not handled discreetly, and those of
    the viewer's own desk. The same is asked of one situation by `policy.hidden_fields`."""
    open_to_all = Q(**{f"{prefix}discreet": False})
    if viewer.user_id is None:
        return open_to_all
    own = Q(**{f"{prefix}created_by_id": viewer.user_id})
    if viewer.has("analyst", "reviewer", "coordinator") and viewer.organisation_id is not None:
        own |= Q(**{f"{prefix}owner_id": viewer.organisation_id})
    return open_to_all | own


@policy.register(Situation)
def situations(viewer: Viewer) -> Q:
    return of_situation(viewer)


@policy.register(GroupAtRisk)
def groups(viewer: Viewer) -> Q:
    return of_situation(viewer, "situation__") & at_desk(viewer, "situation__")


@policy.register(Attachment)
def attachments(viewer: Viewer) -> Q:
    return of_situation(viewer, "situation__") & of_desk(viewer, "item__")


@policy.register(Evidence)
def evidence(viewer: Viewer) -> Q:
    """A passage follows its situation and its report: whoever may see both may read it, nobody else. Opening
    a situation to others opens none of its reports, and so none of their passages."""
    return of_situation(viewer, "situation__") & of_desk(viewer, "item__")


@policy.register(Assessment)
def assessments(viewer: Viewer) -> Q:
    return of_assessment(viewer)


@policy.register(Finding)
def findings(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(Dissent)
def dissents(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(Term)
def terms(viewer: Viewer) -> Q:
    """Words of a situation are for those who read reports; coordinators work without them."""
    return of_situation(viewer, "situation__") if viewer.has("analyst", "reviewer") else policy.NOTHING


@policy.register(WordList)
def word_lists(viewer: Viewer) -> Q:
    """A list as somebody brought it stays at the desk that it was brought to."""
    if viewer.organisation_id is None:
        return policy.NOTHING
    return terms(viewer) & Q(owner_id=viewer.organisation_id)


@policy.register(Rescreening)
def rescreenings(viewer: Viewer) -> Q:
    """A run counts reports that its maker may see; its figures are for its maker."""
    return policy.NOTHING if viewer.user_id is None else Q(created_by_id=viewer.user_id)


def of_register(viewer: Viewer, prefix: str = "") -> Q:
    """What is kept about a situation: seen with it, as far as its own label lets. Whom the situation is
    opened to, what is kept of it is opened to; it needs no sharing of its own."""
    own = policy.marked(viewer, prefix)
    if viewer.groups:
        shared = Share.objects.filter(record_id=OuterRef(f"{prefix}situation_id"), group_id__in=viewer.groups)
        own |= Q(**{f"{prefix}tlp__in": [Tlp.GREEN, Tlp.AMBER]}) & Q(Exists(shared))
    return of_situation(viewer, f"{prefix}situation__") & own


@policy.register(Tension)
def tensions(viewer: Viewer) -> Q:
    return of_register(viewer)


@policy.register(TensionReading)
def tension_readings(viewer: Viewer) -> Q:
    return of_register(viewer, "tension__")


@policy.register(Resilience)
def resilience(viewer: Viewer) -> Q:
    return of_register(viewer)


@policy.register(ResilienceReading)
def resilience_readings(viewer: Viewer) -> Q:
    return of_register(viewer, "resilience__")


@policy.register(Party)
def parties(viewer: Viewer) -> Q:
    """Who may do harm is a judgement of the desk; coordinators work without it."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return of_situation(viewer, "situation__") & at_desk(viewer, "situation__")


@policy.register(Neighbour)
def neighbours(viewer: Viewer) -> Q:
    return of_situation(viewer, "situation__") & at_desk(viewer, "situation__")


@policy.register(LegalPosition)
def legal_positions(viewer: Viewer) -> Q:
    """Of a place, not of a situation: seen by all whose work are situations."""
    if viewer.has("analyst", "reviewer", "coordinator"):
        return policy.marked(viewer)
    return policy.NOTHING


@policy.register(ArticlePosition)
def article_positions(viewer: Viewer) -> Q:
    if viewer.has("analyst", "reviewer", "coordinator"):
        return policy.marked(viewer, "position__")
    return policy.NOTHING


@policy.register(Case)
def cases(viewer: Viewer) -> Q:
    return of_register(viewer)


@policy.register(CostNote)
def cost_notes(viewer: Viewer) -> Q:
    return of_register(viewer)


@policy.register(Occasion)
def occasions(viewer: Viewer) -> Q:
    if viewer.has("analyst", "reviewer", "coordinator"):
        return policy.marked(viewer)
    return policy.NOTHING


@policy.register(CalendarFile)
def calendar_files(viewer: Viewer) -> Q:
    """A calendar as somebody brought it stays with the organisation that it was brought to."""
    if viewer.organisation_id is None:
        return policy.NOTHING
    return occasions(viewer) & Q(owner_id=viewer.organisation_id)


@policy.register(Anchor)
def anchors(viewer: Viewer) -> Q:
    return (
        of_situation(viewer, "evidence__situation__")
        & of_desk(viewer, "evidence__item__")
        & of_desk(viewer, "item__")
    )


@policy.register(GroupView)
def group_views(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(Scenario)
def scenarios(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(Gap)
def gaps(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(TriggerAhead)
def triggers(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(JointAssessment)
def joint_assessments(viewer: Viewer) -> Q:
    """For the desks that take part, each of which must see the situation."""
    if not viewer.has("analyst", "reviewer") or viewer.organisation_id is None:
        return policy.NOTHING
    takes_part = Q(
        pk__in=JointAssessment.organisations.through._default_manager.filter(
            organisation_id=viewer.organisation_id
        ).values("jointassessment_id")
    )
    return of_situation(viewer, "situation__") & (takes_part | Q(owner_id=viewer.organisation_id))


@policy.register(Settlement)
def settlements(viewer: Viewer) -> Q:
    seen = JointAssessment.objects.filter(joint_assessments(viewer))
    return Q(joint__in=seen)


@policy.register(JointTeam)
def joint_teams(viewer: Viewer) -> Q:
    return Q(joint__in=JointAssessment.objects.filter(joint_assessments(viewer)))


@policy.register(JointSignature)
def joint_signatures(viewer: Viewer) -> Q:
    return of_assessment(viewer, "assessment__")


@policy.register(Scheme)
def schemes(viewer: Viewer) -> Q:
    if viewer.has("analyst", "reviewer", "officer"):
        return policy.marked(viewer)
    return policy.NOTHING


@policy.register(Redaction)
def redactions(viewer: Viewer) -> Q:
    """What was blacked out is for those who blacked it out."""
    if not viewer.has("analyst", "reviewer") or viewer.organisation_id is None:
        return policy.NOTHING
    return Q(by__organisation_id=viewer.organisation_id)


@policy.register(Release)
def releases(viewer: Viewer) -> Q:
    if not viewer.has("analyst", "reviewer") or viewer.organisation_id is None:
        return policy.NOTHING
    return Q(owner_id=viewer.organisation_id) & policy.marked(viewer)
