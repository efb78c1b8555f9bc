from __future__ import annotations

import pytest

from nadhir.forecasting.panel import store
from nadhir.forecasting.panel.neighbours import contiguous, neighbours


@pytest.mark.parametrize(
    ("iso3", "year", "touched", "not_touched"),
    [
        ("DEU", 1989, "DDR", "CZE"),
        ("DEU", 1995, "CZE", "DDR"),
        ("SDN", 2005, "UGA", "SSD"),
        ("SDN", 2015, "SSD", "UGA"),
        ("ETH", 1990, "SDN", "ERI"),
        ("RUS", 1985, "AFG", "TJK"),
        ("RUS", 2000, "UKR", "AFG"),
        ("SRB", 2005, "ALB", "MNE"),
        ("SRB", 2010, "MNE", "ALB"),
        ("MAR", 2000, "MRT", "PRT"),
        ("YEM", 2000, "DJI", "SOM"),
        ("KHM", 2000, "VNM", "MYS"),
    ],
)
def test_borders_are_those_of_the_year(iso3: str, year: int, touched: str, not_touched: str) -> None:
    assert touched in neighbours(iso3, year)
    assert not_touched not in neighbours(iso3, year)


def test_touching_is_mutual_and_nobody_touches_itself() -> None:
    iso3 = store.load().iso3
    touch = contiguous(iso3, 2020)
    assert (touch == touch.T).all()
    assert not touch.diagonal().any()
    assert touch[iso3.index("RWA"), iso3.index("COD")]
    # Every code of the list is a State of the panel, or one that ended before its figures begin.
    alone = {code for code, row in zip(iso3, touch, strict=True) if not row.any()}
    assert {"MDG", "NZL", "ISL"} <= alone
    assert not {"SSD", "PRK", "TLS", "XKX", "GBR"} & alone


def test_every_border_is_of_states_we_know() -> None:
    known = {*store.load().iso3, "LIE", "MCO", "AND", "SMR", "VDR", "XKX", "LCA", "VCT", "DMA", "GRD"}
    from nadhir.forecasting.panel.neighbours import _borders

    assert {code for one, other, *_ in _borders() for code in (one, other)} <= known
    assert all(first <= last for *_, first, last in _borders())
