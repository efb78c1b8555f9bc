"""What raises and what lowers the risk of a country, in words, tied to the Framework of Analysis.

Contributions of features come in, groups of figures go out, the heaviest first. A group that raises the
risk is told by the figures that the reasons quote; any other by where its most telling figure stands among
the countries of the year. `features.yaml` says which feature belongs where.
"""

from __future__ import annotations

import numpy as np

from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.doctrine.text import Text
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook.country import Driver
from nadhir.forecasting.outlook.reasons import WORTH, Facts, by_group, said
from nadhir.forecasting.outlook.sight import BOOK, Sight
from nadhir.forecasting.panel import FloatArray

# What a group adds to the log odds: it multiplies the odds by about 1.3, or by 2.
_CLEAR, _STRONG = 0.25, 0.7
# Above this share of countries, a figure is worth calling higher or lower than theirs.
_MOST = 0.6


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


def capital(text: Text) -> Text:
    """The text with a first letter as at the start of a sentence."""
    return Text(ar=text.ar, en=text.en[:1].upper() + text.en[1:], fr=text.fr[:1].upper() + text.fr[1:])


def _driver(
    sight: Sight, facts: Facts, row: int, group: str, features: list[str], weight: dict[str, float]
) -> Driver:
    odds = sum(weight[name] for name in features)
    told = said(facts, row, features) if odds > 0 else []
    # The features that pull the group its way; a feature that is not known pulls nowhere.
    pulling = sorted((name for name in features if weight[name] * odds > 0), key=lambda n: -abs(weight[n]))
    if not told:
        told = [_standing(sight, row, name) for name in pulling[:2]]
    strength = 1 + (abs(odds) >= _CLEAR) + (abs(odds) >= _STRONG)
    effect = Reason(f"effect.{'raises' if odds > 0 else 'lowers'}_{strength}", {}, BOOK)
    return Driver(
        group=group,
        title=title_of(group, features),
        odds=round(odds, 3),
        strength=strength,
        effect=effect,
        words=told[0],
        more=tuple(told[1:]),
        factors=named("factors", pulling),
        indicators=named("indicators", pulling),
    )


def named(what: str, features: list[str]) -> tuple[str, ...]:
    """Elements of the Framework that the features speak to, in the order of their numbers."""
    found = {element for name in features for element in getattr(descriptions()[name], what)}
    return tuple(sorted(found, key=lambda element: [int(part) for part in element.split(".")]))


def _standing(sight: Sight, row: int, feature: str) -> Reason:
    """Where a figure stands among the countries of the year."""
    place = sight.weights.features.index(feature)
    column: FloatArray = sight.x(sight.year)[sight.here, place]
    mine = float(sight.x(sight.year)[row, place])
    known = column[~np.isnan(column)]
    about = descriptions()[feature]
    ties = {"factors": list(about.factors), "indicators": list(about.indicators)}
    below, above = float((known < mine).mean()), float((known > mine).mean())
    if mine == 0 and below == 0 and above < 1:
        code, share = "driver.none", above
    elif below >= _MOST:
        code, share = "driver.higher", below
    elif above >= _MOST:
        code, share = "driver.lower", above
    else:
        code, share = "driver.usual", below
    # Nobody stands above all of a hundred: the country itself is one of them.
    return Reason(
        code, {"what": capital(about.title).as_dict(), "of_100": min(round(100 * share), 99), **ties}, BOOK
    )
