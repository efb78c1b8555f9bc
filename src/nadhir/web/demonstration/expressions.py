"""The acts of the story upon speech: recording what was said, coding it alone, making one of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration import texts
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.expressions import services
from nadhir.web.expressions.models import Expression


def _told(part: str, name: str) -> dict[str, Any]:
    return dict(texts.load("story/expressions.yaml")[part][name])


@act
def record_expression(stage: Stage, viewer: Viewer, *, name: str) -> Expression:
    """Record a passage, given word for word, as a speech act; it is kept under its own name.

    Raises:
        ValueError: the passage is not in its report, or more than once.
    """
    told = _told("recorded", name)
    item, quote = stage.item(told.pop("report")), told.pop("quote")
    if item.text.count(quote) != 1:
        raise ValueError(f"{name}: the report does not say once: {quote}")
    start = item.text.index(quote)
    day, targets = told.pop("day"), [tuple(one) for one in told.pop("targets")]
    made = services.expression_record(
        viewer=viewer,
        item=item,
        start=start,
        end=start + len(quote),
        told=services.Told(**told, targets=targets, spoken_on=stage.day(day), place=stage.places["XN-01"]),
    )
    stage.kept[f"expression {name}"] = made
    return made


@act
def code_expression(stage: Stage, viewer: Viewer, *, sheet: str) -> None:
    """Code an expression by a test, from the first element to the end, and hand the worksheet in."""
    told = _told("worksheets", sheet)
    one = stage.kept[f"expression {told.pop('expression')}"]
    made = services.worksheet_begin(viewer=viewer, expression=one, test=told.pop("test"))
    for element, found in _findings(told.pop("findings")).items():
        services.worksheet_write(viewer=viewer, worksheet=made, element=element, **found)
    services.worksheet_conclude(viewer=viewer, worksheet=made, **told)
    services.worksheet_submit(viewer=viewer, worksheet=made)


@act
def reconcile_expression(stage: Stage, viewer: Viewer, *, final: str) -> None:
    """Keep the final findings."""
    told = _told("final", final)
    services.reconciliation_record(
        viewer=viewer,
        expression=stage.kept[f"expression {told.pop('expression')}"],
        findings=_findings(told.pop("findings")),
        **told,
    )


def _findings(told: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Any]]:
    names = ("value", "reasoning", "evidence")
    return {element: dict(zip(names, found, strict=False)) for element, found in told.items()}
