"""What the catalogues say of coding: elements, findings, and what follows from the six of the Rabat test.

Pure: reads catalogues and findings, knows neither records nor people. There is no score; what follows is the
conjunction that the catalogue itself states, and a person concludes within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.web.expressions.models import RABAT

Outcome = Literal["reached", "not_reached", "open", "incomplete"]
Findings = Mapping[str, Mapping[str, Any]]


def edition(test: str) -> str:
    """The version of a test's catalogue as it stands today."""
    return doctrine.load(test).version


def elements(test: str) -> list[Element]:
    """The elements to be weighed, in their order."""
    return [one for one in doctrine.load(test).of_kind("element") if one.parent is None]


def values(test: str) -> list[Element]:
    """The findings that an element can have."""
    return list(doctrine.load(test).of_kind("finding"))


def value_of(findings: Findings, element: str) -> str:
    return str(findings.get(element, {}).get("value", ""))


def outcome(findings: Findings) -> Outcome:
    """What follows from findings on the six elements of the Rabat test, by the rule in its catalogue.

    "reached" only if all six are met; "not_reached" as soon as one is not, or only partly; "open" where
    none fails and information is lacking; "incomplete" while one that could decide was not weighed.
    """
    rule = doctrine.load(RABAT).element("rule.conjunction").attributes
    found = [value_of(findings, element) for element in rule["all_of"]]
    if any(value in rule["fails_on"] for value in found):
        return "not_reached"
    if not all(found):
        return "incomplete"
    return "reached" if all(value == rule["finding"] for value in found) else "open"


def tiers(findings: Findings) -> list[Element]:
    """The tiers between which a person may conclude after these findings; none while the question is open."""
    catalogue = doctrine.load(RABAT)
    rule = catalogue.element("rule.conjunction").attributes
    ids = {"reached": [rule["reached"]], "not_reached": list(rule["not_reached"])}.get(outcome(findings), [])
    return [catalogue.element(one) for one in ids]


@dataclass(frozen=True, slots=True)
class Compared:
    """One element with what each of two coders found."""

    element: Element
    first: Mapping[str, Any]
    second: Mapping[str, Any]

    @property
    def same(self) -> bool:
        return bool(self.first.get("value")) and self.first.get("value") == self.second.get("value")


def compared(test: str, first: Findings, second: Findings) -> list[Compared]:
    """Two codings side by side, element by element."""
    return [Compared(one, first.get(one.id, {}), second.get(one.id, {})) for one in elements(test)]


def all_tiers() -> list[Element]:
    """The three tiers."""
    return list(doctrine.load(RABAT).of_kind("tier"))
