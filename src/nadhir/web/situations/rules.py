"""Who may know of which situations, evidence and assessments.

The desk and dialogue coordinators work on situations. A piece of evidence needs its item too: whoever may
not see the report may not read its passage. A signed assessment can also be read by whoever is named for it.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from nadhir.web.core import policy
from nadhir.web.core.models import NamedReader
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.rules import of_desk
from nadhir.web.situations.models import (
    Assessment,
    Attachment,
    Dissent,
    Evidence,
    Finding,
    GroupAtRisk,
    Rescreening,
    Situation,
    Term,
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
    if viewer.user_id is not None:
        named = NamedReader.objects.filter(record_id=OuterRef(f"{prefix}pk"), user_id=viewer.user_id)
        signed = Q(**{f"{prefix}status__in": [Assessment.Status.SIGNED, Assessment.Status.SUPERSEDED]})
        allowed |= signed & Q(Exists(named))
    return allowed


@policy.register(Situation)
def situations(viewer: Viewer) -> Q:
    return of_situation(viewer)


@policy.register(GroupAtRisk)
def groups(viewer: Viewer) -> Q:
    return of_situation(viewer, "situation__")


@policy.register(Attachment)
def attachments(viewer: Viewer) -> Q:
    return of_situation(viewer, "situation__") & of_desk(viewer, "item__")


@policy.register(Evidence)
def evidence(viewer: Viewer) -> Q:
    return of_situation(viewer, "situation__") & of_desk(viewer, "item__") & policy.marked(viewer)


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
