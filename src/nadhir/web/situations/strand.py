"""The register in the timeline: what was read, recorded and changed, in words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.errors import DoctrineError
from nadhir.web.core import policy
from nadhir.web.core.models import Entry
from nadhir.web.core.templatetags.nadhir import day, in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.situations import register
from nadhir.web.situations.models import (
    Case,
    CostNote,
    LegalPosition,
    Resilience,
    ResilienceReading,
    Situation,
    Tension,
    TensionReading,
)
from nadhir.web.situations.services import INSTRUMENTS

# Acts on the parts of a situation that carry no label of their own; they stand under the situation.
OF_PARTIES = ("party.record", "party.change")
OF_NEIGHBOURS = ("neighbour.record", "neighbour.change", "neighbour.remove")
_KEPT: tuple[Any, ...] = (Tension, Resilience, Case, CostNote)


def acts(viewer: Viewer, situation: Situation) -> Q:
    """The entries of the ledger that tell of the register, as far as the viewer may know of it."""
    told = Q(subject_id=situation.pk, act__in=OF_NEIGHBOURS)
    if viewer.system or viewer.has("analyst", "reviewer"):
        told |= Q(subject_id=situation.pk, act__in=OF_PARTIES)
    for model in _KEPT:
        told |= Q(
            subject_id__in=policy.visible(model.objects.filter(situation=situation), viewer).values("pk")
        )
    countries = register.countries(situation)
    positions = policy.visible(LegalPosition.objects.filter(place__in=countries), viewer)
    return told | Q(subject_id__in=positions.values("pk"))


class Records:
    """The records that entries are about, read once through the policy."""

    def __init__(self, viewer: Viewer, situation: Situation, subjects: Sequence[uuid.UUID]) -> None:
        self.situation = situation
        self.known: dict[uuid.UUID, Any] = {}
        self.veil = register.veil_over(viewer, situation)
        if not subjects:
            return
        for model in (*_KEPT, LegalPosition):
            found: Any = policy.visible(model._default_manager.filter(pk__in=subjects), viewer)
            self.known |= {one.pk: one for one in found}

    def of(self, entry: Entry) -> dict[str, Any]:
        """Title, text and link of one entry."""
        if entry.act in (*OF_PARTIES, *OF_NEIGHBOURS):
            url = reverse("situation_register", args=[self.situation.pk])
            return {"title": _of_parts(entry), "text": "", "url": url}
        one = self.known.get(entry.subject_id)
        if entry.act in ("tension.read", "resilience.read"):
            words = _of_reading(entry)
        elif entry.act == "legal_position.record":
            words = _of_law(entry)
        else:
            words = _words().get(entry.act, entry.act)
        if isinstance(one, (Tension, Resilience)):
            return {
                "title": words,
                "text": self.veil.text(self.situation.pk, str(one)),
                "url": reverse(one.noun, args=[one.pk]),
            }
        text = "" if one is None or isinstance(one, LegalPosition) else str(one)
        text = self.veil.text(self.situation.pk, text)
        return {"title": words, "text": text, "url": reverse("situation_law", args=[self.situation.pk])}


NOUNS = frozenset({"tension", "resilience", "case", "cost_note", "legal_position"})


def is_of_register(entry: Entry) -> bool:
    return entry.noun in NOUNS or entry.act in (*OF_PARTIES, *OF_NEIGHBOURS)


def _words() -> dict[str, str]:
    return {
        "tension.record": _("Tension recorded"),
        "tension.change": _("Tension changed"),
        "tension.settle": _("Tension settled"),
        "resilience.record": _("What protects: recorded"),
        "resilience.change": _("What protects: changed"),
        "case.record": _("Case recorded"),
        "case.change": _("Case changed"),
        "cost_note.record": _("Cost of inaction noted"),
        "cost_note.change": _("Cost of inaction changed"),
    }


def _of_parts(entry: Entry) -> str:
    code = entry.data.get("place", "")
    name = f"\u2068{in_words(directory.names_by_code([code]).get(code, code))}\u2069"
    return {
        "party.record": _("Actor recorded"),
        "party.change": _("Actor changed"),
        "neighbour.record": _("Neighbour recorded: %(name)s") % {"name": name},
        "neighbour.change": _("Neighbour changed: %(name)s") % {"name": name},
        "neighbour.remove": _("Neighbour taken off the register: %(name)s") % {"name": name},
    }[entry.act]


def _of_reading(entry: Entry) -> str:
    """Where it stands now and where it stood before: “Tension: heated, before: voiced (as of …)”."""
    levels: Any = TensionReading.Intensity
    said = _("Tension: %(now)s, as of %(day)s")
    moved = _("Tension: %(now)s, before: %(before)s, as of %(day)s")
    if entry.act == "resilience.read":
        levels = ResilienceReading.Strength
        said = _("What protects: %(now)s, as of %(day)s")
        moved = _("What protects: %(now)s, before: %(before)s, as of %(day)s")
    now, before = entry.data["level"], entry.data.get("before")
    words = {"now": levels(now).label, "day": day(_date(entry.data["on"]))}
    if before is None or before == now:
        return said % words
    return moved % (words | {"before": levels(before).label})


def _date(text: str) -> Any:
    return date.fromisoformat(text)


def _of_law(entry: Entry) -> str:
    try:
        element = doctrine.load(INSTRUMENTS).element(entry.data["instrument"])
        name = in_words(element.label or element.text)
    except DoctrineError:
        name = entry.data["instrument"]
    state = LegalPosition.State(entry.data["state"]).label
    return _("Legal position: %(name)s, %(state)s") % {"name": f"\u2068{name}\u2069", "state": state}
