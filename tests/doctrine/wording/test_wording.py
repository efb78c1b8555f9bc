"""What the check of wording points at, what it leaves alone, and that it always ends."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.doctrine.text import Text
from nadhir.doctrine.wording import KINDS, check, templates
from tests.doctrine.words import faults

Sentences = dict[str, dict[str, dict[str, list[str]]]]
LABELLED = cast(Sentences, yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8")))
ROWS = [
    (language, kind, side == "bad", sentence)
    for language, kinds in LABELLED.items()
    for kind, sides in kinds.items()
    for side, sentences in sides.items()
    for sentence in sentences
]


def kinds(text: str, language: str | None = None) -> list[str]:
    return [one.kind for one in check(text, language)]


def test_the_labelled_set_has_a_harmless_twin_for_each() -> None:
    assert len(ROWS) >= 110
    assert set(LABELLED) == {"ar", "en", "fr"}
    assert all(set(kinds) == set(KINDS) for kinds in LABELLED.values())
    assert sum(bad for *_, bad, _ in ROWS) * 2 == len(ROWS)


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_precision_and_recall_on_the_labelled_set(language: str) -> None:
    rows = [row for row in ROWS if row[0] == language]
    found = [(kind, bad, kinds(sentence, language), sentence) for _, kind, bad, sentence in rows]
    hits = sum(bad and kind in seen for kind, bad, seen, _ in found)
    alarms = [sentence for _, bad, seen, sentence in found if not bad and seen]
    missed = [sentence for kind, bad, seen, sentence in found if bad and kind not in seen]
    assert hits / sum(bad for _, bad, _, _ in found) >= 0.9, missed
    assert hits / (hits + len(alarms)) >= 0.9, alarms


def test_a_remark_shows_the_words_as_they_stand_and_another_wording() -> None:
    text = "Yesterday, the army committed genocide there."
    (one,) = check(text, "en")
    assert text[one.start : one.end] == "committed genocide"
    assert "committed genocide" in one.why.say("en")
    assert one.instead
    assert "risk" in one.instead.en


def test_places_are_those_of_the_original_where_vowel_signs_stand_before() -> None:
    text = "قِيلَ كَثِيرٌ، وَسَيَمْتَدُّ العُنْفُ حَتْمًا."
    (one,) = check(text, "ar")
    assert one.kind == "certainty"
    assert text[one.start : one.end].startswith("حَتْم")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The army committed genocide and the village was burnt.", "crime_established"),
        ("Le colonel et les hommes de la milice : l’armée a commis un génocide.", "crime_established"),
        ("سيمتد العنف حتما", "certainty"),
    ],
)
def test_the_language_is_guessed(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_other_languages_are_left_alone() -> None:
    assert check("The army committed genocide.", "sw") == ()
    assert check("", None) == ()


def test_a_hedge_counts_in_its_own_sentence_only() -> None:
    assert kinds("There is a risk. The army committed genocide.", "en") == ["crime_established"]
    assert kinds("The army, it is alleged, committed genocide.", "en") == []


def test_a_quotation_that_is_never_closed_hides_nothing() -> None:
    assert kinds("He said: “they are vermin.", "en") == ["hate_term"]


def test_templates_are_wording_that_the_check_leaves_alone() -> None:
    known = templates()
    assert {"report", "risk", "judgement", "not_known"} <= set(known)
    for name, text in known.items():
        for language in ("ar", "en", "fr"):
            assert kinds(text.in_(language), language) == [], name
        filled = Text(*(text.in_(lang).replace("…", "…".strip("…")).strip() for lang in ("ar", "en", "fr")))
        assert [one for one in faults(filled) if "space" not in one] == [], name


def test_another_wording_is_offered_in_three_languages_and_is_clean() -> None:
    for language, kind, bad, sentence in ROWS:
        for one in check(sentence, language) if bad else ():
            assert one.instead, kind
            assert kinds(one.instead.in_(language), language) == [], one.instead.in_(language)


@pytest.mark.parametrize(
    "text",
    [
        "The army committed a a a " * 40_000,
        "A-" * 500_000,
        "“" * 1_000_000,
        "all the " * 125_000,
        "Aa " * 333_333,
        "قَتَلَ " * 140_000,
        "a" * 1_000_000,
    ],
    ids=["begun", "hyphens", "quotes", "all", "capitals", "arabic", "word"],
)
def test_a_megabyte_takes_seconds(text: str) -> None:
    begun = time.process_time()
    check(text)
    assert time.process_time() - begun < 12


@settings(max_examples=80)
@given(st.lists(st.sampled_from([*(row[3] for row in ROWS), "«", "»", "“", "\n", "x. ", "ً"]), max_size=6))
def test_places_lie_in_the_text_and_in_order(parts: list[str]) -> None:
    text = " ".join(parts)
    remarks = check(text)
    assert list(remarks) == sorted(remarks, key=lambda one: one.start)
    assert all(0 <= one.start < one.end <= len(text) for one in remarks)
    assert len({(one.start, one.end, one.kind) for one in remarks}) == len(remarks)


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(["ar", "en", "fr", None]))
def test_any_text_is_taken(text: str, language: str | None) -> None:
    assert check(text, language) == check(text, language)
