from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting import watch_list
from nadhir.forecasting.onset.model import load_weights
from nadhir.forecasting.outlook.ahead import AsLastYear, Learnt
from nadhir.forecasting.outlook.run import FORMATS, OutlookRun, outlook_run
from nadhir.forecasting.panel import store
from tests.forecasting.conftest import Tables

FEW = ("SDN", "KEN", "TWN")


@pytest.fixture(scope="module")
def few() -> OutlookRun:
    return outlook_run(countries=FEW, made_on="2026-11-22")


def test_all_countries_in_the_order_of_the_list() -> None:
    run = outlook_run()
    assert [row["iso3"] for row in run.table()] == [entry.iso3 for entry in watch_list().entries]
    assert [row["rank"] for row in run.table()] == list(range(1, len(run.outlooks) + 1))


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_inputs_give_the_same_bytes(few: OutlookRun, tmp_path: Path, suffix: str) -> None:
    again = outlook_run(
        panel=store.load(),
        weights=load_weights(),
        fatalities=Learnt(),
        countries=FEW,
        made_on="2026-11-22",
    )
    few.write(tmp_path / f"one{suffix}")
    again.write(tmp_path / f"two{suffix}")
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_every_format_tells_the_same(few: OutlookRun, tmp_path: Path) -> None:
    for suffix in FORMATS:
        few.write(tmp_path / f"run{suffix}")
    with (tmp_path / "run.csv").open(newline="", encoding="utf-8") as source:
        lines = list(csv.DictReader(source))
    frame = pl.read_parquet(tmp_path / "run.parquet")
    whole = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert [line["iso3"] for line in lines] == frame["iso3"].to_list() == list(FEW)
    assert [float(line["risk"]) for line in lines] == frame["risk"].to_list()
    assert [told["onset"]["risk"] for told in whole["outlooks"]] == frame["risk"].to_list()
    assert frame.columns == list(lines[0])
    assert frame.schema["state_mean"] == pl.Float64()
    assert whole["run"]["version"] == frame["version"][0] == few.run.version


def test_a_format_that_is_not_known_is_refused(few: OutlookRun, tmp_path: Path) -> None:
    with pytest.raises(PanelError, match=r"run\.format"):
        few.write(tmp_path / "run.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_version_changes_with_whatever_it_is_made_of(few: OutlookRun, tables_in: Tables) -> None:
    class Other(AsLastYear):
        version = "conflictology-2"

    alone = ("KEN",)
    versions = [
        few.run.version,
        outlook_run("2022", countries=alone).run.version,
        outlook_run(countries=alone, fatalities=Other()).run.version,
        outlook_run(countries=alone, weights=replace(load_weights(), card={})).run.version,
        outlook_run(countries=alone, panel=tables_in.panel()).run.version,
    ]
    assert len(set(versions)) == len(versions)
    assert few.run.version == outlook_run(countries=alone).run.version
    assert few.run.made_on == "2026-11-22"


def test_figures_that_were_not_kept_have_a_version_too(tables_in: Tables) -> None:
    first = outlook_run(countries=("KEN",), panel=tables_in.panel()).run.data
    tables_in.change("input_wdi", 0, {"wdi.popsize.new": 51_000_000})
    assert outlook_run(countries=("KEN",), panel=tables_in.panel()).run.data != first
