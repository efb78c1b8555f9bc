"""To whom warnings went, by what they are rather than by who they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Recipient, Warning
from nadhir.web.warnings.rules import OUT


@dataclass(frozen=True, slots=True)
class Told:
    """One who was told of a warning, without a name: as what, and when they took note."""

    line: uuid.UUID
    warning: uuid.UUID
    issued: datetime
    acknowledged: datetime | None
    actor: uuid.UUID | None
    body: uuid.UUID | None
    organisation: uuid.UUID | None


def told_of(viewer: Viewer, found: QuerySet[Warning]) -> list[Told]:
    """Who was told of these warnings, and when each took note, by body and organisation and not by name.

    Of warnings of one's own organisation all, of others those whom the viewer may know of. Nobody is shown
    from this: it is counted.
    """
    told = Recipient.objects.filter(warning__in=found.order_by().values("pk"), standby=False)
    told = told.filter(warning__status__in=OUT, warning__issued_at__isnull=False)
    known = policy.visible(told, viewer)
    if viewer.has("officer", "coordinator", "decision_maker", "analyst", "reviewer"):
        known |= told.filter(warning__owner_id=viewer.organisation_id)
    fields = ("pk", "warning_id", "warning__issued_at", "acknowledged_at", "actor_id", "tenure__body_id")
    rows = known.distinct().order_by().values_list(*fields, "user__organisation_id")
    return [Told(*row) for row in rows]


def roles_told(viewer: Viewer) -> dict[uuid.UUID, str]:
    """By warning, the role of the person named first among those whom the viewer may know to have been told;
    a warning without one is left out."""
    told = policy.visible(
        Recipient.objects.filter(warning__status__in=OUT, standby=False).exclude(role=""), viewer
    )
    rows = told.order_by("-pk").values_list("warning_id", "role")
    # The first one named is the last to be written here.
    return dict(rows)
