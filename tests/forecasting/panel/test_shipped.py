"""What ships: figures against totals checked by hand in UCDP's own tables, and the terms they come on."""

from __future__ import annotations

import csv
import gzip
import io
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from nadhir.forecasting.panel import Panel, check, monthly_columns, store, yearly_columns
from nadhir.sources.figures import connectors

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


def test_the_figures_are_small_and_hold_nothing_but_what_may_be_passed_on() -> None:
    held = {entry.name: entry for entry in FIGURES.iterdir() if not entry.name.startswith(".")}
    assert set(held) == {
        "contiguity.csv",
        "country_years.csv.gz",
        "crosswalk.csv",
        "deaths_by_month.csv.gz",
        "deaths_by_year.csv.gz",
        "manifest.json",
        "vdem_by_year.csv.gz",
    }
    assert sum(len(entry.read_bytes()) for entry in held.values()) < 600_000
    columns = {
        name: next(csv.reader(io.StringIO(gzip.decompress(entry.read_bytes()).decode())))
        for name, entry in held.items()
        if name.endswith(".gz")
    }
    free = {column.name for column in (*yearly_columns(), *monthly_columns()) if column.ship}
    assert {column for several in columns.values() for column in several} <= {"iso3", "year", "month", *free}
    # Share-alike terms bind that table and no other.
    alike = {column.name for column in yearly_columns() if column.share_alike}
    for name, several in columns.items():
        assert (set(several) & alike != set()) == (name == "vdem_by_year.csv.gz"), name


def test_a_column_ships_only_where_every_source_of_it_allows_it() -> None:
    allowed = {connector.id: connector for connector in connectors()}
    for column in (*yearly_columns(), *monthly_columns()):
        if column.ship:
            assert all(allowed[source].ship for source in column.sources), column.name
        assert column.share_alike == any(allowed[source].share_alike for source in column.sources), (
            column.name
        )


def test_every_column_that_a_source_may_fill_is_one_of_the_panels() -> None:
    told = {
        (column.name, source)
        for column in (*yearly_columns(), *monthly_columns())
        for source in column.sources
    }
    promised = {(column, connector.id) for connector in connectors() for column in connector.columns}
    assert told == promised


def test_every_shipped_column_has_a_publisher_with_terms_that_allow_it(panel: Panel) -> None:
    covered = {column for source in panel.sources for column in source.columns}
    held = {name for name, grid in {**panel.yearly, **panel.monthly}.items() if not np.isnan(grid).all()}
    assert covered == held
    assert {source.licence for source in panel.sources} == {"CC BY 4.0", "CC BY-SA 4.0", "free with citation"}


def test_every_source_is_told_of() -> None:
    page = " ".join((ROOT / "DATA-SOURCES.md").read_text("utf-8").split())
    for connector in connectors():
        for told in (connector.title, connector.licence, connector.url, " ".join(connector.citation.split())):
            assert told in page, (connector.id, told)
