"""How concerned to be about a claim: a list of rules, read from the top, the first that fits decides.

The list is meant to be read by those who work with it. Changing it, or how lexicons are read, changes
RULES_VERSION, which is part of every finding's version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from nadhir.screening.finding import CONCERNS, Concern, Violence
from nadhir.screening.scene import Claim

RULES_VERSION = "4"


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` names the reason in the phrase book ("reason.<id>"). `indicators` are of un-foa-2014; the
    concept of what was said adds its own."""

    id: str
    concern: Concern
    fits: Callable[[Claim], bool]
    violence: Violence = "none"
    indicators: tuple[str, ...] = ()


def _weight(claim: Claim) -> int:
    return claim.what.entry.weight


RULES: tuple[Rule, ...] = (
    # Calls for and threats of violence.
    Rule(
        "call_against_group",
        "urgent",
        lambda claim: claim.act == "call" and claim.whom == "group",
        "direct",
        ("7.14", "8.7", "11.4", "13.7"),
    ),
    Rule(
        "call_against_personnel",
        "review",
        lambda claim: claim.act == "call" and claim.whom == "personnel",
        "direct",
        ("13.7", "14"),
    ),
    Rule(
        "call_against_unnamed",
        "review",
        lambda claim: claim.act == "call" and claim.whom == "unnamed",
        "direct",
        ("7.14",),
    ),
    Rule(
        "call_not_protected",
        "watch",
        lambda claim: claim.act == "call",
        "direct",
    ),
    # Only what is said of a protected group goes further; a coded term counts wherever it stands.
    Rule("coded_term", "watch", lambda claim: claim.act == "coded", indicators=("7.13",)),
    Rule("not_protected", "none", lambda claim: claim.whom != "group"),
    Rule(
        "approval_of_violence",
        "review",
        lambda claim: claim.act == "approval",
        "passive",
        ("7.14",),
    ),
    Rule("expulsion_of_group", "review", lambda claim: claim.act == "expulsion", indicators=("7.14", "9.4")),
    Rule("dehumanised_group", "review", lambda claim: claim.act == "dehumanising", indicators=("7.14",)),
    Rule(
        "slur_against_group",
        "review",
        lambda claim: claim.act == "slur" and _weight(claim) > 1,
        indicators=("7.14",),
    ),
    Rule("slur_or_homonym", "watch", lambda claim: claim.act == "slur"),
    Rule(
        "curse_on_group",
        "review",
        lambda claim: claim.what.entry.concept.wishes and _weight(claim) > 1,
        "passive",
        ("7.14",),
    ),
    Rule(
        "hostile_to_group",
        "review",
        lambda claim: claim.act == "hostile" and _weight(claim) > 1,
        indicators=("7.14",),
    ),
    Rule("worth_denied", "watch", lambda claim: claim.act == "worth_denied", indicators=("7.14",)),
    Rule("reproach_to_group", "watch", lambda claim: claim.act == "hostile"),
)


def rule_for(claim: Claim) -> Rule:
    """The first rule that fits; there always is one."""
    for rule in RULES:
        if rule.fits(claim):
            return rule
    raise AssertionError(claim)


def concern_of(claim: Claim, rule: Rule) -> Concern:
    """The rule's concern, lowered by the mode the claim is made in.

    Denied or spoken against: none. Quoted or asked: one step lower, unless the question asserts. Of
    oneself: one step lower.
    """
    level = CONCERNS.index(rule.concern)
    if claim.mode in ("negation", "counter_speech"):
        return "none"
    if claim.mode in ("quotation", "reclaimed") or (claim.mode == "question" and not claim.insistent):
        return CONCERNS[max(0, level - 1)]
    return rule.concern


class Judged(NamedTuple):
    """A claim, the rule that fits it, and how concerned to be."""

    claim: Claim
    rule: Rule
    concern: Concern


def judged(claim: Claim) -> Judged:
    """What the rules say of a claim."""
    rule = rule_for(claim)
    return Judged(claim, rule, concern_of(claim, rule))
