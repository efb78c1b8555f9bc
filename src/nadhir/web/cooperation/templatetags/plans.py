"""What templates need of plans: sums of money, and the card of what a record serves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from nadhir.web.cooperation.planning import amount
from nadhir.web.cooperation.serving_card import card_of

register = template.Library()


@register.simple_tag
def money(value: Decimal | None, currency: str) -> str:
    """A sum with the letters of its currency."""
    return amount(value, currency)


@register.inclusion_tag("cooperation/_serves.html", takes_context=True)
def serves(context: template.Context, record: Any) -> dict[str, Any]:
    """The card of what a record serves: an engagement, an undertaking, an instrument or a cohort."""
    return {"served": card_of(context["request"].viewer, record)}
