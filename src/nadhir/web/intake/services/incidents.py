"""What is found out about the event of a report, written beside it by hand."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Incident, Item

COUNTS = ("injured_low", "injured", "injured_high", "displaced_low", "displaced", "displaced_high")
TOLD = ("damage", "weapons", "cause", "response", "comment", "follow_up")
_LONGEST = {"weapons": 300}
_LONG = 4_000  # characters of any other text


@transaction.atomic
def incident_record(
    *,
    viewer: Viewer,
    item: Item,
    version: int | None = None,
    counts: dict[str, int | None] | None = None,
    told: dict[str, str] | None = None,
) -> Incident:
    """Keep what is known of an incident besides what its report says. What is not named stays as it is; the
    ledger tells which fields were written, never what is in them.

    Args:
        version: the version that the person saw; 0 where nothing was kept yet; None takes the one in hand.
        counts: of `COUNTS`; None for one that nobody knows.
        told: of `TOLD`.

    Raises:
        NotPossibleNow: the report is another desk's, its words were removed, or figures contradict each
            other.
        Conflict: somebody wrote since.
    """
    policy.require(viewer, "incident.record", item)
    if not viewer.system and viewer.organisation_id != item.owner_id:
        raise NotPossibleNow("item.other_desk")
    if item.erased_at is not None:
        raise NotPossibleNow("item.erased")
    fields: dict[str, Any] = {name: (counts or {})[name] for name in COUNTS if name in (counts or {})}
    fields |= {
        name: told[name].strip()[: _LONGEST.get(name, _LONG)] for name in TOLD if told and name in told
    }
    kept = Incident.objects.filter(item=item).first()
    if version is not None and version != (kept.version if kept else 0):
        raise Conflict("conflict.changed")
    _fits(kept, fields)
    fields |= {"by_id": viewer.user_id, "at": clock.now()}
    if kept is None:
        try:
            with transaction.atomic():
                kept = Incident.objects.create(item=item, **fields)
        except IntegrityError:
            raise Conflict("conflict.changed") from None
    else:
        same = Incident.objects.filter(pk=kept.pk, version=kept.version)
        if not same.update(version=kept.version + 1, **fields):
            raise Conflict("conflict.changed")
        kept.refresh_from_db()
    ledger.record(viewer, "incident.record", item, fields=sorted(set(fields) - {"by_id", "at"}))
    return kept


def _fits(kept: Incident | None, fields: dict[str, Any]) -> None:
    """The least is not more than the best estimate, nor that more than the most."""
    for name in ("injured", "displaced"):
        known = [
            value
            for part in (f"{name}_low", name, f"{name}_high")
            if (value := fields.get(part, getattr(kept, part, None))) is not None
        ]
        if any(value < 0 for value in known) or known != sorted(known):
            raise NotPossibleNow("incident.figures")
