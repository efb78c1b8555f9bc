"""The UN Framework of Analysis of 2014, that of 2009, and the way from one to the other."""

from __future__ import annotations

import pytest

from nadhir import doctrine
from nadhir.doctrine import Catalogue, library
from nadhir.errors import DoctrineError

# Indicators per factor as the document counts them.
INDICATORS = {1: 11, 2: 8, 3: 10, 4: 9, 5: 8, 6: 11, 7: 14, 8: 12, 9: 6, 10: 8, 11: 8, 12: 10, 13: 18, 14: 10}
# Compared with a copy of the source; everything else waits for it.
COMPARED = {7: range(1, 12), 8: range(1, 13), 9: range(1, 7), 13: range(1, 11)}
NUMBER_IN_DOUBT = {f"13.{n}" for n in range(11, 19)} | {f"14.{n}" for n in range(1, 11)}
MAY_BE_SPEECH = {
    *(
        "2.2",
        "2.6",
        "4.5",
        "4.7",
        "4.8",
        "7.13",
        "7.14",
        "8.6",
        "8.7",
        "10.1",
        "10.7",
        "11.4",
        "12.1",
        "12.8",
    ),
    *("13.4", "13.5", "13.7", "14.5"),
}


@pytest.fixture(scope="module")
def framework() -> Catalogue:
    return doctrine.load("un-foa-2014")


@pytest.fixture(scope="module")
def older() -> Catalogue:
    return doctrine.load("un-af-2009")


def test_fourteen_factors_and_143_indicators_in_order(framework: Catalogue) -> None:
    factors = framework.of_kind("factor")
    assert framework.roots() == factors
    assert [factor.id for factor in factors] == [str(number) for number in range(1, 15)]
    assert len(framework.of_kind("indicator")) == 143
    assert len(framework.elements) == 157
    for number, count in INDICATORS.items():
        children = framework.children(str(number))
        assert [child.id for child in children] == [f"{number}.{place}" for place in range(1, count + 1)]
        assert {child.kind for child in children} == {"indicator"}


def test_83_indicators_are_common_and_60_specific(framework: Catalogue) -> None:
    by_scope: dict[str, list[str]] = {}
    for factor in framework.of_kind("factor"):
        by_scope.setdefault(factor.attributes["scope"], []).append(factor.id)
    assert by_scope == {
        "common": ["1", "2", "3", "4", "5", "6", "7", "8"],
        "genocide": ["9", "10"],
        "crimes_against_humanity": ["11", "12"],
        "war_crimes": ["13", "14"],
    }
    common = [child for number in by_scope["common"] for child in framework.children(number)]
    assert len(common) == 83


def test_what_was_not_compared_with_the_source_says_so(framework: Catalogue) -> None:
    compared = {f"{factor}.{place}" for factor, places in COMPARED.items() for place in places}
    unsure = {element.id for element in framework.of_kind("indicator") if element.to_verify}
    assert unsure == {element.id for element in framework.of_kind("indicator")} - compared
    hidden = {element.id for element in framework.elements if not element.show_number}
    assert hidden == NUMBER_IN_DOUBT
    assert hidden <= unsure
    assert framework.element("13.12").number is None
    assert framework.element("7.14").number == "7.14"


def test_a_speech_act_may_be_evidence_for_these(framework: Catalogue) -> None:
    marked = {element.id for element in framework.elements if element.attributes.get("speech")}
    assert marked == MAY_BE_SPEECH


def test_every_factor_has_a_name_and_says_what_would_lower_it(framework: Catalogue) -> None:
    for factor in framework.of_kind("factor"):
        assert factor.label is not None
        (lower,) = factor.guidance
        assert lower.ar.startswith("يتراجع الخطر متى ")
        assert lower.en.startswith("The risk falls when ")
        assert lower.fr.startswith(("Le risque recule lorsque ", "Le risque recule lorsqu’"))


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_texts_fit_the_places_where_they_are_shown(framework: Catalogue, lang: str) -> None:
    lengths = {
        element.id: len(element.text.in_(lang))
        for element in framework.elements
        if element.kind == "indicator"
    }
    assert {place: length for place, length in lengths.items() if not 12 <= length <= 140} == {}
    for factor in framework.of_kind("factor"):
        assert 40 <= len(factor.text.in_(lang)) <= 160
        assert factor.text.in_(lang).endswith(".")


def test_only_natures_and_roles_that_the_sources_support(framework: Catalogue) -> None:
    factors = framework.of_kind("factor")
    natures = {factor.id: factor.attributes["nature"] for factor in factors if "nature" in factor.attributes}
    assert natures == {"3": "structural", "7": "dynamic", "8": "dynamic"}
    roles = {factor.id: factor.attributes["role"] for factor in factors if "role" in factor.attributes}
    assert roles == {"6": "mitigation", "8": "trigger"}


def test_it_never_speaks_of_a_score_or_a_verdict(framework: Catalogue) -> None:
    """The only mention of a score is the one that rules it out."""
    for element in framework.elements:
        assert not {"score", "points", "weight", "guilty"} & set(element.text.en.lower().split())
    assert any("added up" in text.en and "cumulative" in text.en for text in framework.guidance)
    assert any("competent courts" in text.en for text in framework.guidance)


def test_eight_categories_before_2014(older: Catalogue) -> None:
    categories = older.of_kind("category")
    assert [category.id for category in categories] == [str(number) for number in range(1, 9)]
    assert [category.id for category in categories if not category.to_verify] == ["1"]
    assert all(category.label for category in categories)
    # The questions are ours: none may be shown with a number as if the document had it.
    assert all(question.to_verify and question.number is None for question in older.of_kind("question"))


def test_the_way_from_2009_to_2014() -> None:
    walk = doctrine.crosswalk("un-af-2009", "un-foa-2014")
    assert walk.ours
    assert dict(walk) == {
        "1": ("2", "9"),
        "2": ("3", "6"),
        "3": ("5", "7.4", "7.5"),
        "4": ("4", "7.13", "7.14"),
        "5": ("1", "7"),
        "6": ("10", "11"),
        "7": ("10",),
        "8": ("8",),
    }


def test_the_way_back_holds_the_same_pairs() -> None:
    there = doctrine.crosswalk("un-af-2009", "un-foa-2014")
    back = doctrine.crosswalk("un-foa-2014", "un-af-2009")
    assert {(one, other) for one, others in there.items() for other in others} == {
        (one, other) for other, ones in back.items() for one in ones
    }
    assert back["10"] == ("6", "7")
    assert (back.source, back.target) == ("un-foa-2014", "un-af-2009")


@pytest.mark.parametrize(
    ("indicator", "categories"),
    [("7.6", ["5"]), ("7.14", ["4"]), ("10.3", ["6", "7"]), ("8", ["8"]), ("12.1", []), ("14.2", [])],
)
def test_an_indicator_is_read_as_its_factor_unless_it_has_its_own(
    indicator: str, categories: list[str]
) -> None:
    found = doctrine.counterparts("un-foa-2014", indicator, "un-af-2009")
    assert [element.id for element in found] == categories


@pytest.mark.parametrize("pair", library().crosswalks())
def test_both_ends_of_every_crosswalk_exist(pair: tuple[str, str]) -> None:
    source, target = pair
    walk = doctrine.crosswalk(source, target)
    for one, others in walk.items():
        doctrine.load(source).element(one)
        assert others
        for other in others:
            doctrine.load(target).element(other)


def test_no_crosswalk_between_unrelated_catalogues() -> None:
    with pytest.raises(DoctrineError) as caught:
        doctrine.crosswalk("un-foa-2014", "nowhere")
    assert caught.value.code == "crosswalk.unknown"


def test_an_unknown_element_is_named(framework: Catalogue) -> None:
    for ask in (framework.element, framework.children, framework.lineage):
        with pytest.raises(DoctrineError) as caught:
            ask("15.1")
        assert caught.value.code == "element.unknown"
        assert caught.value.params == {"catalogue": "un-foa-2014", "element": "15.1"}
