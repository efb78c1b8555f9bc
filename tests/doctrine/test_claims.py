"""Sentences and what they claim, in three languages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.doctrine.claims import claims

Sentences = dict[str, dict[str, list[str]]]
WRITTEN = cast(Sentences, yaml.safe_load((Path(__file__).parent / "claims.yaml").read_text("utf-8")))
CASES = [
    (language, kind, sentence)
    for language, kinds in WRITTEN.items()
    for kind, sentences in kinds.items()
    for sentence in sentences
]


@pytest.mark.parametrize(("language", "kind", "sentence"), CASES)
def test_what_a_sentence_does(language: str, kind: str, sentence: str) -> None:
    (one,) = claims(sentence, language)
    assert (one.kind, one.text) == (kind, sentence)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_a_text_of_the_sentences_falls_into_them_again(language: str) -> None:
    written = [(kind, one) for lang, kind, one in CASES if lang == language and one[-1] in ".؟?"]
    found = claims(" ".join(one for _, one in written), language)
    assert [(one.kind, one.text) for one in found] == written


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Dr. A. Maro met Gen. Halvan at 5 p.m. in St. Vela. He left.", "en", 2),
        ("The rate rose by 3.5 points. It fell again.", "en", 2),
        ("He said: “Leave. Leave now.” Then they left.", "en", 2),
        ("They left (see para. 4. and below). Nobody stayed…", "en", 2),
        ("M. Maro, p. ex., a fui, etc. Il est revenu.", "fr", 2),
        ("Le témoin a dit : « Ils sont partis. Personne n’est resté. » La place est vide.", "fr", 2),
        ("غادروا. هل عادوا؟ لا!", "ar", 3),
        ("قال: «ارحلوا. ارحلوا الآن.» ثم غادروا.", "ar", 2),
        ("1. The bridge was closed.\n2. Nobody crossed.", "en", 2),
        ("Heading\n\nA man was killed.\n- one thing\n- another", "en", 4),
        ("", "en", 0),
        (" … ", "fr", 0),
    ],
)
def test_where_sentences_end(text: str, language: str, wanted: int) -> None:
    found = claims(text, language)
    assert len(found) == wanted, [one.text for one in found]


def test_citation_marks_belong_to_their_sentence() -> None:
    text = (
        "Nine people were killed [e:0123abcd], said two witnesses [e:0123ABCD]. [e:99999999] The bridge was"
        " shut. We judge that it stays shut [e:00000000]."
    )
    first, second, third = claims(text, "en")
    assert first.citations == ("0123abcd", "99999999")
    assert not first.lacks_citation
    assert second.lacks_citation
    assert (third.kind, third.citations, third.lacks_citation) == ("judgement", ("00000000",), False)


@pytest.mark.parametrize("mark", ["[e:123]", "[e:0123abcg]", "(e:0123abcd)", "[e:0123abcd0]"])
def test_what_only_looks_like_a_mark_is_none(mark: str) -> None:
    (one,) = claims(f"Nine people were killed {mark}.", "en")
    assert one.lacks_citation


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from([*(one for _, _, one in CASES), "[e:0123abcd]", "“", "»", "(", "\n", "Dr. ", "…"])
    ),
    st.sampled_from(["ar", "en", "fr", None]),
)
def test_sentences_cover_the_text_in_order(parts: list[str], language: str | None) -> None:
    text = " ".join(parts)
    found = claims(text, language)
    reached = 0
    for one in found:
        assert reached <= one.start < one.end
        assert text[one.start : one.end] == one.text == one.text.strip()
        assert not any(char.isalnum() for char in text[reached : one.start])
        reached = one.end
    assert not any(char.isalnum() for char in text[reached:])
    assert sum(text.count(mark) > 0 for mark in ["[e:0123abcd]"]) == bool(
        [c for one in found for c in one.citations]
    )


@settings(max_examples=80)
@given(st.text(max_size=400), st.sampled_from(["ar", "en", "fr", "sw"]))
def test_any_text_is_taken(text: str, language: str) -> None:
    assert claims(text, language) == claims(text, language)


@pytest.mark.parametrize(
    "text", ["a." * 250_000, "(" * 500_000, "a. “" * 100_000, "word " * 100_000], ids=len
)
def test_a_long_text_takes_seconds(text: str) -> None:
    begun = time.process_time()
    claims(text, "en")
    assert time.process_time() - begun < 12
