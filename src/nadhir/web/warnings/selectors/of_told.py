"""To whom warnings went, by what they are rather than by who they are."""

from __future__ import annotations

import uuid

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Recipient
from nadhir.web.warnings.rules import OUT


def roles_told(viewer: Viewer) -> dict[uuid.UUID, str]:
    """By warning, the role of the person named first among those whom the viewer may know to have been told;
    a warning without one is left out."""
    told = policy.visible(
        Recipient.objects.filter(warning__status__in=OUT, standby=False).exclude(role=""), viewer
    )
    rows = told.order_by("-pk").values_list("warning_id", "role")
    # The first one named is the last to be written here.
    return dict(rows)
