"""Attaching reports to a situation and coding passages to elements of a framework."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction

from nadhir import doctrine
from nadhir.errors import NotPossibleNow
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import item_mark_attached
from nadhir.web.situations import schemes
from nadhir.web.situations.models import FRAMEWORK, Attachment, Evidence, GroupAtRisk, Situation

LONGEST = 10_000  # characters of one passage
SUGGESTED = 5


@transaction.atomic
def item_attach(*, viewer: Viewer, situation: Situation, item: Item) -> Attachment:
    """Attach an item to a situation; twice is once."""
    policy.require(viewer, "situation.change", situation, item)
    attachment, made = Attachment.objects.get_or_create(
        situation=situation, item=item, defaults={"by_id": viewer.user_id, "at": clock.now()}
    )
    if made:
        item_mark_attached(viewer=viewer, item=item)
        ledger.record(viewer, "item.attach", item, situation=situation.pk)
    return attachment


@transaction.atomic
def evidence_code(
    *,
    viewer: Viewer,
    situation: Situation,
    item: Item,
    start: int,
    end: int,
    elements: Sequence[str],
    framework: str = FRAMEWORK,
    polarity: str = Evidence.Polarity.RISK,
    strength: str = Evidence.Strength.MODERATE,
    concerns: GroupAtRisk | None = None,
    note: str = "",
    suggested: Sequence[str] = (),
) -> list[Evidence]:
    """Tie the passage `start`…`end` (code points of the item's text) to elements of a framework.

    The item is attached to the situation if it was not. The same passage coded twice to the same element is
    one piece of evidence.

    Args:
        suggested: the elements that were offered to the person for this passage, the likeliest first. Which
            of them were taken is kept, so that it can be told how good suggestions are.

    Raises:
        NotPossibleNow: the passage is empty, too long or outside the text, no element is named, the group
            belongs to another situation, or the same passage was withdrawn.
        DoctrineError: the framework has no such element.
        NotAllowed: the framework is a partner's own, and not open to the viewer.
    """
    policy.require(viewer, "evidence.code", situation, item)
    quote = item.text[start:end] if 0 <= start < end <= len(item.text) else ""
    if not quote.strip():
        raise NotPossibleNow("evidence.no_passage")
    if len(quote) > LONGEST:
        raise NotPossibleNow("evidence.too_long", most=LONGEST)
    if not elements:
        raise NotPossibleNow("evidence.no_element")
    if concerns is not None and concerns.situation_id != situation.pk:
        raise NotPossibleNow("evidence.foreign_group")
    if (own := schemes.pk_of(framework)) is not None:
        schemes.scheme(viewer, own)
    catalogue = doctrine.load(framework)
    offered = list(dict.fromkeys(suggested))[:SUGGESTED]
    coded: list[Evidence] = []
    for element in dict.fromkeys(elements):
        catalogue.element(element)
        evidence, made = Evidence.objects.get_or_create(
            situation=situation,
            item=item,
            framework=framework,
            element=element,
            start=start,
            end=end,
            defaults={
                "owner_id": situation.owner_id,
                "created_by_id": viewer.user_id,
                "tlp": _narrower(situation.tlp, item.tlp),
                "quote": quote,
                "polarity": polarity,
                "strength": strength,
                "concerns": concerns,
                "note": note,
                "rank": _rank(element, offered),
                "fictional": situation.fictional,
            },
        )
        if not made and evidence.withdrawn_at is not None:
            raise NotPossibleNow("evidence.withdrawn_before", element=element)
        if made:
            ledger.record(
                viewer,
                "evidence.code",
                evidence,
                item=item.pk,
                situation=situation.pk,
                element=f"{framework}:{element}",
                polarity=polarity,
                quote_sha256=hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest(),
                **({"suggested": offered} if offered else {}),
            )
        coded.append(evidence)
    item_attach(viewer=viewer, situation=situation, item=item)
    return coded


def _rank(element: str, offered: Sequence[str]) -> int | None:
    """The place of an element among those offered, from 1; 0 where it was not among them."""
    if not offered:
        return None
    return offered.index(element) + 1 if element in offered else 0


def _narrower(first: str, second: str) -> str:
    """The narrower of two handling labels: what rests on both may travel no further than either."""
    order = list(Tlp.values)
    return min(first, second, key=order.index)


@transaction.atomic
def evidence_withdraw(*, viewer: Viewer, evidence: Evidence, because: str) -> Evidence:
    """Withdraw a piece of evidence, with the reason; what was signed on it keeps citing it, and says so."""
    policy.require(viewer, "evidence.code", evidence)
    if not because.strip():
        raise NotPossibleNow("evidence.withdraw_without_reason")
    if evidence.withdrawn_at is not None:
        raise NotPossibleNow("evidence.withdrawn")
    record_change(record=evidence, withdrawn_at=clock.now())
    ledger.record(viewer, "evidence.withdraw", evidence, because=because.strip()[:300])
    return evidence
