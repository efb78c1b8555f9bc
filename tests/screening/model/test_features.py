"""Features depend on a text alone, and on nothing in it that they should not see."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.model.columns import Texts
from nadhir.screening.model.features import Hidden, pieces

BITS = 20
NOTHING = Hidden.of([])


def seen(texts: list[str], hidden: Hidden = NOTHING) -> list[tuple[Counter[int], float, float]]:
    """Of each text: how often each slot occurs, its letters and its words."""
    found = pieces(Texts.of(texts), BITS, hidden)
    features = []
    for number in range(len(texts)):
        positions = slice(*found.positions[number : number + 2])
        words = slice(*found.word_numbers[number : number + 2])
        slots = [*found.characters[:, positions].ravel().tolist(), *found.words[:, words].ravel().tolist()]
        counted = Counter(slot for slot in slots if slot)
        features.append((counted, float(found.letters[number]), float(found.spoken[number])))
    return features


written = st.text(st.sampled_from("ab @1!😀\n") | st.characters(), max_size=15)


@given(st.lists(written, min_size=1, max_size=5))
def test_a_text_reads_the_same_alone_and_among_others(batch: list[str]) -> None:
    hidden = Hidden.of(["a", "b a"])
    assert seen(batch, hidden) == [seen([text], hidden)[0] for text in batch]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("soooo good", "soooooooo good"),
        ("in 2012", "in 1994"),
        ("look  https://example.org/a?b  now", "look  http://example.net  now"),
        ("thanks  @someone  friend", "thanks  @another_one  friend"),
        ("ROAD to Straße", "road to strasse"),
        ("the  cat  sleeps", "the  dog  sleeps"),
        ("the  sea  lion  sleeps", "the  cat  sleeps"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    hidden = Hidden.of(["cat", "dog", "sea lion"])
    (left, _, words), (right, _, other_words) = seen([one, other], hidden)
    assert left.keys() == right.keys()
    assert words == other_words


@pytest.mark.parametrize(
    ("one", "other"), [("god", "good"), ("a b", "b a"), ("sea", "lion"), ("catalogue", "logue"), ("x?", "x!")]
)
def test_what_makes_a_difference(one: str, other: str) -> None:
    left, right = seen([one, other], Hidden.of(["cat", "sea lion"]))
    assert left != right


def test_a_hidden_word_leaves_nothing_but_a_blank() -> None:
    alone, hidden, empty = seen(["cat", "cat cat", ""], Hidden.of(["cat"]))
    assert alone == hidden == empty == (Counter(), 0, 0)


def test_a_hidden_pair_does_not_reach_from_one_text_into_the_next() -> None:
    _, left, right = seen(["sea lion", "sea", "lion"], Hidden.of(["sea lion"]))
    assert left[1:] == (3, 1)
    assert right[1:] == (4, 1)


def test_words_and_pairs_are_counted_beside_the_pieces_of_them() -> None:
    ((slots, letters, words),) = seen(["ab cd"])
    # from the blanks before the first letter on: of 2 characters ␣a ab b␣ ␣c cd d␣; of 3 ␣␣a ␣ab …; …
    assert (letters, words) == (4, 2)
    assert sum(slots.values()) == 6 + 7 + 8 + 9 + 3
