"""Recording instruments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor


@transaction.atomic
def instrument_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None = None,
    parties: Iterable[Actor] = (),
    tlp: str = "clear",
    **fields: Any,
) -> Instrument:
    """Record an agreement. `fields`: dated, dated_on, areas, note, sources, fictional. The same slug again is
    the same instrument."""
    policy.require(viewer, "instrument.record")
    if slug is not None and (known := Instrument.objects.filter(slug=slug).first()):
        return known
    instrument = Instrument.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        kind=kind,
        names=dict(names),
        slug=slug,
        **fields,
    )
    instrument.parties.set(list(parties))
    ledger.record(viewer, "instrument.record", instrument, kind=kind)
    return instrument
