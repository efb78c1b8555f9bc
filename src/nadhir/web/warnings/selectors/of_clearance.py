"""Reading the way of a warning through the hands of those who clear it, and what is said of its draft."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings.models import Chain, Clearance, Comment, Warning
from nadhir.web.warnings.selectors.of_warnings import writers

STATES = Clearance.State
# The last is what a warning of an organisation without a chain of its own goes through.
CHAINS: Mapping[str, tuple[str, str]] = {
    "alert": (Warning.Kind.ALERT, ""),
    "note-genocide": (Warning.Kind.NOTE, Warning.Mandate.GENOCIDE),
    "note-protection": (Warning.Kind.NOTE, Warning.Mandate.PROTECTION),
    "note-joint": (Warning.Kind.NOTE, Warning.Mandate.JOINT),
}


def chains(viewer: Viewer) -> dict[str, Chain]:
    """The chains that the viewer's organisation has set, by their key in addresses."""
    found = policy.visible(Chain.objects.prefetch_related("steps__person"), viewer)
    known = {(one.kind, one.mandate): one for one in found}
    return {key: known[which] for key, which in CHAINS.items() if which in known}


def current_round(warning: Warning) -> list[Clearance]:
    """The steps of the time that a warning goes, or last went, through its chain, in their order."""
    steps = Clearance.objects.filter(warning=warning)
    last = steps.aggregate(last=Max("round"))["last"]
    return list(steps.filter(round=last).order_by("order")) if last else []


def clearances(viewer: Viewer, warning: Warning) -> QuerySet[Clearance]:
    """Every step of every time, as far as the viewer may know."""
    found = policy.visible(Clearance.objects.filter(warning=warning), viewer)
    return found.select_related("by", "person").order_by("round", "order")


def not_theirs(viewer: Viewer, warning: Warning, step: Clearance, current: Sequence[Clearance]) -> str:
    """Why the viewer may not clear a step, as the code of a refusal; empty where they may."""
    if viewer.user_id in writers(warning):
        return "warning.two_persons"
    if any(one.by_id == viewer.user_id and one.state == STATES.CLEARED for one in current):
        return "clearance.again"
    if step.person_id is not None:
        return "" if step.person_id == viewer.user_id else "clearance.not_yours"
    return "" if step.role in viewer.roles else "clearance.not_yours"


def turns(viewer: Viewer, found: Iterable[Warning]) -> dict[uuid.UUID, bool]:
    """Of warnings that wait to be cleared, whether it is the viewer's turn; three queries, however many."""
    waiting = [one for one in found if one.status == Warning.Status.SUBMITTED]
    if not waiting or not policy.may(viewer, "warning.clear"):
        return {}
    rounds: dict[Any, list[Clearance]] = {}
    states = (STATES.WAITING, STATES.CLEARED)
    for step in Clearance.objects.filter(warning__in=[one.pk for one in waiting], state__in=states):
        rounds.setdefault(step.warning_id, []).append(step)
    told = {}
    for one in waiting:
        current = sorted(rounds.get(one.pk, []), key=lambda step: step.order)
        turn = next((step for step in current if step.state == STATES.WAITING), None)
        if turn is not None and viewer.organisation_id == one.owner_id:
            quick = turn.person_id in (None, viewer.user_id) and one.created_by_id != viewer.user_id
            told[one.pk] = quick and not not_theirs(viewer, one, turn, current)
    return told


def comments(viewer: Viewer, warning: Warning) -> QuerySet[Comment]:
    """What is said of a warning at its desk."""
    found = policy.visible(Comment.objects.filter(warning=warning), viewer)
    return found.select_related("by", "resolved_by", "warning")


def comment(viewer: Viewer, pk: Any) -> Comment:
    """One comment.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Comment.objects.select_related("warning"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="warning.comment")
    return found


def part_words() -> dict[str, Any]:
    """What a comment may be about, in words."""
    names = (
        "title", "what", "where", "at_risk", "why_now", "if_nothing", "confidence", "gaps", "valid_until",
    )  # fmt: skip
    kept: dict[str, Any] = {field.name: field.verbose_name for field in Warning._meta.concrete_fields}
    fields = {name: kept[name] for name in names}
    others = {"options": _("what can be done"), "recipients": _("who must know")}
    return {**fields, **others, "evidence": _("what it rests on")}


def threads(found: Iterable[Comment], viewer: Viewer | None = None) -> list[dict[str, Any]]:
    """Comments with the answers to each, the open ones first; what each is about, in words, and whether the
    viewer may settle it."""
    words = {"": _("the whole"), **part_words()}
    by_parent: dict[Any, list[Comment]] = {}
    for one in found:
        by_parent.setdefault(one.parent_id, []).append(one)
    first = sorted(by_parent.get(None, []), key=lambda one: (one.resolved_at is not None, one.at))
    return [
        {
            "comment": one,
            "about": words.get(one.field, words[""]),
            "mine": viewer is not None and viewer.user_id in (one.by_id, one.warning.created_by_id),
            "answers": by_parent.get(one.pk, []),
        }
        for one in first
    ]
