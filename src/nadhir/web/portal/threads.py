"""The thread of a warning in words: its steps as dots with the time between them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import days_between
from nadhir.web.response.selectors import Step, Thread


def step_labels() -> dict[str, str]:
    """The name of each step in the reader's language."""
    return {
        "signal": _("First signal"),
        "screened": _("Screened"),
        "assessed": _("Assessed"),
        "warned": _("Warned"),
        "acknowledged": _("Acknowledged"),
        "decided": _("Decided"),
        "acted": _("Acted on"),
        "result": _("Result"),
    }


def dots(thread: Thread, now: datetime) -> list[dict[str, Any]]:
    """The steps as `components/thread.html` shows them.

    The first step has its day, every later one the time since the one before it. A step that was not
    reached says by when it is due, that it is overdue, or why it will not come.
    """
    labels = step_labels()
    shown: list[dict[str, Any]] = []
    before: datetime | None = None
    for step in thread.steps:
        if step.at is None:
            when, state = _not_reached(step, now)
        else:
            when, state = _reached(step.at, before), ""
            before = step.at if before is None else max(before, step.at)
        shown.append(
            {
                "label": labels[step.name],
                "when": when,
                "state": state,
                "datetime": step.at.isoformat() if step.at else "",
            }
        )
    return shown


def _reached(at: datetime, before: datetime | None) -> str:
    if before is None or at < before:
        return words.day(at, get_language())
    if (at - before).total_seconds() < 1800:
        return _("at once")
    return f"+{days_between(at, before)}"


def _not_reached(step: Step, now: datetime) -> tuple[str, str]:
    if step.without == "no_action":
        return _("no action"), "open"
    if step.without == "refused":
        return _("refused"), "open"
    if step.without == "cancelled":
        return _("cancelled before"), "open"
    if step.due is None:
        return _("not yet"), "open"
    day = words.day(step.due, get_language())
    if step.due < now:
        return _("was due %(day)s") % {"day": day}, "late"
    return _("due %(day)s") % {"day": day}, "due"
