"""What people coded before: to suggest from, and to tell how good suggestions were."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from nadhir import doctrine
from nadhir.doctrine.catalogue import CatalogueInfo
from nadhir.screening.suggestion import PastCoding
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations.models import Assessment, Evidence

PAST = 400  # pieces of evidence that are looked at, the newest first
_WORDS = 600  # characters of a passage that are compared
FEW = 30  # passages below which a share says little


@dataclass(frozen=True, slots=True)
class Taken:
    """For how many passages something was suggested, and for how many of them one of it was coded."""

    passages: int
    right: int

    @property
    def share(self) -> float | None:
        return self.right / self.passages if self.passages else None

    @property
    def few(self) -> bool:
        return self.passages < FEW


def frameworks() -> list[CatalogueInfo]:
    """The catalogues to whose elements passages are coded."""
    return [one for one in doctrine.catalogues() if one.kind == "framework"]


def past_codings(viewer: Viewer, framework: str) -> list[PastCoding]:
    """The newest passages that the viewer's own desk coded to a framework, each with all its elements."""
    if viewer.organisation_id is None:
        return []
    own = Evidence.objects.filter(owner=viewer.organisation_id, framework=framework, withdrawn_at=None)
    rows = (
        policy.visible(own, viewer)
        .order_by("-pk")
        .values_list("item", "start", "end", "item__language", "quote", "element")[:PAST]
    )
    together: dict[tuple[object, int, int], tuple[str, str, list[str]]] = {}
    for item, start, end, lang, quote, element in rows:
        together.setdefault((item, start, end), (quote[:_WORDS], lang, []))[2].append(element)
    return [
        PastCoding(quote, tuple(elements), None if lang in ("", "und") else lang)
        for quote, lang, elements in together.values()
        if quote
    ]


def taken(viewer: Viewer, among: QuerySet[Evidence] | None = None) -> Taken:
    """How often the right element was among those suggested, as far as the viewer may read.

    What is suggested is easier to take than to search for something better: the share flatters.
    """
    found = Evidence.objects.all() if among is None else among
    coded = policy.visible(found.filter(rank__isnull=False), viewer).order_by()
    best = coded.values_list("item", "start", "end", "framework").annotate(best=Max("rank"))
    ranks = [row[-1] for row in best]
    return Taken(len(ranks), sum(rank > 0 for rank in ranks))


def coded_from(viewer: Viewer, item: Item) -> QuerySet[Evidence]:
    """What was coded from a report."""
    return policy.visible(Evidence.objects.filter(item=item), viewer)


def resting_on(viewer: Viewer, item: Item) -> QuerySet[Assessment]:
    """Signed assessments that cite a report."""
    cited = Assessment.objects.filter(findings__evidence__item=item, frozen__isnull=False).distinct()
    return policy.visible(cited, viewer).select_related("situation").defer("frozen")
