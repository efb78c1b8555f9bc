"""A toy world: two States that lasted, one that came late, and the tables that tell of them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nadhir.forecasting.panel import FIRST_UCDP_YEAR, Panel, assemble
from nadhir.forecasting.panel import Tables as Bundle
from nadhir.sources.figures import read_folder

Cells = Sequence[object]

YEARS = range(2018, 2024)
UCDP_YEARLY = (
    "country_id_cy",
    "year_cy",
    "sb_total_deaths_best_cy",
    "ns_total_deaths_best_cy",
    "os_any_govt_killings_best_cy",
    "os_nsgroup_killings_best_cy",
    "cumulative_total_deaths_in_orgvio_best_cy",
    "cumulative_total_deaths_in_orgvio_low_cy",
    "cumulative_total_deaths_in_orgvio_high_cy",
)
UCDP_MONTHLY = (
    "iso3",
    "year",
    "month",
    "deaths_best",
    "deaths_high",
    "deaths_low",
    "events_state_based",
    "events_non_state",
    "events_one_sided",
)


class Tables:
    """The toy tables in a folder; `put` replaces one of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Kenya (501), Andorra (232) and South Sudan (626), the last only from 2020 on.
        yearly: list[Cells] = [
            (code, year, 0, 0, 0, 0, 0, 0, 0)
            for code in (501, 232, 626)
            for year in YEARS
            if code != 626 or year >= 2020
        ]
        yearly = [row for row in yearly if (row[0], row[1]) not in {(501, 2022), (501, 2023), (626, 2023)}]
        yearly += [
            (501, 2022, 10, 0, 5, 0, 15, 12, 20),
            (501, 2023, 40, 20, 0, 30, 90, 60, 99),
            (626, 2023, 0, 0, 200, 0, 200, 150, 300),
        ]
        self.put("ucdp_organized_violence_country_year_25_1", UCDP_YEARLY, yearly)
        self.put(
            "ucdp_ged_25_1_country_month",
            UCDP_MONTHLY,
            [
                ("KEN", 2022, 3, 15, 20, 12, 2, 0, 1),
                ("KEN", 2023, 1, 30, 33, 20, 1, 1, 0),
                ("KEN", 2023, 12, 60, 66, 40, 1, 0, 2),
                ("SSD", 2023, 6, 200, 300, 150, 0, 0, 4),
            ],
        )
        self.put(
            "input_wdi",
            ("country", "iso3c", "year", "wdi.popsize.new", "wdi.imrate.new", "wdi.gdppcgrow.new"),
            [
                row
                for year in YEARS
                for row in (
                    ("Kenya", "KEN", year, 50_000_000, 31.24, 2.345),
                    ("Andorra", "AND", year, 80_000, 2.5, -1),
                    ("South Sudan", "SSD", year, 11_000_000, 70, "" if year > 2020 else -5),
                    ("World", "WLD", year, 8e9, 27, 1),
                    ("High income", "", year, 1e9, 4, 1),
                )
            ],
        )
        self.put(
            "unhcr_population",
            ("year", "coo_iso", "coa_iso", "refugees", "oip"),
            [
                (2018, "KEN", "UGA", 900, ""),
                (2023, "KEN", "UGA", 1000, 500),
                (2023, "KEN", "ETH", 200, ""),
                (2023, "SSD", "UGA", 900_000, ""),
                (2023, "PSE", "JOR", 5, ""),
            ],
        )
        self.put("idmc_idps", ("year", "coo_iso", "total"), [(2022, "SSD", 7), (2023, "SSD", 2_000_000)])
        self.put("input_all_coups", ("ccode", "year", "cou.any"), [(626, 2022, 1), (501, 2023, 0)])

    def read(self) -> Bundle:
        """The tables as the readers of public formats give them."""
        return read_folder(self.folder)

    def panel(self, first_year: int = FIRST_UCDP_YEAR) -> Panel:
        """The panel of the tables."""
        return assemble(self.read(), first_year=first_year)

    def put(self, name: str, header: Cells, rows: Sequence[Cells]) -> Path:
        """Write one table, replacing the one of that name."""
        path = self.folder / f"{name}.csv.gz"
        with gzip.open(path, "wt", newline="") as out:
            csv.writer(out).writerows([header, *rows])
        return path

    def change(self, name: str, line: int, values: Mapping[str, object]) -> None:
        """Change fields of one row; `line` counts from 0 after the header."""
        path = next(self.folder.glob(f"{name}.csv*"))
        with gzip.open(path, "rt", newline="") as source:
            header, *rows = csv.reader(source)
        for column, value in values.items():
            rows[line][header.index(column)] = str(value)
        self.put(name, header, rows)

    def add(self, name: str, row: Cells) -> None:
        """Append one row."""
        path = next(self.folder.glob(f"{name}.csv*"))
        with gzip.open(path, "rt", newline="") as source:
            header, *rows = csv.reader(source)
        self.put(name, header, [*rows, row])


@pytest.fixture
def tables_in(tmp_path: Path) -> Tables:
    folder = tmp_path / "sources"
    folder.mkdir()
    return Tables(folder)
