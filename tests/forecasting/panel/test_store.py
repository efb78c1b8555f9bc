from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.panel import Panel, store
from tests.forecasting.conftest import Tables


@pytest.fixture
def panel(tables_in: Tables) -> Panel:
    return tables_in.panel()


def test_what_is_written_is_what_is_read(panel: Panel, tmp_path: Path) -> None:
    store.write(panel, tmp_path)
    read = store.load(tmp_path)
    assert (read.iso3, read.as_of, read.vintage) == (panel.iso3, panel.as_of, panel.vintage)
    assert np.array_equal(read.exists, panel.exists)
    existed = panel.exists
    for name, grid in panel.yearly.items():
        assert np.array_equal(read.yearly[name][existed], grid[existed], equal_nan=True), name
    for name, grid in panel.monthly.items():
        assert np.array_equal(read.monthly[name], grid, equal_nan=True), name
    assert read.sources == panel.sources
    assert len(read.version) == 12


def test_the_same_panel_gives_the_same_bytes(panel: Panel, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    store.write(panel, one)
    store.write(store.load(one), two)
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


def test_other_figures_have_another_version(panel: Panel, tmp_path: Path) -> None:
    store.write(panel, tmp_path / "one")
    panel.yearly["population"][1, -1] += 1
    store.write(panel, tmp_path / "two")
    assert store.load(tmp_path / "one").version != store.load(tmp_path / "two").version


def test_damage_is_noticed(panel: Panel, tmp_path: Path) -> None:
    store.write(panel, tmp_path)
    table = tmp_path / "deaths_by_month.csv.gz"
    whole = table.read_bytes()
    for damaged in (whole[:-9], (tmp_path / "deaths_by_year.csv.gz").read_bytes(), b"<html>"):
        table.write_bytes(damaged)
        with pytest.raises(PanelError) as raised:
            store.load(tmp_path)
        assert (raised.value.code, raised.value.params) == (
            "panel.figures_damaged",
            {"file": "deaths_by_month.csv"},
        )
    table.unlink()
    with pytest.raises(PanelError, match="figures_missing"):
        store.load(tmp_path)


@pytest.mark.parametrize("manifest", ["{", "[]", json.dumps({"format": 99})])
def test_a_strange_manifest_is_refused(manifest: str, tmp_path: Path) -> None:
    (tmp_path / store.MANIFEST).write_text(manifest)
    with pytest.raises(PanelError, match="figures_damaged"):
        store.load(tmp_path)


def test_missing_figures_are_named(tmp_path: Path) -> None:
    with pytest.raises(PanelError, match="figures_missing"):
        store.load(tmp_path)


def test_contradictions_are_not_written(panel: Panel, tmp_path: Path) -> None:
    panel.yearly["state_based"][1, -1] = -1
    with pytest.raises(PanelError, match="negative_in"):
        store.write(panel, tmp_path)
    panel.yearly["state_based"][1, -1] = 40
    panel.yearly["deaths_low"][1, -1] = 91
    with pytest.raises(PanelError, match="bounds"):
        store.write(panel, tmp_path)
    assert not list(tmp_path.glob("*.gz"))
