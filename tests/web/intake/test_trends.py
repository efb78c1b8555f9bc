"""Expressions over time: each counted once, in its month, by what a person said where one did."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.sources import WrittenDate
from nadhir.web.core.models import Tlp
from nadhir.web.intake import selectors
from nadhir.web.intake.models import Item
from nadhir.web.intake.services import Correction, finding_judge
from nadhir.web.intake.trends import Asked, Point, Trend, months_before, periods, start_of, surge_of, trend_of
from tests.web.conftest import World

CALL = "Kill all the Shia, they are vermin."
TODAY = date(2026, 6, 20)


def asked(**more: Any) -> Asked:
    return Asked(**{"since": date(2026, 1, 1), "until": TODAY, **more})


def said(world: World, day: date, text: str = CALL, **fields: Any) -> Item:
    number = world.made["said"] = world.made.get("said", 0) + 1
    when = WrittenDate(str(day), day, day, "day")
    return world.item(f"{text} {number}", external_id=f"said-{number}", published=when, **fields)


def told(world: World, persona: str = "analyst", **more: Any) -> Trend:
    return trend_of(selectors.items(world.viewer(persona)), asked(**more))


# ------------------------------------------------------------------ weeks and months


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800), st.sampled_from(["week", "month"]))
def test_every_day_falls_into_one_period(since: date, days: int, unit: Any) -> None:
    until = since + timedelta(days=days)
    starts = list(periods(since, until, unit))
    assert starts == sorted(set(starts))
    assert {start_of(since + timedelta(days=n), unit) for n in range(days + 1)} == set(starts)


def test_months_before_cross_the_year() -> None:
    assert months_before(date(2026, 3, 31), 6) == date(2025, 9, 1)
    assert months_before(date(2026, 12, 1), 12) == date(2025, 12, 1)


# ------------------------------------------------------------------ the surge


def months(*pairs: tuple[int, int]) -> list[Point]:
    return [Point(date(2026, 1 + at, 1), many, screened) for at, (many, screened) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("now", "rising", "few"),
    [
        ((12, 100), True, False),
        ((8, 100), False, False),  # not twice as many
        ((12, 900), False, False),  # more came in, no larger share
        ((12, 20), True, True),
    ],
)
def test_a_surge_is_more_in_number_and_as_a_share(now: tuple[int, int], rising: bool, few: bool) -> None:
    surge = surge_of(months(*[(4, 100)] * 6, now))
    assert (surge.now, surge.mean, surge.rising, surge.few) == (now[0], 4.0, rising, few)


def test_two_after_nothing_are_no_surge() -> None:
    assert not surge_of(months(*[(0, 100)] * 6, (2, 100))).rising
    assert surge_of(months(*[(0, 0)] * 6, (9, 100))).few


# ------------------------------------------------------------------ counting

pytestmark = pytest.mark.django_db


def test_expressions_stand_in_their_month_among_what_was_screened(world: World) -> None:
    said(world, date(2026, 2, 3))
    said(world, date(2026, 2, 27))
    said(world, date(2026, 2, 28), "A calm market day was reported in the town.")
    said(world, date(2025, 12, 31))
    trend = told(world)
    assert [point.start.month for point in trend.points] == [1, 2, 3, 4, 5, 6]
    assert (trend.points[1].expressions, trend.points[1].screened) == (2, 3)
    assert trend.points[1].share == pytest.approx(2 / 3)
    assert (trend.expressions, trend.points[0].share) == (2, None)
    assert [(part.key, part.total, part.counts) for part in trend.groups] == [("shia", 2, (0, 2, 0, 0, 0, 0))]
    assert [part.key for part in trend.languages] == ["en"]
    assert "dehumanisation" in {part.key for part in trend.hallmarks}
    assert [point.expressions for point in told(world, unit="week").points].count(1) == 2


def test_a_person_s_word_counts_before_the_machine_s(world: World) -> None:
    dismissed, corrected = said(world, date(2026, 3, 1)), said(world, date(2026, 3, 2))
    analyst = world.viewer("analyst")
    finding_judge(viewer=analyst, item=dismissed, verdict="dismissed")
    finding_judge(
        viewer=analyst, item=corrected, verdict="corrected", correction=Correction(targets=["jews"])
    )
    trend = told(world)
    assert (trend.expressions, trend.screened) == (1, 2)
    assert [part.key for part in trend.groups] == ["jews"]


def test_filters_narrow_what_is_counted(world: World) -> None:
    said(world, date(2026, 3, 1))
    said(world, date(2026, 3, 2), "Jews are vermin.")
    said(world, date(2026, 3, 3), "اقتلوا الشيعة كلهم في هذه المدينة")
    assert told(world, group="jews").expressions == 1
    assert told(world, group="jews").screened == 3, "a share of all that was screened"
    assert told(world, language="ar").screened == 1
    assert told(world, level="urgent").expressions < told(world, level="watch").expressions
    assert told(world, hallmark="dehumanisation", group="jews").expressions == 1
    assert told(world, place="XN").expressions == 0


def test_places_count_by_country(world: World) -> None:
    world.event()
    item = said(world, date(2026, 3, 1), "Kill all the Shia of Nairobi and of Kenya.")
    if item.item_places.exists():
        code = item.item_places.values_list("place__code", flat=True)[0].partition("-")[0]
        assert [part.key for part in told(world).places] == [code]
        assert told(world, place=code).expressions == 1


def test_nothing_is_counted_that_one_may_not_see(world: World) -> None:
    said(world, date(2026, 3, 1), source=world.source(slug="secret", tlp=Tlp.RED))
    said(world, date(2026, 3, 1))
    assert told(world).expressions == 2
    assert told(world, "reviewer").expressions == 1
    assert told(world, "outsider").screened == 0
