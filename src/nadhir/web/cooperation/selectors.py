"""Reading instruments, as far as the viewer may."""

from __future__ import annotations

from django.db.models import QuerySet

from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer


def instruments(viewer: Viewer) -> QuerySet[Instrument]:
    """Agreements, the latest first."""
    found = policy.visible(Instrument.objects.prefetch_related("parties"), viewer)
    return found.order_by("-dated_on", "-pk")
