"""What the desk says of a draft before it is out: on one field or the whole, answered, settled."""

from __future__ import annotations

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Comment, Warning
from nadhir.web.warnings.services.drafting import WRITTEN
from nadhir.web.warnings.services.state import require_state

BEFORE = (Warning.Status.DRAFT, Warning.Status.SUBMITTED, Warning.Status.APPROVED)
PARTS = ("options", "recipients", "evidence")


@transaction.atomic
def comment_make(
    *, viewer: Viewer, warning: Warning, text: str, field: str = "", parent: Comment | None = None
) -> Comment:
    """Say something of a warning that is not out yet.

    Args:
        field: one of `WRITTEN` or `PARTS`; empty for the whole.
        parent: the comment that this one answers; an answer to an answer stands under the first.

    Raises:
        NotPossibleNow: nothing is said, of no such field, or the warning is out.
    """
    policy.require(viewer, "warning.comment", warning)
    require_state(warning, *BEFORE)
    if not text.strip():
        raise NotPossibleNow("comment.empty")
    if field and field not in (*WRITTEN, *PARTS):
        raise NotPossibleNow("comment.field")
    if parent is not None and parent.warning_id != warning.pk:
        raise NotAllowed("not_allowed.record", act="warning.comment")
    first = parent.parent or parent if parent else None
    made = Comment.objects.create(
        warning=warning, parent=first, field=first.field if first else field, text=text.strip(),
        by_id=viewer.user_id,
    )  # fmt: skip
    ledger.record(viewer, "warning.comment", warning, comment=made.pk)
    return made


@transaction.atomic
def comment_resolve(*, viewer: Viewer, comment: Comment) -> Comment:
    """Settle a comment: whoever made it does, or the author of the warning. Twice is once.

    Raises:
        NotAllowed: the viewer is neither.
    """
    policy.require(viewer, "warning.comment", comment.warning)
    if viewer.user_id not in (comment.by_id, comment.warning.created_by_id):
        raise NotAllowed("comment.not_yours")
    now = clock.now()
    done = Comment.objects.filter(pk=comment.pk, resolved_at=None).update(
        resolved_at=now, resolved_by_id=viewer.user_id
    )
    if done:
        ledger.record(viewer, "warning.comment_resolve", comment.warning, comment=comment.pk)
    comment.refresh_from_db()
    return comment
