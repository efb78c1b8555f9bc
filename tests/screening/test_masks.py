"""Disguises are lifted only where a known word stands underneath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.masks import edited, edits_of, offsets_of
from nadhir.screening.normalise import fold_with_offsets, original_span

KNOWN = {"vermin", "kill", "them", "women", "bitte", "حشرات", "سخافه"}


def plain(text: str) -> str:
    folded, _ = fold_with_offsets(text)
    return edited(folded, edits_of(folded, KNOWN.__contains__))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("v3rmin", "vermin"),
        ("K1LL th3m", "kill them"),
        ("ver-min ver.min ver*min", "vermin vermin vermin"),
        ("k i l l them", "kill them"),
        ("w-o-m-e-n", "women"),
        ("killllll", "kill"),
        ("veeeeermiiin", "vermin"),
        ("vеrmin", "vermin"),  # a Cyrillic letter
        ("حشششششرات", "حشرات"),
        ("س5افة", "سخافه"),
        ("two    gaps\t here", "two gaps here"),
    ],
)
def test_disguises(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    "text", ["10:30 on 2012-05-03", "u.s. army", "a.b.c", "co2 h2o", "http://t.co/abc1de", "e-mail", "m23"]
)
def test_what_hides_nothing_stays(text: str) -> None:
    assert plain(text) == text


def test_laughter_is_shortened_and_not_turned_into_words() -> None:
    assert plain("haaaaaa sooooo") == "haa soo"


def test_paragraphs_stay_apart() -> None:
    assert plain("one\n\n\ntwo") == "one\n\ntwo"


@given(st.text(alphabet="vermink1l3a .-*_\n\u0650\u200bеßة٣", max_size=60))
def test_offsets_stay_in_order_and_in_range(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    edits = edits_of(folded, KNOWN.__contains__)
    read, places = edited(folded, edits), offsets_of(offsets, edits)
    assert len(places) == len(read) + 1
    assert places[-1] == len(text)
    assert list(places) == sorted(places)
    for start in range(len(read)):
        first, last = original_span(places, start, start + 1)
        assert 0 <= first < last <= len(text)
