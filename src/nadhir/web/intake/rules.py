"""Who may know of which sources, batches and items.

Reports are the desk's: analysts and reviewers. A reporter or a coordinator sees what they sent themselves,
and so does whoever else made an item; a decision-maker reads warnings, not reports. A source under the
Chatham House rule is for its own desk only, and a file, whose name may tell who sent it, for the desk that
took it in.
"""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import (
    Batch,
    ClusterBand,
    Incident,
    Item,
    ItemPlace,
    Judgement,
    PastFinding,
    PublicReport,
    Source,
)


def of_desk(viewer: Viewer, prefix: str = "") -> Q:
    """Marked records for the desk; for others what they made themselves."""
    if viewer.has("analyst", "reviewer"):
        return policy.marked(viewer, prefix)
    if viewer.user_id is None:
        return policy.NOTHING
    return Q(**{f"{prefix}created_by_id": viewer.user_id})


def _own(viewer: Viewer) -> Q:
    """Records of the viewer's own desk, or made by the viewer."""
    own = policy.NOTHING
    if viewer.organisation_id is not None:
        own |= Q(owner_id=viewer.organisation_id)
    if viewer.user_id is not None:
        own |= Q(created_by_id=viewer.user_id)
    return own


@policy.register(Source)
def sources(viewer: Viewer) -> Q:
    return of_desk(viewer) & (Q(chatham_house=False) | _own(viewer))


@policy.register(Batch)
def batches(viewer: Viewer) -> Q:
    return of_desk(viewer) & _own(viewer)


@policy.register(Item)
def items(viewer: Viewer) -> Q:
    return of_desk(viewer)


@policy.register(ItemPlace)
def item_places(viewer: Viewer) -> Q:
    return of_desk(viewer, "item__")


@policy.register(Judgement)
def judgements(viewer: Viewer) -> Q:
    return of_desk(viewer, "item__")


@policy.register(Incident)
def incidents(viewer: Viewer) -> Q:
    """Seen with the report that it completes."""
    return of_desk(viewer, "item__")


@policy.register(PastFinding)
def past_findings(viewer: Viewer) -> Q:
    return of_desk(viewer, "item__")


@policy.register(ClusterBand)
def cluster_bands(viewer: Viewer) -> Q:  # noqa: ARG001 - machinery
    return policy.NOTHING


@policy.register(PublicReport)
def public_reports(viewer: Viewer) -> Q:
    """What was told without a name stays with the desk that received it."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return policy.marked(viewer, "item__") & Q(item__owner_id=viewer.organisation_id)
