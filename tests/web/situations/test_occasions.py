"""Occasions: recorded through services, read through selectors, told of year by year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nadhir.errors import Conflict, NotAllowed, NotPossibleNow
from nadhir.web.core.models import Tlp
from nadhir.web.directory.services import place_invent
from nadhir.web.situations import occasions, services
from nadhir.web.situations.models import Occasion

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


def record(world: Any, persona: str = "analyst", **fields: Any) -> Occasion:
    defaults: dict[str, Any] = {"names": {"en": "Election"}, "starts_on": TODAY + timedelta(days=10)}
    return services.occasion_record(viewer=world.viewer(persona), **{**defaults, **fields})


def test_what_happens_at_a_place_of_the_situation_is_ahead(world):
    situation = world.situation()
    here = record(world, places=[world.place.pk], kind="election", triggers=["8.8"])
    record(world, names={"en": "Elsewhere"})
    told = occasions.occasions_ahead(world.viewer("analyst"), situation, TODAY, 30)
    assert [(one.occasion, one.days, one.in_lead) for one in told] == [(here, 10, True)]


def test_what_concerns_the_country_or_a_part_of_the_place_is_ahead_too(world):
    country = place_invent(code="XNC", names={"en": "Country"})
    region = place_invent(code="XNC-1", names={"en": "Region"}, parent=country)
    other = place_invent(code="XNC-2", names={"en": "Other region"}, parent=country)
    viewer = world.viewer("analyst")
    in_region = services.situation_open(viewer=viewer, names={"en": "R"}, places=[region.pk])
    in_country = services.situation_open(viewer=viewer, names={"en": "C"}, places=[country.pk])
    national, local, next_door = (
        record(world, names={"en": name}, places=[place.pk])
        for name, place in (("national", country), ("local", region), ("next door", other))
    )

    def ahead(situation: Any) -> set[Occasion]:
        return {one.occasion for one in occasions.occasions_ahead(viewer, situation, TODAY, 30)}

    assert ahead(in_region) == {national, local}
    assert ahead(in_country) == {national, local, next_door}


def test_a_long_lead_time_is_told_before_the_horizon(world):
    situation = world.situation()
    record(world, situations=[situation], starts_on=TODAY + timedelta(days=100), lead_days=120)
    far = record(world, situations=[situation], starts_on=TODAY + timedelta(days=100), lead_days=90)
    told = occasions.occasions_ahead(world.viewer("analyst"), situation, TODAY, 30)
    assert [one.occasion.lead_days for one in told] == [120]
    assert far.pk not in {one.occasion.pk for one in told}


def test_what_is_under_way_is_told_and_what_is_over_is_not(world):
    situation = world.situation()
    under_way = record(world, situations=[situation], starts_on=date(2026, 2, 20), ends_on=date(2026, 3, 2))
    record(world, situations=[situation], starts_on=date(2026, 2, 20), ends_on=date(2026, 2, 28))
    told = occasions.occasions_ahead(world.viewer("analyst"), situation, TODAY, 30)
    assert [(one.occasion, one.days, one.under_way) for one in told] == [(under_way, 0, True)]


@pytest.mark.parametrize(
    ("starts_on", "until", "first", "last", "expected"),
    [
        (date(1994, 4, 7), None, date(2026, 1, 1), date(2027, 12, 31), ["2026-04-07", "2027-04-07"]),
        (date(2024, 2, 29), None, date(2027, 1, 1), date(2028, 12, 31), ["2027-02-28", "2028-02-29"]),
        (date(2024, 5, 1), date(2026, 5, 1), date(2026, 1, 1), date(2028, 1, 1), ["2026-05-01"]),
        (date(2026, 5, 1), None, date(2024, 1, 1), date(2026, 12, 31), ["2026-05-01"]),
    ],
)  # fmt: skip
def test_a_yearly_day_comes_back(world, starts_on, until, first, last, expected):
    one = record(world, starts_on=starts_on, yearly=True, yearly_until=until)
    times = occasions.between([one], first, last, today=first)
    assert [time.on.isoformat() for time in times] == expected


def test_a_yearly_feast_over_the_new_year_is_met_in_january(world):
    one = record(world, starts_on=date(2020, 12, 30), ends_on=date(2021, 1, 2), yearly=True)
    times = occasions.between([one], date(2026, 1, 1), date(2026, 1, 31), today=TODAY)
    assert [(time.on, time.until) for time in times] == [(date(2025, 12, 30), date(2026, 1, 2))]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"names": {"en": "  "}}, "occasion.without_name"),
        ({"ends_on": TODAY}, "occasion.ends_before"),
        ({"ends_on": TODAY + timedelta(days=400)}, "occasion.too_long"),
        ({"starts_on": date(1700, 1, 1)}, "occasion.out_of_range"),
        ({"yearly_until": date(2030, 1, 1)}, "occasion.last_time"),
        ({"lead_days": 5000}, "occasion.lead_time"),
        ({"triggers": ["7.1"]}, "occasion.trigger"),
    ],
)
def test_what_cannot_be_is_refused(world, fields, code):
    with pytest.raises(NotPossibleNow) as refused:
        record(world, **fields)
    assert refused.value.code == code
    assert not Occasion.objects.exists()


def test_a_cancelled_occasion_is_kept_and_no_longer_told(world):
    situation = world.situation()
    one = record(world, situations=[situation])
    viewer = world.viewer("analyst")
    with pytest.raises(NotPossibleNow):
        services.occasion_cancel(viewer=viewer, occasion=one, because=" ")
    services.occasion_cancel(viewer=viewer, occasion=one, because="Postponed.")
    assert occasions.occasions_ahead(viewer, situation, TODAY) == []
    assert Occasion.objects.get() == one
    with pytest.raises(NotPossibleNow):
        services.occasion_change(viewer=viewer, occasion=one, lead_days=3)


def test_nobody_overwrites_a_change_in_silence(world):
    one = record(world)
    services.occasion_change(viewer=world.viewer("second_analyst"), occasion=one, lead_days=3)
    with pytest.raises(Conflict):
        services.occasion_change(viewer=world.viewer("analyst"), occasion=one, version=1, lead_days=9)
    assert Occasion.objects.get().lead_days == 3


def test_another_organisation_reads_what_is_green_and_leaves_it_alone(world):
    one = record(world, tlp=Tlp.GREEN)
    theirs = world.viewer("partner_analyst")
    assert occasions.occasion(theirs, one.pk) == one
    with pytest.raises(NotAllowed):
        services.occasion_change(viewer=theirs, occasion=one, lead_days=1)


def test_an_occasion_does_not_tell_of_a_situation_that_its_reader_may_not_see(world):
    hidden = world.situation(tlp=Tlp.AMBER_STRICT)
    one = record(world, tlp=Tlp.GREEN, situations=[hidden])
    seen = occasions.occasion(world.viewer("partner_analyst"), one.pk)
    assert list(seen.situations.all()) == []


def test_ties_to_situations_that_the_viewer_may_not_see_survive_a_change(world):
    mine = world.situation()
    secret = services.situation_open(
        viewer=world.viewer("second_analyst"), names={"en": "S"}, places=[], tlp=Tlp.RED
    )
    one = record(world, "second_analyst", situations=[mine, secret])
    services.occasion_change(viewer=world.viewer("analyst"), occasion=one, situations=[])
    assert list(one.situations.all()) == [secret]


@pytest.mark.parametrize("persona", ["reporter", "officer", "decision_maker", "reviewer"])
def test_only_analysts_and_coordinators_keep_the_calendar(world, persona):
    with pytest.raises(NotAllowed):
        record(world, persona)
    assert record(world, "coordinator").owner == world.organisations["network"]
