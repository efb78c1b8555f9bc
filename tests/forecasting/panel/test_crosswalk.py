from __future__ import annotations

import itertools

import pytest

from nadhir.doctrine import places
from nadhir.errors import PanelError
from nadhir.forecasting.panel import crosswalk


@pytest.mark.parametrize(
    ("system", "code", "year", "iso3"),
    [
        ("gw", 260, 2000, "DEU"),
        ("cow", 260, 1980, "DEU"),
        ("cow", 255, 2000, "DEU"),
        ("gw", 678, 2000, "YEM"),
        ("cow", 678, 1985, "YEM"),
        ("cow", 679, 2000, "YEM"),
        ("gw", 680, 1990, "YMD"),
        # The Pacific numbers mean other islands in the two systems.
        ("gw", 970, 2000, "KIR"),
        ("cow", 970, 2000, "NRU"),
        ("cow", 946, 2000, "KIR"),
        ("gw", 972, 2000, "TON"),
        ("cow", 955, 2000, "TON"),
        ("gw", 345, 1990, "SRB"),
        ("gw", 347, 2010, "XKX"),
        ("gw", 365, 1990, "RUS"),
        ("views", 237, 2020, "KEN"),
        # Polity renumbers a State that broke up; UCDP keeps Serbia's number.
        ("polity", 364, 1985, "RUS"),
        ("polity", 365, 1995, "RUS"),
        ("polity", 347, 2000, "SRB"),
        ("polity", 342, 2010, "SRB"),
        ("polity", 341, 2010, "XKX"),
        ("polity", 348, 2010, "MNE"),
        ("polity", 525, 2015, "SSD"),
        ("polity", 626, 2015, "SDN"),
        ("polity", 529, 2000, "ETH"),
        ("polity", 530, 1980, "ETH"),
        ("polity", 818, 1990, "VNM"),
        ("polity", 769, 1960, "PAK"),
        ("polity", 501, 2000, "KEN"),
        ("gw", 625, 2015, "SDN"),
        ("gw", 626, 2015, "SSD"),
        ("gw", 530, 1985, "ETH"),
        ("gw", 531, 1995, "ERI"),
        ("gw", 315, 1990, "CSK"),
        ("gw", 316, 1995, "CZE"),
        ("gw", 317, 1995, "SVK"),
        ("gw", 816, 2000, "VNM"),
        ("gw", 817, 1970, "VDR"),
        ("gw", 860, 2010, "TLS"),
        ("ucdp", 345, 2010, "SRB"),
        ("gw", 340, 2010, "SRB"),
        ("gw", 341, 2010, "MNE"),
        # ACLED writes ISO's digits; some were withdrawn.
        ("m49", 404, 2020, "KEN"),
        ("m49", 736, 2005, "SDN"),
        ("m49", 729, 2015, "SDN"),
        ("m49", 891, 2004, "SRB"),
        ("m49", 688, 2010, "SRB"),
        ("m49", 280, 1985, "DEU"),
        ("m49", 720, 1985, "YMD"),
        ("iso2", "XK", 2020, "XKX"),
        ("iso3", "ROM", 2000, "ROU"),
        ("iso3", "ZAR", 1995, "COD"),
        ("iso3", "TMP", 2002, "TLS"),
        ("vdem", "CZE", 1992, "CSK"),
        ("vdem", "CZE", 1993, "CZE"),
        ("vdem", "DDR", 1980, "DDR"),
        ("name", "Yemen PDR", 1980, "YMD"),
        ("name", "USSR", 1985, "RUS"),
        ("name", "Ivory Coast", 1985, "CIV"),
    ],
)
def test_numbers_mean_what_they_mean_in_their_system_and_year(
    system: crosswalk.System, code: crosswalk.Code, year: int, iso3: str
) -> None:
    assert crosswalk.iso3(system, code, year) == iso3


@pytest.mark.parametrize(
    ("system", "code", "year"),
    [
        ("gw", 1, 2000),
        ("gw", 680, 1991),
        ("cow", 260, 2000),
        ("m49", 891, 2010),
        ("vdem", "ZZB", 1960),
        ("iso3", "WLD", 2020),
        ("iso2", "ZZ", 2020),
        ("name", "Atlantis", 2020),
        ("polity", 364, 2000),
    ],
)
def test_a_number_that_meant_nobody_is_refused(
    system: crosswalk.System, code: crosswalk.Code, year: int
) -> None:
    with pytest.raises(PanelError, match="country_unknown"):
        crosswalk.iso3(system, code, year)


def test_no_number_means_two_states_at_once() -> None:
    for spans in crosswalk.spans().values():
        for one, other in itertools.combinations(spans, 2):
            assert one.last < other.first or other.last < one.first


def test_numbers_of_today_mean_the_places_of_the_gazetteer() -> None:
    lookup = {"gw": places.by_ucdp, "cow": places.by_cow}
    compared = 0
    for (system, code), spans in crosswalk.spans().items():
        if system in lookup and spans[-1].last > 2023 and code != 340:
            assert lookup[system](int(code), 2023).iso3 == spans[-1].iso3, (system, code)
            compared += 1
    assert compared > 380
