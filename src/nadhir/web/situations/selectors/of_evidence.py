"""The evidence of a situation and the reports it comes from, as far as the viewer may read them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from nadhir import doctrine
from nadhir.errors import NotAllowed
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.situations import lexicons, schemes, veils
from nadhir.web.situations.models import FRAMEWORK, Anchor, Attachment, Evidence, Finding, Situation

# Large columns of an item that no list of evidence shows.
_HEAVY = ("item__raw", "item__text", "item__folded", "item__finding")


def evidence(viewer: Viewer, situation: Situation) -> QuerySet[Evidence]:
    """The evidence of a situation whose reports the viewer may read, the newest first."""
    found = veils.veiled(Evidence, viewer, "quote", "note").filter(situation=situation.pk)
    related = ("item", "item__source", "concerns", "created_by", "situation")
    return found.select_related(*related).defer(*_HEAVY).order_by("-pk")


def evidence_found(
    viewer: Viewer,
    situation: Situation,
    *,
    framework: str = FRAMEWORK,
    element: str = "",
    polarity: str = "",
    standing: str = "standing",
    words: str = "",
) -> QuerySet[Evidence]:
    """The evidence of a situation, narrowed down.

    Args:
        framework: of one catalogue; empty for all, where an element is one of the Framework of Analysis.
        element: an indicator, or a factor with all its indicators; of a scheme, with all under it.
        standing: `standing`, `withdrawn`, `all`, or `check`: those that stand otherwise in a newer version
            of their report, or no more, and that nobody has looked at since.
        words: that stand in the passage, letter for letter but for capitals.
    """
    found = evidence(viewer, situation)
    if framework or element:
        found = found.filter(schemes.counting_for(framework or FRAMEWORK))
    catalogue = doctrine.load(framework or FRAMEWORK)
    if element in catalogue:
        within = [one.id for one in schemes.under(catalogue, element)]
        found = found.filter(schemes.counting_for(framework or FRAMEWORK, within))
    if polarity:
        found = found.filter(polarity=polarity)
    if standing != "all":
        found = found.filter(withdrawn_at__isnull=standing != "withdrawn")
    if standing == "check":
        unsure = Anchor.objects.filter(state__in=[Anchor.State.CHANGED, Anchor.State.LOST], holds=None)
        found = found.filter(pk__in=policy.visible(unsure, viewer).values("evidence"))
    if words.strip():
        found = found.filter(quote__icontains=words.strip())
        if veils.Bars(viewer).strike(situation.pk):
            # Struck words must not be found out by asking for them.
            wanted = words.strip().casefold()
            found = found.filter(pk__in=[one.pk for one in found if wanted in one.quote.casefold()])
    return found


def piece(viewer: Viewer, pk: Any) -> Evidence:
    """One piece of evidence.

    Raises:
        NotAllowed: there is none, or none that this viewer may know of.
    """
    found = policy.visible(Evidence.objects.select_related("situation"), viewer).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("not_allowed.record", act="evidence.read")
    return found


def pieces(viewer: Viewer, ids: Iterable[Any]) -> dict[uuid.UUID, Evidence]:
    """These pieces of evidence, as far as the viewer may read them, by identifier."""
    found = veils.veiled(Evidence, viewer, "quote", "note").filter(pk__in=list(ids))
    related = ("item", "item__source", "concerns", "situation")
    return {one.pk: one for one in found.select_related(*related).defer(*_HEAVY)}


def located(viewer: Viewer, situation: Situation) -> QuerySet[Item]:
    """Items attached to a situation that happened at a known point, the newest first."""
    attached = policy.visible(Attachment.objects.filter(situation=situation), viewer)
    found = policy.visible(Item.objects.filter(pk__in=attached.values("item")), viewer)
    return (
        found.filter(latitude__isnull=False, longitude__isnull=False)
        .defer("raw", "text", "folded", "finding")
        .order_by(F("occurred_on").desc(nulls_last=True), "-pk")
    )


def items_of(viewer: Viewer, situation: Situation) -> QuerySet[Item]:
    """Reports that are attached to a situation, or tell of its places or of parts of them."""
    return lexicons.items_of(viewer, situation)


def attached(viewer: Viewer, situation: Situation) -> QuerySet[Attachment]:
    return policy.visible(Attachment.objects.filter(situation=situation), viewer)


def states_of_evidence(pieces: QuerySet[Evidence]) -> dict[str, str]:
    """What the evidence alone says of each element: risk outweighs mitigation, nothing is no statement."""
    states: dict[str, str] = {}
    standing = pieces.filter(withdrawn_at=None).order_by()
    said = standing.values_list("framework", "element", "polarity").distinct()
    for element, polarity in schemes.answering(said, FRAMEWORK):
        if polarity == Evidence.Polarity.RISK:
            states[element] = Finding.Value.PRESENT
        else:
            states.setdefault(element, Finding.Value.MITIGATION)
    return states
