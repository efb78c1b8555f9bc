"""Texts are read alike alone, among others, and among others that are read with other lexicons."""

from __future__ import annotations

import functools

import pytest

from nadhir.screening.lexicon import lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.pages import Lot, Pages

ENGLISH = ("en",)
TEXTS: list[tuple[str, tuple[str, ...]]] = [
    ("Refugees are v3rmin.  Send all of them back!", ENGLISH),
    ("they are not vermni\n\n\nat all", ENGLISH),
    ("", ENGLISH),
    ("Migrants no son bienvenidos, they are thieves", ("en", "es")),
    ("los migrantes son ladrones y no thieves", ("es", "en")),
    ("والمهاجرون ليسوا جراثيم", ("ar",)),
    ("el mohagreen dol kelab, المهاجرين", ("ar-Latn", "ar")),
    ("nothing that anybody looks for 👊", ()),
]


@functools.cache
def _matcher(language: str) -> Matcher:
    return Matcher(lexicon(language))


def _lots() -> list[Lot]:
    lots: list[Lot] = []
    for number, (_, languages) in enumerate(TEXTS):
        matchers = tuple(map(_matcher, languages))
        if lots and lots[-1].matchers == matchers:
            lots[-1] = Lot(lots[-1].first, number + 1, matchers)
        else:
            lots.append(Lot(number, number + 1, matchers))
    return lots


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_lot_is_read_as_if_it_were_alone(number: int) -> None:
    text, languages = TEXTS[number]
    together, alone = (
        Pages([text for text, _ in TEXTS], lots=_lots()),
        Pages([text], [_matcher(language) for language in languages]),
    )
    assert together.page(number) == alone.page(0)
    assert list(together.offsets(number)) == list(alone.offsets(0))


def test_the_languages_of_lots_are_those_read_first() -> None:
    pages = Pages([text for text, _ in TEXTS], lots=_lots())
    assert {language: rows.tolist() for language, rows in pages.languages.items()} == {
        "en": [0, 1, 2, 3],
        "es": [4],
        "ar": [5],
        "ar-Latn": [6],
        "": [7],
    }


def test_pages_come_in_the_order_asked_for() -> None:
    pages = Pages([text for text, _ in TEXTS], lots=_lots())
    some = [0, 3, 4, 6]
    assert list(pages.pages(some)) == [pages.page(number) for number in some]
