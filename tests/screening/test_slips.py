"""Slips are read back only into words of a lexicon, and only where the word is no ordinary one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.masks import _Signs, edited, edits_of
from nadhir.screening.ordinary import Ordinary
from nadhir.screening.slips import Slips

VOCABULARY = {"vermin", "traitors", "expelled", "कीड़े"}
PARTS = {"are", "all"}
ORDINARY = ["garden", "vermian", "letter", "their", "homes"]


@pytest.fixture
def slips() -> Slips:
    return Slips(VOCABULARY, PARTS, Ordinary.of(ORDINARY))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("vemrin", "vermin"),
        ("traitrs", "traitors"),
        ("traitor", "traitors"),
        ("xpelled", None),  # the first letter is never guessed
        ("arevermin", "are vermin"),
        ("verminall", "vermin all"),
        ("gardentraitors", "garden traitors"),
        ("xyvermin", None),
        ("garden", None),
        ("vermin", None),
        ("qwertz", None),
    ],
)
def test_readings(slips: Slips, written: str, read: str | None) -> None:
    assert slips(written) == read


def test_of_letters_that_may_be_missing_the_first_counts() -> None:
    slips = Slips({"abscde", "abcdse"}, set(), Ordinary.of([]))
    assert slips("abcde") == "abscde"


def test_an_ordinary_word_is_none_misspelt(slips: Slips) -> None:
    assert slips("vermian") is None
    assert slips.unknown(["vermian", "vemrin", "are", "vermin", "letter"]) == {"vemrin"}


def test_torn_words_are_joined(slips: Slips) -> None:
    text = "all ver min, ver-min and trait ors"
    assert edited(text, edits_of(text, VOCABULARY.__contains__, slips)) == "all vermin, vermin and traitors"


def test_names_and_hashtags_are_left_alone(slips: Slips) -> None:
    text = "@vemrin #vemrin /vemrin vemrin2"
    assert edited(text, edits_of(text, VOCABULARY.__contains__, slips)) == text


@given(st.lists(st.text(alphabet="ermvintasdg", min_size=1, max_size=12)))
def test_many_words_are_looked_up_as_each_is(words: list[str]) -> None:
    ordinary = Ordinary.of([*ORDINARY, *words[::2]])
    assert ordinary.among(words) == {word for word in words if word in ordinary}


@given(st.text())
def test_pieces_stand_where_they_are_found(text: str) -> None:
    words, starts, ends, alone = _Signs(text).pieces()
    found = list(re.finditer(r"[^\W\d_]+", text))
    assert words == [one.group() for one in found]
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [one.span() for one in found]
    beside = [(text[: one.start()][-1:], text[one.end() :][:1]) for one in found]
    known = [place for place, signs in enumerate(beside) if all(sign < "\U00010000" for sign in signs)]
    assert [bool(alone[place]) for place in known] == [
        beside[place][0] not in ("@", "#", "_", "/") and not beside[place][1].isalnum() for place in known
    ]


def _missing_a_letter(vocabulary: list[str], word: str) -> str | None:
    """Every letter at every place, in order: what `Slips` looks up instead."""
    for place in range(1, len(word) + 1):
        for letter in "abcdefghijklmnopqrstuvwxyz":
            if word[:place] + letter + word[place:] in vocabulary:
                return word[:place] + letter + word[place:]
    return None


@given(
    st.lists(st.text(alphabet="abc", min_size=2, max_size=7), max_size=40),
    st.text(alphabet="abc", min_size=2, max_size=6),
)
def test_a_missing_letter_is_found_as_by_trying_all(vocabulary: list[str], word: str) -> None:
    slips = Slips(set(vocabulary), set(), Ordinary.of([]))
    assert slips._completed(word) == _missing_a_letter(vocabulary, word)


def test_more_than_two_words_written_as_one_are_parted() -> None:
    slips = Slips({"women", "stupid"}, {"are", "all"}, Ordinary.of([]))
    assert slips("allwomenare") == "all women are"
    assert slips("allwomenarestupid") == "all women are stupid"
    assert slips("allwomenarexx") is None


def test_a_language_of_compounds_parts_in_two_at_most() -> None:
    slips = Slips({"women", "stupid"}, {"are", "all"}, Ordinary.of([]), compounds=True)
    assert slips("womenare") == "women are"
    assert slips("allwomenare") is None
