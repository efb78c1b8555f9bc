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
    ],
)
def test_numbers_mean_what_they_mean_in_their_system_and_year(
    system: crosswalk.System, code: int, year: int, iso3: str
) -> None:
    assert crosswalk.iso3(system, code, year) == iso3


@pytest.mark.parametrize(("system", "code", "year"), [("gw", 1, 2000), ("gw", 680, 1991), ("cow", 260, 2000)])
def test_a_number_that_meant_nobody_is_refused(system: crosswalk.System, code: int, year: int) -> None:
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
