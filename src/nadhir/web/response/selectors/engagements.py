"""Reading engagements."""

from __future__ import annotations

from django.db.models import QuerySet

from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Engagement


def engagements(viewer: Viewer) -> QuerySet[Engagement]:
    return policy.visible(Engagement.objects.select_related("place"), viewer).order_by("-held_on", "-pk")
