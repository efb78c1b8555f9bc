"""What is suggested for a passage, from which source, and how often it is right."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir import doctrine
from nadhir.doctrine.phrases import phrasebook
from nadhir.errors import DoctrineError
from nadhir.screening import Finding
from nadhir.screening.suggestion import PastCoding, suggest
from nadhir.screening.suggestion.index import cues
from nadhir.screening.suggestion.measure import measure, passages
from nadhir.screening.suggestion.words import stems

BOYS = "Boys of twelve were given rifles and sent to the roadblock."


def found(text: str, **options: object) -> list[str]:
    return [one.element for one in suggest(text, **options)]  # type: ignore[arg-type]


def test_the_right_indicator_is_mostly_among_the_first_five() -> None:
    """The goal is 70 %; `afterwards` is the part whose words the cues were not written with in mind."""
    halves = measure()["halves"]
    assert halves["afterwards"]["all"]["passages"] >= 60
    assert halves["afterwards"]["all"]["among_five"] >= 0.75
    held_back = halves["held_back"]
    assert held_back["all"]["passages"] >= 100
    assert held_back["all"]["among_five"] >= 0.85
    for language in ("ar", "en", "fr"):
        assert held_back[language]["among_five"] >= 0.8, language


def test_the_labelled_set_is_spread_over_the_framework_and_the_languages() -> None:
    labelled = passages()
    known = {one.id for one in doctrine.load("un-foa-2014").of_kind("indicator")}
    assert len({one.text for one in labelled}) == len(labelled) >= 200
    assert {one.main for one in labelled} == known
    assert all(set(one.also) <= known - {one.main} for one in labelled)
    assert min([one.language for one in labelled].count(lang) for lang in ("ar", "en", "fr")) >= 70


def test_one_indicator_stands_in_one_half_only() -> None:
    halves: dict[str, set[str]] = {}
    for one in passages():
        if one.part is None:
            halves.setdefault(one.main, set()).add(one.half)
    assert all(len(where) == 1 for where in halves.values())


def test_every_indicator_has_cues_in_three_languages() -> None:
    listed = cues("un-foa-2014")
    assert set(listed) == {one.id for one in doctrine.load("un-foa-2014").of_kind("indicator")}
    short = [
        (element, language)
        for element, by_language in listed.items()
        for language in ("ar", "en", "fr")
        if not 10 <= len(set(by_language[language].split(";"))) <= 25
    ]
    assert short == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BOYS, "en"),
        ("Des garçons de douze ans portent des fusils au barrage.", "fr"),
        ("فتيان في الثانية عشرة يحملون البنادق عند الحاجز.", "ar"),
    ],
)
def test_words_are_named_as_the_reason(text: str, language: str) -> None:
    first = suggest(text, language=language)[0]
    assert first.element == "13.14"
    assert first.why.code == "suggestion.words"
    assert all(word in text for word in first.why.params["words"])
    assert 0 < first.score < 1


def test_the_language_is_looked_for_where_nobody_says_it() -> None:
    assert suggest(BOYS) == suggest(BOYS, language="en")


def test_a_finding_speaks_even_where_words_do_not() -> None:
    finding = Finding("review", "sw", "well", "1", indicators=("8.7", "not-an-indicator"))
    only = suggest("maneno tu", language="sw", finding=finding)
    assert [(one.element, one.why.code) for one in only] == [("8.7", "suggestion.finding")]


def test_similar_codings_of_the_past_speak() -> None:
    past = [
        PastCoding("The blue lorry with the bakery sign stopped at the mill again.", ("11.5", "gone")),
        PastCoding("Nothing of the kind was seen in the harbour.", ("1.3",)),
    ]
    text = "Yesterday the blue lorry with the bakery sign stopped near the mill."
    assert "11.5" not in found(text, language="en")
    one = next(one for one in suggest(text, language="en", past=past) if one.element == "11.5")
    assert one.why.code.endswith("past")
    assert one.why.params["similar"] == 1
    assert all(one.element != "gone" for one in suggest(text, language="en", past=past))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("...", "fr"),
        ("12 34", "ar"),
        ("Habari ya asubuhi rafiki yangu mpendwa", "sw"),
        ("今天天气很好", "zh"),
    ],
)
def test_nothing_is_suggested_rather_than_guessed(text: str, language: str) -> None:
    assert suggest(text, language=language) == ()


def test_cognates_and_signs_speak_in_other_languages() -> None:
    assert "7.5" in found("La milicia del partido; paramilitares con uniformes.", language="es")
    assert {"7.14", "13.5"} & set(found("hao ni 🪳🪳🐀", language="sw"))


@pytest.mark.parametrize(
    ("framework", "text"),
    [
        ("un-af-2009", "The State army and police commit killings and the militia is armed"),
        ("dangerous-speech", "The speaker has great influence over the audience"),
    ],
)
def test_other_frameworks_are_searched_by_their_texts(framework: str, text: str) -> None:
    catalogue = doctrine.load(framework)
    named = found(text, framework=framework, language="en")
    assert named
    assert all(one in catalogue and not catalogue.children(one) for one in named)
    assert found(text, framework=catalogue, language="en") == named


def test_an_unknown_framework_is_refused() -> None:
    with pytest.raises(DoctrineError):
        suggest("x", framework="nothing")


def test_as_many_as_asked_for_and_the_best_first() -> None:
    many = suggest(BOYS, language="en", k=9)
    assert len(many) == 9
    assert [one.score for one in many] == sorted((one.score for one in many), reverse=True)
    assert many[:5] == suggest(BOYS, language="en")
    assert suggest(BOYS, language="en", k=0) == ()


def test_a_passage_takes_a_moment() -> None:
    long = " ".join(one.text for one in passages() if one.language == "en")
    suggest(long, language="en")
    begun = time.perf_counter()
    suggest(long, language="en")
    assert time.perf_counter() - begun < 0.2  # some ten on a quiet machine, far less for one passage


def test_inflected_words_share_a_stem() -> None:
    for one, other, language in [
        ("militias", "militia", "en"),
        ("recruited", "recruit", "en"),
        ("élections", "élection", "fr"),
        ("والميليشيات", "ميليشيا", "ar"),
        ("بالأسلحة", "أسلحة", "ar"),
    ]:
        assert stems(one, language) == stems(other, language), (
            one,
            stems(one, language),
            stems(other, language),
        )


def test_every_reason_has_words() -> None:
    book = phrasebook("nadhir.screening.suggestion")
    sources = ["words", "likeness", "finding", "past", "words_finding", "words_past", "finding_past"]
    sources += ["words_finding_past", "likeness_finding", "likeness_past", "likeness_finding_past"]
    assert set(book) == {f"suggestion.{one}" for one in sources}


@settings(max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["ar", "en", "fr", "so", None]))
def test_any_text_is_taken(text: str, language: str | None) -> None:
    first = suggest(text, language=language)
    assert first == suggest(text, language=language)
    assert len({one.element for one in first}) == len(first) <= 5
    assert yaml.safe_dump([one.why.as_json() for one in first])
