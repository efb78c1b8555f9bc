from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nadhir.doctrine.phrases import explain
from nadhir.errors import PanelError
from nadhir.forecasting import kept
from nadhir.forecasting.panel import FIRST_UCDP_YEAR, Panel, assemble, check, store
from nadhir.sources.figures import read_folder
from tests.forecasting.conftest import UCDP_MONTHLY, UCDP_YEARLY, Tables

OV = "ucdp_organized_violence_country_year_25_1"
GED = "ucdp_ged_25_1_country_month"
PTS = ("Country", "Year", "COW_Code_N", "WordBank_Code_A", "PTS_A", "PTS_H", "PTS_S")


def _built(folder: Path, first_year: int = FIRST_UCDP_YEAR) -> Panel:
    return assemble(read_folder(folder), first_year=first_year)


def _refused(folder: Path) -> PanelError:
    with pytest.raises(PanelError) as raised:
        _built(folder)
    for lang in ("ar", "en", "fr"):
        words = explain(raised.value, lang)
        assert words != str(raised.value), f"{raised.value.code} has no words"
        assert "–" not in words, f"{raised.value.code} lacks a parameter"
    return raised.value


def test_figures_stand_where_they_belong(tables_in: Tables) -> None:
    panel = tables_in.panel()
    check(panel)
    assert panel.iso3 == ("AND", "KEN", "SSD")
    assert (panel.first_year, panel.last_year, panel.as_of) == (1989, 2023, "2023-12")
    kenya, year = 1, panel.column(2023)
    assert [panel.yearly[kind][kenya, year] for kind in ("state_based", "non_state")] == [40, 20]
    assert panel.total()[kenya, year] == 90
    assert panel.one_sided()[kenya, year] == 30
    assert panel.yearly["deaths_high"][kenya, year] == 99
    assert panel.months_to(2023, 12)[kenya].tolist() == [30, *[0] * 10, 60]
    assert panel.yearly["infant_mortality"][kenya, year] == 31.2
    assert abs(panel.yearly["gdp_growth"][kenya, year] - 2.345) <= 0.0051
    assert panel.yearly["displaced_abroad"][kenya, year] == 1700


def test_a_missing_row_is_a_zero_and_a_missing_state_is_not(tables_in: Tables) -> None:
    panel = tables_in.panel()
    andorra, south_sudan = 0, 2
    assert panel.total()[andorra, panel.column(2023)] == 0
    assert np.isnan(panel.total()[south_sudan, panel.column(2019)])
    assert np.isnan(panel.months_to(2019, 12)[south_sudan]).all()
    assert not panel.exists[south_sudan, panel.column(2019)]
    # UNHCR never names Andorra: unknown. It names Kenya, but not for 2022: none.
    assert np.isnan(panel.yearly["displaced_abroad"][andorra, panel.column(2023)])
    assert panel.yearly["displaced_abroad"][1, panel.column(2022)] == 0
    # Coups are covered from the first to the last year of the table only.
    assert panel.yearly["coup"][:, panel.column(2022)].tolist() == [0, 0, 1]
    assert np.isnan(panel.yearly["coup"][:, panel.column(2021)]).all()


def test_what_has_no_place_is_named(tables_in: Tables) -> None:
    sources = {source.id: source for source in tables_in.panel().sources}
    assert sources["wdi"].left_out == ("High income", "WLD")
    assert sources["unhcr"].left_out == ("PSE",)
    assert sources["ucdp_ged"].version == "25.1"
    assert all(source.licence and len(source.sha256) == 64 for source in sources.values())


def test_bounds_that_leave_the_middle_out_are_widened_and_counted(tables_in: Tables) -> None:
    tables_in.change(GED, 0, {"deaths_low": 16, "deaths_high": 14})
    panel = tables_in.panel()
    months = panel.months_to(2022, 12, "deaths_low")[1], panel.months_to(2022, 12, "deaths_high")[1]
    assert (months[0][2], months[1][2]) == (15, 15)
    assert {s.id: s.bounds_widened for s in panel.sources}["ucdp_ged"] == 1


def test_a_missing_file_is_named(tables_in: Tables) -> None:
    (tables_in.folder / f"{GED}.csv.gz").unlink()
    assert _refused(tables_in.folder).code == "panel.file_missing"


def test_a_missing_column_is_named(tables_in: Tables) -> None:
    tables_in.put("idmc_idps", ("year", "coo_iso"), [(2023, "SSD")])
    error = _refused(tables_in.folder)
    assert (error.code, error.params["columns"]) == ("panel.columns_missing", ["total"])


def test_a_half_downloaded_file_is_refused(tables_in: Tables) -> None:
    path = tables_in.folder / f"{OV}.csv.gz"
    path.write_bytes(path.read_bytes()[:-20])
    assert _refused(tables_in.folder).code == "panel.file_unreadable"


@pytest.mark.parametrize(
    ("name", "line", "values", "code"),
    [
        (GED, 0, {"deaths_best": -1}, "panel.negative"),
        (GED, 0, {"deaths_best": ""}, "panel.blank"),
        (GED, 0, {"month": 13}, "panel.not_a_number"),
        (GED, 0, {"year": 2022.5}, "panel.not_a_number"),
        (GED, 0, {"iso3": "ZZZ"}, "panel.country_unknown"),
        (GED, 3, {"year": 2019}, "panel.country_unknown"),
        (GED, 0, {"deaths_best": 17}, "panel.months_against_years"),
        (GED, 0, {"year": 2024}, "panel.months_beyond"),
        (GED, 0, {"deaths_best": "inf"}, "panel.not_a_number"),
        (GED, 0, {"deaths_best": "nan"}, "panel.blank"),
        (OV, 0, {"country_id_cy": 999}, "panel.country_unknown"),
        (OV, 0, {"sb_total_deaths_best_cy": 3}, "panel.kinds"),
        ("input_all_coups", 0, {"ccode": 999}, "panel.country_unknown"),
        ("input_wdi", 0, {"wdi.popsize.new": "many"}, "panel.not_a_number"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    tables_in: Tables, name: str, line: int, values: dict[str, object], code: str
) -> None:
    tables_in.change(name, line, values)
    assert _refused(tables_in.folder).code == code


@pytest.mark.parametrize(
    ("name", "row"),
    [
        (GED, ("KEN", 2023, 12, 0, 0, 0, 0, 0, 0)),
        (OV, (501, 2023, 0, 0, 0, 0, 0, 0, 0)),
        ("input_wdi", ("Kenya", "KEN", 2023, 1, 1, 1)),
        ("unhcr_population", (2023, "KEN", "ETH", 1, "")),
        ("idmc_idps", (2023, "SSD", 1)),
    ],
)
def test_the_same_key_twice_is_refused(tables_in: Tables, name: str, row: tuple[object, ...]) -> None:
    tables_in.add(name, row)
    error = _refused(tables_in.folder)
    assert error.code == "panel.duplicate"
    assert error.params["file"] == f"{name}.csv.gz"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (OV, UCDP_YEARLY),
        ("input_wdi", ("country", "iso3c", "year", "wdi.popsize.new", "wdi.imrate.new", "wdi.gdppcgrow.new")),
        ("unhcr_population", ("year", "coo_iso", "coa_iso", "refugees", "oip")),
        ("idmc_idps", ("year", "coo_iso", "total")),
        ("input_all_coups", ("ccode", "year", "cou.any")),
    ],
)
def test_an_empty_table_is_refused(tables_in: Tables, name: str, header: tuple[str, ...]) -> None:
    tables_in.put(name, header, [])
    error = _refused(tables_in.folder)
    assert (error.code, error.params["file"]) == ("panel.file_empty", f"{name}.csv.gz")


def test_the_last_good_panel_stays(tables_in: Tables, tmp_path: Path) -> None:
    into = tmp_path / "figures"
    store.keep(tables_in.panel(), into)
    before = {path.name: path.read_bytes() for path in into.iterdir()}
    tables_in.change(GED, 0, {"deaths_best": 17})
    with pytest.raises(PanelError):
        store.keep(tables_in.panel(), into)
    assert {path.name: path.read_bytes() for path in into.iterdir()} == before


def test_an_older_vintage_is_refused_unless_asked_for(tables_in: Tables, tmp_path: Path) -> None:
    into = tmp_path / "figures"
    store.keep(tables_in.panel(), into)
    _without_2023(tables_in)
    with pytest.raises(PanelError, match=r"panel\.older"):
        store.keep(tables_in.panel(), into)
    assert store.load(into).as_of == "2023-12"
    store.keep(tables_in.panel(), into, older=True)
    assert store.load(into).as_of == "2022-12"


def test_a_later_vintage_is_taken_whole(tables_in: Tables) -> None:
    for code in (501, 232, 626):
        tables_in.add(OV, (code, 2024, 0, 0, 0, 0, 0, 0, 0))
    panel = tables_in.panel()
    assert panel.as_of == "2024-12"
    assert panel.months_to(2024, 12).sum() == 0


def test_training_panels_reach_back_before_ucdp(tables_in: Tables) -> None:
    panel = tables_in.panel(first_year=1980)
    check(panel)
    assert panel.exists[:, panel.column(1985)].sum() == 0
    assert np.array_equal(panel.months_to(2023, 12), tables_in.panel().months_to(2023, 12))


def _without_2023(tables_in: Tables) -> None:
    tables_in.put(OV, UCDP_YEARLY, [(code, 2022, 0, 0, 0, 0, 0, 0, 0) for code in (501, 626)])
    tables_in.put(GED, UCDP_MONTHLY, [])


def test_an_earlier_version_is_refused_unless_asked_for(tables_in: Tables, tmp_path: Path) -> None:
    into = tmp_path / "figures"
    store.keep(tables_in.panel(), into)
    for name in (OV, GED):
        path = tables_in.folder / f"{name}.csv.gz"
        path.rename(path.with_name(path.name.replace("25_1", "24_1")))
    with pytest.raises(PanelError) as raised:
        store.keep(tables_in.panel(), into)
    assert raised.value.code == "panel.older_version"
    assert all("24.1" in explain(raised.value, lang) for lang in ("ar", "en", "fr"))
    store.keep(tables_in.panel(), into, older=True)
    assert store.load(into).sources[0].version == "24.1"


def test_without_a_place_to_keep_it_nothing_is_written(
    tables_in: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    kept.forget()
    with pytest.raises(PanelError, match="no_home"):
        store.keep(tables_in.panel(), older=True)


def test_what_may_not_be_passed_on_stays_here(tables_in: Tables, tmp_path: Path) -> None:
    tables_in.put("pts_2024", PTS, [("Kenya", 2023, 501, "KEN", 3, "", 4)])
    panel = tables_in.panel()
    kenya = panel.iso3.index("KEN")
    store.keep(panel, tmp_path / "here")
    store.keep(panel, tmp_path / "out", ship=True)
    assert store.load(tmp_path / "here").yearly["pts"][kenya, -1] == 3.5
    shipped = store.load(tmp_path / "out")
    assert np.isnan(shipped.yearly["pts"]).all()
    assert "pts" not in {source.id for source in shipped.sources}
    assert shipped.yearly["coup"][kenya, -1] == 0


def test_a_column_nobody_tells_of_is_there_and_unknown(tables_in: Tables) -> None:
    panel = tables_in.panel()
    assert np.isnan(panel.yearly["vdem_liberal"]).all()
    assert panel.yearly["vdem_liberal"].shape == panel.exists.shape
    with pytest.raises(PanelError, match="table_missing"):
        tables_in.read().needed("ewp_predictors")
