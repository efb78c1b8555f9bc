"""Who may know how a warning was sent: the desk that issues it. One's own wishes are one's own."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Delivery, Wish
from nadhir.web.warnings.rules import of_warning


@policy.register(Delivery)
def deliveries(viewer: Viewer) -> Q:
    """The desk that issues the warning. A recipient does not learn by which ways others were reached."""
    if not viewer.has("analyst", "reviewer"):
        return policy.NOTHING
    return of_warning(viewer, "recipient__warning__") & Q(recipient__warning__owner_id=viewer.organisation_id)


@policy.register(Wish)
def wishes(viewer: Viewer) -> Q:
    return policy.NOTHING if viewer.user_id is None else Q(user_id=viewer.user_id)
