"""Words are found whole, with the particles that Arabic writes onto them."""

import pytest

from nadhir.screening.lexicon import lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.normalise import fold


@pytest.fixture(scope="module")
def english() -> Matcher:
    return Matcher(lexicon("en"))


@pytest.fixture(scope="module")
def arabic() -> Matcher:
    return Matcher(lexicon("ar"))


def concepts(matcher: Matcher, text: str) -> list[str]:
    return [hit.entry.concept.id for hit in matcher.content(fold(text))]


@pytest.mark.parametrize(
    "text", ["skillet", "killjoy", "corporate", "emanate", "shells", "pirate", "begging"]
)
def test_parts_of_words_are_no_hits(english: Matcher, text: str) -> None:
    assert set(concepts(english, text)) <= {"bombing"} if text == "shells" else not concepts(english, text)


def test_words_are_found_beside_signs_and_letters_of_other_scripts(english: Matcher) -> None:
    found = english.content("(vermin)/vermin؟vermin\x1evermin")
    assert [hit.start for hit in found] == [1, 9, 16, 23]
    assert not english.content("evermin ѵermin verminé")


def test_all_that_is_looked_for_can_be_told(english: Matcher) -> None:
    assert {"vermin", "are"} <= set(english.terms())


def test_the_longest_reading_of_a_place_stays(english: Matcher) -> None:
    text = "black people and lung cancer"
    assert [text[hit.start : hit.end] for hit in english.content(text)] == ["black people", "lung cancer"]


def test_a_phrase_in_two_parts(english: Matcher) -> None:
    text = "send all of them back, please"
    (hit,) = [hit for hit in english.content(text) if hit.kind == "expulsion"]
    assert hit.tail is not None
    assert text[slice(*hit.tail)] == "back"


@pytest.mark.parametrize("text", ["send me a letter. Back then", "send one two three four five six back"])
def test_the_second_part_must_be_near_and_in_the_sentence(english: Matcher, text: str) -> None:
    assert "expulsion" not in concepts(english, text)


@pytest.mark.parametrize(
    "word",
    ["مسلمين", "المسلمين", "والمسلمين", "بالمسلمين", "للمسلمين", "وللمسلمين", "كالمسلمين", "هالمسلمين"],
)
def test_particles_before_a_noun(arabic: Matcher, word: str) -> None:
    assert concepts(arabic, word) == ["muslims"]


@pytest.mark.parametrize("word", ["سنقتل", "هنقتلهم", "وسنقتلكم", "فنقتله", "حنقتلهم"])
def test_particles_around_a_verb(arabic: Matcher, word: str) -> None:
    assert "killing" in concepts(arabic, word)


@pytest.mark.parametrize("word", ["مستشفى", "استسلام", "تسليم", "اقتراح", "كلابشات", "مقاتل"])
def test_letters_inside_other_words_are_no_hits(arabic: Matcher, word: str) -> None:
    assert set(concepts(arabic, word)) <= {"property"}


def test_ta_marbuta_opens_before_a_pronoun(arabic: Matcher) -> None:
    found = arabic.content(fold("إبادتهم"))
    assert ("extermination", "هم") in [(hit.entry.concept.id, hit.suffix) for hit in found]


def test_an_article_that_belongs_to_the_word_is_required(arabic: Matcher) -> None:
    assert concepts(arabic, "الشلك") == ["shilluk"]
    assert concepts(arabic, "وللشلك") == ["shilluk"]
    assert concepts(arabic, "شلك") == []


def test_known_words_may_carry_particles(arabic: Matcher) -> None:
    assert arabic.knows(fold("والحشرات"))
    assert not arabic.knows("xyz")
