"""Actors as they were on a day: what they were called then, and whether they were there any more."""

from __future__ import annotations

import calendar
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from nadhir.doctrine.text import language as working_language
from nadhir.screening.normalise import fold
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName


def first_day(known: str) -> date | None:
    """The first day that a year, month or day (`2012`, `2012-05`, `2012-05-18`) can mean, if any."""
    try:
        parts = [int(part) for part in known.split("-")]
        return date(parts[0], *(parts[1:] + [1] * (3 - len(parts)))) if known else None
    except (ValueError, TypeError, IndexError):
        return None


def last_day(known: str) -> date | None:
    """The last day that it can mean."""
    if (first := first_day(known)) is None:
        return None
    if known.count("-") == 2:
        return first
    month = first.month if known.count("-") == 1 else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def ceased_before(actors: Iterable[Actor], day: date | None) -> list[Actor]:
    """Those that were certainly gone before that day."""
    if day is None:
        return []
    return [one for one in actors if (end := last_day(one.ended)) is not None and end < day]


def not_yet(actors: Iterable[Actor], day: date | None) -> list[Actor]:
    """Those that certainly came into being only after that day."""
    if day is None:
        return []
    return [one for one in actors if (begin := first_day(one.began)) is not None and begin > day]


def names_on(
    viewer: Viewer, actors: Iterable[Actor], day: date | None, lang: str = ""
) -> dict[uuid.UUID, str]:
    """What each of the actors was called on a day, where that is another name than today's.

    Only names with dates that hold that day are taken, those in `lang` first.
    """
    known = {one.pk: one for one in actors}
    if day is None or not known:
        return {}
    lang = lang or working_language(None)
    found = policy.visible(ActorName.objects.filter(actor__in=list(known)), viewer)
    dated = found.exclude(valid_from="", valid_to="").order_by("valid_from", "pk")
    then: dict[uuid.UUID, list[ActorName]] = defaultdict(list)
    for name in dated:
        begin, end = first_day(name.valid_from), last_day(name.valid_to)
        if (begin is None or begin <= day) and (end is None or day <= end):
            then[name.actor_id].append(name)
    called = {
        pk: min(names, key=lambda one: (one.language != lang, one.kind == ActorName.Kind.SHORT)).text
        for pk, names in then.items()
    }
    return {pk: text for pk, text in called.items() if fold(text) != fold(in_words(known[pk].names))}
