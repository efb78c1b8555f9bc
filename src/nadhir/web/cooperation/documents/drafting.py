"""A first draft of a final communiqué, from the agenda and what became of it; people rewrite it.

Sentences of ours stand in the language of the draft. What was decided stands in the language in which it was
written down, and where that is another, the draft says that it is to be translated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.doctrine.text import LANGUAGES
from nadhir.web.cooperation.models import AgendaItem, Meeting
from nadhir.web.cooperation.selectors.meetings import Quorum
from nadhir.web.core.templatetags.nadhir import day, in_words, number, written_date

Result = AgendaItem.Result


@dataclass(frozen=True, slots=True)
class Told:
    """What a draft is made of.

    Attributes:
        adopted: titles of the papers that were adopted.
    """

    meeting: Meeting
    agenda: Sequence[AgendaItem]
    quorum: Quorum
    adopted: Sequence[str] = ()


def drafted(told: Told) -> dict[str, str]:
    """The draft in each working language."""
    texts: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = "\n".join(_lines(told, language))
    return texts


def _lines(told: Told, language: str) -> list[str]:
    meeting, engagement = told.meeting, told.meeting.engagement
    lines = [_("Final communiqué"), in_words(engagement.names), ""]
    lines.append(_opening(meeting))
    if told.quorum.present:
        lines.append(
            ngettext(
                "%(n)s member was present or represented.",
                "%(n)s members were present or represented.",
                told.quorum.present,
            )
            % {"n": number(told.quorum.present)}
        )
    sections: Sequence[tuple[str, str]] = (
        (Result.DECIDED, _("The meeting decided:")),
        (Result.RECOMMENDED, _("The meeting recommended:")),
        (Result.NOTED, _("The meeting took note of:")),
        (Result.DEFERRED, _("Put off to the next meeting:")),
    )
    for result, heading in sections:
        points = [one for one in told.agenda if one.result == result]
        if points:
            lines += ["", heading, *(f"– {_words(one, language)}" for one in points)]
    if told.adopted:
        lines += ["", _("The meeting adopted:"), *(f"– {title}" for title in told.adopted)]
    return lines


def _opening(meeting: Meeting) -> str:
    engagement = meeting.engagement
    said: Mapping[str, str] = {
        "body": in_words(meeting.body.actor.names),
        "when": written_date(engagement.held) or day(engagement.held_on),
        "where": in_words(engagement.place.names) if engagement.place is not None else "",
    }
    if said["when"] and said["where"]:
        return _("%(body)s met in %(where)s, %(when)s.") % said
    if said["when"]:
        return _("%(body)s met, %(when)s.") % said
    return _("%(body)s met.") % said


def _words(point: AgendaItem, language: str) -> str:
    said = point.words or point.title
    return said if point.language == language else f"{said} {_to_do()}"


def _to_do() -> str:
    return f"[{_('to be translated')}]"


def unfinished(texts: Mapping[str, str]) -> list[str]:
    """The languages in which a draft still says of something that it is to be translated."""
    marks = []
    for language in LANGUAGES:
        with translation.override(language):
            marks.append(_to_do())
    return [language for language, text in texts.items() if any(mark in text for mark in marks)]
