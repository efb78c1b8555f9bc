"""Users' words: what is refused, how lists are read, and what a word would have caught."""

from __future__ import annotations

import contextlib
import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.doctrine.phrases import phrasebook
from nadhir.errors import FileRefused, RecordRefused
from nadhir.screening.wordlists import (
    MOST_TERMS,
    Word,
    checked,
    concept_ids,
    concept_of,
    extended_screener,
    read_list,
    try_words,
)
from nadhir.screening.wordlists.files import MOST_BYTES, MOST_ROWS, hurtlex_concepts
from nadhir.screening.wordlists.terms import BOOK

VERMIN = Word("en", "vermin", "zorblat(s)", form="about")
SAID = "The Shia are zorblats, everybody knows."


def code(word: Word) -> str:
    with pytest.raises(RecordRefused) as refused:
        checked(word)
    assert refused.value.code in phrasebook(BOOK), "every refusal can be said"
    return refused.value.code.removeprefix("term.")


# ------------------------------------------------------------------ what a word may be


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("a", "too_short"),
        ("()", "too_short"),
        ("(abc)", "too_short"),
        ("!!!", "too_short"),
        ("x" * 81, "too_long"),
        ("one two three four five six seven eight nine", "too_many_words"),
        ("(abc", "unbalanced"),
        ("abc)", "unbalanced"),
        ("a((b)c)", "unbalanced"),
        ("(a/b)(c/d)(e/f)(g/h)(i/j)k", "too_many_spellings"),
        ("aaa…bbb…ccc", "two_gaps"),
        ("a…bbb", "stem_too_short"),
        ("ab-", "stem_too_short"),
        ("-ab", "stem_too_short"),
        ("...", "stem_too_short"),
        ("ab\x00cd", "unreadable"),
        ("ab\ufffdcd", "unreadable"),
    ],
)
def test_what_would_match_everything_or_nothing_is_refused(term: str, why: str) -> None:
    assert code(Word("en", "vermin", term)) == why


@pytest.mark.parametrize(
    ("word", "why"),
    [
        (Word("xx", "vermin", "abc"), "language_unknown"),
        (Word("en", "negation", "abc"), "concept_unknown"),
        (Word("en", "slur.nobody", "abc"), "concept_unknown"),
        (Word("en", "vermin", "abc", form="shouted"), "form_unknown"),
        (Word("en", "vermin", "abc", weight=4), "weight"),
        (Word("en", "vermin", "abc", since="last week"), "since"),
    ],
)
def test_what_is_unknown_is_refused(word: Word, why: str) -> None:
    assert code(word) == why


@pytest.mark.parametrize(
    "term", ["abc", "قذر", "أوغاد(ال)", "cock-roach(es)", "kill … all", "अबक", "ab(c/d)"]
)
def test_words_of_all_scripts_are_kept(term: str) -> None:
    assert checked(Word("en", "vermin", f"  {term} ")).term == term


def test_a_word_of_a_slur_names_its_group() -> None:
    assert concept_of("slur.shia").group is not None
    assert {"vermin", "coded", "slur.shia", "shia"} <= set(concept_ids())
    assert "negation" not in concept_ids()


@given(st.text(alphabet="()/ab …-.*+?[]{}\\^$|", max_size=80))
@settings(max_examples=300, deadline=500)
def test_no_term_takes_long_to_check_or_to_match(term: str) -> None:
    try:
        word = checked(Word("en", "vermin", term))
    except RecordRefused:
        return
    began = time.perf_counter()
    try_words([word], [(0, "ab" * 2_000 + " b a" * 500)], seconds=2)
    assert time.perf_counter() - began < 3


# ------------------------------------------------------------------ lists


def test_a_list_in_csv_with_its_errors_by_row() -> None:
    text = (
        "term,language,concept,form,weight,note,since,reviewed_by\n"
        "zorblat(s),en,vermin,about,3,said in the east,2026-11,A. Reader; B. Reader\n"
        ",en,vermin,,,,,\n"
        "\n"
        "gribble,xx,vermin,,,,,\n"
        "Zorblat(s),en,vermin,about,,,,\n"
        "snood,en,vermin,,heavy,,,\n"
    )
    read = read_list(text.encode("utf-8-sig"))
    assert read.kind == "csv"
    ((row, word),) = read.words
    assert (row, word.weight, word.since) == (2, 3, "2026-11")
    assert word.reviewed_by == ("A. Reader", "B. Reader")
    assert [(one.row, one.reason.code) for one in read.refused] == [
        (3, "term.empty"),
        (5, "term.language_unknown"),
        (6, "term.twice"),
        (7, "term.weight"),
    ]
    for one in read.refused:
        for lang in ("ar", "en", "fr"):
            assert "–" not in one.reason.say(lang), "every sentence is filled"


def test_columns_go_by_other_names_and_language_and_meaning_can_be_given_once() -> None:
    read = read_list("الكلمة;الوزن\nزوربلات;3\n".encode(), language="ar", concept="vermin")
    assert [word.term for _, word in read.words] == ["زوربلات"]
    assert read.words[0][1].concept == "vermin"


HURTLEX = (
    "id\tpos\tcategory\tstereotype\tlemma\tlevel\n"
    "EN1\tn\tan\tno\tzorblat\tconservative\n"
    'EN2\tn\tps\tyes\tsnood "gribble\tinclusive\n'
    "EN3\tn\tor\tno\tturnip\tconservative\n"
    "EN4\tn\tzz\tno\tsomething\tconservative\n"
)


def test_a_hurtlex_list_is_mapped_and_nothing_is_lost() -> None:
    read = read_list(HURTLEX.encode(), language="en")
    assert read.kind == "hurtlex"
    assert [(word.term, word.concept, word.weight) for _, word in read.words] == [
        ("zorblat", "animals", 2),
        ('snood "gribble', "insult", 1),
    ]
    assert [(one.row, one.excerpt, one.reason.code) for one in read.refused] == [
        (4, "turnip", "hurtlex.category_left_out"),
        (5, "something", "hurtlex.category_unknown"),
    ]
    with pytest.raises(FileRefused, match="no_language"):
        read_list(HURTLEX.encode())


def test_every_category_leads_to_a_concept_that_a_word_may_mean() -> None:
    assert len(hurtlex_concepts()) == 17
    assert {concept for concept in hurtlex_concepts().values() if concept} <= set(concept_ids())


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"term,language\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text"),
        (b"\xff\xfeab\x00\xd8", "not_text"),
        (b"colour,size\nred,3\n", "no_term_column"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"term\n" + b"\n" * (MOST_ROWS + 1), "too_many_rows"),
        (b'term\n"' + b"x" * 200_000 + b'"\n', "not_text"),
    ],
)
def test_what_is_no_list_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_list(raw, language="en", concept="vermin")
    assert refused.value.code == f"list.{why}"
    assert refused.value.code in phrasebook(BOOK)


def test_a_list_that_is_too_long_says_which_rows_were_left_out() -> None:
    terms = ("".join(letters) for letters in itertools.product("bcdfghklmnp", repeat=4))
    text = "term\n" + "".join(f"{term}\n" for _, term in zip(range(MOST_TERMS + 3), terms, strict=False))
    read = read_list(text.encode(), language="en", concept="vermin")
    assert len(read.words) == MOST_TERMS
    assert [one.reason.code for one in read.refused] == ["list.full"] * 3


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_the_reading_of_a_list(raw: bytes) -> None:
    for head in (b"", b"term,concept,language\n", b"id\tpos\tcategory\tstereotype\tlemma\tlevel\n"):
        with contextlib.suppress(FileRefused):
            read_list(head + raw, language="en", concept="vermin")


# ------------------------------------------------------------------ what it would have caught


def test_a_trial_marks_the_word_and_tells_how_concern_would_change() -> None:
    texts = [("one", SAID), ("two", "A calm market day."), ("three", "Zorblat is a game that children play.")]
    trial = try_words([VERMIN], texts)
    assert (trial.read, trial.caught, trial.stopped) == (3, 2, False)
    first, second = trial.matches
    assert first.text[first.start : first.end] == "zorblats"
    assert (first.key, first.before, first.after) == ("one", "none", "review")
    assert (second.key, second.changes) == ("three", False)
    assert dict(trial.changed) == {("none", "review"): 1}


def test_places_are_those_of_the_original_text() -> None:
    text = "قالوا إنّ الشِّيعة زُوربـلات اليوم"
    (match,) = try_words([Word("ar", "vermin", "زوربلات")], [(1, text)]).matches
    assert match.text[match.start : match.end] == "زُوربـلات"


def test_a_word_that_stands_everywhere_is_called_too_common() -> None:
    texts = [(n, f"They zorblat by number {n}.") for n in range(60)]
    ((word, share),) = try_words([VERMIN], texts).too_common
    assert (word, share) == (VERMIN, 1.0)
    assert try_words([VERMIN], texts[:10]).too_common == [], "too few to say"


def test_a_trial_ends_when_its_time_is_over() -> None:
    ticks = itertools.count()
    trial = try_words([VERMIN], ((n, SAID) for n in itertools.count()), seconds=5, clock=lambda: next(ticks))
    assert trial.stopped
    assert trial.read == 5


def test_the_same_words_make_the_same_screener_and_others_another_version() -> None:
    one, two = extended_screener([VERMIN]), extended_screener([VERMIN, VERMIN])
    assert one is two
    other = extended_screener([Word("en", "vermin", "gribble", form="about")])
    assert len({one.version, other.version, extended_screener([]).version}) == 3
    assert one.screen(SAID).concern == "review"
    assert other.screen(SAID).concern == "none"
