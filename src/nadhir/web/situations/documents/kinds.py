"""Which documents there are, what each is called, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nadhir.documents import model as m
from nadhir.web.intake.models import Item
from nadhir.web.situations.documents import assessment, incident, insight, note, profile, report
from nadhir.web.situations.documents.frame import Audience
from nadhir.web.situations.models import Assessment


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its key in addresses, its name, what it is good for, and its builder."""

    key: str
    title: str | Promise
    about: str | Promise
    build: Callable[[Audience, Any], m.Document]


OF_SITUATION: dict[str, Kind] = {
    one.key: one
    for one in (
        Kind(
            "profile",
            _("Situation profile"),
            _("What is at stake, who acts, what pulls apart and what holds together."),
            profile.build,
        ),
        Kind(
            "note",
            _("Confidential note"),
            _("The judgement on one or two pages; names no source."),
            note.build,
        ),
        Kind(
            "report",
            _("Situation report"),
            _("Indicators of peace and of conflict, and what changed in a week."),
            report.build,
        ),
        Kind(
            "insights",
            _("Dialogue insights"),
            _("Themes heard in dialogues, under the Chatham House rule."),
            insight.build,
        ),
    )
}
ASSESSMENT = Kind(
    "assessment", _("Assessment of risk"), _("The whole assessment with its evidence."), assessment.build
)
INCIDENT = Kind(
    "incident", _("Incident report"), _("One event: what is known, and what is not."), incident.build
)


def of_assessment(audience: Audience, one: Assessment) -> m.Document:
    return ASSESSMENT.build(audience, one)


def of_item(audience: Audience, one: Item) -> m.Document:
    return INCIDENT.build(audience, one)
