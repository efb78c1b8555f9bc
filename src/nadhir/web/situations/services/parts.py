"""The parts of a draft beside its findings: groups at risk, triggers ahead, scenarios, and what is not known.

A part is written as a whole, as a list of rows. Whoever writes says which rows they saw (a token of them);
where somebody else wrote other rows meanwhile, nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeAlias

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import ledger, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import (
    Assessment,
    Gap,
    GroupAtRisk,
    GroupView,
    Occasion,
    Scenario,
    TriggerAhead,
)
from nadhir.web.situations.services.findings import in_state, plain

LIKELIHOODS = "icd-203"
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What is said of a group; a row without words and trend says nothing and is not kept."""

    group: uuid.UUID
    trend: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """A possible trigger: an occasion of the calendar, or one of the authors' own with a date or words."""

    element: str = ""
    on: date | None = None
    text: str = ""
    occasion: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """`likelihood` is an element of the catalogue of ICD 203."""

    title: str
    likelihood: str
    text: str = ""
    signs: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class GapRow:
    """Something that is not known; `element` is the indicator it is about, if it is about one."""

    what: str
    how: str = ""
    element: str = ""


Row: TypeAlias = GroupRow | TriggerRow | ScenarioRow | GapRow
PARTS = ("groups", "triggers", "scenarios", "gaps")


def part_rows(viewer: Viewer, assessment: Assessment, part: str) -> list[Row]:
    """The rows of a part as they stand. Triggers that rest on an occasion this viewer may not know of are
    left out; they stay when the viewer writes."""
    held = _held(viewer, assessment) if part == "triggers" else set()
    return [row for pk, row in _stored(assessment, part) if pk not in held]


def part_token(rows: Sequence[Row]) -> str:
    """A short token that stands for these rows."""
    told = [[str(getattr(row, one.name) or "") for one in fields(row)] for row in rows]
    words = json.dumps(told, ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@transaction.atomic
def assessment_part_write(
    *, viewer: Viewer, assessment: Assessment, part: str, rows: Sequence[Row], seen: str | None = None
) -> bool:
    """Write a part of a draft in place of what it was.

    Args:
        part: one of `PARTS`.
        rows: all rows of the part, in their order.
        seen: `part_token` of what the person saw; None to write whatever stands there.

    Returns:
        Whether anything changed.

    Raises:
        Conflict: `part.conflict`, somebody else wrote something else meanwhile; nothing is written.
        NotPossibleNow: not a draft; a group, occasion, element or word of likelihood that is unknown, or a
            scenario or gap without words.
    """
    policy.require(viewer, "assessment.draft", assessment)
    fresh = Assessment.objects.select_for_update().get(pk=assessment.pk)
    in_state(fresh, Assessment.Status.DRAFT)
    mine = [_checked(viewer, fresh, row) for row in rows]
    if len(mine) > MOST_ROWS:
        raise NotPossibleNow("part.too_many", most=MOST_ROWS)
    now = part_token(part_rows(viewer, fresh, part))
    wanted = part_token(mine)
    if wanted in (now, seen):
        return False
    if seen is not None and now != seen:
        raise Conflict("part.conflict")
    _replace(viewer, fresh, part, mine)
    ledger.record(viewer, "assessment.write", fresh, part=part)
    return True


def _stored(assessment: Assessment, part: str) -> list[tuple[uuid.UUID, Row]]:
    if part == "groups":
        views = assessment.group_views.order_by("pk")
        return [(one.pk, GroupRow(one.group_id, one.trend, one.text)) for one in views]
    if part == "triggers":
        return [
            (one.pk, TriggerRow(one.element, one.on, one.text, one.occasion_id))
            for one in assessment.triggers.all()
        ]
    if part == "scenarios":
        return [
            (one.pk, ScenarioRow(one.title, one.likelihood, one.text, one.signs, one.until))
            for one in assessment.scenarios.all()
        ]
    return [(one.pk, GapRow(one.what, one.how, one.element)) for one in assessment.open_questions.all()]


def _held(viewer: Viewer, assessment: Assessment) -> set[uuid.UUID]:
    """Triggers whose occasion the viewer may not know of."""
    resting = dict(assessment.triggers.exclude(occasion=None).values_list("pk", "occasion"))
    among = Occasion.objects.filter(pk__in=resting.values())
    known = set(policy.visible(among, viewer).values_list("pk", flat=True))
    return {pk for pk, occasion in resting.items() if occasion not in known}


def _replace(viewer: Viewer, assessment: Assessment, part: str, rows: Sequence[Row]) -> None:
    if part == "groups":
        assessment.group_views.all().delete()
    elif part == "triggers":
        assessment.triggers.exclude(pk__in=_held(viewer, assessment)).delete()
    elif part == "scenarios":
        assessment.scenarios.all().delete()
    else:
        assessment.open_questions.all().delete()
    for order, row in enumerate(rows):
        _keep(assessment, order, row)


def _keep(assessment: Assessment, order: int, row: Row) -> None:
    told: dict[str, Any] = {one.name: getattr(row, one.name) for one in fields(row)}
    if isinstance(row, GroupRow):
        GroupView.objects.create(assessment=assessment, group_id=told.pop("group"), **told)
    elif isinstance(row, TriggerRow):
        TriggerAhead.objects.create(assessment=assessment, occasion_id=told.pop("occasion"), **told)
    elif isinstance(row, ScenarioRow):
        Scenario.objects.create(assessment=assessment, order=order, **told)
    else:
        Gap.objects.create(assessment=assessment, order=order, **told)


def _checked(viewer: Viewer, assessment: Assessment, row: Row) -> Row:
    """The row with its words made plain.

    Raises:
        NotPossibleNow: see `assessment_part_write`.
    """
    check: Callable[..., Row] = _CHECKS[type(row)]
    return check(viewer, assessment, row)


def _group(_viewer: Viewer, assessment: Assessment, row: GroupRow) -> GroupRow:
    if not GroupAtRisk.objects.filter(pk=row.group, situation=assessment.situation_id).exists():
        raise NotPossibleNow("evidence.foreign_group")
    if row.trend not in ("", *Assessment.Trend.values):
        raise NotPossibleNow("finding.unknown_word", word=row.trend)
    return GroupRow(row.group, row.trend, plain(row.text))


def _trigger(viewer: Viewer, assessment: Assessment, row: TriggerRow) -> TriggerRow:
    _require_element(assessment, row.element)
    if row.occasion is not None:
        known = policy.visible(Occasion.objects.filter(pk=row.occasion), viewer)
        if not known.exists():
            raise NotPossibleNow("trigger.unknown_occasion")
    elif not (plain(row.text) or row.on):
        raise NotPossibleNow("trigger.empty")
    return TriggerRow(row.element, row.on, plain(row.text), row.occasion)


def _scenario(_viewer: Viewer, _assessment: Assessment, row: ScenarioRow) -> ScenarioRow:
    if not row.title.strip():
        raise NotPossibleNow("scenario.without_title")
    known = {one.id for one in doctrine.load(LIKELIHOODS).of_kind("likelihood")}
    if row.likelihood not in known:
        raise NotPossibleNow("scenario.unknown_likelihood", word=row.likelihood)
    return ScenarioRow(row.title.strip(), row.likelihood, plain(row.text), plain(row.signs), row.until)


def _gap(_viewer: Viewer, assessment: Assessment, row: GapRow) -> GapRow:
    _require_element(assessment, row.element)
    if not plain(row.what):
        raise NotPossibleNow("gap.empty")
    return GapRow(plain(row.what), plain(row.how), row.element)


def _require_element(assessment: Assessment, element: str) -> None:
    if element and element not in doctrine.load(assessment.framework):
        raise NotPossibleNow("finding.unknown_word", word=element)


_CHECKS: dict[type[Any], Callable[..., Row]] = {
    GroupRow: _group,
    TriggerRow: _trigger,
    ScenarioRow: _scenario,
    GapRow: _gap,
}
