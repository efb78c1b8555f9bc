"""`nadhir forecast`, on the figures that ship and on a toy world."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from nadhir.forecasting import kept
from tests.cli.conftest import Run
from tests.forecasting.conftest import Tables


def test_an_outlook_is_a_versioned_run_of_the_countries_asked_for(run: Run, tmp_path: Path) -> None:
    told = run("forecast", "outlook", "sdn", "KEN", "--json").json
    assert [one["iso3"] for one in told["outlooks"]] == ["SDN", "KEN"]
    assert told["run"]["version"]
    assert told["run"]["data"]
    assert told["run"]["made_on"]
    written = run("forecast", "outlook", "SDN", "KEN", "--out", tmp_path / "run.parquet")
    assert written.status == 0
    assert written.out == ""
    frame = pl.read_parquet(tmp_path / "run.parquet")
    assert frame["version"].unique().to_list() == [told["run"]["version"]]
    assert frame["risk"].to_list() == [one["onset"]["risk"] for one in told["outlooks"]]


def test_an_outlook_in_words_gives_range_and_the_end_of_the_figures(run: Run) -> None:
    said = run("forecast", "outlook", "SDN", lang="fr").out
    assert "Soudan" in said
    assert "–" in said.splitlines()[0]
    assert "2023" in said


@pytest.mark.parametrize(
    ("lang", "heading"),
    [("ar", "ما يرفع الخطر"), ("en", "What raises the risk"), ("fr", "Ce qui élève le risque")],
)
def test_an_explanation_names_drivers_cases_and_doubts_in_the_language(
    run: Run, lang: str, heading: str
) -> None:
    said = run("forecast", "explain", "SDN", lang=lang).out
    assert heading in said
    assert said.count("•") > 10


def test_an_earlier_month_can_be_asked_for(run: Run) -> None:
    told = run("forecast", "explain", "SDN", "--as-of", "2022-06", "--json").json
    assert told["as_of"] == "2022-06"


@pytest.mark.parametrize(
    "words", [("explain", "XXX"), ("explain", "SDN", "--as-of", "soon"), ("outlook", "Q")]
)
def test_what_is_not_known_is_said_in_the_readers_language(run: Run, words: tuple[str, ...]) -> None:
    said = run("forecast", *words, lang="ar")
    assert said.status == 1
    assert said.out == ""
    assert any("\u0621" <= letter <= "\u064a" for letter in said.err)


def test_draws_are_whole_and_as_many_as_asked(run: Run, tmp_path: Path) -> None:
    world = Tables(tmp_path)
    out = tmp_path / "draws.parquet"
    asked = ("forecast", "draws", "--data", world.folder, "--out", out, "--draws", "20", "--quiet")
    said = run(*asked, "--as-of", "2023-10", "--months", "3", "--outcome", "onesided")
    assert said.status == 0, said.err
    frame = pl.read_parquet(out)
    assert frame.columns == ["iso3", "month", "draw", "value"]
    assert sorted(set(frame["month"])) == ["2023-11", "2023-12", "2024-01"]
    assert len(frame) == frame["iso3"].n_unique() * 3 * 20
    assert all(value >= 0 and value == int(value) for value in frame["value"])
    before = out.read_bytes()
    assert run(*asked, "--as-of", "1899-01").status == 1
    assert out.read_bytes() == before


def test_a_world_too_short_to_be_judged_is_refused(run: Run, tmp_path: Path) -> None:
    world = Tables(tmp_path)
    said = run("forecast", "backtest", "onset", "--data", world.folder, "--json", "--quiet", lang="fr")
    assert said.status == 1
    assert said.out == ""
    assert said.err.strip()


def test_a_fit_that_fails_leaves_what_holds(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "made"))
    kept.forget()
    world = Tables(tmp_path)
    said = run("forecast", "fit", "--data", world.folder, "--quiet", lang="ar")
    assert said.status == 1
    assert kept.folder(kept.ONSET) is None
    kept.forget()


def test_the_track_record_is_a_document(run: Run, tmp_path: Path) -> None:
    said = run("forecast", "record", lang="ar").out
    assert said.startswith("# ")
    assert said.count("|") > 100
    run("forecast", "record", "--out", tmp_path / "record.md", lang="en")
    assert (tmp_path / "record.md").read_text("utf-8").startswith("# ")
    assert run("forecast", "record", "--json").json["onsets"] > 0


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for command in (("outlook", "SDN"), ("record",)):
        told = run("forecast", *command, "--out", tmp_path / "file" / "run.json")
        assert told.status == 1
        assert "cannot be written" in told.err
        assert "Traceback" not in told.err


def test_draws_in_an_unknown_format_are_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    told = run("forecast", "draws", "--data", tmp_path / "nowhere", "--out", tmp_path / "draws.xlsx")
    assert told.status == 1
    assert "draws.xlsx" in told.err


def test_notes_of_a_list_speak_of_all_its_countries(run: Run) -> None:
    assert "likelier that no new" not in run("forecast", "outlook", "SDN", "KEN").out
    assert "likelier that no new" in run("forecast", "explain", "SDN").out


def test_an_explanation_pretends_no_certainty(run: Run) -> None:
    said = run("forecast", "explain", "SDN").out
    assert "100%" not in said
    assert ">99%" in said
    assert "\u2068" not in said
    assert said.count("Sierra Leone 1995") <= 1


def test_a_leap_is_told_in_the_explanation(run: Run) -> None:
    assert "the risk rose within a year" in run("forecast", "explain", "LBN").out
    assert "the risk rose within a year" not in run("forecast", "explain", "ISL").out


def test_a_place_that_is_counted_elsewhere_is_led_there(run: Run) -> None:
    told = run("forecast", "explain", "PSE")
    assert told.status == 1
    assert "under Israel" in told.err


def test_figures_that_cannot_be_put_down_are_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "world").mkdir()
    world = Tables(tmp_path / "world")
    told = run("panel", "build", "--from", world.folder, "--into", tmp_path / "file" / "panel", "--partial")
    assert told.status == 1
    assert "cannot be written" in told.err
