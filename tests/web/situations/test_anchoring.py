"""Where a coded passage stands in another version of its text, or in a translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.web.situations.anchoring import CHANGED, LOST, MOVED, SAME, beside, find

TEXT = (
    "The market was calm in the morning. At noon armed men came to the bridge and told the families of the "
    "east bank to leave their homes before Friday. The elders spoke with both sides."
)
QUOTE = "told the families of the east bank to leave their homes before Friday"
START = TEXT.index(QUOTE)


def test_an_unchanged_passage_is_the_same() -> None:
    found = find(QUOTE, START, TEXT + " More was added at the end.")
    assert (found.state, found.start, found.end, found.likeness) == (SAME, START, START + len(QUOTE), 1.0)


def test_a_passage_behind_new_words_has_moved() -> None:
    text = "Update. " + TEXT
    found = find(QUOTE, START, text)
    assert found.state == MOVED
    assert text[found.start : found.end] == QUOTE
    assert found.likeness == 1.0


def test_line_ends_and_marks_of_direction_are_no_other_words() -> None:
    text = "\u202b" + TEXT.replace(" of the ", "\u2067 of\r\nthe\u2069 ")
    found = find(QUOTE, START, text)
    assert found.state == MOVED
    assert text[found.start : found.end].startswith("told the families")
    assert text[found.start : found.end].endswith("before Friday")


def test_the_nearest_of_several_places_is_taken() -> None:
    text = f"xx {QUOTE}. " + "y " * 100 + f"{QUOTE}."
    assert find(QUOTE, 3 + len(QUOTE) + 200, text).start == text.rindex(QUOTE)


def test_a_passage_worded_differently_is_found_with_how_like_it_is() -> None:
    text = TEXT.replace("leave their homes before Friday", "leave their houses by Sunday")
    found = find(QUOTE, START, text)
    assert found.state == CHANGED
    assert 0.6 <= found.likeness < 1
    stretch = text[found.start : found.end]
    assert stretch.startswith("told the families of the east bank to leave their")
    assert "elders" not in stretch


def test_words_changed_at_an_end_belong_to_the_passage_but_not_the_next_sentence() -> None:
    text = "Rain fell. Two officers of the police stood in the shade and did nothing. More rain fell."
    found = find("One officer of the police stood in the shade and did not move", 0, text)
    assert found.state == CHANGED
    assert text[found.start : found.end] == "Two officers of the police stood in the shade and did nothing"


def test_another_spelling_is_looked_at_by_a_person() -> None:
    found = find("أُمروا بمغادرة الحي", 0, "قال الأهالي إنهم امروا بمغادرة الحي قبل الجمعة")
    assert found.state == CHANGED
    assert found.likeness == 0.99


def test_letters_are_words_where_none_are_parted() -> None:
    found = find("居民被命令离开家园", 0, "昨天上午居民被要求离开家园，市场安静。")
    assert found.state == CHANGED


@pytest.mark.parametrize("text", ["", "   ", "Rain fell for days on the northern road.", "🌧️"])
def test_what_is_not_there_is_lost(text: str) -> None:
    found = find(QUOTE, START, text)
    assert (found.state, found.start, found.end) == (LOST, None, None)


def test_a_passage_without_words_is_found_or_lost_without_harm() -> None:
    assert find("!!!", 5, "stop !!! now").state == SAME
    assert find("???", 0, "stop !!! now").state == LOST


@given(st.text(max_size=60), st.text(max_size=20), st.text(min_size=1, max_size=60))
def test_whatever_comes_the_place_lies_in_the_text(before: str, after: str, quote: str) -> None:
    text = before + quote + after
    found = find(quote, 0, text)
    assert found.state in (SAME, MOVED, CHANGED, LOST)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start < found.end <= len(text)
    if quote.strip() and found.state == LOST:
        # Only what shows nothing can be lost where it stands.
        assert not any(letter.isalnum() for letter in quote)


def test_a_long_passage_in_a_long_text_is_found() -> None:
    sentences = [f"On day {n} the people of quarter {n * 7} spoke of rumour {n * 13}." for n in range(450)]
    quote = " ".join(sentences[200:260])
    changed = " ".join(one for at, one in enumerate(sentences) if at % 40)
    found = find(quote, 0, changed)
    assert found.state == CHANGED
    assert found.likeness > 0.9


ORIGINAL = "هدأ السوق صباحًا. ثم أُمر الأهالي بالمغادرة قبل الجمعة. تحدّث الشيوخ مع الطرفين."
TRANSLATION = (
    "The market was calm. Then residents were told to leave before Friday. Elders spoke to both sides."
)


def test_the_same_sentence_of_a_translation_stands_beside() -> None:
    start = ORIGINAL.index("أُمر الأهالي")
    found = beside(ORIGINAL, TRANSLATION, start, start + 22)
    assert TRANSLATION[found.start : found.end] == "Then residents were told to leave before Friday."
    assert found.certain


def test_where_sentences_cannot_be_counted_off_length_decides_and_that_is_said() -> None:
    joined = TRANSLATION.replace("calm. Then", "calm, then")
    start = ORIGINAL.index("تحدّث")
    found = beside(ORIGINAL, joined, start, len(ORIGINAL))
    assert joined[found.start : found.end].endswith("Elders spoke to both sides.")
    assert not found.certain


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_a_stretch_of_the_translation_lies_in_it(
    original: str, translation: str, start: int, end: int
) -> None:
    found = beside(original, translation, min(start, end), max(start, end))
    assert 0 <= found.start <= found.end <= len(translation)
