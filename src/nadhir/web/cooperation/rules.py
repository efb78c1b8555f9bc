"""Who may know of which instruments."""

from __future__ import annotations

from django.db.models import Q

from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer


@policy.register(Instrument)
def instruments(viewer: Viewer) -> Q:
    return policy.marked(viewer)
