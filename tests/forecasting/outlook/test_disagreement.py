from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from nadhir import doctrine
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.forecasting import country_outlook, watch_list
from nadhir.forecasting.outlook.disagreement import (
    Side,
    Stand,
    View,
    disagreement,
    jump,
    seen_by_people,
    side_of,
)
from nadhir.forecasting.outlook.watch import level_of

FIGURE = Reason("reason.coup", {"years": ["2021"], "indicators": ["1.4", "8.4"]}, "nadhir.forecasting")


def stand(
    risk: float,
    rank: int = 40,
    before: int | None = 40,
    *,
    earlier: float | None = None,
    level: int | None = None,
) -> Stand:
    return Stand(
        iso3="KEN",
        name=Text(ar="كينيا", en="Kenya", fr="Kenya"),
        as_of="2023-12",
        risk=risk,
        base_rate=0.014,
        level=level_of(risk) if level is None else level,
        rank=rank,
        previous_rank=before,
        previous_risk=risk if earlier is None else earlier,
        reasons=(FIGURE,),
    )


@pytest.mark.parametrize(
    ("trend", "risk", "rank", "before", "expected"),
    [
        ("rising", 0.004, 120, 118, "people_higher"),
        ("rising", 0.012, 60, 60, "people_higher"),
        ("rising", 0.02, 40, 20, "people_higher"),
        ("rising", 0.02, 40, 38, None),
        ("rising", 0.05, 12, 2, None),
        ("rising", 0.09, 2, 1, None),
        ("falling", 0.09, 2, 1, "figures_higher"),
        ("falling", 0.03, 12, 9, "figures_higher"),
        ("falling", 0.02, 20, 45, "figures_higher"),
        ("falling", 0.02, 20, None, None),
        ("falling", 0.004, 120, 130, None),
        ("steady", 0.09, 2, 90, None),
        ("unclear", 0.001, 190, None, None),
        (None, 0.09, 2, 90, None),
    ],
)
def test_who_sees_more(
    trend: str | None, risk: float, rank: int, before: int | None, expected: Side | None
) -> None:
    assert side_of(trend, stand(risk, rank, before)) == expected


@pytest.mark.parametrize("trend", ["rising", "falling"])
def test_too_little_to_go_on_disagrees_with_nobody(trend: str) -> None:
    unknown = stand(0.09, level=0)
    assert side_of(trend, unknown) is None
    told = disagreement(View(trend), unknown)
    assert told.words.code == "disagree.silent"
    assert "disagree.little" in {caution.code for caution in told.cautions}


def test_what_each_side_does_not_see() -> None:
    findings = {"1.4": "absent", "7.14": "present", "1.1": "present", "8.4": "present", "2.1": "mitigation"}
    told = disagreement(View("falling", None, findings), stand(0.09))
    assert [(one.indicator, one.finding) for one in told.seen_by_figures_only] == [("1.4", "absent")]
    assert told.seen_by_figures_only[0].reasons == (FIGURE,)
    assert told.seen_by_people_only == ("7.14",)
    assert disagreement(View("falling"), stand(0.09)).seen_by_figures_only[1].finding == "not_assessed"


def test_what_people_see_stands_in_the_order_of_the_framework() -> None:
    framework = doctrine.load("un-foa-2014")
    present = dict.fromkeys([element.id for element in framework.of_kind("indicator")], "present")
    seen = seen_by_people(present)
    assert seen.index("7.14") < seen.index("10.1")
    assert "1.1" not in seen


@pytest.mark.parametrize(
    ("signed_on", "code"),
    [
        (date(2026, 11, 3), "disagree.figures_older"),
        (date(2024, 3, 1), None),
        (date(2022, 11, 30), "disagree.view_older"),
    ],
)
def test_views_of_other_times_are_said_to_be(signed_on: date, code: str | None) -> None:
    told = disagreement(View("steady", signed_on), stand(0.02))
    codes = {caution.code for caution in told.cautions}
    assert codes == {"disagree.whole_country"} | ({code} if code else set())
    for lang in ("ar", "en", "fr"):
        assert all("⁨–⁩" not in caution.say(lang) for caution in told.cautions)


def test_outlook_and_entry_give_the_same_side_and_it_survives_json() -> None:
    listed = watch_list()
    for entry in listed.entries[:3]:
        outlook = Stand.of_outlook(country_outlook(entry.iso3))
        of_entry = Stand.of_entry(entry, listed.as_of)
        assert replace(outlook, reasons=()) == replace(of_entry, reasons=())
    told = disagreement(View("falling", date(2026, 11, 1)), country_outlook(listed.entries[0].iso3))
    assert told.side == "figures_higher"
    data = json.loads(json.dumps(told.as_json()))
    assert Reason.of_json(data["words"]) == told.words
    assert len(data["seen_by_figures_only"]) == len(told.seen_by_figures_only) > 0


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (stand(0.03, 20, 60, earlier=0.015), ["jump.grew", "jump.high"]),
        (stand(0.05, 9, 14, earlier=0.045), ["jump.first"]),
        (stand(0.05, 14, 12, earlier=0.045), []),
        (stand(0.012, 60, 120, earlier=0.002), []),  # still below the average
        (stand(0.09, 1, 90, earlier=0.004, level=0), []),
    ],
)
def test_a_leap_is_told(now: Stand, codes: list[str]) -> None:
    found = jump(now)
    assert ([word.code for word in found.words] if found else []) == codes


def test_a_new_state_has_not_leapt() -> None:
    assert jump(replace(stand(0.09, 1, None), previous_risk=None)) is None


def test_real_leaps_are_few() -> None:
    listed = watch_list()
    leapt = [one for entry in listed.entries if (one := jump(Stand.of_entry(entry, listed.as_of)))]
    assert 0 < len(leapt) < 20
    for one in leapt:
        for word in one.words:
            for lang in ("ar", "en", "fr"):
                assert "⁨–⁩" not in word.say(lang)
