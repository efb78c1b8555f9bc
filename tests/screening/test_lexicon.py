"""Lexicons are complete, point at doctrine that exists, and refuse what cannot be meant."""

from typing import Any

import pytest

from nadhir import doctrine
from nadhir.doctrine.phrases import explain, phrasebook
from nadhir.errors import DoctrineError
from nadhir.screening import group_name
from nadhir.screening.lexicon import concepts, extended, lexicon, make, spelled_out
from nadhir.screening.matching import Matcher
from nadhir.screening.normalise import SEPARATOR, fold
from nadhir.screening.rules import RULES
from nadhir.screening.screener import LANGUAGES


def raw(**words: Any) -> dict[str, Any]:
    base = {"language": "en", "script": "latin", "coverage": "thinly", "since": "2025", "reviewed_by": []}
    return base | {"words": words}


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_languages_of_the_house_have_words_for_every_concept(language: str) -> None:
    used = {entry.concept.id for entry in lexicon(language).entries}
    assert {one.id for one in concepts()[0].values() if one.kind != "group"} <= used


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_can_accuse_without_being_able_to_deny(language: str) -> None:
    used = {entry.kind for entry in lexicon(language).entries}
    assert {"group", "dehumanising", "hostile", "violence", "expulsion"} <= used
    assert {"negation", "quotation", "counter_speech", "question", "praise", "modal"} <= used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_found_by_its_own_lexicon(language: str) -> None:
    matcher = Matcher(lexicon(language))
    patterns = [(entry.id, pattern) for entry in lexicon(language).entries for pattern in entry.patterns]
    texts = []
    for _, pattern in patterns:
        text = pattern.replace("...", "xx") + ("xx" if pattern.endswith("-") else "")
        texts.append(text.replace("-xx", "xx") if pattern.endswith("-") else text)
    begins = set(matcher.find(SEPARATOR.join(texts)).start.tolist())
    place = 0
    for (entry, _), text in zip(patterns, texts, strict=True):
        assert place in begins or text.startswith("-"), (entry, text)
        place += len(text) + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_named_as_reviewer_who_has_not_reviewed(language: str) -> None:
    assert {entry.reviewed_by for entry in lexicon(language).entries} == {()}
    assert lexicon(language).coverage == "thinly"


def test_indicators_and_hallmarks_exist_in_doctrine() -> None:
    framework = {element.id for element in doctrine.load("un-foa-2014").elements}
    hallmarks = {element.id for element in doctrine.load("dangerous-speech").of_kind("hallmark")}
    for concept in concepts()[0].values():
        assert {*concept.indicators, *concept.report} <= framework, concept.id
        assert concept.hallmark is None or concept.hallmark in hallmarks, concept.id
    for rule in RULES:
        assert set(rule.indicators) <= framework


def test_every_rule_mode_and_attribute_can_be_said() -> None:
    book = phrasebook("nadhir.screening")
    for rule in RULES:
        assert rule.id == "not_protected" or f"reason.{rule.id}" in book
    for mode in ("question", "loaded_question", "quotation", "negation", "counter_speech", "reclaimed"):
        assert f"reason.mode.{mode}" in book
    for concept in concepts()[0].values():
        assert concept.attribute is None or f"attribute.{concept.attribute}" in book


def test_options_are_spelled_out() -> None:
    assert list(spelled_out("cat(s)")) == ["cat", "cats"]
    assert list(spelled_out("مسلم(ون/ين)")) == ["مسلم", "مسلمون", "مسلمين"]
    assert len(list(spelled_out("a(b)(c)"))) == 4


@pytest.mark.parametrize(
    "words",
    [
        {"no_such_concept": ["word"]},
        {"negation": [False]},
        {"negation": [12]},
        {"negation": ["(x)"]},
        {"vermin": [{"terms": ["rat"], "weight": 9}]},
        {"vermin": [{"words": ["rat"]}]},
        {"killing": {"sideways": ["kill"]}},
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(words: dict[str, Any]) -> None:
    with pytest.raises(DoctrineError) as refusal:
        make(raw(**words), "digest")
    assert refusal.value.code == "lexicon.broken"
    assert "lexicon" in explain(refusal.value, "en").lower()


def test_a_missing_lexicon_is_named() -> None:
    with pytest.raises(DoctrineError) as refusal:
        lexicon("xx")
    assert "xx.yaml" in explain(refusal.value, "fr")


def test_words_can_carry_who_added_them_and_why() -> None:
    words = {"coded": [{"terms": ["blue door"], "weight": 1, "variant": "valley", "note": "seen in May"}]}
    entry = extended(lexicon("en"), words, since="2025-05", reviewed_by=("A. B.",)).entries[-1]
    assert (entry.term, entry.weight, entry.variant, entry.note) == ("blue door", 1, "valley", "seen in May")
    assert (entry.since, entry.reviewed_by, entry.language) == ("2025-05", ("A. B.",), "en")


def test_entries_have_stable_readable_names() -> None:
    ids = [entry.id for entry in lexicon("en").entries]
    assert len(ids) == len(set(ids))
    assert "en.vermin.plain.cockroach" in ids


def test_patterns_are_folded() -> None:
    for language in LANGUAGES:
        for entry in lexicon(language).entries:
            assert all(pattern == fold(pattern) for pattern in entry.patterns)


def test_groups_have_names_in_three_languages() -> None:
    name = group_name("refugees")
    assert name is not None
    assert (name.ar, name.en, name.fr) == ("اللاجئون", "refugees", "réfugiés")
    assert group_name("vermin") is None
    assert group_name("no_such_group") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_group_is_not_an_insult_too(language: str) -> None:
    entries = lexicon(language).entries
    names = {pattern for entry in entries if entry.kind == "group" for pattern in entry.patterns}
    insults = {
        pattern
        for entry in entries
        if entry.kind in ("slur", "hostile", "dehumanising")
        for pattern in entry.patterns
    }
    assert names & insults == set()


SHORT = {
    ("ar", "طخ"): "shoot: no other word is written like it",
    ("bn", "ঘা"): "sore: a whole word of two signs",
    ("bn", "গু"): "excrement: a whole word of two signs",
    ("bn", "ঠগ"): "cheat: a whole word of two signs",
    ("bn", "চর"): "spy: a whole word of two signs",
    ("bn", "থু"): "the sound of spitting at somebody",
    ("bn", "মর"): "die!, said to somebody",
    ("de", "88"): "a number that stands for a salute",
    ("nl", "88"): "a number that stands for a salute",
    ("en", "h8"): "hate, as it is typed",
    ("fr", "pd"): "a slur, as it is typed",
    ("hi", "मल"): "excrement: a whole word of two signs",
    ("hi", "गू"): "excrement: a whole word of two signs",
    ("hi", "ठग"): "cheat: a whole word of two signs",
    ("hi", "थू"): "the sound of spitting at somebody",
    ("hi", "फक"): "the English swear word in Devanagari",
    ("hi", "शव"): "corpse: a whole word of two signs",
    ("pt", "ma"): "bad, in the feminine",
}
"""Terms of two letters that are meant, and why they may stay."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_written_out_and_not_too_short_to_mean_anything(language: str) -> None:
    words = lexicon(language)
    allowed = {pattern for code, pattern in SHORT if code == language}
    least = 2 if words.script in ("burmese", "ethiopic") else 3
    for entry in words.entries:
        assert "|" not in entry.term, entry.id
        if entry.kind not in _ACCUSING:
            continue
        for pattern in entry.patterns:
            assert len(pattern.strip("-.")) >= least or pattern in allowed, entry.id


_ACCUSING = ("group", "slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded")


def test_terms_that_begin_alike_are_all_kept() -> None:
    made = make(raw(vermin=["zorgl", "zorgl(s)", "zorgl(s)", "zorgl(s/en)"]), "")
    assert [(entry.id, entry.patterns) for entry in made.entries] == [
        ("en.vermin.plain.zorgl", ("zorgl",)),
        ("en.vermin.plain.zorgls", ("zorgls",)),
        ("en.vermin.plain.zorglen", ("zorglen",)),
    ]
