"""`nadhir screening retrain` at a terminal; what learning itself does is tested where it is done."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nadhir.screening import retraining
from nadhir.screening.retraining import Comparison, Retrained
from nadhir.screening.retraining.comparing import Row
from tests.cli.conftest import Run

ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data, and a run that is over at once: a set got better, one functionality worse."""
    rows = (
        Row("set", "davidson_en", "posts", 200, True, 0.61, 0.64),
        Row("set", "stormfront_en", "posts", 100, False, 0.9, 0.9),
        Row("language", "en", "functional", 100, True, 0.5, 0.625),
        Row("functionality", "negate_neg_nh", "hatecheck_en", 10, True, 0.7, 0.6),
    )

    def learnt(_: Path, out: Path, **asked: Any) -> Retrained:
        assert asked["said"] in ((), [tmp_path / "c.jsonl"])
        return Retrained(out, Comparison("1+a", "1+b", rows), ("am",))

    monkeypatch.setattr(retraining, "retrain", learnt)
    monkeypatch.setattr(retraining.installing, "_into", lambda made, _: made)
    (tmp_path / "c.jsonl").write_text("")
    return tmp_path


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_before_and_after_stand_in_a_table(run: Run, folder: Path, lang: str) -> None:
    said = run(
        "screening",
        "retrain",
        "--data",
        folder,
        "--corrections",
        folder / "c.jsonl",
        "--out",
        folder,
        lang=lang,
    )
    assert said.status == 0
    lines = said.out.splitlines()
    assert any(re.fullmatch(r"davidson_en +200 +0\.610 +0\.640 +\+0\.030", line) for line in lines)
    assert any(line.startswith("stormfront_en *") for line in lines)
    assert any(line.startswith("negate_neg_nh · hatecheck_en") for line in lines)
    assert bool(ARABIC.search(said.out)) is (lang == "ar")


def test_as_data(run: Run, folder: Path) -> None:
    said = run("screening", "retrain", "--data", folder, "--out", folder, "--json")
    assert said.json["mean_of_held_parts"] == {"before": 0.61, "after": 0.64}
    assert (said.json["installed"], len(said.json["rows"])) == (None, 4)


def test_installing_needs_force_where_a_language_was_not_measured(run: Run, folder: Path) -> None:
    asked = ("screening", "retrain", "--data", folder, "--out", folder, "--install")
    refused = run(*asked)
    assert (refused.status, "--force" in refused.err, "davidson_en" in refused.out) == (1, True, True)
    assert run(*asked, "--force", "--json").json["installed"] == str(folder)


def test_a_folder_with_nothing_to_learn_from_is_a_sentence(run: Run, tmp_path: Path) -> None:
    table = pl.DataFrame({"text": ["a"], "label": ["cat"]})
    table.write_parquet(tmp_path / "cats.parquet")
    said = run("screening", "retrain", "--data", tmp_path, "--out", tmp_path / "out", lang="fr")
    assert (said.status, str(tmp_path) in said.err) == (1, True)
