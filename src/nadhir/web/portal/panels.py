"""What warnings and response add to the pages of a situation: the thread of its warnings, who does what."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.urls import reverse

from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.expressions import selectors as expressions
from nadhir.web.portal import country, trend
from nadhir.web.portal.acts import act_words
from nadhir.web.portal.threads import dots
from nadhir.web.response import selectors as response
from nadhir.web.situations import panels
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation
from nadhir.web.situations.panels import Panel, Strand
from nadhir.web.warnings import selectors as warnings

THREADS = 2  # warnings shown with their thread; the others by name
PROMISES = 5
# Steps that a card has no room for; the page of the warning tells them.
LEFT_OUT = frozenset({"screened", "acted"})


def register() -> None:
    """Put the cards, the counts and the acts of warnings and response where situations show them."""
    panels.register("warnings", panel=warnings_panel, count=warnings_count, strand=warnings_strand)
    panels.register("forecast", figures=country.situation_panel)
    panels.register("speech", panel=trend.speech_panel, outlook=trend.speech_panel)
    panels.register("expressions", panel=expressions_panel, strand=expressions_strand)
    panels.register("response", panel=response_panel, strand=response_strand)


def warnings_panel(viewer: Viewer, situation: Situation) -> Panel | None:
    """The warnings of a situation, the latest with the days from signal to result."""
    found = warnings.warnings(viewer).filter(situation=situation)
    threads = response.threads(viewer, found)
    if not threads:
        return None
    now = clock.now()
    shown = [
        {
            "warning": one.warning,
            "said": warnings.wording(one.warning),
            "dots": dots(
                replace(one, steps=tuple(step for step in one.steps if step.name not in LEFT_OUT)), now
            ),
        }
        for one in threads
    ]
    return Panel("portal/_situation_warnings.html", {"threads": shown[:THREADS], "others": shown[THREADS:]})


def _shorter(thread: response.Thread) -> response.Thread:
    return replace(thread, steps=tuple(step for step in thread.steps if step.name not in LEFT_OUT))


def warnings_count(viewer: Viewer, situations: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many warnings each situation led to, as far as the viewer may know."""
    rows = warnings.warnings(viewer).filter(situation__in=situations).order_by()
    return dict(rows.values_list("situation").annotate(many=Count("pk", distinct=True)))


def warnings_strand(viewer: Viewer, situation: Situation) -> Strand:
    """The acts upon the warnings of a situation."""
    found = warnings.warnings(viewer).filter(situation=situation)

    def links(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        return {
            one.pk: (f"{one.number} {one.title}", reverse("warning", args=[one.pk]))
            for one in found.filter(pk__in=ids)
        }

    return Strand(_ids(found), act_words(), links)


def response_panel(viewer: Viewer, situation: Situation) -> Panel | None:
    """Who does what, until when, and whether two bodies get in each other's way."""
    found = response.undertakings(viewer).filter(situation=situation)
    promised = response.as_read(viewer, found[:PROMISES])
    makes = policy.may(viewer, "undertaking.make") and policy.works_on(viewer, situation)
    if not promised and not makes:
        return None
    rows = [(one, response.is_overdue(one)) for one in promised]
    clashing = len(response.meetings(response.actions(viewer, situation)))
    context = {
        "rows": rows,
        "clashing": clashing,
        "situation": situation,
        "may_make": makes,
        "may_engage": policy.may(viewer, "engagement.record"),
        "may_brief": policy.may(viewer, "briefing.write"),
        "may_review": policy.may(viewer, "review.write", situation),
    }
    return Panel("portal/_situation_response.html", context)


def response_strand(viewer: Viewer, situation: Situation) -> Strand:
    """The acts upon the undertakings of a situation."""
    found = response.undertakings(viewer).filter(situation=situation)

    def links(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        known = response.as_read(viewer, found.filter(pk__in=ids))
        return {one.pk: (one.title, reverse("undertaking", args=[one.pk])) for one in known}

    return Strand(_ids(found), act_words(), links)


def expressions_panel(viewer: Viewer, situation: Situation) -> Panel | None:
    """The latest speech acts in the reports of a situation, and against whom they are."""
    if not policy.may(viewer, "item.read"):
        return None
    found = _expressions_of(viewer, situation)
    latest = list(found[:PROMISES])
    if not latest:
        return None
    states = expressions.states(latest)
    return Panel(
        "portal/_situation_expressions.html",
        {
            "rows": [(one, expressions.states_in_words(states[one.pk])) for one in latest],
            "groups": expressions.targets_counted(viewer, found)[:3],
        },
    )


def expressions_strand(viewer: Viewer, situation: Situation) -> Strand:
    """The acts upon the expressions in the reports of a situation."""
    found = _expressions_of(viewer, situation)

    def links(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        known = found.filter(pk__in=ids)
        return {one.pk: (one.gist, reverse("expression", args=[one.pk])) for one in known}

    return Strand(_ids(found), act_words(), links)


def _expressions_of(viewer: Viewer, situation: Situation) -> Any:
    items = situations.items_of(viewer, situation).order_by().values("pk")
    return expressions.expressions_in(viewer, items)


def _ids(found: Any) -> Any:
    return found.order_by().values("pk")
