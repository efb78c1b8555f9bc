"""What clashes when several bodies act in one situation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nadhir.doctrine.deconfliction import Plan, clashes, clashes_with, rules

TODAY = date(2030, 5, 1)
VALLEY, TOWN, COAST = "valley", "town", "coast"


def plan(key: str, kind: str, *, day: int = 0, until: int | None = None, **fields: Any) -> Plan:
    """A plan of its own body, `day` days from today."""
    told: dict[str, Any] = {"bodies": frozenset({f"body of {key}"}), "at": frozenset({VALLEY}), **fields}
    first = TODAY + timedelta(days=day)
    return Plan(
        key=key,
        kind=kind,
        first=first,
        last=first if until is None else TODAY + timedelta(days=until),
        within=told["at"] | told.pop("around", frozenset()),
        **told,
    )


def codes(*plans: Plan) -> list[str]:
    return [clash.rule.code for clash in clashes(plans, today=TODAY)]


def test_two_bodies_with_the_same_people_in_the_same_place() -> None:
    one = plan("a", "dialogue", audience="women")
    assert codes(one, plan("b", "roundtable", audience="women", day=20)) == ["same_again"]
    assert codes(one, plan("b", "dialogue", audience="women", day=43)) == []
    assert codes(one, plan("b", "dialogue", audience="youth")) == []
    assert codes(one, plan("b", "dialogue", audience="women", at=frozenset({COAST}))) == []
    assert codes(one, plan("b", "training", audience="women")) == []
    assert codes(plan("a", "dialogue"), plan("b", "dialogue")) == [], "nobody said with whom"


def test_a_body_does_not_clash_with_itself() -> None:
    both = frozenset({"council", "mission"})
    one = plan("a", "dialogue", audience="women", bodies=both)
    assert codes(one, plan("b", "dialogue", audience="women", bodies=frozenset({"council"}))) == []


def test_a_town_lies_in_its_valley_and_two_towns_are_two() -> None:
    town = plan("a", "dialogue", audience="women", at=frozenset({TOWN}), around=frozenset({VALLEY}))
    other = plan("b", "dialogue", audience="women", at=frozenset({"village"}), around=frozenset({VALLEY}))
    assert codes(town, plan("c", "dialogue", audience="women")) == ["same_again"]
    assert codes(town, other) == []


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (("mediation", {"quiet": True}), ("statement", {}), "quiet_and_public"),
        (("mediation", {}), ("statement", {}), None),
        (("mediation", {"quiet": True}), ("statement", {"quiet": True}), None),
        (("negotiation", {}), ("measures", {}), "talk_and_punish"),
        (("mediation", {}), ("negotiation", {}), "two_tables"),
        (("training", {}), ("inquiry", {}), "help_and_accuse"),
        (("briefing", {}), ("statement", {}), None),
    ],
)
def test_what_undoes_what(one: Any, other: Any, code: str | None) -> None:
    first = plan("a", one[0], towards="guard", **one[1])
    second = plan("b", other[0], towards="guard", **other[1])
    expected = [code] if code else []
    assert codes(first, second) == expected
    assert codes(plan("a", other[0], towards="guard", **other[1]), second) == codes(
        second, plan("a", other[0], towards="guard", **other[1])
    )
    elsewhere = plan("b", other[0], towards="council", **other[1])
    assert codes(first, elsewhere) == []


def test_where_no_actor_is_named_the_audience_stands_for_the_party() -> None:
    assert codes(plan("a", "negotiation", audience="armed"), plan("b", "measures", audience="armed")) == [
        "talk_and_punish"
    ]
    assert codes(plan("a", "negotiation", audience="women"), plan("b", "measures", audience="women")) == []


def test_survivors_are_not_asked_twice_nor_seen() -> None:
    heard = plan("a", "inquiry", audience="survivors")
    assert codes(heard, plan("b", "inquiry", day=150)) == ["heard_twice"]
    assert codes(heard, plan("b", "mission", day=10)) == ["seen_together"]
    assert codes(heard, plan("b", "mission", day=10, quiet=True)) == []


def test_what_is_over_on_both_sides_is_no_longer_a_question() -> None:
    one = plan("a", "dialogue", audience="women", day=-20)
    assert codes(one, plan("b", "dialogue", audience="women", day=-10)) == []
    assert codes(one, plan("b", "dialogue", audience="women", day=10)) == ["same_again"]


def test_days_between_are_those_that_lie_between() -> None:
    one = plan("a", "dialogue", audience="women", day=0, until=9)
    assert clashes([one, plan("b", "dialogue", audience="women", day=5)], today=TODAY)[0].days == 0
    assert clashes([one, plan("b", "dialogue", audience="women", day=12)], today=TODAY)[0].days == 3


def test_one_plan_against_the_others() -> None:
    mine = plan("mine", "statement", towards="guard", audience="authorities")
    quiet = plan("quiet", "mediation", towards="guard", quiet=True)
    again = plan("again", "statement", audience="authorities")
    found = clashes_with(mine, [mine, quiet, again], today=TODAY)
    assert [(clash.rule.code, clash.other("mine").key) for clash in found] == [
        ("quiet_and_public", "quiet"),
        ("same_again", "again"),
    ], "what undoes comes before what repeats"


def test_every_rule_is_told_in_three_languages() -> None:
    known = rules()
    assert len(known.rules) >= 6
    for rule in known.rules:
        for text in (rule.says, rule.do):
            assert all(len(words) > 10 for words in text.as_dict().values()), rule.code
        assert rule.nature in ("duplicate", "contradiction")
        assert rule.share <= {"audience", "place", "party"}
        assert 1 <= rule.weeks <= 52
