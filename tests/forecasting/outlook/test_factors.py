from __future__ import annotations

from pathlib import Path

import pytest

from nadhir import doctrine
from nadhir.doctrine.phrases import phrasebook
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook import factors
from nadhir.forecasting.outlook.drivers import title_of
from nadhir.forecasting.outlook.levers import handles
from nadhir.forecasting.outlook.sight import BOOK
from nadhir.forecasting.outlook.ties import low_figures, speaks_to, together

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "features-and-factors.md"


def test_the_page_says_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == factors.markdown(), f"python -m {factors.__name__} {PAGE}"


@pytest.mark.parametrize("feature", descriptions())
def test_every_indicator_lies_under_a_factor_that_is_named(feature: str) -> None:
    framework, about = doctrine.load(factors.FRAMEWORK), descriptions()[feature]
    assert {framework.element(id_).kind for id_ in about.factors} <= {"factor"}
    assert {framework.element(id_).parent for id_ in about.indicators} == set(about.factors)


def test_every_group_has_a_name_of_its_own() -> None:
    book = phrasebook(BOOK)
    groups = {about.group for about in descriptions().values()}
    assert {group for group in groups if f"group.{group}" not in book} == set()


def test_a_group_without_a_name_is_called_by_its_first_figure() -> None:
    assert title_of("not a group", ["gdp_growth"]).en == "Economic growth"


def test_levers_touch_no_exposure_no_neighbours_and_no_past() -> None:
    told = descriptions()
    for handle in handles().values():
        for feature in handle.features:
            assert told[feature].group not in ("exposure", "neighbours"), feature
            assert not feature.startswith(("past_", "decayed_")), feature
        assert any(told[feature].indicators for feature in handle.features)


def test_low_figures_are_known_and_lie_under_their_factors() -> None:
    framework = doctrine.load(factors.FRAMEWORK)
    assert set(low_figures()) <= set(descriptions())
    for ties in low_figures().values():
        assert {framework.element(id_).parent for id_ in ties.indicators} == set(ties.factors)


def test_a_figure_speaks_by_where_it_stands() -> None:
    assert speaks_to("liberal_democracy", low=True).factors == ("1", "3", "6")
    assert speaks_to("liberal_democracy", low=False).factors == ()
    assert speaks_to("coup", low=True) == speaks_to("coup", low=False)
    assert together([speaks_to("coup", low=False), speaks_to("past_one_sided", low=False)]).factors == (
        "1",
        "2",
        "8",
    )


def test_no_figure_is_in_two_levers() -> None:
    features = [feature for handle in handles().values() for feature in handle.features]
    assert len(features) == len(set(features))


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    assert factors.main([str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text("utf-8").startswith("# From figures to risk factors")
