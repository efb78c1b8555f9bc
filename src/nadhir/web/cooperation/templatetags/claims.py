"""Claims of source documents in words."""

from __future__ import annotations

import uuid
from typing import Any

from django import template

from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.models import Claim
from nadhir.web.cooperation.wording import claimed as words_of
from nadhir.web.cooperation.wording import said_of as meaning_of
from nadhir.web.core import policy

register = template.Library()

MOST = 60


@register.filter
def claimed(what: str) -> str:
    """What a claim is about, in words."""
    return words_of(what)


@register.filter
def said_of(claim: Claim) -> str:
    """What a claim means, in words."""
    return meaning_of(claim)


@register.inclusion_tag("cooperation/_claims_of.html", takes_context=True)
def claims_of(context: template.Context, record: uuid.UUID) -> dict[str, Any]:
    """What source documents state of a record, thing by thing; nothing where they state nothing."""
    viewer = context["request"].viewer
    found = selectors.claims(viewer, record=record)[:MOST]
    return {
        "questions": selectors.questions(viewer, found),
        "may_judge": policy.may(viewer, "claim.judge"),
    }
