"""How often people agreed with the screener: by language, concern and coverage, with an interval.

Counted are judgements that hold, of items that the viewer may know of; each item once. "Right" is a finding
that a person agreed with as it stood: one that was corrected was wrong in something. What people judged is no
random sample: they look at what was found, so that what the screener missed is counted only where somebody
came upon it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from nadhir.screening.finding import CONCERNS
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.models import Judgement

FEW = 20
"""Below so many judgements a share says little, and the page says so."""
_Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Measured:
    """How one group of findings fared.

    Attributes:
        right: findings that people agreed with as they stood.
        low, high: Wilson interval of `share`, 95 %.
    """

    language: str
    concern: str
    coverage: str
    n: int
    right: int
    corrected: int
    dismissed: int

    @property
    def share(self) -> float | None:
        return self.right / self.n if self.n else None

    @property
    def low(self) -> float:
        return wilson(self.right, self.n)[0]

    @property
    def high(self) -> float:
        return wilson(self.right, self.n)[1]

    @property
    def few(self) -> bool:
        return self.n < FEW


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, as shares of one; (0, 1) where nothing was counted.

    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209–212.
    """
    if not n:
        return 0.0, 1.0
    share, square = right / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def judgements(viewer: Viewer, *, since: datetime | None = None) -> QuerySet[Judgement]:
    """Judgements that hold for their item, as far as the viewer may know of it."""
    found = Judgement.objects.filter(pk=F("item__judgement_id"))
    if since is not None:
        found = found.filter(at__gte=since)
    return policy.visible(found, viewer)


def measured(viewer: Viewer, *, since: datetime | None = None) -> list[Measured]:
    """How the screener fared, by the language it saw, the concern it found and its coverage."""
    rows = judgements(viewer, since=since).values_list(
        "judged_language", "judged_concern", "coverage", "verdict"
    )
    counted: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for language, concern, coverage, verdict in rows.iterator(chunk_size=2000):
        counted[language, concern, coverage][verdict] += 1
    made = [_measured(*key, verdicts) for key, verdicts in counted.items()]
    return sorted(made, key=lambda one: (one.language, -CONCERNS.index(one.concern), one.coverage))


def _measured(language: str, concern: str, coverage: str, verdicts: Counter[str]) -> Measured:
    agreed, corrected, dismissed = (
        verdicts[one]
        for one in (Judgement.Verdict.AGREED, Judgement.Verdict.CORRECTED, Judgement.Verdict.DISMISSED)
    )
    return Measured(language, concern, coverage, agreed + corrected + dismissed, agreed, corrected, dismissed)


def by_language(rows: Iterable[Measured]) -> list[Measured]:
    """The same, each language in one row, the most judged first; `concern` and `coverage` are empty."""
    summed: dict[str, list[Measured]] = defaultdict(list)
    for row in rows:
        summed[row.language].append(row)
    whole = [Measured(language, "", "", *_sums(parts)) for language, parts in summed.items()]
    return sorted(whole, key=lambda one: (-one.n, one.language))


def _sums(parts: Iterable[Measured]) -> tuple[int, int, int, int]:
    known = list(parts)
    return (
        sum(one.n for one in known),
        sum(one.right for one in known),
        sum(one.corrected for one in known),
        sum(one.dismissed for one in known),
    )
