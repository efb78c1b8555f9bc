"""What a denial does: to slander, to praise, in questions and in superlatives."""

from __future__ import annotations

import pytest

from nadhir.screening import Screener
from nadhir.screening.lexicon import extended, lexicon


@pytest.fixture(scope="module")
def screener() -> Screener:
    """English, French, German and Arabic with a people that does not exist; rules alone."""
    names = {
        "en": ["velmari(s)"],
        "fr": ["velmarien(ne)(s)"],
        "de": ["velmarier"],
        "ar": ["فلماري(ين/ون)"],
    }
    return Screener(
        [extended(lexicon(code), {"minority": some}, since="2026-11") for code, some in names.items()]
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No Velmari can be trusted.", "en"),
        ("I don't respect Velmaris.", "en"),
        ("I have never met an honest Velmari.", "en"),
        ("Je ne protégerais pas un Velmarien.", "fr"),
    ],
)
def test_worth_that_is_denied_is_a_claim(screener: Screener, text: str, language: str) -> None:
    finding = screener.screen(text, language=language)
    assert "reason.worth_denied" in {reason.code for reason in finding.reasons}
    assert finding.concern == "watch"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Velmaris can be trusted.", "en"),
        ("Velmaris are not rats, they are our neighbours.", "en"),
        ("No Velmari deserves to be killed.", "en"),
        ("I am proud of our Velmari friends.", "en"),
        ("Les Velmariens ne sont pas des voleurs.", "fr"),
        ("Je ne hais pas les Velmariens.", "fr"),
        ("Ich hasse die Velmarier nicht.", "de"),
        ("الفلماريين مش حيوانات", "ar"),
    ],
)
def test_slander_that_is_denied_is_none(screener: Screener, text: str, language: str) -> None:
    assert screener.screen(text, language=language).concern == "none"


@pytest.mark.parametrize(
    ("text", "language"),
    [("I never met anybody more disgusting than a Velmari.", "en"), ("ما أقذر الفلماريين", "ar")],
)
def test_a_superlative_denies_nothing(screener: Screener, text: str, language: str) -> None:
    assert screener.screen(text, language=language).mode != "negation"
