"""In which mode something is said: small words that turn a claim, in several languages."""

from __future__ import annotations

import pytest

from nadhir.screening import Screener
from nadhir.screening.finding import Mode


@pytest.mark.parametrize(
    ("language", "text", "mode"),
    [
        ("en", "I would never say that immigrants are stupid.", "counter_speech"),
        ("en", "It is wrong to see immigrants as criminals.", "counter_speech"),
        ("en", "It is disgusting to say that immigrants are vermin.", "counter_speech"),
        ("fr", "Ta haine des réfugiés est répugnante.", "counter_speech"),
        ("nl", "Vluchtelingen beheersen de wereld niet.", "negation"),
        ("ar", "اللاجئون ليسوا مجرمين", "negation"),
    ],
)
def test_what_is_spoken_against_or_denied(language: str, text: str, mode: Mode) -> None:
    found = Screener.default().screen(text, language=language)
    assert found.mode == mode
    assert found.concern in ("none", "watch")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ur-Latn", "refugees ki baat mat karo, wo log jaanwar hain"),  # one clause forbids, the next claims
    ],
)
def test_what_only_looks_denied(language: str, text: str) -> None:
    assert Screener.default().screen(text, language=language).concern == "review"


def test_lamma_denies_nothing() -> None:
    """Arabic lamma and kama end in the letters of ma, which denies."""
    found = Screener.default().screen("لما بشوف اللاجئين بفرح", language="ar")
    assert found.mode == "none"


def test_a_phrase_ends_with_its_text() -> None:
    """The second part of a phrase is not looked for in the next text of the batch."""
    texts = ["Nobody should call Muslims :)", "people of the valley", "keep Muslims 😊", "away from me, rain"]
    together = Screener.default().screen_batch(texts)
    assert [one.concern for one in together] == [Screener.default().screen(text).concern for text in texts]
