"""Reading what concerns authority: names and terms to be changed, pairs that may be one, merges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from nadhir.errors import NotAllowed
from nadhir.web.core import clock, policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import spans
from nadhir.web.directory.models import Actor, ActorName, Duplicate, Merge, Tenure

M = TypeVar("M", bound=Model)
OFFICES = tuple(kind.value for kind in Tenure.Kind)


def name(viewer: Viewer, pk: Any) -> ActorName:
    """One name of an actor.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(ActorName.objects.select_related("actor"), viewer)
    return _one(found.filter(actor__merged_into=None), pk, "actor.read")


def successor(viewer: Viewer, actor: Actor) -> Actor | None:
    """What came after an actor, where the viewer may know of it."""
    if actor.succeeded_by_id is None:
        return None
    return policy.visible(Actor.objects.filter(pk=actor.succeeded_by_id), viewer).first()


def tenure(viewer: Viewer, pk: Any) -> Tenure:
    """One role that somebody holds.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    return _one(policy.visible(Tenure.objects.select_related("actor", "body"), viewer), pk, "actor.read")


def _one(found: QuerySet[M], pk: Any, act: str) -> M:
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotAllowed("not_allowed.record", act=act)
    return row


@dataclass(frozen=True, slots=True)
class Office:
    """Who holds, and who held, one office of a body; `now` before `past`, the chairs before the members."""

    label: str
    now: list[Tenure]
    past: list[Tenure]


def offices(viewer: Viewer, body: Actor, *, most: int = 300) -> list[Office]:
    """Current and past members of a body, by office."""
    found = policy.visible(Tenure.objects.filter(body=body, actor__merged_into=None), viewer)
    rows = list(found.select_related("actor").order_by("-valid_from", "-valid_to", "pk")[:most])
    today = clock.now().date().isoformat()
    told = []
    for kind in OFFICES:
        mine = [row for row in rows if row.kind == kind]
        if mine:
            past = [row for row in mine if spans.over(row.valid_to, today)]
            label = str(Tenure.Kind(kind).label)
            told.append(Office(label, [row for row in mine if row not in past], past))
    return told


def duplicates(viewer: Viewer, *, status: str = Duplicate.Status.PROPOSED) -> QuerySet[Duplicate]:
    """Pairs that may be one, the likeliest first; or those that were judged, the latest first."""
    found = policy.visible(Duplicate.objects.filter(status=status), viewer)
    if status != Duplicate.Status.MERGED:
        found = found.filter(one__merged_into=None, other__merged_into=None)
    order = ("-weight", "pk") if status == Duplicate.Status.PROPOSED else ("-judged_at", "pk")
    return found.select_related("one__place", "other__place", "judged_by").order_by(*order)


def duplicate(viewer: Viewer, pk: Any) -> Duplicate:
    """One pair.

    Raises:
        NotAllowed: there is none, or none that this viewer may judge of.
    """
    found = policy.visible(Duplicate.objects.select_related("one", "other", "judged_by"), viewer)
    return _one(found, pk, "actor.merge")


def duplicates_of(viewer: Viewer, actor: Actor) -> QuerySet[Duplicate]:
    """Open questions whether an actor is another."""
    return duplicates(viewer).filter(Q(one=actor) | Q(other=actor))


def merges(viewer: Viewer) -> QuerySet[Merge]:
    """What was merged, the latest first, also what was taken apart again."""
    found = policy.visible(Merge.objects.select_related("kept", "gone", "by", "undone_by"), viewer)
    return found.order_by("-at", "pk")


def merge(viewer: Viewer, pk: Any) -> Merge:
    """One merge.

    Raises:
        NotAllowed: there is none, or none that this viewer may judge of.
    """
    return _one(merges(viewer), pk, "actor.merge")


def reasons_told(viewer: Viewer, pairs: Iterable[Duplicate]) -> dict[Any, dict[str, list[str]]]:
    """Why pairs may be one (`for`) and why not (`against`), in words, by the pair's identifier."""
    rows = list(pairs)
    bodies = {reason["body"] for row in rows for reason in row.reasons if reason.get("body")}
    seen = policy.visible(Actor.objects.filter(pk__in=bodies), viewer)
    named = {str(one.pk): in_words(one.names) for one in seen}
    told: dict[Any, dict[str, list[str]]] = {}
    for row in rows:
        sides: dict[str, list[str]] = {"for": [], "against": []}
        hidden = policy.hidden_fields(viewer, row.one) | policy.hidden_fields(viewer, row.other)
        for reason in row.reasons:
            if reason["code"] == "same_email" and "email" in hidden:
                continue
            sides["for" if reason["for"] else "against"].append(_reason(reason, named))
        told[row.pk] = sides
    return told


def _reason(reason: dict[str, Any], named: dict[str, str]) -> str:
    words = {
        "asked": _("a person put them side by side"),
        "same_name": _("the same name: %(text)s"),
        "sounds_alike": _("their names sound alike"),
        "part_of_name": _("the name of one is part of the other’s"),
        "same_family_name": _("a family name written alike: %(text)s"),
        "same_email": _("the same address"),
        "same_url": _("the same web address"),
        "same_body": _("both served in %(body)s"),
        "same_place": _("the same place"),
        "other_first_names": _("different first names"),
        "other_terms": _("served in %(body)s at different times"),
        "other_place": _("different places"),
        "other_years": _("one ended before the other began"),
        "other_kind": _("recorded as different kinds"),
    }
    params = {"text": reason.get("text", ""), "body": named.get(reason.get("body", ""), _("the same body"))}
    return str(words[reason["code"]] % params)


def telling_apart(actors: Iterable[Actor]) -> dict[Any, str]:
    """For actors with `roles_known` that share their name in the reader's language: what tells them apart."""
    rows = list(actors)
    called: dict[str, int] = {}
    for one in rows:
        called[in_words(one.names)] = called.get(in_words(one.names), 0) + 1
    return {one.pk: f"#{one.pk.hex[-8:]}" for one in rows if called[in_words(one.names)] > 1}


def names_seen(viewer: Viewer) -> Prefetch[Any]:
    """For a list of actors: all their names that the viewer may know of, as `names_known`."""
    known = policy.visible(ActorName.objects.order_by("valid_from", "language", "pk"), viewer)
    return Prefetch("spellings", queryset=known, to_attr="names_known")
