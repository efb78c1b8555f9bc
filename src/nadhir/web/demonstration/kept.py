"""The acts of the story upon reports that change: corrected, or removed to protect somebody."""

from __future__ import annotations

from typing import Any

from nadhir.screening.suggestion import suggest
from nadhir.sources import Record
from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.intake import selectors as intake
from nadhir.web.intake import services
from nadhir.web.intake.models import Item
from nadhir.web.situations import selectors
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Evidence


@act
def hear(stage: Stage, viewer: Viewer, *, source: str, report: str, title: str, text: str) -> Item:
    """Take in one report that somebody brought."""
    record = Record(text=text, raw=text.encode(), external_id=report, title=title)
    return services.records_take(viewer=viewer, source=stage.sources[source], records=[record])[0]


@act
def correct(stage: Stage, viewer: Viewer, *, report: str, said: str, now_says: str) -> Item:
    """Take in a newer version of a report, with some of its words changed."""
    before = stage.item(report)
    text = before.text.replace(said, now_says)
    record = Record(text=text, raw=text.encode(), external_id=report, title=before.title)
    return services.records_take(viewer=viewer, source=before.source, records=[record])[0]


@act
def code_with_suggestions(
    stage: Stage,
    viewer: Viewer,
    *,
    situation: str,
    report: str,
    quote: str,
    elements: list[str],
    framework: str = "un-foa-2014",
    **fields: Any,
) -> list[Evidence]:
    """Tie a passage to elements with the suggestions beside it, as on the page of the report."""
    item = stage.item(report)
    start = item.text.index(quote)
    offered = suggest(
        quote,
        framework=framework,
        finding=intake.finding_of(item),
        past=selectors.past_codings(viewer, framework),
    )
    return situations.evidence_code(
        viewer=viewer,
        situation=stage.kept[situation],
        item=item,
        start=start,
        end=start + len(quote),
        elements=elements,
        framework=framework,
        suggested=[one.element for one in offered],
        **fields,
    )


@act
def erase(stage: Stage, viewer: Viewer, *, report: str, because: str) -> list[Item]:
    """Remove the words of a report to protect somebody."""
    return services.item_erase(viewer=viewer, item=stage.item(report), because=because)
