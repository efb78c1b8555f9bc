"""What the register of a situation shares: clean words, days that agree, nothing overwritten.

Names and texts come from people, files and other systems. Controls that turn the reading direction or hide
letters are taken out before anything is kept; pages isolate what is left.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from nadhir import doctrine
from nadhir.errors import Conflict, NotPossibleNow
from nadhir.web.core import clock
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Place
from nadhir.web.situations.models import FRAMEWORK, GroupAtRisk, Situation

M = TypeVar("M", bound=models.Model)

# Overrides, embeddings and isolates turn what follows them; zero-width space and byte order mark hide in
# names; control characters are nobody's words. Joiners and the marks LRM, RLM and ALM belong to scripts.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\u2060\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[^\S\n]+")


def cleaned(text: str) -> str:
    """The same words in composed form, without controls of direction and other hidden signs."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANKS.sub(" ", _CONTROLS.sub("", composed)).strip()


def named(names: Mapping[str, str], without: str) -> dict[str, str]:
    """Clean names by language, without the empty ones.

    Raises:
        NotPossibleNow: none is left.
    """
    found = {language: clean for language, name in names.items() if (clean := cleaned(name))}
    if not found:
        raise NotPossibleNow(without)
    return found


def worded(text: str, without: str) -> str:
    """Clean words.

    Raises:
        NotPossibleNow: `without`, where there are none.
    """
    if not (clean := cleaned(text)):
        raise NotPossibleNow(without)
    return clean


def chosen(choices: type[models.Choices], value: Any) -> Any:
    """`value`, if it is one of `choices`.

    Raises:
        NotPossibleNow: it is not.
    """
    if value not in choices.values:
        raise NotPossibleNow("register.unknown_choice", value=str(value)[:40])
    return value


def said(day: date) -> dict[str, str]:
    """A day as phrase books take it."""
    return {"date": day.isoformat()}


def past(day: date | None) -> date | None:
    """`day`, if it is not still to come.

    Raises:
        NotPossibleNow: it is.
    """
    if day is not None and day > clock.now().date():
        raise NotPossibleNow("register.day_to_come", day=said(day))
    return day


def in_order(began: date | None, ended: date | None) -> None:
    """Let nothing end before it began.

    Raises:
        NotPossibleNow: it does.
    """
    if began is not None and ended is not None and ended < began:
        raise NotPossibleNow("register.ends_before_begins", began=said(began), ended=said(ended))


def elements_of(elements: Iterable[str], framework: str = FRAMEWORK) -> list[str]:
    """Elements of a framework, each once.

    Raises:
        DoctrineError: one that the framework does not have.
    """
    catalogue = doctrine.load(framework)
    return [catalogue.element(element).id for element in dict.fromkeys(elements)]


def groups_in(situation: Situation, groups: Iterable[uuid.UUID]) -> list[GroupAtRisk]:
    """These groups, if they are all of the situation.

    Raises:
        NotPossibleNow: one is of another.
    """
    wanted = set(groups)
    found = [group for group in situation.groups.all() if group.pk in wanted]
    if len(found) != len(wanted):
        raise NotPossibleNow("evidence.foreign_group")
    return found


def places_in(places: Iterable[uuid.UUID]) -> Sequence[Place]:
    """These places.

    Raises:
        NotPossibleNow: one is not known.
    """
    wanted = set(places)
    found = list(directory.places_of(wanted))
    if len(found) != len(wanted):
        raise NotPossibleNow("register.unknown_place")
    return found


def seen_of(record: models.Model) -> str:
    """A mark of the state of a record without a version: what a person saw, to be compared on saving."""
    values = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def unchanged(record: M, seen: str | None) -> M:
    """The record as it stands, if it is what the person saw.

    Raises:
        Conflict: somebody changed or removed it.
    """
    manager: Any = type(record)._default_manager
    now: M | None = manager.select_for_update().filter(pk=record.pk).first()
    if now is None or (seen is not None and seen != seen_of(now)):
        raise Conflict("conflict.changed")
    return now
