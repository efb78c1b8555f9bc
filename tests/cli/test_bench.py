"""`nadhir bench` as a person at a terminal meets it."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Run

ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    frame = pl.DataFrame({"text": ["Good morning.", "Good evening."], "lang": ["en", "en"]})
    for name, labels in (("davidson_en", ["normal", "hate"]), ("cats", ["cat", "dog"])):
        frame.with_columns(label=pl.Series(labels)).write_parquet(tmp_path / f"{name}.parquet")
    frame.with_columns(label=pl.lit("neutral")).write_parquet(tmp_path / "afrisenti_background.parquet")
    return tmp_path


def test_skill_is_told_as_data(run: Run, sets: Path) -> None:
    said = run("bench", "screening", "--data", sets, "--json", "--no-speed")
    assert said.status == 0
    assert set(said.json["sets"]) == {"davidson_en", "afrisenti_background"}
    assert "speed" not in said.json


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_skill_is_told_in_words(run: Run, sets: Path, lang: str) -> None:
    said = run("bench", "screening", "--data", sets, "--no-speed", lang=lang)
    assert said.status == 0
    assert "davidson_en" in said.out
    assert "cats" in said.err
    assert bool(ARABIC.search(said.out)) is (lang == "ar")


def test_a_folder_without_sets_is_a_sentence(run: Run, tmp_path: Path) -> None:
    said = run("bench", "screening", "--data", tmp_path)
    assert said.status == 1
    assert "label" in said.err


def test_suggestions_are_measured_as_data_and_in_words(run: Run) -> None:
    halves = run("bench", "suggestion", "--json").json["halves"]
    assert set(halves) == {"development", "held_back", "afterwards"}
    assert halves["held_back"]["all"]["passages"] > 100
    said = run("bench", "suggestion", lang="ar")
    assert said.status == 0
    assert len(said.out.splitlines()) == 13
    assert ARABIC.search(said.out)
