"""How names of places are written: the plain form for comparing, and the name without its word of kind."""

from __future__ import annotations

import re
import unicodedata

_ARABIC_KINDS = (
    "محافظة|ولاية|مقاطعة|إقليم|اقليم|منطقة|المنطقة|إمارة|امارة|شعبية|ضاحية|بلدية|مديرية|ناحية|جهة|عمالة"
    "|إدارة|كانتون|أوبلاست|أبرشية|قسم|شعبة|جمهورية|مدينة"
)
_ENGLISH_KINDS = (
    "County|Governorate|District|Province|Region|Division|Parish|State|Municipality|Department|Oblast"
    "|Territory|Prefecture|Canton|Emirate|Republic|Krai|Okrug|Atoll|Voivodeship"
)
_FRENCH_KINDS = (
    "Gouvernorat|Région|Province|Département|District|Comté|État|Préfecture|Canton|Wilaya|Oblast|Voïvodie"
    "|Territoire|République|Commune|Émirat|Subdivision|Municipalité|Cercle|Arrondissement"
)

_KIND_BEFORE = re.compile(
    rf"^(?:{_ARABIC_KINDS})\s+(?=\S)"
    rf"|^(?:{_FRENCH_KINDS})\s+(?:de\s+la\s+|de\s+l[’']|d[’']|des\s+|du\s+|de\s+)"
    rf"|^(?:{_ENGLISH_KINDS})\s+of\s+(?:the\s+)?",
    re.IGNORECASE,
)
_KIND_AFTER = re.compile(rf"\s+(?:{_ENGLISH_KINDS}|أوبلاست)$", re.IGNORECASE)

_ARABIC_TWINS = str.maketrans("ىةیک", "يهيك")


class _Letters(dict[int, str]):
    """A translation table that fills itself: letters without their marks, nothing for marks, else a space."""

    def __missing__(self, point: int) -> str:
        spread = unicodedata.normalize("NFKD", chr(point)).casefold().translate(_ARABIC_TWINS)
        self[point] = letters = "".join(
            char if char.isalnum() else " "
            for char in spread
            if not unicodedata.combining(char) and char != "ـ"
        )
        return letters


_LETTERS = _Letters()


def bare(name: str) -> str:
    """The name without its word of kind: "Borno" of "Borno State", "دمشق" of "محافظة دمشق".

    A name that is nothing but a word of kind stays as it is.
    """
    stripped = name.strip()
    return _KIND_AFTER.sub("", _KIND_BEFORE.sub("", stripped)).strip() or stripped


def plain(name: str) -> str:
    """The name for comparing: no case, accents, Arabic vowels or punctuation, one space between words.

    Coarser than the folding that searches texts (`nadhir.screening.normalise`), which doctrine may not know.
    """
    return " ".join(name.translate(_LETTERS).split())
