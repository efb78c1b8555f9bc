"""What thresholds proposed, as far as the viewer may know of it."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Proposal


def proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """What was proposed to the viewer's desk, the newest first."""
    return policy.visible(Proposal.objects.all(), viewer).order_by("-created_at", "-pk")


def open_proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """Those that nobody has judged."""
    return proposals(viewer).filter(status=Proposal.Status.OPEN)


def proposal(viewer: Viewer, pk: uuid.UUID) -> Proposal:
    """One proposal.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = proposals(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="proposal.read")
    return found


def open_proposal(viewer: Viewer, identifier: str) -> Proposal | None:
    """The open proposal that an address names; None where it names none."""
    try:
        pk = uuid.UUID(identifier)
    except ValueError:
        return None
    return open_proposals(viewer).filter(pk=pk).first()
