"""Romanised spellings of one word sound alike; other words do not."""

from __future__ import annotations

import pytest

from nadhir.screening import Screener
from nadhir.screening.romanised import sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("nafrat", "naphrat", "nafrath", "nafraat"),
        ("musalman", "musalmaan", "mussalman"),
        ("waapas", "vapas", "vaapas"),
        ("zindagi", "jindagi", "zindagee"),
        ("kyun", "kyuun"),
        ("hain", "hai"),
    ],
)
def test_spellings_of_one_word_sound_alike(spellings: tuple[str, ...]) -> None:
    assert len({sound(one) for one in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("nafrat", "barfi"), ("dost", "dushman"), ("ghar", "khet")])
def test_other_words_sound_otherwise(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_an_unlisted_spelling_is_read() -> None:
    plain, spelt = (
        Screener.default().screen(text, language="ur-Latn")
        for text in ("mujhe refugees se nafrat hai", "mujhe refugees se nafrrath hai")
    )
    assert plain.concern == spelt.concern == "review"
