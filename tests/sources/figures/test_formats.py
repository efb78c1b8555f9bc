"""Each public format in its own columns; figures made up, States real because codes are what is tested."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from nadhir.errors import PanelError
from nadhir.forecasting.panel import Table, assemble
from nadhir.sources.figures import connectors, read, read_folder
from nadhir.sources.figures.files import SourceFile
from tests.forecasting.conftest import Tables

CONNECTORS = {connector.id: connector for connector in connectors()}


def table(
    source: str,
    header: str,
    *rows: Sequence[object],
    name: str = "t.csv",
    separator: str = ",",
    before: str = "",
) -> Table:
    """What the source `source` makes of a table."""
    out = io.StringIO()
    out.write(before)
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows([header.split(), *rows])
    return read(CONNECTORS[source], (SourceFile(name, "", out.getvalue().encode()),))


def rows(made: Table, *columns: str) -> list[tuple[object, ...]]:
    return made.frame.select("iso3", "year", *columns).rows()


def test_powell_and_thynes_own_file_has_a_row_a_coup() -> None:
    made = table(
        "coups",
        "country ccode year month day coup version",
        ("Sudan", 625, 2021, 9, 21, 1, "v"),
        ("Sudan", 625, 2021, 10, 25, 2, "v"),
        ("Niger", 436, 2021, 3, 31, 1, "v"),
        separator="\t",
    )
    assert rows(made, "coup", "coup_success") == [("NER", 2021, 1, 0), ("SDN", 2021, 1, 1)]
    assert (made.absent, made.covers) == ("zero", (2021, 2021))


def test_ethnic_power_relations_are_summed_over_groups() -> None:
    header = "gwid statename from to group groupid gwgroupid umbrella size status reg_aut"
    made = table(
        "epr",
        header,
        (501, "Kenya", 2000, 2001, "A", 1, 1, "", 0.5, "SENIOR PARTNER", ""),
        (501, "Kenya", 2000, 2001, "B", 2, 2, "", 0.2, "DISCRIMINATED", ""),
        (501, "Kenya", 2001, 2001, "C", 3, 3, "", 0.1, "POWERLESS", ""),
        (501, "Kenya", 2001, 2001, "D", 4, 4, "", 0.1, "IRRELEVANT", ""),
        name="EPR-2021.csv",
    )
    assert made.source.version == "2021"
    told = rows(made, "excluded_share", "discriminated_share", "groups_excluded", "groups_relevant")
    assert [row[:2] + row[3:] for row in told] == [("KEN", 2000, 0.2, 1, 2), ("KEN", 2001, 0.2, 2, 3)]
    assert made.frame["excluded_share"].round(6).to_list() == [0.2, 0.3]


@pytest.mark.parametrize(
    ("header", "before"),
    [
        (
            "Country_Name,Country_Code,Indicator_Name,Indicator_Code,2022,2023",
            '"Data Source","WDI",\n\n"Last"\n\n',
        ),
        ("Country_Name,Country_Code,Series_Name,Series_Code,2022_[YR2022],2023_[YR2023]", ""),
    ],
)
def test_the_world_banks_own_downloads_have_years_across(header: str, before: str) -> None:
    lines = [
        header.replace("_", " "),
        "Kenya,KEN,x,SP.POP.TOTL,49.6,50.4",
        "World,WLD,x,SP.POP.TOTL,8,8",
        "Kenya,KEN,x,NY.GDP.PCAP.KD.ZG,-1.256,..",
        "Kenya,KEN,x,SP.ADO.TFRT,1,1",
    ]
    file = SourceFile("API_x_DS2_en.csv", "", (before + "\n".join(lines) + "\n").encode())
    made = read(CONNECTORS["wdi"], (file,))
    assert rows(made, "population", "gdp_growth") == [("KEN", 2022, 50, -1.26), ("KEN", 2023, 50, None)]
    assert made.source.left_out == ("WLD",)


def test_two_files_of_one_series_are_not_guessed_between() -> None:
    text = b"Country Name,Country Code,Indicator Name,Indicator Code,2022\nKenya,KEN,x,SP.POP.TOTL,5\n"
    files = (SourceFile("a.csv", "", text), SourceFile("b.csv", "", text))
    with pytest.raises(PanelError, match="file_ambiguous"):
        read(CONNECTORS["wdi"], files)


def test_v_dem_in_full_and_in_part() -> None:
    part = table(
        "vdem", "country_text_id year v2x_polyarchy v2x_libdem", ("CZE", 1990, 0.5, 0.4), ("ZZB", 1990, 1, 1)
    )
    assert rows(part, "vdem_polyarchy") == [("CSK", 1990, 0.5)]
    assert part.source.left_out == ("ZZB",)
    full = table(
        "vdem",
        "country_text_id year v2x_polyarchy v2x_libdem v2xcs_ccsi v2x_clphy v2clkill v2csreprss v2smpolhate",
        ("CZE", 1993, 0.8, 0.7, 0.9, 0.9, -1.5, 2.5, -0.3),
        name="V-Dem-CY-Full+Others-v15.csv",
    )
    assert rows(full, "vdem_civil_society", "vdem_killings") == [("CZE", 1993, 0.9, -1.5)]
    assert full.source.version == "15"


ACLED = "event_id_cnty event_date event_type sub_event_type civilian_targeting iso country fatalities"


def test_acled_is_summed_by_month() -> None:
    made = table(
        "acled",
        ACLED,
        ("KEN1", "02 January 2023", "Battles", "Armed clash", "", 404, "Kenya", 3),
        ("KEN2", "2023-01-31", "Violence against civilians", "Attack", "Civilian targeting", 404, "Kenya", 4),
        ("KEN3", "2023-01-31", "Explosions/Remote violence", "x", "Civilian targeting", 404, "Kenya", 1),
        ("YUG1", "01 February 2005", "Riots", "Mob violence", "", 891, "Serbia and Montenegro", 0),
        ("XXX1", "01 February 2005", "Riots", "Mob violence", "", 0, "Nowhere", 0),
    )
    told = made.frame.select("iso3", "year", "month", "acled_deaths", "acled_civilians_targeted").rows()
    assert told == [("KEN", 2023, 1, 8, 2), ("SRB", 2005, 2, 0, 0)]
    assert made.source.left_out == ("0",)
    assert not CONNECTORS["acled"].ship


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("KEN1", "32 January 2023", "Battles", "", "", 404, "Kenya", 3), "panel.not_a_number"),
        (("KEN1", "2023-01-01", "Skirmish", "", "", 404, "Kenya", 3), "panel.not_a_number"),
        (("KEN1", "2023-01-01", "Battles", "", "", 404, "Kenya", -3), "panel.negative"),
        (("KEN1", "2023-01-01", "Battles", "", "", 404, "Kenya", ""), "panel.blank"),
        (("KEN0", "2023-01-01", "Battles", "", "", 404, "Kenya", 1), "panel.duplicate"),
    ],
)
def test_acled_rows_that_cannot_be_are_refused(row: tuple[object, ...], code: str) -> None:
    with pytest.raises(PanelError) as raised:
        table("acled", ACLED, ("KEN0", "2023-01-01", "Battles", "", "", 404, "Kenya", 1), row)
    assert raised.value.code == code


def test_reign_by_month_tells_the_year_as_it_ended() -> None:
    header = "ccode leader year month tenure_months irregular anticipation government militarycareer"
    made = table(
        "reign",
        header,
        (625, "A", 2019, 3, 357, 0, 1, "Military-Personal", 1),
        (625, "B", 2019, 12, 8, 1, 0, "Provisional - Military", 1),
    )
    told = rows(
        made, "leader_years", "irregular_leader", "anticipated_election", "regime_military", "regime_party"
    )
    assert told == [("SDN", 2019, 0.67, 1, 1, 1, 0)]


def test_governance_with_several_indicators() -> None:
    made = table(
        "wgi",
        "code countryname year indicator estimate",
        ("KEN", "Kenya", 2020, "va", -0.31249),
        ("KEN", "Kenya", 2020, "rl", -0.5),
        ("ROM", "Romania", 2020, "va", ".."),
    )
    assert rows(made, "wgi_voice", "wgi_rule_of_law") == [
        ("KEN", 2020, -0.312, -0.5),
        ("ROU", 2020, None, None),
    ]


def test_tables_of_income_as_their_publishers_write_them() -> None:
    made = table(
        "maddison", "countrycode country region year gdppc pop", ("KEN", "Kenya", "x", 2020, 3500.4, 50000)
    )
    assert rows(made, "gdp_per_person_maddison") == [("KEN", 2020, 3500)]
    made = table("pwt", "countrycode year rgdpna pop", ("KEN", 2018, 100, 10), ("KEN", 2019, 121, 11))
    assert rows(made, "gdp_growth_pwt") == [("KEN", 2018, None), ("KEN", 2019, 10.0)]


def test_countries_by_name() -> None:
    made = table(
        "hief",
        "Country Year EFindex",
        ("Yemen Arab Republic", 1985, 0.1),
        ("Yemen PDR", 1985, 0.2),
        ("Cote d'Ivoire", 1985, 0.8),
        ("Atlantis", 1985, 0.5),
    )
    assert rows(made, "fractionalisation") == [("CIV", 1985, 0.8), ("YEM", 1985, 0.1), ("YMD", 1985, 0.2)]
    assert made.source.left_out == ("Atlantis",)


def test_terror_is_the_mean_of_what_is_coded() -> None:
    made = table(
        "pts",
        "Country Year COW_Code_N WordBank_Code_A PTS_A PTS_H PTS_S",
        ("Kenya", 2020, 501, "KEN", 3, "NA", 4),
        ("Serbia", 2020, "", "SRB", 2, "", ""),
        ("European Union", 2020, "", "", 1, 1, 1),
    )
    assert rows(made, "pts") == [("KEN", 2020, 3.5), ("SRB", 2020, 2.0)]
    assert made.source.left_out == ("European Union",)


EVENTS = (
    "id",
    "year",
    "type_of_violence",
    "country_id",
    "date_start",
    "date_end",
    "deaths_civilians",
    "best",
    "low",
    "high",
)


def _event(id_: int, month: str, *, country: int = 501, kind: int = 1, best: int = 5) -> tuple[object, ...]:
    return id_, int(month[:4]), kind, country, f"{month}-03 00:00:00.000", f"{month}-04", 1, best, 1, 9


def test_candidate_events_carry_the_months_on_and_are_marked(tables_in: Tables) -> None:
    name = "ucdp_candidate_events_2024_2"
    tables_in.put(name, EVENTS, [_event(1, "2024-01"), _event(2, "2024-02", kind=3), _event(3, "2024-04")])
    panel = tables_in.panel()
    # April stands alone: March is not there, so the grid ends with February.
    assert (panel.as_of, panel.last_year, panel.provisional_months) == ("2024-02", 2023, 2)
    kenya = panel.iso3.index("KEN")
    assert panel.monthly["deaths"][kenya, -2:].tolist() == [5, 5]
    assert panel.monthly["deaths_one_sided"][kenya, -2:].tolist() == [0, 5]
    assert panel.monthly["deaths"][panel.iso3.index("AND"), -2:].tolist() == [0, 0]
    assert panel.months_to(2023, 12)[kenya].tolist() == [30, *[0] * 10, 60]
    (source,) = (source for source in panel.sources if source.id == "ucdp_candidate")
    assert source.version == "2024.2"
    assert read_folder(tables_in.folder)["ucdp_candidate"].provisional


def test_a_later_candidate_file_corrects_the_earlier(tables_in: Tables) -> None:
    tables_in.put("ucdp_candidate_events_2024_1", EVENTS, [_event(1, "2024-01", best=5)])
    tables_in.put(
        "ucdp_candidate_events_2024_2", EVENTS, [_event(1, "2024-01", best=7), _event(2, "2024-02")]
    )
    panel = tables_in.panel()
    assert panel.monthly["deaths"][panel.iso3.index("KEN"), -2:].tolist() == [7, 5]


def test_candidate_events_of_years_already_final_change_nothing(tables_in: Tables) -> None:
    before = tables_in.panel()
    tables_in.put("ucdp_candidate_events_2023_10", EVENTS, [_event(1, "2023-10")])
    after = tables_in.panel()
    assert (after.as_of, after.sources) == (before.as_of, before.sources)


def test_the_event_file_takes_the_place_of_the_summed_one(tables_in: Tables) -> None:
    final = [
        _event(1, "2022-03", kind=3, best=15),
        _event(2, "2023-01", best=30),
        _event(3, "2023-12", kind=2, best=60),
        _event(4, "2023-06", country=626, kind=3, best=200),
    ]
    tables_in.put("GEDEvent_v25_1", EVENTS, final)
    panel = tables_in.panel()
    kenya = panel.iso3.index("KEN")
    assert panel.monthly["deaths_non_state"][kenya, -1] == 60
    assert panel.monthly["deaths_one_sided"][kenya, -24:].sum() == 15
    assert "ucdp_ged" not in read_folder(tables_in.folder)
    (tables_in.folder / "ucdp_ged_25_1_country_month.csv.gz").unlink()
    assert tables_in.panel().as_of == "2023-12"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (_event(1, "2024-01"), "panel.duplicate"),
        (_event(9, "2024-01", country=999), "panel.country_unknown"),
        (_event(9, "2024-01", kind=4), "panel.not_a_number"),
        (_event(9, "2024-01", best=-1), "panel.negative"),
        (_event(9, "2024-13"), "panel.not_a_number"),
    ],
)
def test_events_that_cannot_be_are_refused(tables_in: Tables, row: tuple[object, ...], code: str) -> None:
    tables_in.put("ucdp_candidate_events_2024_1", EVENTS, [_event(1, "2024-01"), row])
    with pytest.raises(PanelError) as raised:
        tables_in.panel()
    assert raised.value.code == code


def test_two_vintages_side_by_side_are_not_guessed_between(tables_in: Tables) -> None:
    path = tables_in.folder / "ucdp_ged_25_1_country_month.csv.gz"
    (tables_in.folder / "ucdp_ged_24_1_country_month.csv.gz").write_bytes(path.read_bytes())
    with pytest.raises(PanelError, match="file_ambiguous"):
        read_folder(tables_in.folder)


def test_small_tables_are_refused_where_whole_ones_are_expected(tables_in: Tables) -> None:
    with pytest.raises(PanelError) as raised:
        read_folder(tables_in.folder, expect=True)
    assert raised.value.code == "panel.expected"


def test_months_of_views_are_counted_from_1980(tables_in: Tables) -> None:
    tables_in.put("views_cm_history", ("month_id", "237", "57"), [(528, 4, ""), (527, 0, 2)])
    tables = tables_in.read()
    told = (
        tables.frame("views_history")
        .select("iso3", "year", "month", "country_id", "views_state_based")
        .rows()
    )
    assert ("KEN", 2023, 12, 237, 4) in told
    assert len(told) == 3
    panel = assemble(tables)
    assert panel.monthly["views_state_based"][panel.iso3.index("KEN"), -1] == 4


def test_windows_of_the_challenge(tmp_path: Path) -> None:
    frame = pl.DataFrame({"month_id": [517, 518], "country_id": [1, 1], "outcome": [0, 3]})
    frame.write_parquet(tmp_path / "views_cm_actuals_2023.parquet")
    told = read_folder(tmp_path, only={"views_actuals"}).frame("views_actuals")
    assert told.rows() == [(2023, 1, 517, 0), (2023, 1, 518, 3)]
    frame.vstack(frame).write_parquet(tmp_path / "views_cm_actuals_2023.parquet")
    with pytest.raises(PanelError, match="duplicate"):
        read_folder(tmp_path, only={"views_actuals"})
    (tmp_path / "views_cm_actuals_2023.parquet").write_bytes(b"PAR1half")
    with pytest.raises(PanelError, match="file_unreadable"):
        read_folder(tmp_path, only={"views_actuals"})


def test_every_description_is_whole() -> None:
    assert len(CONNECTORS) >= 28
    for connector in CONNECTORS.values():
        assert callable(connector.parse())
        assert connector.backtest == (not connector.columns), connector.id
