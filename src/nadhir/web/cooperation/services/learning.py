"""Modules that an organisation writes itself, and learning alone: begun, read, completed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from nadhir.doctrine import learning
from nadhir.errors import DoctrineError, NotAllowed, NotPossibleNow
from nadhir.web.cooperation import teaching
from nadhir.web.cooperation.models import Enrolment, Module, TestResult
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer


@transaction.atomic
def module_write(
    *,
    viewer: Viewer,
    text: str,
    module: Module | None = None,
    version: int | None = None,
    tlp: str = "green",
    fictional: bool = False,
) -> Module:
    """Write a module, or write its draft anew, from the text of its file.

    Raises:
        ModuleBroken: the text is no module; says every problem with its line.
        NotPossibleNow: `module.taken` where there is such an edition already, `module.not_draft` where it was
            published: what people learned from is not changed, a new edition is written.
        Conflict: somebody else changed the draft since `version`.
    """
    policy.require(viewer, "module.write", *([module] if module is not None else []))
    read = learning.read_file(text)
    content = json.loads(json.dumps(learning.parse(text), ensure_ascii=False, default=str))
    _free(viewer, read, module)
    told: dict[str, Any] = {
        "slug": read.slug,
        "edition": read.edition,
        "content": content,
        "sha256": _fingerprint(content),
        "written_by_id": viewer.user_id,
    }
    if module is None:
        module = Module.objects.create(
            owner_id=viewer.desk, created_by_id=viewer.user_id, tlp=tlp, fictional=fictional, **told
        )
    else:
        if module.status != Module.Status.DRAFT:
            raise NotPossibleNow("module.not_draft")
        record_change(record=module, version=version, tlp=tlp, **told)
    ledger.record(viewer, "module.write", module, sha256=module.sha256)
    return module


def _free(viewer: Viewer, read: learning.Module, module: Module | None) -> None:
    """Raises:
    NotPossibleNow: the reference belongs to another module; one reference never means two texts, and what
        came with Nadhir has no later edition written by a desk.
    """
    if read.slug in teaching.shipped():
        raise NotPossibleNow("module.taken", module=read.slug)
    found = Module.objects.filter(slug=read.slug)
    if module is not None:
        found = found.exclude(pk=module.pk)
    others = found.exclude(owner_id=viewer.organisation_id).exists()
    if others or found.filter(edition=read.edition).exists():
        raise NotPossibleNow("module.taken", module=read.ref)


def _fingerprint(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def module_publish(*, viewer: Viewer, module: Module, version: int | None = None) -> Module:
    """Let others learn from a module. Somebody else than who wrote it last does this.

    Raises:
        NotPossibleNow: `module.not_draft`, `module.second_person`, `module.taken` where one of that name
            comes with Nadhir, or `module.cannot_be_read` where it was written for another version.
        Conflict: it was changed since `version`.
    """
    policy.require(viewer, "module.publish", module)
    if module.status != Module.Status.DRAFT:
        raise NotPossibleNow("module.not_draft")
    if viewer.user_id is not None and viewer.user_id == module.written_by_id:
        raise NotPossibleNow("module.second_person")
    if module.slug in teaching.shipped():
        raise NotPossibleNow("module.taken", module=module.slug)
    try:
        learning.read(module.content)
    except DoctrineError:
        raise NotPossibleNow("module.cannot_be_read") from None
    record_change(record=module, version=version, status=Module.Status.PUBLISHED)
    ledger.record(viewer, "module.publish", module, sha256=module.sha256)
    return module


@transaction.atomic
def module_withdraw(*, viewer: Viewer, module: Module, version: int | None = None) -> Module:
    """Offer a module no longer. Who began with it can end it; a draft is put aside.

    Raises:
        NotPossibleNow: `module.withdrawn_already`.
        Conflict: it was changed since `version`.
    """
    policy.require(viewer, "module.publish", module)
    if module.status == Module.Status.WITHDRAWN:
        raise NotPossibleNow("module.withdrawn_already")
    record_change(record=module, version=version, status=Module.Status.WITHDRAWN)
    ledger.record(viewer, "module.withdraw", module)
    return module


@transaction.atomic
def enrolment_begin(*, viewer: Viewer, module: learning.Module, setting: str = "") -> Enrolment:
    """Begin to learn alone, or take another edition of what was begun. The same module again is the same
    enrolment. The caller saw to it that the viewer may read the module.

    Args:
        setting: "headquarters" or "field"; the first that the module has where it is neither.

    Raises:
        NotAllowed: nobody is signed in.
    """
    if viewer.user_id is None:
        raise NotAllowed("not_allowed.act", act="enrolment.begin")
    chosen = setting if setting in module.minutes else module.settings[0]
    own = Enrolment.objects.filter(user_id=viewer.user_id, cohort=None, module=module.ref)
    found = own.exclude(status=Enrolment.Status.LEFT).select_for_update().first()
    if found is None:
        found = Enrolment.objects.create(
            module=module.ref, owner_id=viewer.desk, user_id=viewer.user_id, name=viewer.name,
            language=viewer.language, at=clock.now(), progress={"setting": chosen, "read": []},
        )  # fmt: skip
        _noted(viewer, "enrolment.begin", found, module)
    elif setting in module.minutes and found.progress.get("setting") != setting:
        found.progress = {**found.progress, "setting": setting}
        found.save(update_fields=["progress"])
    return found


@transaction.atomic
def enrolment_read(*, viewer: Viewer, module: learning.Module, section: str) -> Enrolment:
    """Remember that a section was read. What is remembered is which sections, not when.

    Raises:
        DoctrineError: the module has no such section.
        NotAllowed: nobody is signed in.
    """
    module.section(section)
    found = enrolment_begin(viewer=viewer, module=module)
    read = [one for one in found.progress.get("read", []) if one != section]
    found.progress = {**found.progress, "read": [*read, section], "last": section}
    found.save(update_fields=["progress"])
    _completed(found, module)
    return found


def enrolment_tested(*, enrolment: Enrolment, module: learning.Module) -> None:
    """See whether a test that was just taken completes the module."""
    _completed(enrolment, module)


def _completed(found: Enrolment, module: learning.Module) -> None:
    """A module is completed by whoever read all of its edition and passed the test after."""
    if found.status != Enrolment.Status.ENROLLED:
        return
    needed = {section.id for section in module.sections_in(found.progress.get("setting"))}
    passed = found.results.filter(module=module.ref, kind=TestResult.Kind.AFTER, passed=True).exists()
    if passed and needed <= set(found.progress.get("read", [])):
        found.status, found.ended_at = Enrolment.Status.COMPLETED, clock.now()
        found.save(update_fields=["status", "ended_at"])


def _noted(viewer: Viewer, act: str, found: Enrolment, module: learning.Module) -> None:
    """An enrolment is no record of its own: the ledger names it by its identifier."""
    ledger.record_many(viewer, [ledger.Act(act, "enrolment", found.pk, {"module": module.ref})])
