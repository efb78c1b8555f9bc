"""Modules by the reference under which cohorts and learners keep them, whoever wrote them.

A reference names one edition and is never moved: who began a course with one edition ends it with that one.
What came after, or was withdrawn meanwhile, is said.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

from nadhir.doctrine import learning
from nadhir.errors import DoctrineError, NotPossibleNow
from nadhir.web.cooperation.models import Module
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Taught:
    """A module of a cohort. `module` is None where its text can no longer be had; `newer` is the reference of
    a later edition, empty where there is none."""

    ref: str
    module: learning.Module | None
    withdrawn: bool = False
    newer: str = ""


def module_of(ref: str) -> learning.Module | None:
    """The module, of ours or written here; None where there is none, or it cannot be read."""
    try:
        return learning.module(ref)
    except DoctrineError:
        pass
    slug, _, edition = ref.partition("@")
    row = Module.objects.filter(slug=slug, edition=edition).exclude(status=Module.Status.DRAFT).first()
    return None if row is None else _read(json.dumps(row.content, sort_keys=True))


@functools.lru_cache(maxsize=64)
def _read(text: str) -> learning.Module | None:
    try:
        return learning.read(json.loads(text))
    except DoctrineError:
        return None


def needed(ref: str) -> learning.Module:
    """The module.

    Raises:
        NotPossibleNow: `cohort.unknown_module`.
    """
    found = module_of(ref)
    if found is None:
        raise NotPossibleNow("cohort.unknown_module", module=ref)
    return found


def shipped() -> set[str]:
    """Slugs of the modules that come with Nadhir: what a desk wrote never stands in for one of them."""
    return {one.slug for one in learning.modules()}


def taught(refs: list[str], viewer: Viewer) -> list[Taught]:
    """The modules of a cohort, with what became of them since, as far as the viewer may know of it."""
    out: list[Taught] = []
    for ref in refs:
        slug, _, edition = ref.partition("@")
        editions = [one.edition for one in learning.modules() if one.slug == slug]
        rows: dict[str, str] = {}
        if not editions:
            known = policy.visible(Module.objects.filter(slug=slug), viewer)
            rows = dict(known.values_list("edition", "status"))
        editions += [one for one, status in rows.items() if status == Module.Status.PUBLISHED]
        later = [one for one in editions if _order(one) > _order(edition)]
        newer = f"{slug}@{max(later, key=_order)}" if later else ""
        out.append(Taught(ref, module_of(ref), rows.get(edition) == Module.Status.WITHDRAWN, newer))
    return out


def choices(viewer: Viewer) -> list[tuple[str, learning.Module]]:
    """What a new cohort can be taught: the newest edition of each module, in the order in which they are best
    taken; those written here after them."""
    found: dict[str, learning.Module] = {}
    for one in learning.modules():
        if one.slug not in found or _order(one.edition) > _order(found[one.slug].edition):
            found[one.slug] = one
    own = policy.visible(Module.objects.filter(status=Module.Status.PUBLISHED), viewer)
    own = own.exclude(slug__in=shipped()).order_by("slug")
    for row in own:
        module = _read(json.dumps(row.content, sort_keys=True))
        known = found.get(row.slug)
        if module is not None and (known is None or _order(row.edition) > _order(known.edition)):
            found[row.slug] = module
    return [(one.ref, one) for one in found.values()]


def _order(edition: str) -> tuple[int, ...]:
    return tuple(int(part) for part in edition.split(".") if part.isascii() and part.isdigit())


def by_objective(marked: learning.Marked) -> dict[str, list[int]]:
    """Of each objective how many answers were right, and how many were asked."""
    counted: dict[str, list[int]] = {}
    for one in marked.each:
        row = counted.setdefault(one.question.objective, [0, 0])
        row[0] += one.right
        row[1] += 1
    return counted


def answers_of(module: learning.Module, kind: Any, seed: str, given: Any) -> dict[str, Any]:
    """What a form sent, as the core marks it: choices as lists, order by the places given, matches as pairs.

    `given` answers `getlist(name)`; fields are `q-<id>`, for order and match `q-<id>-<part>`.
    """
    answers: dict[str, Any] = {}
    for question in learning.choose(module, kind, seed):
        name = f"q-{question.id}"
        if question.kind == "match":
            chosen = {pair.id: _one(given, f"{name}-{pair.id}") for pair in question.pairs}
            answers[question.id] = {key: value for key, value in chosen.items() if value}
        elif question.kind == "order":
            places = {option.id: _one(given, f"{name}-{option.id}") for option in question.options}
            told = [key for key, value in places.items() if value.isascii() and value.isdigit()]
            answers[question.id] = sorted(told, key=lambda key: int(places[key]))
        else:
            answers[question.id] = [str(one)[:60] for one in given.getlist(name)][:12]
    return {key: value for key, value in answers.items() if value}


def _one(given: Any, name: str) -> str:
    found = given.getlist(name)
    return str(found[0])[:60] if found else ""
