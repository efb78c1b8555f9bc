"""Words of strangers: nothing hidden gets through, nothing honest is lost, directions are told apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.documents import fonts, words
from nadhir.documents.word_runs import segments

ANY = st.text(st.characters(exclude_categories=[]), max_size=60)


@pytest.mark.parametrize(
    ("given_", "kept", "hidden"),
    [
        ("invoice\u202egpj.exe", "invoicegpj.exe", 1),
        ("\u202babc\u202c", "abc", 2),
        ("a \u2068Al-Noor\u2069 b", "a \u2068Al-Noor\u2069 b", 0),
        ("a \u2067b", "a b", 1),
        ("a\u2069 b", "a b", 1),
        ("\u2066\u2067x\u2069", "\u2067x\u2069", 1),
        ("می\u200cخواهم", "می\u200cخواهم", 0),
    ],
)
def test_stray_direction_marks_go_and_whole_isolates_stay(given_: str, kept: str, hidden: int) -> None:
    found = words.Found()
    assert words.clean(given_, found) == kept
    assert found.hidden == hidden


def test_what_no_file_can_hold_is_shown_as_such() -> None:
    found = words.Found()
    assert words.clean("a\x00b\ud800c\x1bd\r\ne\uffff", found) == "a�b�c�d\ne�"
    assert found.impossible == 4


@given(ANY)
def test_clean_words_stay_clean_and_balanced(text: str) -> None:
    once = words.clean(text)
    assert words.clean(once) == once
    once.encode("utf-8")
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\x00")
    depth = 0
    for letter in once:
        depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
        assert depth >= 0
    assert depth == 0


@given(ANY)
def test_pieces_lose_nothing(text: str) -> None:
    once = words.clean(text)
    assert "".join(piece.words for piece in words.pieces(once)) == once


@given(ANY, st.sampled_from(["ltr", "rtl"]))
def test_segments_lose_nothing_and_hold_one_direction(text: str, base: words.Direction) -> None:
    found = list(segments(text, base))
    assert "".join(part for part, _ in found) == text
    assert all(part for part, _ in found) or not text
    for part, direction in found:
        other = {"R", "AL"} if direction == "ltr" else {"L"}
        assert not any(unicodedata.bidirectional(letter) in other for letter in part)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("لجنة Kasra Watch، ثم", "rtl", [("لجنة ", "rtl"), ("Kasra Watch", "ltr"), ("، ثم", "rtl")]),
        ("at كسرى now", "ltr", [("at ", "ltr"), ("كسرى", "rtl"), (" now", "ltr")]),
        ("Kasra / كسرى", "rtl", [("Kasra", "ltr"), (" / كسرى", "rtl")]),
        ("(KF).", "rtl", [("(", "rtl"), ("KF", "ltr"), (").", "rtl")]),
        ("12.5%", "rtl", [("12.5%", "rtl")]),
    ],
)
def test_segments_cut_where_the_direction_turns(
    text: str, base: words.Direction, expected: list[tuple[str, str]]
) -> None:
    joined: list[list[str]] = []
    for part, direction in segments(text, base):
        if joined and joined[-1][1] == direction:
            joined[-1][0] += part
        else:
            joined.append([part, direction])
    assert [tuple(one) for one in joined] == expected


def test_directions_of_languages_and_letters() -> None:
    assert words.of_language("ar-EG") == words.of_language("fa") == "rtl"
    assert words.of_language("am") == words.of_language("") == "ltr"
    assert words.direction("12 (كسرى) x") == "rtl"
    assert words.direction("12 %", "rtl") == "rtl"
    assert words.has_right_to_left("x كسرى")
    assert not words.has_right_to_left("x 12 መ")


def test_digits_are_the_reader_s() -> None:
    assert (words.digits(120, "arabic"), words.digits(120, "latin")) == ("١٢٠", "120")


@pytest.mark.parametrize(
    "text",
    [
        "é — ğ",
        "التغيّر گ پ ٪",
        "ሰላም",
        "नमस्ते",
        "বাংলা",
        "မြန်မာ",
        "中文 カナ",
        "שלום",
        words.BOX + words.REPLACEMENT,
        "a\u200fb\u2067\t\n",
    ],
)
def test_fonts_hold_the_scripts_of_our_regions(text: str) -> None:
    assert fonts.unknown().search(text) is None


def test_letters_without_a_font_are_known() -> None:
    assert fonts.unknown().findall("x 한 🔥 ꓮ") == ["한", "🔥", "ꓮ"]
