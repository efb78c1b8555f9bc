"""Arabic in Latin letters: read as the Arabic words it stands for, marked where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening import Screener
from nadhir.screening.arabizi import Arabizi
from nadhir.screening.language import identify

WORDS = ("غريب", "مدينه", "نقتل", "حرق", "خائن", "سوق", "نهر", "شارع", "قريه", "مسلمين", "كتاب", "كذاب")


@pytest.fixture(scope="module")
def arabizi() -> Arabizi:
    return Arabizi(WORDS)


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("ghareeb", "غريب"), ("8areb", "غريب"), ("medina", "مدينه"), ("el3arab", None), ("no2tol", "نقتل"),
        ("na9tel", "نقتل"), ("n2tlhom", "نقتلهم"), ("7ara2", "حرق"), ("souq", "سوق"), ("elsou2", None),
        ("share3", "شارع"), ("2arya", None), ("qarya", "قريه"), ("moslemeen", "مسلمين"),
        ("wel", None), ("hello", None), ("ktab", "كتاب"), ("kazzab", "كذاب"), ("balchare3", None),
    ],
)  # fmt: skip
def test_spellings_of_a_word(arabizi: Arabizi, token: str, word: str | None) -> None:
    assert arabizi.read(token) == word


def test_known_words_stay(arabizi: Arabizi) -> None:
    assert arabizi.edits("el medina w el share3", lambda word: word == "medina") == [(15, 21, "شارع")]


@given(st.text(alphabet="abdehklmnorstuwy23579' ", max_size=60))
def test_any_text_is_read_in_order_and_within_its_bounds(text: str) -> None:
    edits = Arabizi(WORDS).edits(text, lambda _: False)
    assert all(0 <= start < end <= len(text) for start, end, _ in edits)
    assert [edit[0] for edit in edits] == sorted(edit[0] for edit in edits)


@pytest.mark.parametrize(
    "text",
    [
        "ana mesh 3aref el tari2",
        "kol el nas dol lazem yesafro",
        "ana shoft el 7adsa w konna henak",
        "shou hayda ya zalame",
    ],
)
def test_arabic_in_latin_letters_is_known(text: str) -> None:
    assert identify(text).code == "ar"


@pytest.mark.parametrize(
    "text",
    ["El hombre no sabe nada de eso", "Ana fue al mercado con el niño", "La mesa del comedor es grande"],
)
def test_spanish_is_not_taken_for_it(text: str) -> None:
    assert identify(text).code == "es"


def test_what_is_found_is_marked_in_the_words_as_they_stand() -> None:
    text = "lazem netrod kol el aganeb men baladna"
    finding = Screener.default().screen(text)
    assert finding.language == "ar"
    assert finding.concern == "review"
    marked = " ".join(text[span.start : span.end] for span in finding.spans)
    assert {"netrod", "aganeb"} <= set(marked.split())


@pytest.mark.parametrize("text", ["Armed men fired on farmers near the mill", "Martial law in two districts"])
def test_english_is_not_taken_for_it(text: str) -> None:
    assert identify(text).code == "en"
