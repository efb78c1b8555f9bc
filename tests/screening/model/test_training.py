"""Training on a small world of weather: what is learnt, what is kept, and what is not."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from nadhir.screening import labelled
from nadhir.screening.model import sets, train
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.features import Hidden
from nadhir.screening.model.fitting import calibration, counted, fit, macro_f1, threshold
from nadhir.screening.model.sets import posts
from nadhir.screening.model.train import Kept, train_all
from nadhir.screening.model.weights import HEADS, Calibration, Model, Weights, packed

PLACES = ("harbour", "valley", "market", "village", "station")
BAD, GOOD = ("storm", "hail", "flood"), ("sun", "breeze", "calm")


def weather() -> tuple[list[str], np.ndarray]:
    pairs = [
        (f"{sky} in the {place} {n}", sky in BAD) for n in "abcd" for sky in BAD + GOOD for place in PLACES
    ]
    return [text for text, _ in pairs], np.array([bad for _, bad in pairs], np.int8)


def weighed(bits: int = 12, hidden: Hidden | None = None) -> Weights:
    hidden = hidden or Hidden.of([])
    texts, truth = weather()
    counts = counted(Texts.of(texts), bits, hidden)
    made = fit(counts, truth, np.zeros(len(truth), np.int64), 1.0)
    return train._as_weights({"hateful": made}, bits, hidden)


def model(weights: Weights) -> Model:
    calibrations = {"hateful": Calibration(2.0, -1.0, 0.5)}
    return Model(packed("1", {"en": weights, "fr": weights}, {"en": calibrations, "fr": calibrations}))


def test_scores_add_up_to_what_was_fitted() -> None:
    texts = Texts.of(["hail in the valley", "", "sun", "@someone", "storm " * 300])
    weights = weighed()
    fitted = (
        counted(texts, weights.bits, weights.hidden) @ np.concatenate((weights.pieces, weights.words)).real
    )
    assert weights.scores(texts)[:, 0] == pytest.approx(
        fitted + weights.nothing[0], abs=1e-4, rel=1e-5
    )  # as far as float32 reaches


def test_what_was_learnt_is_still_known_when_packed() -> None:
    weights = weighed()
    bad, good = model(weights).scores(Texts.of(["hail tonight", "calm tonight"]), ["en", "en"])[:, 0]
    assert bad > 0 > good
    exact = weights.scores(Texts.of(["hail tonight", "calm tonight"]))[:, 0]
    assert [bad, good] == pytest.approx(exact, abs=0.05)


def test_a_language_that_was_not_trained_is_named_and_what_is_not_known_is_not_a_number() -> None:
    made = model(weighed())
    texts = Texts.of(["hail", "hail"])
    assert made.trained(["en", "xx"]).tolist() == [True, False]
    scores = made.scores(texts, ["en", "xx"])
    assert np.isfinite(scores).tolist() == [[head == "hateful" for head in HEADS], [False] * len(HEADS)]
    assert made.calibration("en", "inciting") is made.calibration("xx", "hateful") is None
    assert made.languages == ("en", "fr")
    assert made.heads("xx") == ()


def test_probabilities_follow_from_scores() -> None:
    made = model(weighed())
    texts, codes = Texts.of(["hail", "sun"]), ["en", "fr"]
    scores, found = made.scores(texts, codes)[:, 0], made.probabilities(texts, codes)[:, 0]
    assert found == pytest.approx(1 / (1 + np.exp(1 - 2 * scores)), abs=1e-6)


def test_languages_in_one_batch_read_as_alone() -> None:
    texts = ["hail in town", "sun", "", "storm at night"]
    made, codes = model(weighed()), ["en", "xx", "en", "fr"]
    together = made.scores(Texts.of(texts), codes)
    for number, (text, code) in enumerate(zip(texts, codes, strict=True)):
        assert np.allclose(together[number], made.scores(Texts.of([text]), [code])[0], equal_nan=True)


def test_what_is_hidden_is_not_learnt() -> None:
    weights = weighed(hidden=Hidden.of(BAD))
    assert np.ptp(weights.scores(Texts.of(["hail", "storm", "flood", ""]))[:, 0]) == 0


def test_a_word_of_one_text_only_leaves_no_weight() -> None:
    texts, truth = weather()
    texts[0] += " xylophone"
    counts = counted(Texts.of(texts), 16, Hidden.of([]))
    only = counted(Texts.of(["xylophone"]), 16, Hidden.of([])).indices
    alone = np.setdiff1d(only, counted(Texts.of(texts[1:]), 16, Hidden.of([])).indices)
    assert len(alone) > 10
    assert not fit(counts, truth, np.zeros(len(truth), np.int64), 1.0).weights[alone].any()


def test_the_threshold_serves_all_sets_at_once() -> None:
    scores = np.concatenate((np.linspace(-1, 1, 50), np.linspace(-1, 1, 50)))
    truth = np.concatenate((scores[:50] > 0.2, scores[50:] > 0.4)).astype(np.int8)
    cut = threshold(scores, truth, np.repeat([0, 1], 50))
    assert 0.1 < cut < 0.5


def test_probabilities_are_shares() -> None:
    scores = np.repeat([-2.0, 0.0, 2.0], 100)
    truth = np.concatenate([np.arange(100) < share for share in (10, 50, 90)]).astype(np.int8)
    made = calibration(scores, truth, np.zeros(300, np.int64))
    found = made.probability(np.array([-2, 0, 2], np.float32))
    assert found == pytest.approx([0.1, 0.5, 0.9], abs=0.03)


def test_macro_f1_counts_every_class_the_same() -> None:
    assert macro_f1(np.array([1, 1, 0, 0]), np.array([1, 0, 0, 0])) == pytest.approx((2 / 3 + 4 / 5) / 2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts, truth = weather()
    table = pl.DataFrame(
        {
            "text": texts,
            "label": ["bad_odd" if bad else "fine" for bad in truth],
            "split": ["dev" if number % 6 == 0 else "train" for number in range(len(texts))],
        }
    )
    table.write_parquet(tmp_path / "weather_en.parquet")
    entry = {"kind": "posts", "hateful": ["bad"], "ordinary": "fine", "compound": True, "licence": "CC0"}
    known(monkeypatch, {"weather_*": entry, "suite_*": {**entry, "kind": "functional"}})
    table.write_parquet(tmp_path / "suite_en.parquet")
    table.write_parquet(tmp_path / "weather_all_of_it.parquet")
    return tmp_path


def known(monkeypatch: pytest.MonkeyPatch, table: dict[str, Any]) -> None:
    """Let these be the sets that are known."""
    monkeypatch.setattr(labelled, "_table", lambda: table)


def test_labels_are_read_as_the_table_of_sets_says(folder: Path) -> None:
    of = posts(folder, "en", 5)
    assert of.heads == ("hateful", "offensive")
    assert np.array_equal(of.truth[:, 0], weather()[1])
    assert np.array_equal(of.truth[:, 0], of.truth[:, 1])
    assert (of.truth[:, 2:] == -1).all()
    assert set(of.folds[::6].tolist()) == {-1}
    assert sets.languages(folder) == ("en",)


def test_the_same_text_is_in_the_same_fold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pl.DataFrame({"text": ["One  text", "one text"] * 9, "label": ["a"] * 18}).write_parquet(
        tmp_path / "s.parquet"
    )
    known(monkeypatch, {"s": {"kind": "posts", "hateful": ["b"], "language": "en"}})
    assert len(set(posts(tmp_path, "en", 5).folds.tolist())) == 1


def test_a_label_that_says_neither_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"kind": "posts", "hateful": ["b"], "ordinary": "a", "unclear": ["c"], "language": "en"}
    known(monkeypatch, {"s": entry})
    table = pl.DataFrame({"text": ["one", "two", "three"], "label": ["a", "b", "c"]})
    table.write_parquet(tmp_path / "s.parquet")
    assert posts(tmp_path, "en", 5).truth[:, :2].tolist() == [[0, 0], [1, 1], [-1, 1]]


def test_classes_of_violence_and_numbers_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    violence = {"kind": "violence", "classes": {"n": "none", "p": "passive", "d": "direct"}, "language": "bn"}
    numbers = {"kind": "posts", "hateful": ["x"], "column": "much", "at_least": 7, "language": "am"}
    known(monkeypatch, {"v": violence, "n": numbers})
    pl.DataFrame({"text": ["", "", ""], "label": ["n", "p", "d"]}).write_parquet(tmp_path / "v.parquet")
    table = pl.DataFrame({"text": ["", ""], "label": ["x", "x"], "much": [6, 7]})
    table.write_parquet(tmp_path / "n.parquet")
    assert posts(tmp_path, "bn", 5).truth.tolist() == [[-1, -1, 0, 0], [-1, -1, 1, 0], [-1, -1, 1, 1]]
    assert posts(tmp_path, "bn", 5).heads == ("inciting", "direct")
    assert posts(tmp_path, "am", 5).truth[:, 0].tolist() == [0, 1]


def test_a_language_without_posts_may_stay_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "FOLDS", 3)
    monkeypatch.setattr(train, "_USUAL_BITS", 10)
    monkeypatch.setattr(train, "_BITS", {})
    out = folder / "kept"
    out.mkdir()
    before = Kept(model(weighed()), {"languages": {"en": {}, "fr": {"sets": []}}})
    told: list[str] = []
    scores = train_all(folder, out, day="2026-01-01", kept=before, told=lambda code, _: told.append(code))
    made = Model.load(out / "model.npz")
    assert (told, set(made.languages)) == (["en"], {"en", "fr"})
    card = json.loads((out / "card.json").read_text("utf-8"))
    assert card["languages"]["fr"] == {"sets": [], "kept_from": "1"}
    assert scores["language"].unique().to_list() == ["en"]
    texts = Texts.of(["hail in the valley", "sun"])
    was, now = before.model.scores(texts, ["fr", "fr"]), made.scores(texts, ["fr", "fr"])
    assert np.allclose(was, now, atol=0.02, equal_nan=True)


def test_a_folder_without_posts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        posts(tmp_path, "en", 5)


def test_training_twice_makes_the_same_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "FOLDS", 3)
    monkeypatch.setattr(train, "_BITS", {"en": 10})
    monkeypatch.setattr(train, "_USUAL_BITS", 10)
    written = []
    for name in ("one", "two"):
        out = folder / name
        out.mkdir()
        train.main(
            [
                str(folder),
                "--out",
                str(out),
                "--scores",
                str(out / "scores.parquet"),
                "--day",
                "2026-01-01",
            ]
        )
        written.append((out / "card.json").read_text("utf-8"))
    assert written[0] == written[1]
    described = json.loads(written[0])
    assert described["languages"]["en"]["sets"][0]["licence"] == "CC0"
    assert described["languages"]["en"]["figures"]["weather_en"]["hateful"]["on"] == "held back"
    assert described["features"]["names_of_groups"] == "seen"
    assert [one["name"] for one in described["languages"]["en"]["sets"]] == ["weather_en"]
    assert Model.load(folder / "one" / "model.npz").version == described["version"]
    scores = pl.read_parquet(folder / "one" / "scores.parquet")
    assert scores["hateful"].is_finite().all()
    assert scores["inciting"].is_nan().all()
