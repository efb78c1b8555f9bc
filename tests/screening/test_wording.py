"""Wording: what is said of people whose name is masked, learnt from a few harmless weather words."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from nadhir.screening import Screener
from nadhir.screening.decision import wording
from nadhir.screening.decision.wording import MASK
from nadhir.screening.lexicon import lexicon
from nadhir.screening.matching import Matcher
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import Model
from nadhir.screening.pages import Pages

DAYS = ["one", "two", "three", "four", "five", "six"]
WET = [f"{MASK} brought rain and hail on day {day}" for day in DAYS]
DRY = [f"{MASK} had sun and dust on day {day}" for day in DAYS]


def masked(text: str) -> str:
    return wording.masked(Pages([text], [Matcher(lexicon("en"))]).page(0))


def test_what_was_learnt_is_said_of_the_like() -> None:
    texts, truth = [*WET, *DRY], np.repeat([1, 0], 6).astype(np.int8)
    weights, unseen = wording.learn(texts, truth, np.arange(12) % 3, np.zeros(12, np.int64), np.ones(1))
    wet, dry = weights.scores(Texts.of([f"hail and rain for {MASK}", f"dust and sun for {MASK}"]))[:, 0]
    assert wet > dry
    assert min(unseen[:6]) > max(unseen[6:])  # by weights that had not seen the fold


@pytest.mark.parametrize(("share", "wet_first"), [(0.01, True), (100.0, False)])
def test_a_set_counts_for_its_share(share: float, wet_first: bool) -> None:
    """A second set says the opposite of the first."""
    texts, of_set = [*WET, *DRY] * 2, np.repeat([0, 1], 12)
    truth = np.concatenate([np.repeat([1, 0], 6), np.repeat([0, 1], 6)]).astype(np.int8)
    weights, _ = wording.learn(texts, truth, np.arange(24) % 3, of_set, np.array([1.0, share]))
    wet, dry = weights.scores(Texts.of([f"hail and rain for {MASK}", f"dust and sun for {MASK}"]))[:, 0]
    assert (wet > dry) == wet_first


def test_what_holds_can_be_kept() -> None:
    kept = wording.held(["en", "so"])
    assert list(kept) == ["en"]
    model = Model(wording.arrays(kept, "2026-11-22"))
    text = Texts.of([f"I never trust {MASK}"])
    assert model.weights("en").scores(text) == pytest.approx(kept["en"].scores(text), abs=0.05)


@pytest.mark.parametrize("one", ["Christians", "refugees", "women"])
@pytest.mark.parametrize("other", ["Muslims", "black people", "Sikhs"])
def test_which_group_is_named_makes_no_difference(one: str, other: str) -> None:
    text = "I would not let {} into the garden after dark."
    assert masked(text.format(one)) == masked(text.format(other)) != text.format(one).lower()


def test_a_text_that_names_nobody_has_no_wording() -> None:
    assert MASK not in masked("I would not let the dog into the garden after dark.")


def test_nothing_is_said_where_nothing_was_learnt() -> None:
    assert not wording.knows("so")
    for wordings, language in (({0: f"{MASK} came"}, "so"), ({}, "en")):
        hateful, calls = wording.scores(wordings, 2, language)
        assert hateful.tolist() == [0, 0]
        assert np.isnan(calls).all()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two Velmaris moved in next door.", "en"),
        ("Le réfugié du troisième a réparé mon vélo.", "fr"),
        ("جارتي مسلمة وتعمل في المستشفى.", "ar"),
        ("Mere ek musalman dost ne chai banayi.", "ur-Latn"),
    ],
)
def test_a_mention_stays_a_mention(text: str, language: str) -> None:
    assert Screener.default().screen(text, language=language).concern == "none"


def test_wording_alone_asks_for_a_look_and_no_more() -> None:
    found = Screener.default().screen(
        "I cross the street whenever a refugee walks towards me.", language="en"
    )
    assert found.concern in ("none", "watch")


def test_ordinary_talk_that_names_nobody_is_not_called_hateful() -> None:
    """French has no labelled ordinary talk to learn from; its posts must not make a flood hateful."""
    text = (
        "La route du marché est coupée au gué. L’eau recouvre le gué. Le pont de pierre est le seul accès au "
        "quartier du canal. Passez par le pont de pierre, de jour."
    )
    found = Screener.default().screen(text, language="fr")
    assert (found.concern, found.hateful) == ("none", False)


def test_reading_a_text_loads_nothing_that_only_learning_needs() -> None:
    """One text in a new process must be read within a second."""
    asked = (
        "import sys; from nadhir.screening import Screener; Screener.default().screen('Rain again.'); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'sklearn', 'scipy'}))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nobody should kill refugees.", "en"),
        ("Don't deport refugees.", "en"),
        ("It is wrong to expel refugees.", "en"),
        ("Never attack refugees.", "en"),
        ("On ne doit jamais frapper les réfugiés.", "fr"),
        ("C’est un crime de torturer les réfugiés.", "fr"),
        ("Arrêtez de chasser les réfugiés.", "fr"),
        ("لا يجب طرد اللاجئين.", "ar"),
        ("لا يحق لأحد قتل اللاجئين.", "ar"),
        ("ممنوع ضرب اللاجئين.", "ar"),
        ("لا يجوز تعذيب المسيحيين.", "ar"),
        ("Nadie debería expulsar a los refugiados.", "es"),
        ("Es un crimen quemar a los refugiados.", "es"),
        ("Es ist falsch, Flüchtlinge zu schlagen.", "de"),
        ("Niemand sollte Flüchtlinge töten.", "de"),
        ("Hört auf, Flüchtlinge zu schlagen.", "de"),
    ],
)
def test_a_call_that_is_spoken_against_is_not_hateful(text: str, language: str) -> None:
    found = Screener.default().screen(text, language=language)
    assert (found.hateful, found.violence) == (False, "none")
    assert found.concern in ("none", "watch")
    assert found.mode in ("negation", "counter_speech")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We must kill refugees.", "en"),
        ("Deport all refugees.", "en"),
        ("Il faut frapper les réfugiés.", "fr"),
        ("يجب طرد اللاجئين.", "ar"),
        ("Hay que expulsar a los refugiados.", "es"),
        ("Man sollte Flüchtlinge schlagen.", "de"),
        ("Do not let them stay: kill the refugees.", "en"),
    ],
)
def test_the_same_call_without_it_is(text: str, language: str) -> None:
    found = Screener.default().screen(text, language=language)
    assert found.hateful
    assert found.concern in ("review", "urgent")
