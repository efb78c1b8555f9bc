"""Engagements: what was convened, by whom, with whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response.models import Engagement


@transaction.atomic
def engagement_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None = None,
    convened_by: Iterable[Actor] = (),
    tlp: str = "amber",
    **fields: Any,
) -> Engagement:
    """Record something convened. `fields`: place, situation, held, held_on, participants, women, outcome,
    sources, fictional. The same slug again is the same engagement."""
    policy.require(viewer, "engagement.record")
    if slug is not None and (known := Engagement.objects.filter(slug=slug).first()):
        return known
    engagement = Engagement.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        kind=kind,
        names=dict(names),
        slug=slug,
        **fields,
    )
    engagement.convened_by.set(list(convened_by))
    ledger.record(viewer, "engagement.record", engagement, kind=kind)
    return engagement
