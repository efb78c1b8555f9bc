"""The model card of screening says what the cards and the figures say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nadhir.screening import learnt
from tools.screening_card import page

MODEL, DECISION = (json.loads(learnt.read(part, "card.json") or b"{}") for part in ("model", "decision"))


def figures(**more: Any) -> dict[str, Any]:
    scored = {"macro_f1": 0.71, "accuracy": 0.8, "precision": 0.6, "recall": 0.5}
    suite = {
        "kind": "functional", "citation": "Somebody 2021", "licence": "CC0", "texts": 10, "learnt_from": 0.0,
        "hateful": scored,
    }  # fmt: skip
    part = {"part": "dev", "texts": 4, "unseen": True, "hateful": {**scored, "macro_f1": 0.42}}
    talk = {"texts": 10, "flagged": 0.1, "hateful_share": 0.2, "by_language": {}}
    return {
        "screener": "1+x",
        "sets": {
            "suite_en": suite,
            "posts_en": {**suite, "kind": "posts", "learnt_from": 1.0},
            "parted_en": {**suite, "kind": "posts", "learnt_from": 0.6, "test_part": part},
            "talk": {**suite, **talk, "kind": "background"},
        },
        "by_language": {"en": {"functional": {"sets": 1, "texts": 10, "macro_f1": 0.71, "accuracy": 0.8}}},
        "functionalities": {"negate_nh": {"suite_en": 0.25}, "threat_h": {"suite_en": 0.9}},
        **more,
    }


def test_every_set_that_was_learnt_from_stands_there_with_its_terms() -> None:
    text = page(MODEL, DECISION, "1+x", None)
    for entry in MODEL["languages"].values():
        for one in entry["sets"]:
            assert f"| `{one['name']}` |" in text
    assert "state no licence" in text
    assert "No figures stand here yet" in text


@pytest.mark.parametrize(
    "line",
    [
        "| en | functional suites | 1 | 10 | 0.710 | 20.0% |",
        "| `suite_en` | 10 | 0.710 | 20.0% | 0.60 | 0.50 |",
        "| `posts_en` * | 10 | 0.710 | 20.0% | 0.60 | 0.50 |",
        "| `parted_en`, dev | 4 | 0.420 | 20.0% | 0.60 | 0.50 |",
        "| `negate_nh` | 75.0% |",
        "- `negate_nh`: suite_en 75.0%",
        "| `talk` | all | 10 | 10.00% | 20.00% |",
        "- Somebody 2021 (CC0)",
    ],
)
def test_figures_are_error_rates_in_tables(line: str) -> None:
    assert line in page(MODEL, DECISION, "1+x", figures()).splitlines()


def test_figures_of_another_version_are_said_to_be() -> None:
    assert "another version" in page(MODEL, DECISION, "1+y", figures())
    assert "another version" not in page(MODEL, DECISION, "1+x", figures())
