from __future__ import annotations

import re
from importlib import resources

from nadhir.doctrine.phrases import phrasebook, placeholders
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook.reasons import _FIGURES

BOOK = phrasebook("nadhir.forecasting")
BOOKS = [BOOK, phrasebook("nadhir.forecasting.outlook"), phrasebook("nadhir.forecasting.record")]


def _codes(pattern: str) -> set[str]:
    with resources.as_file(resources.files("nadhir.forecasting")) as folder:
        sources = [file.read_text("utf-8") for file in folder.rglob("*.py")]
    return {code for source in sources for code in re.findall(pattern, source)}


def test_every_phrase_asks_for_the_same_parameters_in_every_language() -> None:
    for book in BOOKS:
        for code in book:
            words = book.text(code)
            wanted = [placeholders(words.in_(lang)) for lang in ("ar", "en", "fr")]
            assert wanted[0] == wanted[1] == wanted[2], code


def _codes_of_readers() -> set[str]:
    """The readers of foreign tables say what is wrong with the words of this book."""
    with resources.as_file(resources.files("nadhir.sources.figures")) as folder:
        sources = [file.read_text("utf-8") for file in folder.rglob("*.py")]
    return {code for source in sources for code in re.findall(r'"(panel\.[a-z_]+)"', source)}


def test_every_error_reason_and_note_has_words() -> None:
    errors = _codes(r'PanelError\(\s*"([a-z_.]+)"') | _codes_of_readers()
    reasons = _codes(r'"((?:reason|note)\.[a-z_]+)"')
    assert len(errors) > 20
    assert {code for code in errors | reasons if not any(code in book for book in BOOKS)} == set()
    assert {code for code in BOOK if code not in errors | reasons} == set()


def test_every_reason_of_the_table_can_be_given() -> None:
    told = [code for about in descriptions().values() for code in about.reasons]
    assert len(told) == len(set(told))
    assert set(_FIGURES) <= set(told)
