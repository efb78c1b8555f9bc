"""The model that comes with the project is whole, small and the one its card describes."""

import json
from importlib import resources

import numpy as np
import pytest

from nadhir.screening import Screener
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import HEADS, Model

FOLDER = resources.files("nadhir.screening.model")
CARD = json.loads((FOLDER / "card.json").read_text("utf-8"))


def test_it_is_the_one_that_the_card_describes() -> None:
    model = Model.load()
    assert model.version == CARD["version"]
    assert set(model.languages) == CARD["languages"].keys()
    for code in model.languages:
        decided = CARD["languages"][code]["decision"]
        assert set(decided) == set(model.heads(code))
        for head in model.heads(code):
            made = model.calibration(code, head)
            assert made is not None
            assert made.threshold == decided[head]["threshold"]


def test_every_set_it_saw_has_its_terms_and_none_is_a_functional_suite() -> None:
    seen = [one for entry in CARD["languages"].values() for one in entry.get("sets", ())]
    assert len(seen) > 10
    for one in seen:
        assert one["licence"]
        assert one["citation"]
        assert not one["name"].startswith(("hatecheck", "mhc"))


def test_it_is_small() -> None:
    assert len((FOLDER / "model.npz").read_bytes()) < 4_200_000


@pytest.mark.parametrize("code", CARD["languages"])
def test_ordinary_talk_about_the_weather_is_ordinary(code: str) -> None:
    found = Model.load().probabilities(Texts.of(["the weather is fine today"]), [code])[0]
    known = [HEADS.index(head) for head in Model.load().heads(code) if head != "offensive"]
    assert (found[known] < 0.5).all()
    assert np.isnan(np.delete(found, [*known, HEADS.index("offensive")])).all()


def test_naming_a_group_at_the_market_concerns_nobody() -> None:
    sentences = [f"We met some {name} at the market." for name in ("Muslims", "Jews", "Christians", "women")]
    found = Screener.default().screen_batch(sentences, languages=["en"] * len(sentences))
    assert [(one.concern, one.hateful) for one in found] == [("none", False)] * len(sentences)
