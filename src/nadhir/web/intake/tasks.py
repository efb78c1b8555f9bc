"""What the worker does for intake: take in the files that a person confirmed."""

from __future__ import annotations

import uuid

from django.db import transaction
from django_tasks import task

from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.intake.models import Batch
from nadhir.web.intake.services import batch_confirm, batch_release, batch_requeue, batch_run


@task()
def batch_take(batch_id: str, user_id: str) -> dict[str, int]:
    """Take in one confirmed batch, for the person who confirmed it."""
    batch = Batch.objects.get(pk=uuid.UUID(batch_id))
    people = policy.visible(User.objects.filter(pk=uuid.UUID(user_id)), installation())
    viewer = viewer_of(people.get())
    batch_run(viewer=viewer, batch=batch)
    batch.refresh_from_db()
    return {name: getattr(batch, name) for name in ("added", "known", "revised", "rejected")}


@transaction.atomic
def batch_take_confirmed(viewer: Viewer, batch: Batch, mapping: dict[str, str] | None = None) -> Batch:
    """Agree to how a file is read, and leave it to the worker.

    Raises:
        NotPossibleNow: it was confirmed before.
    """
    return _left_to_worker(batch_confirm(viewer=viewer, batch=batch, mapping=mapping), viewer)


@transaction.atomic
def batch_take_again(viewer: Viewer, batch: Batch) -> Batch:
    """Leave a batch that broke off to the worker once more.

    Raises:
        NotPossibleNow: it did not break off.
    """
    return _left_to_worker(batch_requeue(viewer=viewer, batch=batch), viewer)


def _left_to_worker(batch: Batch, viewer: Viewer) -> Batch:
    batch_take.enqueue(str(batch.pk), str(viewer.user_id))
    return batch


def batches_recover() -> int:
    """Queue again what a person confirmed and a process that died left half taken in; how many. Running a
    batch again adds only what is missing."""
    left = Batch.objects.filter(state=Batch.State.RUNNING, created_by__isnull=False)
    released = [batch for batch in left if batch_release(batch=batch)]
    for batch in released:
        batch_take.enqueue(str(batch.pk), str(batch.created_by_id))
    return len(released)
