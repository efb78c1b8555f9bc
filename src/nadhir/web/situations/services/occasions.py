"""The calendar: occasions recorded, changed, cancelled.

An occasion belongs to the organisation that recorded it, and travels as far as its label. It may be tied to
situations that the person works on; places tie it to all situations there by themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.selectors import places_of
from nadhir.web.situations.models import FRAMEWORK, Occasion, Situation

# The factor whose indicators an occasion may pull.
TRIGGERS = "8"
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LONGEST = timedelta(days=366)
LONGEST_LEAD = 730  # days
# What `occasion_change` writes as it stands; places, situations and sharing have their own rules.
WRITTEN = frozenset(
    {
        "names", "kind", "starts_on", "ends_on", "yearly", "yearly_until", "lead_days", "triggers", "note",
        "tlp", "sequence", "came_from",
    }
)  # fmt: skip


@transaction.atomic
def occasion_record(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    starts_on: date,
    places: Iterable[uuid.UUID] = (),
    situations: Iterable[Situation] = (),
    tlp: str = Tlp.AMBER,
    share_with: Iterable[uuid.UUID] = (),
    fictional: bool = False,
    uid: str = "",
    **fields: Any,
) -> Occasion:
    """Put an occasion on the calendar.

    Args:
        names: what it is called by language; at least one.
        situations: that it is tied to, besides those of its places.
        uid: its identifier in the calendar that it was imported from.
        fields: the others of `WRITTEN`.

    Raises:
        NotPossibleNow: it has no name, its days or its lead time make no sense, a trigger is not one of
            factor 8.
        NotAllowed: a situation of somebody else, or a sharing group that does not include the viewer's
            organisation.
    """
    policy.require(viewer, "occasion.record")
    tied = _tied(viewer, situations)
    written = _checked({"names": names, "starts_on": starts_on, **fields})
    one = Occasion.objects.create(
        owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, fictional=fictional, uid=uid, **written
    )
    one.places.set(places_of(places))
    one.situations.set(tied)
    record_share(record=one, groups=_own_groups(viewer, share_with))
    ledger.record(viewer, "occasion.record", one, tlp=tlp, situations=[each.pk for each in tied])
    return one


@transaction.atomic
def occasion_change(
    *,
    viewer: Viewer,
    occasion: Occasion,
    version: int | None = None,
    places: Iterable[uuid.UUID] | None = None,
    situations: Sequence[Situation] | None = None,
    **fields: Any,
) -> Occasion:
    """Change an occasion; what is not given stays as it is.

    Args:
        version: the version that the person saw.
        situations: all that it is tied to from now on, among those that the viewer may know of; ties to
            others stay.

    Raises:
        Conflict: somebody changed it since `version`.
        NotPossibleNow: as for `occasion_record`, or it was cancelled.
    """
    policy.require(viewer, "occasion.record", occasion)
    if occasion.cancelled_at is not None:
        raise NotPossibleNow("occasion.cancelled")
    given = {name: value for name, value in fields.items() if name in WRITTEN}
    stands = {name: getattr(occasion, name) for name in ("starts_on", "ends_on", "yearly", "yearly_until")}
    checked = _checked(stands | given)
    changes = {name: checked[name] for name in given}
    tied = None if situations is None else _tied(viewer, situations, known=occasion)
    record_change(record=occasion, version=version, **changes)
    if places is not None:
        occasion.places.set(places_of(places))
    if tied is not None:
        seen = policy.visible(Situation.objects.all(), viewer).values_list("pk", flat=True)
        unseen = occasion.situations.exclude(pk__in=list(seen))
        occasion.situations.set([*tied, *unseen])
    also = {"places": places, "situations": situations}
    changed = [*changes, *(name for name, value in also.items() if value is not None)]
    ledger.record(viewer, "occasion.change", occasion, fields=sorted(changed), tlp=occasion.tlp)
    return occasion


@transaction.atomic
def occasion_cancel(
    *, viewer: Viewer, occasion: Occasion, because: str, version: int | None = None
) -> Occasion:
    """Take an occasion off the calendar, with the reason. It stays in the record.

    Raises:
        NotPossibleNow: there is no reason, or it was cancelled before.
        Conflict: somebody changed it since `version`.
    """
    policy.require(viewer, "occasion.record", occasion)
    if occasion.cancelled_at is not None:
        raise NotPossibleNow("occasion.cancelled")
    if not because.strip():
        raise NotPossibleNow("occasion.cancel_without_reason")
    record_change(record=occasion, version=version, cancelled_at=clock.now())
    ledger.record(viewer, "occasion.cancel", occasion, because=because.strip()[:300])
    return occasion


def triggers() -> tuple[doctrine.Element, ...]:
    """The triggers that an occasion may pull: the indicators of factor 8."""
    return doctrine.load(FRAMEWORK).children(TRIGGERS)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are written.

    Raises:
        NotPossibleNow: what they say cannot be.
    """
    written = {name: value for name, value in fields.items() if name in WRITTEN}
    if "names" in written:
        named = {lang: str(name).strip()[:200] for lang, name in written["names"].items()}
        written["names"] = {lang: name for lang, name in named.items() if name}
        if not written["names"]:
            raise NotPossibleNow("occasion.without_name")
    first = written["starts_on"]
    last, final = written.get("ends_on") or first, written.get("yearly_until")
    if not (EARLIEST <= first <= LATEST and last <= LATEST):
        raise NotPossibleNow("occasion.out_of_range")
    if last < first:
        raise NotPossibleNow("occasion.ends_before")
    if last - first >= LONGEST:
        raise NotPossibleNow("occasion.too_long")
    if final is not None and (final < first or not written.get("yearly")):
        raise NotPossibleNow("occasion.last_time")
    if not 0 <= written.get("lead_days", 0) <= LONGEST_LEAD:
        raise NotPossibleNow("occasion.lead_time", most=LONGEST_LEAD)
    known = {element.id for element in triggers()}
    for trigger in written.get("triggers", ()):
        if trigger not in known:
            raise NotPossibleNow("occasion.trigger", element=str(trigger)[:20])
    return written


def _tied(
    viewer: Viewer, situations: Iterable[Situation], *, known: Occasion | None = None
) -> list[Situation]:
    """The same situations, if the viewer works on each, or it was tied before."""
    tied = list(situations)
    before = set(known.situations.values_list("pk", flat=True)) if known else set()
    policy.require_sight(viewer, *tied)
    if any(one.pk not in before and not policy.works_on(viewer, one) for one in tied):
        raise NotAllowed("situation.other_desk")
    return tied


def _own_groups(viewer: Viewer, groups: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    wanted = set(groups)
    if not viewer.system and not wanted <= viewer.groups:
        raise NotAllowed("situation.foreign_group")
    return wanted
