"""Putting places and groups under watch, and changing what is watched.

A situation belongs to the desk that opened it. Colleagues of other organisations, with whom it is shared,
work on it; its name, label and readers are the owner's to change.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from nadhir.errors import NotAllowed, NotPossibleNow
from nadhir.web.accounts.selectors import works_at
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Share, Tlp
from nadhir.web.core.services import record_change, record_share
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.selectors import places_of
from nadhir.web.situations.models import Evidence, GroupAtRisk, GroupView, Situation
from nadhir.web.situations.services.keeping import cleaned, named
from nadhir.web.situations.services.reviews import review_remind

# What `situation_change` writes as it stands; places, groups and sharing have their own rules.
WRITTEN = (
    "names", "about", "since", "review_days", "tlp", "responsible_id", "discreet", "framing", "outward_names",
)  # fmt: skip


@transaction.atomic
def situation_open(
    *,
    viewer: Viewer,
    names: Mapping[str, str],
    places: Iterable[uuid.UUID],
    about: str = "",
    groups: Sequence[Mapping[str, Any]] = (),
    since: date | None = None,
    review_days: int = 30,
    tlp: str = Tlp.AMBER,
    share_with: Iterable[uuid.UUID] = (),
    responsible_id: uuid.UUID | None = None,
    discreet: bool = False,
    framing: str = Situation.Framing.COUNTRY,
    outward_names: Mapping[str, str] | None = None,
    fictional: bool = False,
) -> Situation:
    """Put a place and groups under watch.

    Args:
        names: the name by language; at least one.
        groups: mappings with `names`, `attribute` and, where it is known how the group stands, `about`.
        share_with: sharing groups of the viewer's organisation.
        responsible_id: a colleague at the desk, who is reminded of reviews.
        outward_names: what a discreet situation is called outside its desk, by language.

    Raises:
        NotPossibleNow: the situation or one of its groups has no name.
        NotAllowed: a sharing group that the viewer's organisation does not belong to.
    """
    policy.require(viewer, "situation.open")
    shared = _own_groups(viewer, share_with)
    _colleague(viewer.desk, responsible_id)
    situation = Situation.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        names=named(names, "situation.without_name"),
        about=cleaned(about),
        since=since or clock.now().date(),
        review_days=review_days,
        responsible_id=responsible_id,
        discreet=discreet,
        framing=framing,
        outward_names=_outward(outward_names or {}, discreet),
        fictional=fictional,
    )
    situation.places.set(places_of(places))
    GroupAtRisk.objects.bulk_create(
        GroupAtRisk(
            situation=situation,
            names=named(group["names"], "group.without_name"),
            attribute=group["attribute"],
            about=cleaned(group.get("about", "")),
        )
        for group in groups
    )
    record_share(record=situation, groups=shared)
    ledger.record(viewer, "situation.open", situation, tlp=tlp)
    review_remind(situation=situation)
    return situation


@transaction.atomic
def situation_change(
    *,
    viewer: Viewer,
    situation: Situation,
    version: int | None = None,
    places: Iterable[uuid.UUID] | None = None,
    groups: Sequence[Mapping[str, Any]] | None = None,
    share_with: Iterable[uuid.UUID] | None = None,
    **fields: Any,
) -> Situation:
    """Change what is watched; what is not given stays as it is.

    Args:
        version: the version that the person saw.
        groups: all groups from now on: mappings with `names`, `attribute` and, for one that is known, `id`.
        share_with: all sharing groups from now on, among those of the viewer's organisation.
        fields: those of `WRITTEN`.

    Raises:
        Conflict: somebody changed it since `version`.
        NotAllowed: the situation belongs to another desk, or a sharing group does not include the viewer's.
        NotPossibleNow: a name is missing, or a group is to be removed that evidence or an assessment speaks
            of.
    """
    policy.require(viewer, "situation.change", situation)
    _require_owner(viewer, situation)
    changes = {name: value for name, value in fields.items() if name in WRITTEN}
    if "names" in changes:
        changes["names"] = named(changes["names"], "situation.without_name")
    if "about" in changes:
        changes["about"] = cleaned(changes["about"])
    if "responsible_id" in changes:
        _colleague(situation.owner_id, changes["responsible_id"])
    if "outward_names" in changes or "discreet" in changes:
        outward = changes.get("outward_names", situation.outward_names)
        changes["outward_names"] = _outward(outward, changes.get("discreet", situation.discreet))
    record_change(record=situation, version=version, **changes)
    if places is not None:
        situation.places.set(places_of(places))
    if groups is not None:
        _set_groups(situation, groups)
    if share_with is not None:
        _set_shares(viewer, situation, share_with)
    also = {"places": places, "groups": groups, "share_with": share_with}
    changed = [*changes, *(name for name, value in also.items() if value is not None)]
    ledger.record(viewer, "situation.change", situation, fields=sorted(changed), tlp=situation.tlp)
    review_remind(situation=situation)
    return situation


@transaction.atomic
def situation_close(
    *, viewer: Viewer, situation: Situation, because: str, version: int | None = None
) -> Situation:
    """End the watch, with the reason. Nothing is removed; it can be reopened."""
    policy.require(viewer, "situation.change", situation)
    _require_owner(viewer, situation)
    if situation.status != Situation.Status.WATCHED:
        raise NotPossibleNow("situation.wrong_state")
    if not because.strip():
        raise NotPossibleNow("situation.close_without_reason")
    record_change(record=situation, version=version, status=Situation.Status.CLOSED)
    ledger.record(viewer, "situation.close", situation, because=because.strip()[:300])
    return situation


@transaction.atomic
def situation_reopen(*, viewer: Viewer, situation: Situation, version: int | None = None) -> Situation:
    """Take up the watch again."""
    policy.require(viewer, "situation.change", situation)
    _require_owner(viewer, situation)
    if situation.status != Situation.Status.CLOSED:
        raise NotPossibleNow("situation.wrong_state")
    record_change(record=situation, version=version, status=Situation.Status.WATCHED)
    ledger.record(viewer, "situation.reopen", situation)
    review_remind(situation=situation)
    return situation


def _require_owner(viewer: Viewer, situation: Situation) -> None:
    if not viewer.system and viewer.organisation_id != situation.owner_id:
        raise NotAllowed("situation.other_desk")


def _colleague(desk: uuid.UUID | None, person: uuid.UUID | None) -> None:
    """Let only somebody of the desk be responsible."""
    if person is not None and (desk is None or not works_at(person, desk)):
        raise NotPossibleNow("situation.responsible_elsewhere")


def _outward(names: Mapping[str, str], discreet: bool) -> dict[str, str]:
    """What a situation is called outside; a discreet one without such a name could not be spoken of."""
    found = {language: clean for language, name in names.items() if (clean := cleaned(name))}
    if discreet and not found:
        raise NotPossibleNow("situation.without_outward_name")
    return found


def _own_groups(viewer: Viewer, groups: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """The same groups, if the viewer's organisation belongs to all of them."""
    wanted = set(groups)
    if not viewer.system and not wanted <= viewer.groups:
        raise NotAllowed("situation.foreign_group")
    return wanted


def _set_groups(situation: Situation, groups: Sequence[Mapping[str, Any]]) -> None:
    known = {group.pk: group for group in situation.groups.all()}
    kept: set[uuid.UUID] = set()
    for group in groups:
        fields = {"names": named(group["names"], "group.without_name"), "attribute": group["attribute"]}
        if "about" in group:
            fields["about"] = cleaned(group["about"])
        found = known.get(group["id"]) if group.get("id") else None
        if found is None:
            GroupAtRisk.objects.create(situation=situation, **fields)
        else:
            kept.add(found.pk)
            GroupAtRisk.objects.filter(pk=found.pk).update(**fields)
    gone = known.keys() - kept
    spoken_of = Evidence.objects.filter(concerns__in=gone).values_list("concerns", flat=True).first()
    if spoken_of is not None:
        raise NotPossibleNow("group.in_use", group=known[spoken_of].names)
    told_of = GroupView.objects.filter(group__in=gone).values_list("group", flat=True).first()
    if told_of is not None:
        raise NotPossibleNow("group.in_assessment", group=known[told_of].names)
    GroupAtRisk.objects.filter(pk__in=gone).delete()


def _set_shares(viewer: Viewer, situation: Situation, share_with: Iterable[uuid.UUID]) -> None:
    wanted = _own_groups(viewer, share_with)
    shares = Share.objects.filter(record_id=situation.pk)
    if not viewer.system:
        # Groups that this organisation does not belong to were added by somebody who does: not ours to end.
        shares = shares.filter(group__in=viewer.groups)
    shares.exclude(group__in=wanted).delete()
    record_share(record=situation, groups=wanted)
