"""Recording who holds which office in which body, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import spans
from nadhir.web.directory.models import Actor, Tenure
from nadhir.web.directory.services.likeness import duplicates_propose


@transaction.atomic
def tenure_record(
    *,
    viewer: Viewer,
    actor: Actor,
    body: Actor,
    role: Mapping[str, str] | None = None,
    kind: str = Tenure.Kind.OTHER,
    valid_from: str = "",
    valid_to: str = "",
    sources: Iterable[Any] = (),
    **told: Any,
) -> Tenure:
    """Record a role that an actor holds or held in a body; the same again is the same.

    Args:
        told: term, seen, note.

    Raises:
        NotPossibleNow: `tenure.of_itself`, `tenure.ends_before_begins`, `tenure.without_role`.
    """
    policy.require(viewer, "actor.record", actor, body)
    words = {language: text for language, text in (role or {}).items() if text}
    _check(actor, body, kind, words, valid_from, valid_to)
    for known in Tenure.objects.filter(actor=actor, body=body, valid_from=valid_from, kind=kind):
        if known.role == words:
            return known
    tenure = Tenure.objects.create(
        actor=actor,
        body=body,
        kind=kind,
        role=words,
        valid_from=valid_from,
        valid_to=valid_to,
        sources=list(sources),
        **told,
    )
    ledger.record(viewer, "tenure.record", actor, body=body.pk)
    duplicates_propose([actor.pk])
    return tenure


def _check(
    actor: Actor, body: Actor, kind: str, role: Mapping[str, str], valid_from: str, valid_to: str
) -> None:
    if actor.pk == body.pk:
        raise NotPossibleNow("tenure.of_itself")
    if kind == Tenure.Kind.OTHER and not any(role.values()):
        raise NotPossibleNow("tenure.without_role")
    if spans.backwards(valid_from, valid_to):
        raise NotPossibleNow("tenure.ends_before_begins")


def holder(viewer: Viewer, tenure: Tenure) -> Actor:
    """Whose record a change of this role is a change of: the body's, or the person's where only that is
    this desk's."""
    own = policy.may(viewer, "actor.change", tenure.body)
    return tenure.body if own or not policy.may(viewer, "actor.change", tenure.actor) else tenure.actor


@transaction.atomic
def tenure_change(*, viewer: Viewer, tenure: Tenure, version: int | None = None, **told: Any) -> Tenure:
    """Change a role: `told` is kind, role, term, valid_from, valid_to, seen, note, sources.

    Args:
        version: of the record that `holder` names.

    Raises:
        Conflict: somebody changed that record meanwhile.
        NotPossibleNow: `tenure.ends_before_begins`, `tenure.without_role`.
    """
    record = holder(viewer, tenure)
    policy.require(viewer, "actor.change", record, tenure.actor, tenure.body)
    spoken = {
        name: told.get(name, getattr(tenure, name)) for name in ("kind", "role", "valid_from", "valid_to")
    }
    _check(tenure.actor, tenure.body, **spoken)
    record_change(record=record, version=version)
    Tenure.objects.filter(pk=tenure.pk).update(**told)
    for name, value in told.items():
        setattr(tenure, name, value)
    ledger.record(viewer, "tenure.change", record, tenure=tenure.pk)
    return tenure


def tenure_end(*, viewer: Viewer, tenure: Tenure, on: str = "", version: int | None = None) -> Tenure:
    """End a role, today where no day is given."""
    return tenure_change(
        viewer=viewer,
        tenure=tenure,
        version=version,
        valid_to=on or clock.now().date().isoformat(),
    )


@transaction.atomic
def tenure_remove(*, viewer: Viewer, tenure: Tenure, version: int | None = None) -> None:
    """Take a role out that was recorded in error."""
    record = holder(viewer, tenure)
    policy.require(viewer, "actor.change", record, tenure.actor, tenure.body)
    record_change(record=record, version=version)
    ledger.record(viewer, "tenure.remove", record, body=tenure.body_id, actor=tenure.actor_id)
    tenure.delete()
