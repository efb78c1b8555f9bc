"""What the worker does for situations: read reports again."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django_tasks import task

from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.situations.models import Rescreening, Situation
from nadhir.web.situations.services import rescreening_begin, rescreening_release, rescreening_run


@task()
def rescreening_take(run_id: str, user_id: str) -> dict[str, int]:
    """Go through one run, for the person who asked for it."""
    run = Rescreening.objects.get(pk=uuid.UUID(run_id))
    people = policy.visible(User.objects.filter(pk=uuid.UUID(user_id)), installation())
    rescreening_run(viewer=viewer_of(people.get()), rescreening=run)
    run.refresh_from_db()
    return {name: getattr(run, name) for name in ("read", "renewed", "raised", "lowered", "kept")}


@transaction.atomic
def rescreening_ask(
    viewer: Viewer, situation: Situation | None = None, since: date | None = None
) -> Rescreening:
    """Ask for reports to be read again, and leave it to the worker.

    Raises:
        NotPossibleNow: one is under way.
    """
    run = rescreening_begin(viewer=viewer, situation=situation, since=since)
    rescreening_take.enqueue(str(run.pk), str(viewer.user_id))
    return run


def rescreenings_recover() -> int:
    """Queue again what a process that died left half done; how many. A run goes on where it stopped."""
    left = Rescreening.objects.filter(state=Rescreening.State.RUNNING, created_by__isnull=False)
    released = [run for run in left if rescreening_release(rescreening=run)]
    for run in released:
        rescreening_take.enqueue(str(run.pk), str(run.created_by_id))
    return len(released)
