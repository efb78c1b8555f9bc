"""What an assessment says beside its findings, and what its sentences cite, as plain data to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nadhir.web.situations.models import Assessment
from nadhir.web.situations.services.statements import citations_of, statements, uncited


def parts_as_signed(assessment: Assessment) -> dict[str, Any]:
    """Groups at risk, triggers ahead, scenarios, and what is not known."""
    return {
        "groups": [
            {"group": one.group_id, "names": one.group.names, "trend": one.trend, "text": one.text}
            for one in assessment.group_views.select_related("group").order_by("pk")
        ],
        "triggers": [
            {
                "occasion": one.occasion_id,
                "names": one.occasion.names if one.occasion else {},
                "element": one.element,
                "on": one.on,
                "text": one.text,
            }
            for one in assessment.triggers.select_related("occasion")
        ],
        "scenarios": [
            {
                "title": one.title,
                "text": one.text,
                "signs": one.signs,
                "likelihood": one.likelihood,
                "until": one.until,
            }
            for one in assessment.scenarios.all()
        ],
        "questions": [
            {"element": one.element, "what": one.what, "how": one.how}
            for one in assessment.open_questions.all()
        ],
    }


def statements_as_signed(assessment: Assessment, content: Mapping[str, Any]) -> dict[str, Any]:
    """Every passage that a text cites, and the sentences that claim a fact and cite none."""
    texts = [one.text for one in statements(content)]
    told: dict[str, Any] = {"citations": citations_of(assessment, texts), "waved": _waved(assessment)}
    bare = uncited({**content, **told})
    standing = {one.digest for one in bare}
    told["waved"] = {digest: one for digest, one in told["waved"].items() if digest in standing}
    told["uncited"] = [{"place": one.place, "text": one.text} for one in bare if not one.waved]
    told["acknowledged"] = assessment.acknowledged
    return told


def _waved(assessment: Assessment) -> dict[str, Any]:
    return {digest: {"as": one["as"], "text": one["text"]} for digest, one in assessment.waved.items()}
