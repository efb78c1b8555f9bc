"""Figures of agreement against worked examples of the literature, and what must hold of every figure."""

from __future__ import annotations

import random
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from nadhir.doctrine.agreement import (
    Agreement,
    Level,
    Weights,
    cohen_kappa,
    krippendorff_alpha,
    percent_agreement,
    reading,
)

# Krippendorff (2011), section C: four observers, twelve units, some missing.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def coded(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """The codings of two people behind a table of counts."""
    pairs = list(chain.from_iterable([(r, c)] * n for r, row in enumerate(table) for c, n in enumerate(row)))
    return [a for a, _ in pairs], [b for _, b in pairs]


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_krippendorffs_example(level: Level, value: float) -> None:
    found = krippendorff_alpha(FOUR, level)
    assert found.value == pytest.approx(value, abs=0.0005)
    assert (found.cases, found.coders) == (11, 4)


def test_alpha_of_two_observers_and_two_values() -> None:
    """Krippendorff (2011), section A."""
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha([first, second]).value == pytest.approx(0.095, abs=0.0005)


def test_kappa_of_cohens_table() -> None:
    first, second = coded([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    found = cohen_kappa(first, second)
    assert found.value == pytest.approx(0.492, abs=0.0005)
    assert percent_agreement([first, second]).value == pytest.approx(0.70)


@pytest.mark.parametrize(
    ("table", "value", "paradox"), [([[40, 9], [6, 45]], 0.70, False), ([[80, 10], [5, 5]], 0.32, True)]
)
def test_the_paradox_of_feinstein_and_cicchetti(table: list[list[int]], value: float, paradox: bool) -> None:
    """The same 85 % of agreement gives a high and a low kappa."""
    first, second = coded(table)
    found = cohen_kappa(first, second)
    assert percent_agreement([first, second]).value == pytest.approx(0.85)
    assert found.value == pytest.approx(value, abs=0.005)
    assert [note.code for note in found.notes] == (["agreement.paradox"] if paradox else [])


def test_too_few_cases_and_one_value_give_no_figure() -> None:
    few = cohen_kappa([1, 2, None, 1], [1, 2, 1, None])
    assert (few.value, few.cases) == (None, 2)
    assert few.why
    assert "2" in few.why.say("en")
    same = krippendorff_alpha([["x"] * 12, ["x"] * 12])
    assert same.value is None
    assert same.why
    assert same.why.code == "agreement.one_value"
    assert percent_agreement([["x"] * 12, ["x"] * 12]).value == 1
    assert percent_agreement([]).value is None


def test_uneven_rows_and_values_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="one entry"):
        krippendorff_alpha([[1, 2], [1]])
    with pytest.raises(ValueError, match="scale"):
        cohen_kappa([1] * 10, [9] * 10, weights="linear", order=[1, 2])


def test_the_order_of_an_ordinal_scale_is_that_of_the_scale() -> None:
    words = {1: "low", 2: "medium", 3: "high"}
    first, second = coded([[5, 2, 0], [1, 6, 2], [0, 1, 7]])
    named = [[words[n + 1] for n in row] for row in (first, second)]
    order = ["low", "medium", "high"]
    by_word = cohen_kappa(*named, weights="linear", order=order)
    assert by_word.value == pytest.approx(cohen_kappa(first, second, weights="linear").value)
    ordinal = krippendorff_alpha(named, "ordinal", order=order)
    assert ordinal.value == pytest.approx(krippendorff_alpha([first, second], "ordinal").value)


def test_the_interval_holds_the_figure_and_is_the_same_for_the_same_draw() -> None:
    first, second = coded([[40, 9], [6, 45]])
    found = cohen_kappa(first, second, rng=random.Random(4), resamples=300)
    assert found == cohen_kappa(first, second, rng=random.Random(4), resamples=300)
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    # The large-sample standard error of kappa here is about 0.07.
    assert 0.5 < found.low < found.value < found.high < 0.9


@pytest.mark.parametrize(
    ("low", "value", "high", "code"),
    [
        (0.81, 0.9, 0.95, "reliable"),
        (0.7, 0.74, 0.79, "tentative"),
        (0.1, 0.3, 0.5, "low"),
        (0.3, 0.6, 0.9, "unsure"),
        (None, 0.9, None, "reliable"),
    ],
)
def test_a_figure_is_read_with_its_interval(
    low: float | None, value: float, high: float | None, code: str
) -> None:
    reasons = reading(Agreement(value, 40, 2, low, high))
    assert [one.code for one in reasons] == [f"agreement.reading.{code}", "agreement.labels_contested"]
    assert all("agreement." not in one.say(lang) for one in reasons for lang in ("ar", "en", "fr"))


CODINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=10, max_size=40)


@given(CODINGS, st.sampled_from([("none", None), ("linear", "linear"), ("quadratic", "quadratic")]))
def test_kappa_equals_that_of_another_program(
    pairs: list[tuple[int, int]], weights: tuple[Weights, str | None]
) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    found = cohen_kappa(first, second, weights=weights[0], order=[0, 1, 2, 3])
    if found.value is None:
        assert len({*first, *second}) == 1
    else:
        theirs = cohen_kappa_score(first, second, weights=weights[1], labels=[0, 1, 2, 3])
        assert found.value == pytest.approx(theirs)


@given(CODINGS, st.sampled_from(["nominal", "ordinal", "interval"]), st.randoms(use_true_random=False))
def test_alpha_does_not_depend_on_the_order_of_coders_or_cases(
    pairs: list[tuple[int, int]], level: Level, rng: random.Random
) -> None:
    ratings = [[a for a, _ in pairs], [b for _, b in pairs]]
    mixed = rng.sample(pairs, len(pairs))
    value = krippendorff_alpha(ratings, level).value
    swapped = krippendorff_alpha([[b for _, b in mixed], [a for a, _ in mixed]], level).value
    assert (value is None) == (swapped is None)
    if value is not None:
        assert swapped == pytest.approx(value)
        assert value <= 1 + 1e-12


@given(
    st.lists(st.integers(0, 4), min_size=10, max_size=30), st.sampled_from(["nominal", "ordinal", "interval"])
)
def test_perfect_agreement_is_one(values: list[int], level: Level) -> None:
    found = krippendorff_alpha([values, values, values], level)
    if found.value is None:
        assert len(set(values)) == 1
    else:
        assert found.value == pytest.approx(1)
