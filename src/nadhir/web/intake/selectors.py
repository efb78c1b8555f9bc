"""Reading sources, batches and items, as far as the viewer may."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left

from nadhir.errors import NotAllowed
from nadhir.screening.normalise import fold
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer, installation
from nadhir.web.intake.corrections import as_lines, corrections, corrections_to
from nadhir.web.intake.measuring import FEW as FEW_JUDGEMENTS
from nadhir.web.intake.measuring import Measured, by_language, judgements, measured
from nadhir.web.intake.models import (
    Batch,
    Incident,
    Item,
    ItemPlace,
    Judgement,
    PastFinding,
    PublicReport,
    Source,
)
from nadhir.web.intake.rereading import finding_of, read_again, says_hateful
from nadhir.web.intake.trends import Asked, Part, Trend, Unit, months_before, trend_of
from nadhir.web.intake.where import shown_position

__all__ = [
    "BEGINNING",
    "FEW_JUDGEMENTS",
    "OPEN",
    "Asked",
    "Measured",
    "Part",
    "Trend",
    "Unit",
    "as_lines",
    "batch",
    "batches",
    "by_language",
    "copies_of",
    "corrections",
    "corrections_to",
    "finding_of",
    "inbox",
    "item",
    "items",
    "judgements",
    "judgements_of",
    "languages",
    "measured",
    "months_before",
    "newer_than",
    "past_findings_of",
    "read_again",
    "rows",
    "says_hateful",
    "shown_position",
    "sources",
    "sources_with_health",
    "told",
    "told_by_code",
    "told_of",
    "trend_of",
]

OPEN = (Item.Status.NEW, Item.Status.ASSIGNED)
CLOSED = (Item.Status.ATTACHED, Item.Status.DISMISSED)
WORDS = 8  # of one search
BEGINNING = 300  # characters of a text that a list shows the first words of


def items(viewer: Viewer) -> QuerySet[Item]:
    """All items that the viewer may know of. The original bytes come only where they are asked for."""
    found = Item.objects.select_related("source", "assignee", "owner").defer("raw", "folded")
    return policy.visible(found, viewer)


def rows(found: QuerySet[Item]) -> QuerySet[Item]:
    """The same items for a list: without their texts, with the beginning of each as `beginning`."""
    return found.defer("raw", "folded", "text", "finding").annotate(beginning=Left("text", BEGINNING))


def item(viewer: Viewer, pk: Any) -> Item:
    """One item.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of; the two look alike.
    """
    found = items(viewer).select_related("judgement").filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="item.read")
    return found


def incident(viewer: Viewer, item: Item) -> Incident | None:
    """What people of the desk found out about the event of a report; None where they wrote nothing."""
    return policy.visible(Incident.objects.filter(item=item.pk), viewer).first()


def newer_than(viewer: Viewer, item: Item) -> Item | None:
    """The version of a report that came right after `item`, if one did."""
    return items(viewer).filter(revises=item.pk).order_by("-pk").first()


def judgements_of(viewer: Viewer, item: Item) -> QuerySet[Judgement]:
    """What people said of the finding of an item, the latest first; each person once."""
    found = Judgement.objects.filter(item=item, current=True).select_related("by").defer("judged")
    return policy.visible(found, viewer).order_by("-at", "-pk")


def past_findings_of(viewer: Viewer, item: Item) -> QuerySet[PastFinding]:
    """What earlier screeners found in an item, the latest first."""
    return policy.visible(PastFinding.objects.filter(item=item), viewer)


def inbox(
    viewer: Viewer,
    *,
    status: str = "open",
    priority: int | None = None,
    language: str = "",
    source: str = "",
    place: str = "",
    mine: bool = False,
    speech: str = "",
    words: str = "",
    fold_copies: bool = True,
) -> QuerySet[Item]:
    """What waits, first things first; near-copies folded into the first of them.

    Args:
        status: `open`, or one of the statuses of an item, or `all`.
        priority: one level only.
        place: ISO code of a country or subdivision named in the item.
        speech: a concern; `any` but none; or `unjudged`, any that nobody has judged yet.
        words: all of them are looked for in the folded text and title, so that أحمد is found by احمد;
            or the identifier that the source gave, where the source may be known.
        fold_copies: one row for a report and its near-copies; a search shows them all.
    """
    found = items(viewer)
    if status == "open":
        # Not "in one of two", for which a database would sort all that waits: the others are passed over.
        found = found.exclude(status__in=CLOSED)
    elif status != "all":
        found = found.filter(status=status)
    if priority is not None:
        found = found.filter(priority=priority)
    if language:
        found = found.filter(language=language)
    if source:
        found = found.filter(source__slug=source)
    if place:
        named = ItemPlace.objects.filter(item=OuterRef("pk"), place__code=place)
        found = found.filter(Exists(named))
    if mine:
        found = found.filter(assignee_id=viewer.user_id)
    if speech in ("any", "unjudged"):
        found = found.exclude(concern="none")
        found = found.filter(judgement=None) if speech == "unjudged" else found
    elif speech:
        found = found.filter(concern=speech)
    wanted = fold(words).split()[:WORDS]
    # What a protected source calls its reports would give the source away.
    tellable = Q(source__chatham_house=False) | Q(owner_id=viewer.organisation_id)
    for word in wanted:
        found = found.filter(Q(folded__contains=word) | Q(external_id=word) & tellable)
    if not wanted and fold_copies:
        found = found.filter(leads_cluster=True)
    return found.order_by("-priority", "-weight", "-received_at", "-pk")


def languages(viewer: Viewer) -> list[str]:
    """Codes of the languages that the viewer's items are in."""
    return sorted(items(viewer).order_by().values_list("language", flat=True).distinct())


def copies_of(viewer: Viewer, shown: list[Item]) -> dict[Any, int]:
    """How many near-copies each of the shown items has, besides itself, among what the viewer may see."""
    counts = (
        policy.visible(Item.objects.filter(cluster__in=[item.cluster for item in shown]), viewer)
        .values("cluster")
        .annotate(many=Count("pk"))
    )
    return {row["cluster"]: row["many"] - 1 for row in counts if row["many"] > 1}


def batches(viewer: Viewer) -> QuerySet[Batch]:
    return policy.visible(Batch.objects.select_related("source"), viewer).order_by("-created_at")


def sources(viewer: Viewer) -> QuerySet[Source]:
    return policy.visible(Source.objects.all(), viewer).order_by("slug")


def batch(viewer: Viewer, pk: Any) -> Batch:
    """One batch.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = batches(viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="batch.read")
    return found


def sources_with_health(viewer: Viewer) -> QuerySet[Source]:
    """Sources with what they brought and, for their own desk, how their last file went."""
    last = batches(viewer).select_related(None).filter(source=OuterRef("pk")).order_by("-created_at")
    return sources(viewer).annotate(
        last_state=Subquery(last.values("state")[:1]),
        last_at=Subquery(last.values("created_at")[:1]),
        last_rejected=Subquery(last.values("rejected")[:1]),
        many=Coalesce(
            Subquery(
                Item.objects.filter(source=OuterRef("pk"))
                .order_by()
                .values("source")
                .annotate(n=Count("pk"))
                .values("n")
            ),
            0,
        ),
    )


def told_of(viewer: Viewer, item: Item) -> PublicReport | None:
    """What came with an item from somebody without an account; without the picture itself."""
    found = policy.visible(PublicReport.objects.filter(item=item), viewer)
    return found.annotate(has_picture=Q(picture__isnull=False)).defer("picture").first()


def told(viewer: Viewer, pk: Any) -> PublicReport:
    """One of them, with its picture.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(PublicReport.objects.select_related("item"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="item.read")
    return found


def told_by_code(hashed: str) -> PublicReport | None:
    """The report that a code leads to. Whoever has the code told it: no other viewer is asked for."""
    found = policy.visible(PublicReport.objects.select_related("item"), installation())
    return found.defer("picture").filter(code=hashed).first()
