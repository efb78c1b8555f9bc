"""Documents kept as plain data: nothing is lost between keeping and reading, nothing unknown is let in."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine.text import Text
from nadhir.documents import keeping
from nadhir.documents import model as m
from nadhir.errors import DocumentError

WORDS = st.text(max_size=20) | st.builds(Text, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
INLINE = st.one_of(
    WORDS,
    st.builds(m.Run, WORDS, st.sampled_from(["plain", "strong", "number"])),
    st.builds(m.Isolate, WORDS, st.sampled_from(["", "ar"])),
    st.builds(m.Link, WORDS, st.text(max_size=9)),
    st.builds(m.Cite, st.builds(m.Note, st.text(max_size=5), WORDS)),
)
FLOW = INLINE | st.lists(INLINE, max_size=3).map(tuple)
ROWS = st.lists(st.tuples(FLOW, FLOW), max_size=3).map(tuple)
BLOCK = st.one_of(
    st.builds(m.Paragraph, FLOW),
    st.builds(m.Heading, WORDS, st.integers(1, 4)),
    st.builds(m.Table, st.tuples(FLOW, FLOW), ROWS, st.just(("words", "number")), FLOW, st.just((2.0, 1.0))),
    st.builds(m.ListBlock, st.lists(FLOW, max_size=3).map(tuple), st.booleans()),
    st.builds(m.Notice, st.just("caution"), FLOW, WORDS),
    st.builds(m.KeyValues, ROWS),
    st.builds(m.Figure, st.text(max_size=9), FLOW, WORDS, st.just(0.5)),
    st.just(m.PageBreak()),
    st.builds(m.Contents, WORDS, st.integers(1, 3)),
)
DOCUMENT = st.builds(
    m.Document, WORDS, st.sampled_from(["ar", "en", "fr"]), st.dates(), st.lists(BLOCK, max_size=4).map(tuple)
)


@given(DOCUMENT)
def test_a_document_is_the_same_after_it_was_kept(document: m.Document) -> None:
    assert keeping.of_data(json.loads(json.dumps(keeping.to_data(document)))) == document


@pytest.mark.parametrize("data", [{"_": "Script"}, {"_": "Paragraph", "words": "x"}, {"none": 1}])
def test_what_no_document_holds_is_not_read(data: object) -> None:
    with pytest.raises(DocumentError, match="unknown_part"):
        keeping.of_data(data)


def test_what_no_document_holds_is_not_kept() -> None:
    with pytest.raises(DocumentError, match="unknown_part"):
        keeping.to_data(m.Paragraph(object()))  # type: ignore[arg-type]
    assert keeping.of_data(keeping.to_data(date(2026, 1, 2))) == date(2026, 1, 2)
