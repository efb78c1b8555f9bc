"""What the worker does for intake: take in the files that a person confirmed."""

from __future__ import annotations

import uuid

from django_tasks import task

from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.intake.models import Batch
from nadhir.web.intake.services import batch_run


@task()
def batch_take(batch_id: str, user_id: str) -> dict[str, int]:
    """Take in one confirmed batch, for the person who confirmed it."""
    batch = Batch.objects.get(pk=uuid.UUID(batch_id))
    viewer = viewer_of(User.objects.get(pk=uuid.UUID(user_id)))
    batch_run(viewer=viewer, batch=batch)
    batch.refresh_from_db()
    return {name: getattr(batch, name) for name in ("added", "known", "revised", "rejected")}


def batches_recover() -> int:
    """Queue again what a person confirmed and a process that died left half taken in; how many. Running a
    batch again adds only what is missing."""
    left = Batch.objects.filter(state=Batch.State.RUNNING, created_by__isnull=False)
    for batch in left:
        batch_take.enqueue(str(batch.pk), str(batch.created_by_id))
    return len(left)
