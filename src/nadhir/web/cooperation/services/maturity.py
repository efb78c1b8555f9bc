"""Reading how far a national mechanism is, criterion by criterion; never adding levels up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation.models import Body, Maturity
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer

CATALOGUE = "national-mechanism"


@transaction.atomic
def maturity_begin(
    *, viewer: Viewer, body: Body, read_on: date, catalogue: str = CATALOGUE, note: str = ""
) -> Maturity:
    """Begin a reading. There is one at a time: an open one is gone on with.

    Raises:
        NotPossibleNow: the day has not come, or lies before the last reading.
    """
    policy.require(viewer, "body.keep", body)
    if (known := body.maturities.filter(closed_at=None).first()) is not None:
        return known
    if read_on > clock.now().date():
        raise NotPossibleNow("maturity.not_yet")
    if body.maturities.filter(read_on__gte=read_on).exists():
        raise NotPossibleNow("maturity.before_the_last")
    made = Maturity.objects.create(
        body=body, catalogue=catalogue, read_on=read_on, note=note, by_id=viewer.user_id, at=clock.now()
    )
    ledger.record(viewer, "maturity.begin", body, reading=made.pk)
    return made


@transaction.atomic
def maturity_read(
    *, viewer: Viewer, maturity: Maturity, levels: Mapping[str, Mapping[str, str]], note: str | None = None
) -> Maturity:
    """Keep what was read of criteria; what is left out stays as it was, an empty level takes a criterion out.

    Args:
        levels: by criterion, `level` and `shown_by`: what shows it.

    Raises:
        NotPossibleNow: it is closed, a criterion or level is not of the checklist, or nothing shows a level.
    """
    policy.require(viewer, "body.keep", maturity.body)
    policy.require_sight(viewer, maturity)
    if maturity.closed_at is not None:
        raise NotPossibleNow("maturity.closed")
    checklist = doctrine.load(maturity.catalogue)
    criteria = {one.id for one in checklist.of_kind("criterion")}
    known = {one.id for one in checklist.of_kind("value")}
    now: dict[str, Any] = dict(Maturity.objects.select_for_update().get(pk=maturity.pk).levels)
    for criterion, told in levels.items():
        level, shown_by = told.get("level", ""), told.get("shown_by", "").strip()
        if criterion not in criteria or (level and level not in known):
            raise NotPossibleNow("maturity.unknown", criterion=criterion)
        if not level:
            now.pop(criterion, None)
            continue
        if not shown_by:
            raise NotPossibleNow("maturity.not_shown", criterion=criterion)
        now[criterion] = {"level": level, "shown_by": shown_by}
    fields: dict[str, Any] = {"levels": now}
    if note is not None:
        fields["note"] = note.strip()
    Maturity.objects.filter(pk=maturity.pk).update(**fields)
    maturity.refresh_from_db()
    ledger.record(viewer, "maturity.read", maturity.body, reading=maturity.pk, criteria=len(now))
    return maturity


@transaction.atomic
def maturity_close(*, viewer: Viewer, maturity: Maturity) -> Maturity:
    """Close a reading: it stands as it is, and whoever may know of the body reads it.

    Raises:
        NotPossibleNow: it is closed, or nothing was read.
    """
    policy.require(viewer, "body.keep", maturity.body)
    policy.require_sight(viewer, maturity)
    if maturity.closed_at is not None:
        raise NotPossibleNow("maturity.closed")
    if not maturity.levels:
        raise NotPossibleNow("maturity.nothing_read")
    Maturity.objects.filter(pk=maturity.pk).update(closed_at=clock.now())
    maturity.refresh_from_db()
    ledger.record(viewer, "maturity.close", maturity.body, reading=maturity.pk)
    return maturity
