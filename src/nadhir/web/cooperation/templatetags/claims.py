"""Claims of source documents in words."""

from __future__ import annotations

from django import template

from nadhir.web.cooperation.models import Claim
from nadhir.web.cooperation.wording import claimed as words_of
from nadhir.web.cooperation.wording import said_of as meaning_of

register = template.Library()


@register.filter
def claimed(what: str) -> str:
    """What a claim is about, in words."""
    return words_of(what)


@register.filter
def said_of(claim: Claim) -> str:
    """What a claim means, in words."""
    return meaning_of(claim)
