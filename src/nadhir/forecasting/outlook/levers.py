"""What would lower the risk, as far as the data can say.

Only figures that people can act on are tried, one lever at a time: they are set to the median of the
countries at the time, everything else stays, and the model is asked again. That is how countries differ,
not what a measure brings; wars are not ended by changing a figure. Size, geography and the past are no
levers.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import numpy as np
import yaml

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import Text
from nadhir.forecasting.outlook.country import Lever
from nadhir.forecasting.outlook.sight import BOOK, Sight, rounded
from nadhir.forecasting.outlook.ties import speaks_to, together

# Below a tenth of the risk, a fall is within noise and is not said.
WORTH = 0.1
_MOST = 4


@dataclass(frozen=True, slots=True)
class Handle:
    """Something that people can act on and the features that measure it."""

    title: Text
    features: tuple[str, ...]


@functools.cache
def handles() -> Mapping[str, Handle]:
    """The table `levers.yaml`."""
    text = (resources.files(BOOK) / "levers.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    told = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    return MappingProxyType(
        {name: Handle(Text.of(entry["title"]), tuple(entry["features"])) for name, entry in told.items()}
    )


def levers(sight: Sight, row: int) -> tuple[Lever, ...]:
    """What would lower the risk of the country in `row`, the strongest first."""
    x = sight.x()
    risk = float(sight.risk()[row])
    typical = sight.typical
    tried, changed = [], []
    for name, handle in handles().items():
        places = [place for place, feature in enumerate(sight.weights.features) if feature in handle.features]
        places = [place for place in places if not np.isnan(typical[place] + x[row, place])]
        other = x[row].copy()
        for place in places:
            other[place] = typical[place]
        if places and not np.array_equal(other, x[row], equal_nan=True):
            low = [(sight.weights.features[place], bool(x[row, place] < typical[place])) for place in places]
            tried.append((name, handle, low))
            changed.append(other)
    if not changed:
        return ()
    then = sight.weights.predict(np.array(changed)).tolist()
    found = [
        _lever(name, handle, features, risk, after)
        for (name, handle, features), after in zip(tried, then, strict=True)
        if after <= (1 - WORTH) * risk
    ]
    return tuple(sorted(found, key=lambda lever: (lever.risk_then, lever.group))[:_MOST])


def _lever(name: str, handle: Handle, features: list[tuple[str, bool]], risk: float, then: float) -> Lever:
    ties = together(speaks_to(feature, low=low) for feature, low in features)
    params = {
        "what": handle.title.as_dict(),
        "percent": percent(risk),
        "then": percent(then),
    }
    return Lever(
        group=name,
        title=handle.title,
        risk_then=rounded(then),
        percent_lower=round(100 * (1 - then / risk)),
        words=Reason("lever", params, BOOK),
        factors=ties.factors,
        indicators=ties.indicators,
    )


def percent(risk: float) -> float:
    """A risk in per cent: one decimal, two digits below one per cent."""
    return round(100 * risk, 1) if risk >= 0.01 else float(f"{100 * risk:.2g}")
