"""Where a model has little to go on, said plainly."""

from __future__ import annotations

from nadhir.doctrine.phrases import Reason
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook.ahead import YEAR
from nadhir.forecasting.outlook.country import DeathsAhead, History, Risk
from nadhir.forecasting.outlook.reasons import doubt
from nadhir.forecasting.outlook.sight import BOOK, Sight

# A range whose ends lie this many times apart says little more than "some risk".
_WIDE = 6.0
_YOUNG = 10


def doubts(sight: Sight, row: int, risk: Risk) -> tuple[Reason, ...]:
    """What makes the risk of the country in `row` less sure than others."""
    panel = sight.panel
    found = doubt(panel.iso3[row], sight.little_known[row])
    if not found and sight.little_known[row]:
        titles = [descriptions()[name].title.as_dict() for name in sight.little_known[row]]
        found = [Reason("doubt.unfamiliar", {"missing": titles}, BOOK)]
    if risk.high >= _WIDE * risk.low:
        found.append(Reason("doubt.wide", {}, BOOK))
    there = panel.exists[row, : panel.column(sight.base.year) + 1]
    if int(there.sum()) < min(_YOUNG, len(there)):
        first = panel.first_year + int(there.argmax())
        found.append(Reason("doubt.young", {"year": str(first)}, BOOK))
    return tuple(found)


def deaths_doubts(ahead: DeathsAhead | None, history: History) -> tuple[Reason, ...]:
    """What the forecast of deaths cannot see."""
    if ahead is None:
        return ()
    quiet = not any(history.deaths[-YEAR:])
    if ahead.model == "conflictology":
        return (Reason("doubt.blind" if quiet else "doubt.as_last_year", {}, BOOK),)
    return (Reason("doubt.quiet", {}, BOOK),) if quiet else ()
