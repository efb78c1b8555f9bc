"""Texts laid flat read as folding reads them, wherever they come from."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.model.columns import GAP, Texts
from nadhir.screening.normalise import fold

written = st.text(st.one_of(st.characters(), st.sampled_from("أإىةـَّﷺÉßﬁ\u200f\n ")), max_size=12)
valid = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("أىـَﷺßﬁ\n")), max_size=12)


@given(st.lists(written, max_size=6))
def test_each_text_is_folded(texts: list[str]) -> None:
    flat = Texts.of(texts)
    assert [flat[number] for number in range(len(flat))] == [fold(text) for text in texts]
    assert flat.lengths.tolist() == [len(fold(text)) for text in texts]


@given(st.lists(valid | st.none(), max_size=6), st.integers(0, 3), st.booleans())
def test_an_arrow_column_reads_as_its_strings(texts: list[str | None], skipped: int, large: bool) -> None:
    column = pa.array(texts, pa.large_string() if large else pa.string()).slice(skipped)
    ours, theirs = Texts.of_arrow(column), Texts.of(texts[skipped:])
    assert np.array_equal(ours.points, theirs.points)
    assert np.array_equal(ours.bounds, theirs.bounds)


def test_a_column_in_chunks_or_in_a_dictionary_is_one_column() -> None:
    chunked = pa.chunked_array([["École"], [None, "دار"]])
    coded = pa.array(["École", None, "دار"]).dictionary_encode()
    for column in (chunked, coded):
        texts = Texts.of_arrow(column)
        assert [texts[number] for number in range(3)] == ["ecole", "", "دار"]


def test_a_column_that_is_no_utf8_is_read_where_it_can_be() -> None:
    raw = pa.array([b"good", b"bro\xffken"])
    column = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    assert Texts.of_arrow(column)[1] == "bro\ufffdken"


def test_gaps_keep_texts_apart() -> None:
    texts = Texts.of(["one", "", "two"])
    gap = "\n" * GAP
    assert texts.points.tobytes().decode("utf-32-le") == f"{gap}one{gap}{gap}two{gap}"


@pytest.mark.parametrize("characters", [1, 10, 1000])
def test_parts_hold_every_text_once(characters: int) -> None:
    texts = Texts.of(["rain", "", "a long walk home", "x"])
    read = [
        (first + number, part[number])
        for first, part in texts.parts(characters)
        for number in range(len(part))
    ]
    assert read == [(0, "rain"), (1, ""), (2, "a long walk home"), (3, "x")]


def test_no_texts() -> None:
    assert len(Texts.of([])) == len(Texts.of_arrow(pa.array([], pa.string()))) == 0
    assert list(Texts.of([]).parts(100)) == []


def test_some_texts_are_taken_in_the_order_asked_for() -> None:
    taken = Texts.of(["rain", "", "snow"]).take(np.array([2, 1, 2]))
    expected = Texts.of(["snow", "", "snow"])
    assert np.array_equal(taken.points, expected.points)
    assert np.array_equal(taken.bounds, expected.bounds)
