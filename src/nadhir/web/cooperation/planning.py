"""How plans are put in words and laid out: sentences, states, sums of money, the quarters of a year.

A plan gets no score and no grade: it is said how many commitments have something done, something begun,
something only planned, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.lists import format_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.outline import commitments_of
from nadhir.doctrine.text import language
from nadhir.web.cooperation.models import Plan, PlanAction
from nadhir.web.cooperation.selectors.plans import STATES, Money, Tally
from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import number

_TONES = {"done": "accent", "begun": "note", "planned": "line", "nothing": "warn"}


def state_words() -> dict[str, str]:
    """How a commitment can stand."""
    return {
        "done": _("something done"),
        "begun": _("begun"),
        "planned": _("only planned"),
        "nothing": _("nothing yet"),
    }


@dataclass(frozen=True, slots=True)
class State:
    """How one commitment stands: code, words, tone of the pill."""

    code: str
    words: str
    tone: str

    @classmethod
    def of(cls, code: str) -> State:
        return cls(code, state_words()[code], _TONES[code])


@dataclass(frozen=True, slots=True)
class Said:
    """How the commitments of a plan stand: counted, and as a sentence."""

    counted: Counter[str]
    many: int

    @property
    def sentence(self) -> str:
        """“Of 13 commitments 3 have something done, 1 has begun, 9 have nothing yet.”"""
        if not self.many:
            return _("Its commitments are not known here.")
        told = [_counted(state, many) for state in STATES if (many := self.counted[state])]
        whole = ngettext("Of %(n)s commitment: %(told)s.", "Of %(n)s commitments: %(told)s.", self.many)
        return whole % {"n": number(self.many), "told": listed(told)}


def listed(told: Iterable[str]) -> str:
    """A few things in a row, as the reader's language joins them."""
    return str(format_list(list(told), style="standard", locale=language(get_language())))


def _counted(state: str, many: int) -> str:
    told = {
        "done": ngettext("%(n)s with something done", "%(n)s with something done", many),
        "begun": ngettext("%(n)s begun", "%(n)s begun", many),
        "planned": ngettext("%(n)s only planned", "%(n)s only planned", many),
        "nothing": ngettext("%(n)s with nothing yet", "%(n)s with nothing yet", many),
    }
    return told[state] % {"n": number(many)}


def said_of(tallies: Mapping[str, Tally]) -> Said:
    """How many commitments stand how."""
    return Said(Counter(tally.state for tally in tallies.values()), len(tallies))


def heads_of(catalogue: Catalogue) -> dict[str, Element]:
    """The commitments that begin a part of the text, with the element that heads it."""
    heads: dict[str, Element] = {}
    before: str | None = None
    for one in commitments_of(catalogue):
        if one.parent and one.parent != before:
            heads[one.id] = catalogue.element(one.parent)
        before = one.parent
    return heads


def amount(value: Decimal | None, currency: str) -> str:
    """A sum of money: its letters, then the figure as the reader writes it."""
    if value is None:
        return "–"
    whole = int(value) if value == value.to_integral_value() else float(value)
    return f"{currency} {words.number(whole, get_language())}"


def money_words(money: Money) -> dict[str, str]:
    """What was set aside and spent in one currency."""
    return {
        "currency": money.currency,
        "budget": amount(money.budget, money.currency),
        "spent": amount(money.spent, money.currency),
    }


@dataclass(frozen=True, slots=True)
class Year:
    """A year by quarters: in each the actions that begin, go on or end there; and those without a day, or
    outside of the year."""

    first: date
    quarters: tuple[dict[str, Any], ...]
    undated: tuple[PlanAction, ...]
    outside: tuple[PlanAction, ...]


def year_of(plan: Plan) -> date | None:
    """The day on which the year of a plan begins, where it is one of a year; else nothing."""
    first, last = plan.period_from, plan.period_until
    if first is None or last is None or (last - first).days > 370:
        return None
    return first.replace(day=1)


def quarters_of(first: date, actions: Iterable[PlanAction]) -> Year:
    """The actions of a year by quarters of it, counted from its first month."""
    starts = [_months_on(first, 3 * at) for at in range(5)]
    cells: list[list[PlanAction]] = [[], [], [], []]
    undated, outside = [], []
    for action in actions:
        begins = action.starts_on or action.ends_on
        ends = action.ends_on or action.starts_on
        if begins is None or ends is None:
            undated.append(action)
            continue
        held = [at for at in range(4) if begins < starts[at + 1] and ends >= starts[at]]
        for at in held:
            cells[at].append(action)
        if not held:
            outside.append(action)
    lang = get_language()
    quarters = tuple(
        {
            "number": at + 1,
            "words": f"{words.month(starts[at], lang)} – {words.month(_months_on(starts[at], 2), lang)}",
            "actions": cells[at],
        }
        for at in range(4)
    )
    return Year(first, quarters, tuple(undated), tuple(outside))


def _months_on(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
