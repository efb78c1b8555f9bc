"""Whom the rows of a list may be, among the actors that the viewer may know of."""

from __future__ import annotations

from typing import Any

from nadhir.web.core import policy
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.models import new_id
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.actor_list import Line
from nadhir.web.directory.likeness import Known
from nadhir.web.directory.models import Actor
from nadhir.web.directory.services import known_alike


def lines_compared(viewer: Viewer, lines: list[Line]) -> list[Line]:
    """The rows of a list with the actors that each may be, as far as the viewer may know of them."""
    whole = [line for line in lines if not line.problems]
    rows = [_as_known(line) for line in whole]
    alike = known_alike(rows)
    uids = {uid for line in whole if (uid := identifier_of(line.uid)) is not None}
    wanted = {pk for found in alike for pk in found} | uids
    seen: dict[Any, Actor] = {}
    for at in range(0, len(wanted), 500):
        part = sorted(wanted)[at : at + 500]
        seen |= {one.pk: one for one in policy.visible(Actor.objects.filter(pk__in=part), viewer)}
    for line, found in zip(whole, alike, strict=True):
        line.known = [seen[pk] for pk in found if pk in seen]
        uid = identifier_of(line.uid)
        line.same = seen.get(uid) if uid is not None else None
    return lines


def _as_known(line: Line) -> Known:
    told = line.told
    names = [*told["names"].values(), *(one["text"] for one in told["spellings"])]
    place = told["place"].pk if told["place"] else None
    return Known(
        new_id(), told["kind"], False, place, "", told["url"], told["began"], told["ended"], names=names
    )
