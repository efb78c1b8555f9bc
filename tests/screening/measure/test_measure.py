"""Measuring: what labels mean, what figures say, and that no text comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nadhir.errors import FileRefused
from nadhir.screening.labelled import Labelled, _table, described, read, truth, unseen_part
from nadhir.screening.measure import (
    measure_folder,
    measure_set,
    measure_speed,
    scores,
    skill,
    speed,
    training,
)

Save = Callable[..., Path]
TALK = ["The market opens at nine.", "Good morning to all of you.", "Rain fell on the valley."]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def saved(name: str, **columns: Any) -> Path:
        count = len(columns["label"])
        frame = pl.DataFrame({"text": [f"{TALK[n % 3]} {n}" for n in range(count)], **columns})
        frame.write_parquet(tmp_path / f"{name}.parquet")
        return tmp_path

    return saved


# ------------------------------------------------------------------ what labels mean


def test_the_table_is_whole() -> None:
    for name, entry in _table().items():
        assert entry["kind"] in ("functional", "posts", "violence", "background"), name
        assert entry["citation"]
        assert entry["licence"]
        assert bool(entry.get("hateful")) is (entry["kind"] in ("functional", "posts"))
        assert set(entry.get("classes", {}).values()) <= {"none", "passive", "direct"}


@pytest.mark.parametrize(
    ("name", "label", "hateful"),
    [
        ("hatecheck_en", "hateful", True),
        ("mhc_es", "non-hateful", False),
        ("davidson_en", "offensive", False),
        ("mlma_fr", "offensive_hateful", True),
        ("mlma_fr", "disrespectful_normal", False),
        ("rush_ur_latn", "religious_hate", True),
        ("rush_ur_latn", "profane", False),
    ],
)
def test_known_sets_say_which_labels_are_hateful(name: str, label: str, hateful: bool) -> None:
    labelled = described(name, ["text", "label"], [label])
    assert labelled is not None
    assert labelled.known
    assert labelled.is_hateful(label) is hateful


@pytest.mark.parametrize(
    ("labels", "columns", "kind", "hateful"),
    [
        (["hate", "normal"], [], "posts", {"hate"}),
        (["HOF", "NOT"], [], "posts", {"HOF"}),
        (["not_hate", "religious_hate", "non-hateful"], [], "posts", {"religious_hate"}),
        (["hateful", "non-hateful"], ["functionality"], "functional", {"hateful"}),
        (["positive", "negative", None], [], "background", set()),
        (["direct_violence", "passive_violence", "non_violence"], [], "violence", set()),
    ],
)
def test_unknown_sets_are_understood_by_their_labels(
    labels: list[str | None], columns: list[str], kind: str, hateful: set[str]
) -> None:
    labelled = described("somebody_elses", columns, labels)
    assert labelled is not None
    assert (labelled.kind, set(labelled.hateful), labelled.known) == (kind, hateful, False)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("mlma_fr", "fr"),
        ("rush_ur_latn", "ur-Latn"),
        ("ekohate_en_pcm", "en"),
        ("amharic_am", "am"),
        ("amharic_intensity_am", "am"),
        ("mlma_of_somebody", None),
        ("hatecheck_en", None),
        ("afrisenti_background", None),
        ("somebody_elses", None),
    ],
)
def test_the_table_says_what_is_learnt_from_and_in_which_language(name: str, language: str | None) -> None:
    labelled = described(name, [], ["hate"])
    assert labelled is not None
    assert labelled.learnt_from is (language is not None)
    assert not labelled.learnt_from or labelled.language == language


def test_what_says_nothing_of_hate_is_not_guessed() -> None:
    assert described("cats", [], ["cat", "dog"]) is None


def test_the_part_that_was_not_trained_on_is_found(save: Save) -> None:
    frame = pl.DataFrame({"split": ["train", "dev", "test"]})
    assert unseen_part(frame) == "test"
    assert unseen_part(frame.head(2)) == "dev"
    assert unseen_part(frame.head(1)) is None
    assert unseen_part(pl.DataFrame({"text": [""]})) is None


def test_a_limit_spreads_over_the_set(save: Save) -> None:
    folder = save("a", label=["hate"] * 100)
    frame = read(folder / "a.parquet", 10)
    assert frame.height == 10
    assert frame["text"][-1].endswith("90")


def test_numbers_may_say_it_instead_of_labels() -> None:
    labelled = described("amharic_intensity_am", [], ["hate"])
    assert labelled is not None
    frame = pl.DataFrame({"label": ["hate", "normal", "hate"], "intensity": [2, 9, None]})
    assert truth(labelled, frame) == [False, True, False]
    assert truth(labelled, frame.drop("intensity")) == [True, False, True]


# ------------------------------------------------------------------ what was learnt from


def test_what_screening_was_learnt_from_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = {
        "model": {
            "languages": {
                "en": {
                    "sets": [{"name": "a", "posts": 100, "trained_on": 80}],
                    "figures": {"a": {"hateful": {"macro_f1": 0.7}}},
                }
            }
        },
        "decision": {"lessons": [{"name": "talk", "texts": 30}, {"name": "talk", "texts": 20}]},
    }
    monkeypatch.setattr(training, "_card", cards.__getitem__)
    assert training.share_learnt_from("a", "posts", 100) == 0.8
    assert training.share_learnt_from("b", "posts", 100) == 0.0
    assert training.share_learnt_from("any", "background", 200) == 0.25
    assert training.out_of_fold("a") == {"hateful": {"macro_f1": 0.7}}
    assert training.out_of_fold("b") is None
    assert training.is_unseen(0.2, 0.8)
    assert not training.is_unseen(0.3, 0.8)


def test_the_cards_of_the_package_are_understood() -> None:
    for name, share in training._model_shares().items():
        assert described(name, [], []) is not None
        assert 0 < share <= 1


def test_means_keep_apart_what_was_not_learnt_from() -> None:
    def one(macro_f1: float, learnt: float, **more: Any) -> dict[str, Any]:
        figures = {"hateful": {"macro_f1": macro_f1, "accuracy": 0.5}, "texts": 10}
        return {"kind": "posts", "languages": ["en"], "learnt_from": learnt, **figures, **more}

    part = {"unseen": True, "texts": 2, "hateful": {"macro_f1": 0.6, "accuracy": 0.5}}
    sets = {
        "a": one(0.9, 1.0),
        "b": one(0.8, 0.5, test_part=part),
        "c": one(0.7, 0.0),
        "d": one(0.9, 1.0, test_part={**part, "unseen": False}),
    }
    found = skill.summarised(sets)["en"]
    assert (found["posts"]["sets"], found["posts"]["macro_f1"]) == (4, 0.825)
    assert (found["posts_unseen"]["sets"], found["posts_unseen"]["macro_f1"]) == (2, 0.65)


# ------------------------------------------------------------------ figures


def test_figures_are_those_of_scikit_learn() -> None:
    from sklearn import metrics

    right = [True, True, True, False, False, False, False, True]
    said = [True, False, True, True, False, False, False, False]
    found = scores.binary(right, said)
    assert found["macro_f1"] == pytest.approx(metrics.f1_score(right, said, average="macro"), abs=1e-4)
    assert found["precision"] == pytest.approx(metrics.precision_score(right, said), abs=1e-4)
    assert found["recall"] == pytest.approx(metrics.recall_score(right, said), abs=1e-4)
    assert found["accuracy"] == metrics.accuracy_score(right, said)
    three = ["a", "b", "c", "a", "c"], ["a", "c", "c", "b", "c"]
    expected = metrics.f1_score(*three, average="macro")
    assert scores.macro_f1(*three, ("a", "b", "c")) == pytest.approx(expected)


def test_nothing_found_scores_nothing() -> None:
    assert scores.binary([True, False], [False, False])["f1"] == 0.0
    assert scores.binary([True, False], [False, False])["precision"] == 0.0
    assert scores.accuracy([], []) == 0.0


class _Oracle:
    """Screening that is right where a text says so: tests figures, not screening."""

    def __init__(self, hateful: list[bool]) -> None:
        self._hateful = hateful

    def __call__(self, texts: list[str], _: object) -> skill._Said:
        concern = self._hateful[: len(texts)]
        violence = ["direct" if one else "none" for one in concern]
        return skill._Said(concern, concern, violence, ["well"] * len(texts))


def test_a_set_is_measured_whole_by_part_and_by_functionality(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skill, "_screened", _Oracle([True, False, True, False]))
    frame = pl.DataFrame(
        {
            "text": [*TALK, "x"],
            "label": ["hateful", "hateful", "non-hateful", "non-hateful"],
            "functionality": ["a_h", "a_h", "b_nh", "c_nh"],
            "split": ["train", "test", "train", "test"],
            "lang": ["en"] * 4,
        }
    )
    labelled = Labelled("mine", "functional", frozenset({"hateful"}))
    found = measure_set(labelled, frame)
    assert found["hateful"]["accuracy"] == 0.5
    assert found["test_part"]["part"] == "test"
    assert found["test_part"]["hateful"] == {**found["test_part"]["hateful"], "accuracy": 0.5, "recall": 0.0}
    assert {name: one["accuracy"] for name, one in found["by_functionality"].items()} == {
        "b_nh": 0.0,
        "a_h": 0.5,
        "c_nh": 1.0,
    }
    assert found["by_label"]["non-hateful"] == {"texts": 2, "hateful": 0.5, "flagged": 0.5, "covered": 1.0}


def test_violence_is_measured_in_its_own_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skill, "_screened", _Oracle([True, True, False]))
    labels = ["direct_violence", "passive_violence", "non_violence"]
    labelled = described("vitd_bn", [], labels)
    assert labelled is not None
    found = measure_set(labelled, pl.DataFrame({"text": TALK, "label": labels, "lang": ["bn"] * 3}))
    assert found["violence"]["f1"] == {"none": 1.0, "passive": 0.0, "direct": round(2 / 3, 4)}
    assert found["violent"]["accuracy"] == 1.0


def test_a_folder_is_measured_and_no_text_comes_out(save: Save) -> None:
    save("mhc_es", label=["non-hateful"] * 4, lang=["es"] * 4, functionality=["a_nh"] * 4)
    save("davidson_en", label=["normal", "hate"] * 3, lang=["en"] * 6)
    save("afrisenti_background", label=["neutral"] * 3, lang=["sw", "ha", "ha"])
    folder = save("cats", label=["cat"] * 2)
    pl.DataFrame({"words": ["a"]}).write_parquet(folder / "odd.parquet")
    told: list[str] = []
    found = measure_folder(folder, told=lambda name, _: told.append(name))
    assert told == ["afrisenti_background", "davidson_en", "mhc_es"]
    assert found["left_out"] == {"cats": "labels", "odd": "columns"}
    assert found["sets"]["afrisenti_background"]["flagged"] == 0.0
    assert found["sets"]["davidson_en"]["hateful"]["accuracy"] == 0.5
    assert found["functionalities"] == {"a_nh": {"mhc_es": 1.0}}
    assert found["by_language"]["es"]["functional"]["sets"] == 1
    assert not any(words in json.dumps(found) for words in ("market", "morning", "valley"))
    assert set(measure_folder(folder, only=["mhc_es"])["sets"]) == {"mhc_es"}


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        measure_folder(tmp_path)
    assert refused.value.code == "measure.nothing"


def test_speed_is_told_for_every_stage_and_program(save: Save) -> None:
    folder = save("davidson_en", label=["normal"] * 30, lang=["en"] * 30)
    (figures,) = measure_speed(folder, texts=20, rounds=1)["languages"].values()
    assert figures["posts"] == 20
    assert {"fold", "identify", "match", "structure", "whole"} <= set(figures["stages"])
    assert all(one["per_second"] > 0 for one in figures["stages"].values())
    for name in ("pyahocorasick", "scikit-learn hashing, words", "scikit-learn hashing, characters"):
        assert figures["others"][name]["per_second"] > 0
    assert {"flashtext", "alt-profanity-check"} <= set(figures["others"])


def test_a_program_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object) -> speed.Stage:
        raise ModuleNotFoundError

    assert speed._other("flashtext", absent, TALK, [], 1)["installed"] is False
