"""What codes of expressions are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nadhir import doctrine
from nadhir.errors import DoctrineError
from nadhir.screening import group_name
from nadhir.screening.lexicon import available, concepts
from nadhir.screening.normalise import fold
from nadhir.web.core.templatetags.nadhir import in_words, language_name
from nadhir.web.expressions.models import DANGEROUS, RABAT, Target


def test_words() -> dict[str, str]:
    """The two tests, in short."""
    return {DANGEROUS: _("Dangerous speech"), RABAT: _("Rabat test")}


def state_words() -> dict[str, str]:
    """How far the coding of one test is."""
    return {
        "uncoded": _("nobody codes yet"),
        "coding": _("being coded"),
        "ready": _("to be reconciled"),
        "reconciled": _("reconciled"),
    }


def exposed_words() -> dict[str, str]:
    """Who could be wronged by a finding."""
    return {
        "critic": _("a critic of those in power"),
        "journalist": _("a journalist or a researcher"),
        "defender": _("a defender of rights"),
        "opposition": _("in the opposition"),
        "minority": _("a member of a minority"),
        "none": _("none of these, as far as can be seen"),
        "unknown": _("I could not find out"),
    }


def outcome_words() -> dict[str, str]:
    """What follows from the six findings. A reading of a test, never a verdict."""
    return {
        "reached": _("All six elements are found met."),
        "not_reached": _("Not all six elements are met: the threshold of the test is not reached."),
        "open": _("No element fails, but information is lacking: the question stays open."),
        "incomplete": _("Not all six elements are weighed yet."),
    }


def value_words(test: str, value: str) -> str:
    """A finding on an element."""
    return element_words(test, value) if value else _("not weighed")


def element_words(test: str, element: str) -> str:
    """The short name of an element; its id where the catalogue no longer has it."""
    try:
        found = doctrine.load(test).element(element)
    except DoctrineError:
        return element
    return in_words(found.label or found.text)


def hallmark_words(hallmark: str) -> str:
    return element_words(DANGEROUS, hallmark)


def hallmark_choices() -> list[tuple[str, str]]:
    return [(one.id, hallmark_words(one.id)) for one in doctrine.load(DANGEROUS).of_kind("hallmark")]


def target_words(key: str, name: str) -> str:
    """A group in the reader's language where screening knows it, else as it was written."""
    known = group_name(key)
    return in_words(known) if known else name


def target_of(target: Target) -> str:
    return target_words(target.key, target.name)


def concept_words(concept: str) -> str:
    """What a word of a lexicon means."""
    known = concepts()[0].get(concept)
    return in_words(known.gloss) if known else ""


def language_choices(known: str) -> list[tuple[str, str]]:
    """Languages with a lexicon and the one in hand; "unknown" last."""
    codes = ({code.partition("-")[0] for code in available()} | {known}) - {"und", ""}
    named = sorted(((code, language_name(code)) for code in codes), key=lambda one: fold(one[1]))
    return [*named, ("und", pgettext("language", "unknown"))]
