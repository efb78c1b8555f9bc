"""What clashes when several bodies act in one situation.

Plans go in, each with the bodies behind it, its kind, whom it is for, where and when; clashes come out: two
bodies doing the same thing twice, or things that undo each other. The rules stand in `deconfliction.yaml`, in
words that a desk can discuss; this module only reads and applies them. It knows no record, nobody's rights
and no clock. A clash is a question for two people, never a verdict: some are meant.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any, Literal

import yaml

from nadhir.doctrine.text import Text

Nature = Literal["duplicate", "contradiction"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody plans, or did lately.

    Attributes:
        key: names it.
        bodies: who is behind it; plans with one body in common never clash.
        kind, audience: codes as the rules name them; empty where it is not said.
        towards: the actor that it turns to; empty where it is not said.
        at: where it is; `within` besides the places around that.
        first, last: when, both days included.
        quiet: whether it is to stay out of the public eye.
    """

    key: str
    bodies: frozenset[str]
    kind: str
    first: date
    last: date
    audience: str = ""
    towards: str = ""
    at: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a rule must be. `kinds` None: the same kind as the other side."""

    kinds: frozenset[str] | None
    quiet: bool | None = None
    audience: frozenset[str] = frozenset()

    def takes(self, plan: Plan) -> bool:
        return (
            (self.kinds is None or plan.kind in self.kinds)
            and (self.quiet is None or plan.quiet == self.quiet)
            and (not self.audience or plan.audience in self.audience)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """What clashes with what, how near in time, what that means and what to do about it."""

    code: str
    nature: Nature
    first: Side
    second: Side
    share: frozenset[str]
    weeks: int
    says: Text
    do: Text


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules, the kinds that count as one, and the audiences that are parties to a conflict."""

    rules: tuple[Rule, ...]
    families: tuple[frozenset[str], ...]
    parties: frozenset[str]

    def alike(self, kind: str, other: str) -> bool:
        return kind == other or any(kind in family and other in family for family in self.families)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two plans that should be talked about, and after which rule. `days` lie between them, 0 at once."""

    rule: Rule
    first: Plan
    second: Plan
    days: int

    def other(self, key: str) -> Plan:
        """The plan that the one named `key` clashes with."""
        return self.second if self.first.key == key else self.first


@functools.cache
def rules() -> Rules:
    """The rules as they are shipped.

    Raises:
        KeyError: a rule lacks a field or a language.
    """
    text = resources.files("nadhir.doctrine").joinpath("deconfliction.yaml").read_text("utf-8")
    told: Mapping[str, Any] = yaml.safe_load(text)
    return Rules(
        rules=tuple(_rule(code, one) for code, one in told["rules"].items()),
        families=tuple(frozenset(family) for family in told["families"]),
        parties=frozenset(told["parties"]),
    )


def _rule(code: str, told: Mapping[str, Any]) -> Rule:
    first = _side(told["first"])
    return Rule(
        code=code,
        nature=told["nature"],
        first=first,
        second=_side(told["second"]) if "second" in told else first,
        share=frozenset(told["share"]),
        weeks=told["weeks"],
        says=Text.of(told["says"]),
        do=Text.of(told["do"]),
    )


def _side(told: Mapping[str, Any]) -> Side:
    kinds = None if told["kinds"] == "same" else frozenset(told["kinds"])
    return Side(kinds, told.get("quiet"), frozenset(told.get("audience", ())))


def clashes(plans: Iterable[Plan], *, today: date, by: Rules | None = None) -> list[Clash]:
    """Every clash among plans of which at least one is not over by `today`, contradictions first."""
    known = by or rules()
    pairs = itertools.combinations(sorted(plans, key=_time), 2)
    found = [clash for one, other in pairs for clash in _between(one, other, today, known)]
    return sorted(found, key=_order)


def clashes_with(plan: Plan, others: Iterable[Plan], *, today: date, by: Rules | None = None) -> list[Clash]:
    """What one plan clashes with, contradictions first."""
    known = by or rules()
    found: list[Clash] = []
    for other in others:
        if other.key != plan.key:
            one, two = sorted((plan, other), key=_time)
            found += _between(one, two, today, known)
    return sorted(found, key=_order)


def _time(plan: Plan) -> tuple[date, str]:
    return plan.first, plan.key


def _order(clash: Clash) -> tuple[bool, date, str, str]:
    return clash.rule.nature == "duplicate", clash.first.first, clash.first.key, clash.second.key


def _between(one: Plan, other: Plan, today: date, known: Rules) -> Iterator[Clash]:
    if one.bodies & other.bodies or max(one.last, other.last) < today:
        return
    days = max((max(one.first, other.first) - min(one.last, other.last)).days, 0)
    for rule in known.rules:
        if timedelta(days=days) > timedelta(weeks=rule.weeks):
            continue
        if not _fits(rule, one, other, known):
            continue
        if all(_shares(what, one, other, known) for what in rule.share):
            yield Clash(rule, one, other, days)


def _fits(rule: Rule, one: Plan, other: Plan, known: Rules) -> bool:
    if rule.first.kinds is None:
        return bool(one.kind) and known.alike(one.kind, other.kind)
    return (rule.first.takes(one) and rule.second.takes(other)) or (
        rule.first.takes(other) and rule.second.takes(one)
    )


def _shares(what: str, one: Plan, other: Plan, known: Rules) -> bool:
    if what == "audience":
        return bool(one.audience) and one.audience == other.audience
    if what == "place":
        return bool(one.at & other.within or other.at & one.within)
    if what != "party":
        raise KeyError(what)
    if one.towards and other.towards:
        return one.towards == other.towards
    same = one.audience == other.audience and one.audience in known.parties
    return same and _shares("place", one, other, known)
