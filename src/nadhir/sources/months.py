"""Words that dates are written with, in Arabic, English and French, folded as `fold_dates` folds text.

The Arabic months come in two main sets, often doubled ("كانون الأول/ديسمبر"): the Syriac names of the
Levant and Iraq, and the Latin ones of Egypt and the Gulf, with the Maghreb's own spellings of the
latter (Algeria and Tunisia: جانفي …; Morocco: شتنبر …; Mauritania: أغشت …).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType

Family = str
"""`syriac`, `latin` (Arabic spellings of the Latin names), `en`, `fr`."""

_SYRIAC = (
    "كانون الثاني|كانون ثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
    "تشرين الأول|تشرين أول", "تشرين الثاني|تشرين ثاني", "كانون الأول|كانون أول",
)  # fmt: skip
_LATIN = (
    "يناير|جانفي", "فبراير|فيفري", "مارس", "أبريل|إبريل|أفريل", "مايو|ماي", "يونيو|يونية|جوان",
    "يوليو|يولية|جويلية|يوليوز", "أغسطس|أوت|غشت|أغشت", "سبتمبر|شتنبر|شتمبر", "أكتوبر|أكتوبير",
    "نوفمبر|نونبر|نوفمبير", "ديسمبر|دجنبر|دجمبر|ديسمبير",
)  # fmt: skip
_ENGLISH = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug",
    "september|sep|sept", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_FRENCH = (
    "janvier|janv", "février|fevr|fév", "mars", "avril|avr", "mai", "juin", "juillet|juil", "août|aou",
    "septembre|sept", "octobre", "novembre", "décembre|déc",
)  # fmt: skip

_HIJRI = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "ربيع الثاني", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان",
    "رمضان", "شوال", "ذو القعدة", "ذي القعدة", "ذو الحجة", "ذي الحجة", "ramadan", "muharram", "shawwal",
    "rajab", "chawwal", "mouharram",
)  # fmt: skip

_WEEKDAYS = (
    "الاثنين|monday|mon|lundi|lun", "الثلاثاء|tuesday|tue|tues|mardi", "الأربعاء|wednesday|wed|mercredi|mer",
    "الخميس|thursday|thu|thurs|jeudi|jeu", "الجمعة|friday|fri|vendredi|ven", "السبت|saturday|sat|samedi|sam",
    "الأحد|sunday|sun|dimanche|dim",
)  # fmt: skip

_CLASSES = {
    "until": "إلى|حتى|لغاية|to|until|till|through|au|a|jusqu",
    "and": "و|and|et|&",
    "lead": (
        "في|من|خلال|الفترة|للفترة|بين|ما|يوم|يومي|أيام|اليوم الموافق|الموافق|بتاريخ|تاريخ|منذ|بين يومي"
        "|from|between|during|on|in|the|since|dated|le|les|du|des|de|entre|en|depuis|pendant|durant|la|periode|d|l|date"
    ),
    "middle": "من|شهر|لشهر|عام|سنة|لعام|لسنة|of|the|de|d|l|an|annee",
    "year_cue": "عام|سنة|العام|لعام|لسنة|عامي|year|in|since|en|annee|depuis|منذ",
    "last": "الماضي|الماضية|المنصرم|المنصرمة|الفائت|الفائتة|last|past|dernier|derniere|passe",
    "next": "المقبل|المقبلة|القادم|القادمة|next|prochain|prochaine",
    "month_unit": "الشهر|شهر|month|mois",
    "year_unit": "العام|السنة|عام|year|an|annee",
    "week_unit": "الأسبوع|week|semaine",
    "yesterday": "أمس|البارحة|yesterday|hier",
    "today": "اليوم|today|aujourd",
    "era": "م|ميلادي|ميلادية|ad|ce",
    "hijri_era": "ه|هجري|هجرية|ah|hijri",
}

_ACCENTS: dict[int, int] = str.maketrans("àâäáéèêëîïíôöóûùüúçñ", "aaaaeeeeiiiooouuuucn")
_UPPER = {ord(c): ord(c.lower()) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÄÁÉÈÊËÎÏÍÔÖÓÛÙÜÚÇÑ"}
_LETTERS = str.maketrans("أإآٱىةۃیک", "اااايههيك")
_DIGITS = {
    **{0x0660 + n: ord("0") + n for n in range(10)},
    **{0x06F0 + n: ord("0") + n for n in range(10)},
}
_SIGNS = str.maketrans("‐‑‒–—―−\u00a0\u202f\u2009،٫’ʼ", "-------   ,.''")
_UPPER_ACCENTS = {upper: _ACCENTS.get(lower, lower) for upper, lower in _UPPER.items()}
FOLDING: Mapping[int, int] = MappingProxyType(
    {**_ACCENTS, **_UPPER_ACCENTS, **_LETTERS, **_DIGITS, **_SIGNS},
)
"""Character for character, so that offsets stay true."""

UNWRITTEN = re.compile(
    "[\u0300-\u036f\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""Marks that carry no date: combining accents, Arabic vowels, tatweel, direction marks."""


def folded(word: str) -> str:
    """One word as the tables below hold it."""
    return UNWRITTEN.sub("", word).translate(FOLDING)


@functools.cache
def month_names() -> Mapping[str, tuple[int, frozenset[Family]]]:
    """Folded month name to its number and the sets it belongs to ("mars" and "sept" have two)."""
    found: dict[str, tuple[int, frozenset[Family]]] = {}
    for family, names in (("syriac", _SYRIAC), ("latin", _LATIN), ("en", _ENGLISH), ("fr", _FRENCH)):
        for number, variants in enumerate(names, start=1):
            for variant in variants.split("|"):
                name = folded(variant)
                families = found[name][1] if name in found else frozenset()
                found[name] = (number, families | {family})
    return MappingProxyType(found)


@functools.cache
def hijri_months() -> frozenset[str]:
    """First words of the months of the Islamic calendar, which we recognise and do not convert."""
    return frozenset(folded(name) for name in _HIJRI if " " not in name) | frozenset(
        {folded("جمادى"), folded("ربيع")}
    )


@functools.cache
def weekdays() -> Mapping[str, int]:
    """Folded weekday name to its number, Monday 0."""
    return MappingProxyType(
        {folded(name): number for number, names in enumerate(_WEEKDAYS) for name in names.split("|")}
    )


@functools.cache
def words_of(kind: str) -> frozenset[str]:
    """The folded words of one class of `_CLASSES`."""
    return frozenset(folded(word) for word in _CLASSES[kind].split("|"))
