"""The model card of screening says what the cards and the figures say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nadhir.screening import learnt
from tools.screening_card import page

LOOK: dict[str, Any] = {
    "learnt_on": "2026-11-22",
    "encoder": "fake 1",
    "languages": {
        "en": {
            "taken": True, "sentences": 1_612, "uncertain": 267, "macro_f1": 0.7958, "macro_f1_folds": 0.8363,
            "macro_f1_left_out": 0.8361, "false_alarms": [0.0468, 0.1345, 0.1311],
        }
    },
}  # fmt: skip
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
    text = page(MODEL, DECISION, LOOK, "1+x", None)
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
    assert line in page(MODEL, DECISION, LOOK, "1+x", figures()).splitlines()


def test_figures_of_another_version_are_said_to_be() -> None:
    assert "another version" in page(MODEL, DECISION, LOOK, "1+y", figures())
    assert "another version" not in page(MODEL, DECISION, LOOK, "1+x", figures())


def test_the_second_look_stands_beside_the_compact_screener() -> None:
    text = page(MODEL, DECISION, LOOK, "1+x", None)
    assert "| en | 1,612 | 267 | 0.796 | 0.836 | 0.836 | 4.7% | 13.5% | 13.1% |" in text
    compared = {
        "suite_en": {"before": {"macro_f1": 0.71}, "after": {"macro_f1": 0.75}},
        "talk": {
            "before": {"flagged": 0.1, "hateful": 0.2},
            "after": {"flagged": 0.1, "hateful": 0.25},
        },
    }
    text = page(
        MODEL, DECISION, LOOK, "1+x", figures(second_look={"screener": "1+x.look-y", "compared": compared})
    )
    assert "| `suite_en` | 0.710 | 0.750 |" in text
    assert "| `talk` | 20.00% called hateful | 25.00% |" in text
    assert "`1+x.look-y`" in text
