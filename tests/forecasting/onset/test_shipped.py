"""What ships: figures against totals checked by hand in UCDP's own tables, weights against the code."""

from __future__ import annotations

import csv
import gzip
import io
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from nadhir.forecasting.onset import card
from nadhir.forecasting.onset.features import FEATURES, matrix
from nadhir.forecasting.onset.model import load_weights
from nadhir.forecasting.panel import Panel, check, store
from nadhir.forecasting.panel.provenance import publishers

ROOT = Path(__file__).parents[3]
FIGURES = resources.files("nadhir.forecasting.panel") / "figures"


@pytest.fixture(scope="module")
def panel() -> Panel:
    return store.load()


def _total(panel: Panel, iso3: str, year: int) -> int:
    return int(panel.total()[panel.iso3.index(iso3), panel.column(year)])


def test_the_figures_do_not_contradict_themselves(panel: Panel) -> None:
    check(panel)
    assert panel.as_of == "2023-12"
    assert panel.first_year == 1989


@pytest.mark.parametrize(
    ("iso3", "year", "deaths"),
    [
        ("ETH", 2021, 129_516),
        ("ETH", 2022, 165_025),
        ("UKR", 2022, 92_615),
        ("ISR", 2023, 27_434),
        ("SDN", 2023, 7_837),
        ("NOR", 2011, 0),
    ],
)
def test_deaths_of_a_country_and_year(panel: Panel, iso3: str, year: int, deaths: int) -> None:
    assert _total(panel, iso3, year) == deaths
    assert int(panel.months_to(year, 12)[panel.iso3.index(iso3)].sum()) == deaths


def test_deaths_of_the_world(panel: Panel) -> None:
    assert int(np.nansum(panel.total())) == 3_796_243
    assert int(np.nansum(panel.total()[panel.iso3.index("RWA")])) == 794_116
    assert int(np.nansum(panel.one_sided())) == 1_178_668
    assert int(np.nansum(panel.monthly["deaths"])) == 3_796_243


def test_states_that_are_no_more_are_not_zero(panel: Panel) -> None:
    for iso3, last in (("DDR", 1990), ("CSK", 1992), ("YMD", 1990)):
        row = panel.iso3.index(iso3)
        assert panel.exists[row, panel.column(last)]
        assert np.isnan(panel.total()[row, panel.column(last + 1) :]).all()
    assert int(panel.exists[:, panel.column(2023)].sum()) == 196


def test_every_country_of_today_has_the_core_figures(panel: Panel) -> None:
    lacking = {
        panel.iso3[row]
        for row in np.flatnonzero(panel.exists[:, panel.column(2023)])
        if np.isnan(matrix(panel, 2023)[row, FEATURES.index("population")])
    }
    assert lacking == {"TWN", "VAT"}


def test_the_figures_are_small_and_hold_nothing_but_their_columns() -> None:
    held = {entry.name: entry for entry in FIGURES.iterdir() if not entry.name.startswith(".")}
    assert set(held) == {
        "country_years.csv.gz",
        "crosswalk.csv",
        "deaths_by_month.csv.gz",
        "deaths_by_year.csv.gz",
        "manifest.json",
    }
    assert sum(len(entry.read_bytes()) for entry in held.values()) < 600_000
    columns = {
        name: next(csv.reader(io.StringIO(gzip.decompress(entry.read_bytes()).decode())))
        for name, entry in held.items()
        if name.endswith(".gz")
    }
    allowed = {"iso3", "year", "month", *(c for p in publishers().values() for c in p["columns"])}
    assert {column for several in columns.values() for column in several} <= allowed


def test_every_column_has_a_publisher_with_terms_that_allow_it(panel: Panel) -> None:
    covered = {column for source in panel.sources for column in source.columns}
    assert covered == {*panel.yearly, *panel.monthly}
    assert {source.licence for source in panel.sources} == {"CC BY 4.0", "free with citation"}


def test_the_weights_fit_the_features() -> None:
    weights = load_weights()
    assert weights.features == FEATURES
    assert weights.resampled.shape == (weights.card["training"]["resamples"], len(FEATURES) + 1)
    assert (weights.scale > 0).all()
    # The refits scatter around the fit, or the range would belong to another model.
    apart = np.abs(weights.resampled[:, :-1].mean(axis=0) - weights.coef)
    assert (apart < 2 * weights.resampled[:, :-1].std(axis=0) + 0.05).all()


def test_the_weights_know_the_shipped_figures(panel: Panel) -> None:
    weights = load_weights()
    assert weights.card["training"]["last_base_year"] == panel.last_year - 2
    told = {source["file"]: source["sha256"] for source in weights.card["sources"]}
    assert {source.file: source.sha256 for source in panel.sources}.items() <= told.items()
    existed = panel.exists[:, panel.column(2021)]
    x = matrix(panel, 2021)[existed]
    assert ((x >= weights.low - weights.scale) | np.isnan(x)).mean() > 0.98


def test_the_model_card_is_the_one_of_the_weights() -> None:
    shown = (ROOT / "docs" / "reference" / "model-card-onset.md").read_text("utf-8")
    assert shown == card.markdown(load_weights())


def test_every_source_is_told_of() -> None:
    page = " ".join((ROOT / "DATA-SOURCES.md").read_text("utf-8").split())
    for id_, publisher in publishers().items():
        for told in ("title", "licence", "url"):
            assert publisher[told] in page, (id_, told)
        assert " ".join(publisher["citation"].split()) in page, id_
