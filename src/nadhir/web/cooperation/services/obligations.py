"""What an agreement asks of its parties: each an undertaking, with the clause that asks for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max

from nadhir.errors import NotPossibleNow
from nadhir.sources.records import WrittenDate
from nadhir.web.cooperation.models import Instrument, Obligation
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.response import services as response
from nadhir.web.response.models import Undertaking
from nadhir.web.response.services import Asked

_PRECISION = {"month": Undertaking.Precision.MONTH, "year": Undertaking.Precision.YEAR}


@transaction.atomic
def obligation_make(
    *,
    viewer: Viewer,
    instrument: Instrument,
    title: str,
    who: str,
    actor: Actor | None = None,
    clause: str = "",
    area: int | None = None,
    deliverable: str = "",
    focal_point: Actor | None = None,
    due: WrittenDate | None = None,
    repeats: str = "",
    language: str = "",
) -> Obligation:
    """Record what an agreement obliges somebody to do. The same promise of the same agreement again, while it
    is open, is the same obligation.

    Args:
        who: which party, in words; all of them together where it says so.
        area: which of the agreement's areas, counted from nought.
        due: the day as it is written; the last day that it can mean is what counts.

    Raises:
        NotPossibleNow: there is no such area, or it is due before the agreement began.
    """
    policy.require(viewer, "instrument.keep", instrument)
    if area is not None and not 0 <= area < len(instrument.areas):
        raise NotPossibleNow("obligation.no_such_area", many=len(instrument.areas))
    first = instrument.begins_on or instrument.dated_on
    if due is not None and first is not None and due.end < first:
        raise NotPossibleNow("obligation.due_before", title=title.strip()[:80])
    undertaking = response.undertaking_make(
        viewer=viewer,
        title=title,
        who=who,
        due_on=due.end if due else None,
        origin=Undertaking.Origin.INSTRUMENT,
        origin_id=instrument.pk,
        origin_part=clause.strip()[:60],
        actor=actor,
        asked=Asked(
            precision=_PRECISION.get(due.precision, Undertaking.Precision.DAY)
            if due
            else Undertaking.Precision.DAY,
            repeats=repeats,
        ),
        language=language,
        tlp=instrument.tlp,
        fictional=instrument.fictional,
    )
    known = Obligation.objects.filter(undertaking=undertaking).first()
    if known is not None:
        return known
    last = instrument.obligations.aggregate(last=Max("order"))["last"]
    made = Obligation.objects.create(
        instrument=instrument,
        undertaking=undertaking,
        clause=clause.strip()[:20],
        area=area,
        due=_told(due),
        deliverable=deliverable.strip(),
        focal_point=focal_point,
        order=0 if last is None else last + 1,
    )
    ledger.record(viewer, "obligation.make", instrument, undertaking=undertaking.pk)
    return made


@transaction.atomic
def obligation_change(*, viewer: Viewer, obligation: Obligation, **fields: Any) -> Obligation:
    """Change which clause and area it stands in, what is handed over, and whom to turn to. What is to be
    done, by whom and until when is changed on the page of the undertaking, with its history.

    Args:
        fields: `clause`, `area`, `deliverable`, `focal_point`.
    """
    policy.require(viewer, "instrument.keep", obligation.instrument)
    area = fields.get("area")
    if area is not None and not 0 <= area < len(obligation.instrument.areas):
        raise NotPossibleNow("obligation.no_such_area", many=len(obligation.instrument.areas))
    changed = {
        name: fields[name] for name in ("clause", "area", "deliverable", "focal_point") if name in fields
    }
    for name, value in changed.items():
        setattr(obligation, name, value)
    obligation.save(update_fields=list(changed))
    ledger.record(viewer, "obligation.change", obligation.instrument, fields=sorted(changed))
    return obligation


def _told(due: WrittenDate | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return asdict(due) | {"start": due.start.isoformat(), "end": due.end.isoformat()}
