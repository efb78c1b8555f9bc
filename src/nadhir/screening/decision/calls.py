"""How probable it is that a text threatens people or calls for something to be done to them.

    structure = weights of the shape + weights of the claims
    odds of calling, if it is hateful = a line · (1, odds of hateful, structure, wording where it is read)
    inciting = hateful · calling

Incitement to discrimination, hostility or violence (ICCPR, article 20; Rabat Plan of Action) asks for more
than contempt: a threat, a call for violence, for expulsion, for rights to be taken away. So it is never more
probable than hate. All was learnt from sentences written for screening, marked for whether they call for
something. Shapes know no language, so this holds in languages that have no such sentences. Where all that
is claimed is denied or spoken against, the words of a call speak for none: there a fixed share stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.screening.decision.evidence import Evidence

Numbers = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calls:
    """Weights of the shape features and of the claim columns, their intercept, and two lines: for texts whose
    wording is read, and `alone` for the rest. `denied`: the share of calls among what is hateful although
    all its claims are denied."""

    shape: Numbers
    claims: Numbers
    intercept: float
    worded: tuple[float, ...]
    alone: tuple[float, ...]
    denied: float

    @classmethod
    def of(cls, arrays: Mapping[str, Any], card: Mapping[str, Any]) -> Calls | None:
        """What a decision holds of it; None where it was learnt before there was any."""
        if "calls" not in card:
            return None
        return cls(
            arrays["calls_shape"].astype(np.float32),
            arrays["calls_claims"].astype(np.float32),
            float(arrays["calls_intercept"]),
            tuple(card["calls"]["worded"]),
            tuple(card["calls"]["alone"]),
            card["calls"]["denied"],
        )

    def probability(self, evidence: Evidence, wording: Numbers, hateful: Floats) -> Floats:
        """Of each text that it is inciting; `wording`, float32[texts], is what its wording says of that (NaN
        where it says nothing), `hateful` how probable it is that it is hateful."""
        structure = evidence.weighed(self.shape, self.claims, self.intercept)
        made = columns(hateful, structure, wording)
        shares = inciting(made, wording, hateful, self.worded, self.alone)
        return np.where(evidence.denied, hateful * self.denied, shares)


def columns(hateful: Floats, structure: Floats, wording: npt.NDArray[Any]) -> Floats:
    """What lines weigh, float64[texts, 4]; `alone` weighs the first three."""
    known = np.clip(hateful, _LEAST, 1 - _LEAST)
    odds = np.log(known / (1 - known))
    return np.column_stack((np.ones(len(odds)), odds, structure, np.nan_to_num(wording)))


def inciting(
    made: Floats,
    wording: npt.NDArray[Any],
    hateful: Floats,
    worded: tuple[float, ...],
    alone: tuple[float, ...],
) -> Floats:
    """The probability by one line or the other, of the columns `made`."""
    odds = np.where(np.isnan(wording), made[:, : len(alone)] @ np.array(alone), made @ np.array(worded))
    return np.asarray(hateful / (1 + np.exp(-np.clip(odds, -30, 30))), np.float64)


_LEAST = 1e-4
