"""Reading modules, ours and those written here, and what somebody who learns alone has read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.db.models import QuerySet

from nadhir.doctrine import learning
from nadhir.errors import DoctrineError, NotAllowed
from nadhir.web.cooperation.models import Enrolment, Module, TestResult
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Seen:
    """A module that a viewer may read; `row` is None where it came with Nadhir."""

    module: learning.Module
    row: Module | None = None

    @property
    def ref(self) -> str:
        return self.module.ref


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody who learns alone has come with a module."""

    enrolment: Enrolment | None
    setting: str
    read: tuple[str, ...]
    last: str
    tests: Mapping[str, TestResult]

    @property
    def completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.status == Enrolment.Status.COMPLETED


def modules(viewer: Viewer) -> QuerySet[Module]:
    """Modules written here that the viewer may know of, the latest first."""
    return policy.visible(Module.objects.all(), viewer).order_by("slug", "-created_at")


def module_row(viewer: Viewer, pk: Any) -> Module:
    """Raises:
    NotAllowed: there is none, or none that this viewer may know of.
    """
    found = modules(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="module.read")
    return found


def module(viewer: Viewer, ref: str) -> Seen:
    """A module by its reference.

    Raises:
        NotAllowed: there is none, or none that this viewer may read.
    """
    try:
        return Seen(learning.module(ref))
    except DoctrineError:
        pass
    slug, _, edition = ref.partition("@")
    row = modules(viewer).filter(slug=slug[:60], edition=edition[:20]).first()
    if row is None:
        raise NotAllowed("not_allowed.record", act="module.read")
    try:
        return Seen(learning.read(row.content), row)
    except DoctrineError:
        raise NotAllowed("not_allowed.record", act="module.read") from None


def module_text(seen: Seen) -> str:
    """The file of a module."""
    if seen.row is None:
        return learning.source(seen.ref)
    return yaml.safe_dump(
        json.loads(json.dumps(seen.row.content)), allow_unicode=True, sort_keys=False, width=110
    )


def progress(viewer: Viewer, seen: learning.Module) -> Progress:
    """How far the viewer has come."""
    return progress_of(viewer, [seen])[seen.ref]


def progress_of(viewer: Viewer, of: list[learning.Module]) -> dict[str, Progress]:
    """How far the viewer has come with each; two queries, however many there are."""
    refs = [one.ref for one in of]
    own: dict[str, Enrolment] = {}
    if viewer.user_id is not None:
        found = Enrolment.objects.filter(user_id=viewer.user_id, cohort=None, module__in=refs)
        own = {one.module: one for one in found.exclude(status=Enrolment.Status.LEFT).order_by("at")}
    tests: dict[str, dict[str, TestResult]] = {}
    for result in TestResult.objects.filter(enrolment__in=list(own.values())):
        tests.setdefault(result.module, {})[result.kind] = result
    told = {}
    for one in of:
        mine = own.get(one.ref)
        kept = mine.progress if mine else {}
        setting = kept.get("setting") if kept.get("setting") in one.minutes else one.settings[0]
        known = {section.id for section in one.sections_in(setting)}
        read = tuple(name for name in kept.get("read", []) if name in known)
        told[one.ref] = Progress(mine, str(setting), read, kept.get("last", ""), tests.get(one.ref, {}))
    return told
