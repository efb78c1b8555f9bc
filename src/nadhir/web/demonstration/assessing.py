"""Acts of the story on the parts of an assessment beside its findings, and on what its sentences cite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nadhir.web.core.viewer import Viewer
from nadhir.web.demonstration.acts import act
from nadhir.web.demonstration.stage import Stage
from nadhir.web.situations import selectors
from nadhir.web.situations import services as situations
from nadhir.web.situations.models import Assessment
from nadhir.web.situations.services.statements import uncited


@act
def write_parts(
    stage: Stage,
    viewer: Viewer,
    *,
    assessment: str,
    groups: Sequence[dict[str, Any]] = (),
    triggers: Sequence[dict[str, Any]] = (),
    scenarios: Sequence[dict[str, Any]] = (),
    gaps: Sequence[dict[str, Any]] = (),
) -> None:
    """Write groups at risk, triggers ahead, scenarios and open questions; days are counted from today."""
    draft = _draft(stage, viewer, assessment)
    parts: dict[str, list[Any]] = {
        "groups": [
            situations.GroupRow(stage.kept[told["group"]].pk, told.get("trend", ""), told["text"])
            for told in groups
        ],
        "triggers": [
            situations.TriggerRow(told["element"], stage.day(told["day"]), told["text"]) for told in triggers
        ],
        "scenarios": [
            situations.ScenarioRow(
                told["title"], told["likelihood"], told["text"], told["signs"], stage.day(told["until"])
            )
            for told in scenarios
        ],
        "gaps": [situations.GapRow(told["what"], told["how"], told.get("element", "")) for told in gaps],
    }
    for part, rows in parts.items():
        situations.assessment_part_write(viewer=viewer, assessment=draft, part=part, rows=rows)


@act
def cite_sentences(
    stage: Stage,
    viewer: Viewer,
    *,
    assessment: str,
    cited: list[dict[str, str]],
    judged: list[str],
) -> None:
    """Cite passages behind sentences, and let others through as judgements; both by words they hold.

    Raises:
        StopIteration: no sentence without a citation, or no passage of the report, holds the words.
    """
    for told in cited:
        draft = _draft(stage, viewer, assessment)
        pieces = selectors.evidence(viewer, draft.situation).filter(item=stage.item(told["report"]))
        piece = next(one for one in pieces.order_by("pk") if told["quote"] in one.quote)
        situations.assessment_claim_cite(
            viewer=viewer, assessment=draft, digest=_sentence(draft, told["sentence"]), evidence=piece.pk
        )
    for words in judged:
        draft = _draft(stage, viewer, assessment)
        situations.assessment_claim_wave(
            viewer=viewer, assessment=draft, digest=_sentence(draft, words), waved="judgement"
        )


def _draft(stage: Stage, viewer: Viewer, name: str) -> Assessment:
    return selectors.assessment(viewer, stage.kept[name].pk)


def _sentence(draft: Assessment, words: str) -> str:
    """Names the first sentence that holds the words and cites nothing yet."""
    open_ones = uncited(situations.assessment_as_signed(draft))
    return next(one.digest for one in open_ones if words in one.text and not one.waved)
