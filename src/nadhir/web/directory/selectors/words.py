"""What is known of somebody, and why they fit, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from nadhir.web.core.templatetags.nadhir import in_words, language_name
from nadhir.web.directory.models import Faith, Member, Role, Topic
from nadhir.web.directory.selectors.actors import names_by_code
from nadhir.web.directory.selectors.reach import Candidate

# Languages that are offered; a network is asked in these. ISO 639-1, 639-3 where there is none.
SPOKEN = (
    "am", "ar", "bm", "bn", "ckb", "dyu", "en", "es", "fa", "ff", "fr", "ha", "he", "hi", "id", "ig", "ku",
    "ln", "my", "ne", "om", "ps", "pt", "rn", "rw", "sg", "si", "so", "sw", "ta", "ti", "tr", "uk", "ur",
    "wo", "yo",
)  # fmt: skip


def languages() -> list[tuple[str, str]]:
    """The languages that are offered, by name."""
    return sorted(((code, language_name(code)) for code in SPOKEN), key=lambda one: one[1])


def reasons() -> dict[str, str]:
    """Why somebody fits, or why not, by code."""
    return {
        "hears": _("is heard by them"),
        "speaks": _("speaks the language"),
        "there": _("in the same place"),
        "near": _("in the same country"),
        "knows": _("is believed on this"),
        "free": _("available"),
        "urgent": _("can be reached within a day"),
        "rested": _("not asked lately"),
        "consent": _("consent covers it"),
        "against": _("conflict of interest with this audience"),
        "away": _("away"),
        "not_at_once": _("cannot be reached within a day"),
        "asked_lately": _("asked in the last thirty days"),
        "consent_ends": _("consent ends before"),
        "not_hears": _("is not heard by them"),
        "not_speaks": _("does not speak the language"),
        "not_knows": _("not known to be believed on this"),
    }


def _labels(choices: Iterable[tuple[str, Any]], codes: Iterable[str]) -> str:
    known = dict(choices)
    return " · ".join(str(known[code]) for code in codes if code in known)


def row(member: Member) -> dict[str, Any]:
    """A person as a row of their network shows them."""
    told = member.told
    return {
        "member": member,
        "role": _labels(Role.choices, [told.role]),
        "faiths": _labels(Faith.choices, told.faiths),
        "languages": " · ".join(language_name(code) for code in told.languages),
    }


def facts(member: Member) -> list[dict[str, Any]]:
    """The whole profile, for the page of a person."""
    told = member.told
    places = names_by_code(told.places)
    heard = [_labels(Faith.choices, told.hears_faiths), *told.hears_groups]
    against = [_labels(Faith.choices, told.against_faiths), *told.against_groups]
    pairs = [
        (_("Role"), _labels(Role.choices, [told.role])),
        (_("Faith or tradition"), _labels(Faith.choices, told.faiths)),
        (_("Languages"), " · ".join(language_name(code) for code in told.languages)),
        (_("Places"), " · ".join(in_words(places[code]) for code in told.places if code in places)),
        (_("Heard by"), " · ".join(filter(None, heard))),
        (_("Believed when they speak about"), _labels(Topic.choices, told.topics)),
        (_("Conflict of interest"), " · ".join(filter(None, against))),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def found(candidate: Candidate) -> dict[str, Any]:
    """Somebody who fits, with the reasons in words."""
    words = reasons()
    return {
        **row(candidate.member),
        "reasons": [words[one] for one in candidate.reasons],
        "against": [words[one] for one in candidate.against],
    }


def why(candidate: Candidate) -> str:
    """Why somebody fits, and what speaks against it, in a line."""
    words = reasons()
    return " · ".join(words[one] for one in (*candidate.against, *candidate.reasons))
