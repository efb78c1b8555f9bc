"""The card on the page of a record that says which commitments it serves."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from nadhir.doctrine.catalogue import Catalogue
from nadhir.web.cooperation.selectors import commitments, plans
from nadhir.web.cooperation.selectors.commitments import GOALS, Scope, Served
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer


def card_of(viewer: Viewer, record: Served) -> dict[str, Any]:
    """What `cooperation/_serves.html` shows: the commitments, and where one can say more."""
    column = commitments.column_of(record)
    rows = []
    scopes: dict[str, Scope] = {}
    for one in commitments.judgements(viewer, record):
        if not one.serves:
            continue
        key = str(one.plan_id or one.catalogue)
        scope = scopes[key] = scopes.get(key) or commitments.scope_of(viewer, key)
        if one.element in scope.catalogue:
            title = in_words(scope.plan.names) if scope.plan else in_words(scope.catalogue.title)
            rows.append(_row(scope.key, scope.catalogue, one.element, title, one.note))
    goals = getattr(record, "goals", [])
    if goals:
        catalogue = next(one for one in plans.catalogues() if one.id == GOALS)
        rows += [
            _row(GOALS, catalogue, goal, in_words(catalogue.title), "") for goal in goals if goal in catalogue
        ]
    may = policy.may(viewer, "serving.judge") and policy.works_on(viewer, record)
    return {"rows": rows, "may": may, "url": reverse(f"{column}_serves", args=[record.pk])}


def _row(key: str, catalogue: Catalogue, element: str, title: str, note: str) -> dict[str, str]:
    one = catalogue.element(element)
    number = f"{one.number} · " if one.number else ""
    return {
        "words": number + in_words(one.label or one.text),
        "url": reverse("commitment", args=[key, element]),
        "title": title,
        "note": note,
    }
