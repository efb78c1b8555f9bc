"""What every page of a draft shows: where the author stands, and the way to the other parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.doctrine.text import language
from nadhir.doctrine.wording import templates
from nadhir.web.core import words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes, selectors, shown
from nadhir.web.situations.citations import Citation, cite
from nadhir.web.situations.models import Assessment, Evidence
from nadhir.web.situations.services import PARTS, assessment_as_signed
from nadhir.web.situations.services.statements import Uncited, uncited

OVERALL, CHECK = "overall", "check"
OFFERED = 30  # passages offered for citing beside a text


def address_of(draft: Assessment, part: str) -> str:
    return f"{reverse('assessment_edit', args=[draft.pk])}?factor={part}"


def after(factors: Sequence[str], part: str) -> str:
    """The part of a draft that is written after this one."""
    order = [*factors, *PARTS, OVERALL, CHECK]
    return order[order.index(part) + 1]


def writing_frame(viewer: Viewer, draft: Assessment, part: str) -> dict[str, Any]:
    """What the page of a part shows around its form."""
    fresh = selectors.assessment(viewer, draft.pk)
    found = {finding.element: finding for finding in fresh.findings.all()}
    factors = selectors.matrix(draft.framework, found)
    content = assessment_as_signed(fresh)
    bare = [one for one in uncited(content) if not one.waved]
    tabs = [
        {"label": _tab(row.factor), "url": address_of(draft, row.factor.id), "active": row.factor.id == part}
        for row in factors
    ]
    filled = _filled(content)
    for key, label in titles().items():
        tabs.append({"label": label, "url": address_of(draft, key), "active": key == part})
    return {
        "assessment": fresh,
        "situation": draft.situation,
        "framework": doctrine.load(draft.framework),
        "tabs": tabs,
        "part": part,
        "matrix": shown.matrix_rows(factors, link=lambda factor: address_of(draft, factor), current=part),
        "assessed": sum(row.assessed for row in factors),
        "indicators": sum(len(row.indicators) for row in factors),
        "steps": [
            {"label": label, "url": address_of(draft, key), "done": filled[key], "current": key == part}
            for key, label in titles().items()
            if key in filled
        ],
        "uncited": bare,
        "uncited_here": [one for one in bare if part_of(draft.framework, one) == part][:8],
        "check_url": address_of(draft, CHECK),
        "to_insert": [text.in_(language(get_language())) for text in templates().values()],
    }


def titles() -> dict[str, str]:
    """The parts of a draft beside its factors."""
    return {
        "groups": _("Groups at risk"),
        "triggers": _("Triggers ahead"),
        "scenarios": _("Scenarios"),
        "gaps": _("Gaps"),
        OVERALL: _("Cumulative effect"),
        CHECK: _("Check"),
    }


def part_of(framework: str, one: Uncited) -> str:
    """The part in which a sentence is written."""
    kind, _colon, about = one.place.partition(":")
    if kind == "finding":
        catalogue = doctrine.load(framework)
        return catalogue.lineage(about)[-1].id if about in catalogue else CHECK
    return {"group": "groups", "trigger": "triggers", "scenario": "scenarios"}.get(kind, OVERALL)


def citable(viewer: Viewer, draft: Assessment, part: str = "") -> list[Citation]:
    """Passages for citing in a text: those that the draft rests on first, the newest first.

    Args:
        part: a factor, for its passages only; everything else for all.
    """
    catalogue = doctrine.load(draft.framework)
    under = [part, *(child.id for child in catalogue.children(part))] if part in catalogue else []
    counting = schemes.counting_for(draft.framework, under)
    pieces = selectors.evidence(viewer, draft.situation).filter(counting, withdrawn_at=None)
    cited = set(Evidence.objects.filter(cited_in__assessment=draft).values_list("pk", flat=True))
    chosen = sorted(pieces[: OFFERED * 4], key=lambda piece: piece.pk not in cited)[:OFFERED]
    return [cite(viewer, piece) for piece in chosen]


def _filled(content: Mapping[str, Any]) -> dict[str, bool]:
    """Which parts something is written in."""
    return {
        "groups": bool(content["groups"]),
        "triggers": bool(content["triggers"]),
        "scenarios": bool(content["scenarios"]),
        "gaps": bool(content["questions"] or content["gaps"]),
        OVERALL: bool(content["narrative"]),
    }


def _tab(factor: Element) -> SafeString:
    """The number of a factor; its name is in the list beside."""
    lang = get_language()
    name = (factor.label or factor.text).in_(lang)
    return format_html('<bdi title="{}">{}</bdi>', name, words.figures(factor.number or "·", lang))
