"""What raises and what lowers the risk of a country, in words, tied to the Framework of Analysis.

Contributions of features come in, groups of figures go out, the heaviest first. A group that raises the
risk is told by the figures that the reasons quote; any other by where its most telling figure stands among
the countries of the time. `features.yaml` says which feature belongs where.
"""

from __future__ import annotations

from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.doctrine.text import Text
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook.country import Driver
from nadhir.forecasting.outlook.reasons import (
    CLEAR,
    WORTH,
    Facts,
    by_group,
    capital,
    pulling,
    said,
    standing,
)
from nadhir.forecasting.outlook.sight import BOOK, Sight
from nadhir.forecasting.outlook.ties import speaks_to, together

# What a group adds to the log odds where it doubles the odds.
_STRONG = 0.7
_TOLD = 2


def drivers(sight: Sight, facts: Facts, row: int) -> tuple[Driver, ...]:
    """The groups of figures that matter for the country in `row`, the heaviest first."""
    weight = dict(zip(sight.weights.features, sight.beyond[row].tolist(), strict=True))
    groups = by_group(weight)
    heavy = [group for group, (odds, _) in groups.items() if abs(odds) >= WORTH]
    heavy.sort(key=lambda group: (-abs(groups[group][0]), group))
    return tuple(_driver(sight, facts, row, group, groups[group][1], weight) for group in heavy)


def title_of(group: str, features: list[str]) -> Text:
    """The name of a group for readers; that of its first feature where it has no name of its own."""
    book = phrasebook(BOOK)
    code = f"group.{group}"
    return book.text(code) if code in book else capital(descriptions()[features[0]].title)


def _driver(
    sight: Sight, facts: Facts, row: int, group: str, features: list[str], weight: dict[str, float]
) -> Driver:
    odds = sum(weight[name] for name in features)
    told = said(facts, row, features) if odds > 0 else []
    pull = pulling(features, weight)
    if not told:
        told = [standing(sight, row, name) for name in pull[:_TOLD]]
    strength = 1 + (abs(odds) >= CLEAR) + (abs(odds) >= _STRONG)
    ties = together(speaks_to(name, low=_low(sight, row, name)) for name in pull)
    return Driver(
        group=group,
        title=title_of(group, features),
        odds=round(odds, 3),
        strength=strength,
        effect=Reason(f"effect.{'raises' if odds > 0 else 'lowers'}_{strength}", {}, BOOK),
        words=told[0],
        more=tuple(told[1:]),
        factors=ties.factors,
        indicators=ties.indicators,
    )


def _low(sight: Sight, row: int, feature: str) -> bool:
    place = sight.weights.features.index(feature)
    return bool(sight.x()[row, place] < sight.typical[place])
