"""The acts of the story upon the life of a warning: updated, cancelled, run out, commented, its chain set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nadhir.web.core import clock
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.warnings import services
from nadhir.web.warnings.models import Chain, Comment, RecipientGroup, Warning


@act
def update_warning(
    stage: Stage,
    viewer: Viewer,
    *,
    warning: str,
    without: list[str],
    valid_days: int,
    trigger_in: int,
    **words: Any,
) -> Warning:
    """Begin the update of a warning, with some of its words changed and some of its recipients left out."""
    made = services.warning_update(viewer=viewer, warning=_fresh(stage, warning))
    for line in made.recipients.filter(email__in=without):
        services.recipient_remove(viewer=viewer, recipient=line)
    now = clock.now()
    return services.warning_write(
        viewer=viewer,
        warning=made,
        valid_until=now + timedelta(days=valid_days),
        trigger_on=now.date() + timedelta(days=trigger_in),
        **words,
    )


@act
def cancel_warning(stage: Stage, viewer: Viewer, *, warning: str, because: str) -> Warning:
    """Take back an issued warning."""
    return services.warning_cancel(viewer=viewer, warning=_fresh(stage, warning), because=because)


@act
def expire_warnings(stage: Stage, viewer: Viewer) -> int:  # noqa: ARG001 - the worker does it, for nobody
    """End what is past its validity."""
    return services.warnings_expire()


@act
def comment(
    stage: Stage, viewer: Viewer, *, warning: str, text: str, field: str = "", answer: str = ""
) -> Comment:
    """Say something of a draft, or answer."""
    return services.comment_make(
        viewer=viewer,
        warning=_fresh(stage, warning),
        text=text,
        field=field,
        parent=stage.kept[answer] if answer else None,
    )


@act
def settle_comment(stage: Stage, viewer: Viewer, *, comment: str) -> Comment:
    """Settle a comment."""
    return services.comment_resolve(viewer=viewer, comment=stage.kept[comment])


@act
def set_chain(
    stage: Stage,  # noqa: ARG001 - an act takes the stage
    viewer: Viewer,
    *,
    kind: str,
    mandate: str,
    steps: list[dict[str, Any]],
) -> Chain:
    """Say through whose hands notes go."""
    given = [
        services.StepGiven(names=one["names"], mandate=one.get("mandate", ""), role=one["role"])
        for one in steps
    ]
    return services.chain_set(viewer=viewer, kind=kind, mandate=mandate, steps=given)


@act
def keep_usual(stage: Stage, viewer: Viewer, *, warning: str, name: str) -> RecipientGroup:
    """Keep the recipients of a warning as the usual ones of its situation."""
    return services.recipient_group_keep(viewer=viewer, warning=_fresh(stage, warning), name=name)


def _fresh(stage: Stage, name: str) -> Warning:
    kept: Warning = stage.kept[name]
    kept.refresh_from_db()
    return kept
