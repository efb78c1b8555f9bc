"""The thresholds at which the platform proposes that somebody look whether a warning is due.

Four of them, each with figures that a person can check; no mix of them, and none warns by itself:

- the statistical outlook of a country of the situation worsened within a year: its risk at least
  `TIMES` what it was, or `RANKS` ranks higher, while it stands on level `LEVEL` or above;
- urgent expressions surge in the reports of the situation (the rule of `intake.trends.surge_of`);
- a date that may trigger violence has come within its lead time, and no warning in force reaches past it;
- last month held more events of violence than any month of the `YEARS` before: the one-to-three-year high
  that ACLED's Trendfinder and conflict alerts made known (a rule of comparison, not their code).

A threshold looks with the eyes of an analyst of the situation's desk, and sees no more than any of them may.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from nadhir.forecasting import WatchEntry, WatchList
from nadhir.forecasting.outlook.watch import level_of
from nadhir.web.accounts.selectors import groups_of
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake.selectors import Asked, months_before, trend_of
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Occasion, Situation
from nadhir.web.warnings.models import Proposal, Warning
from nadhir.web.warnings.rules import OUT

TIMES = 2.0
RANKS = 20
LEVEL = 4
YEARS = (3, 2, 1)
LEAST = 3  # events in a month, below which a record says nothing
_ANYBODY = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold that was crossed.

    Attributes:
        when: what the crossing is of: a month, a day, the year of a model; part of the key.
        facts: JSON-safe figures, with the names that `warnings.proposals` words.
    """

    kind: str
    when: str
    facts: Mapping[str, Any]


def crossings(situation: Situation, today: date, outlook: WatchList | None) -> list[Crossing]:
    """What was crossed in a situation as of `today`."""
    eyes = eyes_of_desk(situation)
    return [
        *_forecast(situation, outlook),
        *_surge(eyes, situation, today),
        *_occasions(eyes, situation, today),
        *_high(eyes, situation, today),
    ]


def eyes_of_desk(situation: Situation) -> Viewer:
    """A viewer who sees what every analyst of the situation's desk sees, and nothing that is for named
    persons only."""
    owner = situation.owner
    return Viewer(
        user_id=_ANYBODY,
        organisation_id=owner.pk,
        roles=frozenset({"analyst"}),
        groups=groups_of(owner.pk),
        partner=owner.partner,
    )


def _forecast(situation: Situation, outlook: WatchList | None) -> Iterator[Crossing]:
    if outlook is None:
        return
    wanted = set(situations.countries_of(situation))
    for entry in outlook.entries:
        if entry.iso3 in wanted and worsened(entry):
            facts = {
                "country": entry.iso3,
                "risk": entry.risk,
                "before": entry.previous_risk,
                "rank": entry.rank,
                "rank_before": entry.previous_rank,
                "as_of": outlook.as_of,
            }
            yield Crossing(Proposal.Kind.FORECAST, f"{entry.iso3}:{outlook.as_of}", facts)


def worsened(entry: WatchEntry) -> bool:
    """Whether the outlook of a country is clearly worse than a year ago, and bad enough to matter."""
    if entry.previous_risk is None or level_of(entry.risk) < LEVEL:
        return False
    ranks = (entry.previous_rank or entry.rank) - entry.rank
    return entry.risk >= TIMES * entry.previous_risk or ranks >= RANKS


def _surge(eyes: Viewer, situation: Situation, today: date) -> Iterator[Crossing]:
    month = today.replace(day=1)
    asked = Asked(since=months_before(today, 1), until=today, level="urgent")
    surge = trend_of(situations.items_of(eyes, situation), asked).surge
    if surge.rising and not surge.few:
        facts = {"month": month.isoformat(), "now": surge.now, "mean": round(surge.mean, 1)}
        yield Crossing(Proposal.Kind.SURGE, month.isoformat(), facts)


def _occasions(eyes: Viewer, situation: Situation, today: date) -> Iterator[Crossing]:
    reaches = Warning.objects.filter(situation=situation, status__in=OUT[:1]).values_list("valid_until")
    latest = max((until.date() for (until,) in reaches), default=date.min)
    for time in situations.occasions_ahead(eyes, situation, today, days=0):
        if not time.in_lead or latest >= time.until or not _may_trigger(time.occasion):
            continue
        facts = {
            "occasion": str(time.occasion.pk),
            "names": time.occasion.names,
            "on": time.on.isoformat(),
            "lead_days": time.occasion.lead_days,
        }
        yield Crossing(Proposal.Kind.OCCASION, f"{time.occasion.pk}:{time.on.isoformat()}", facts)


def _may_trigger(occasion: Occasion) -> bool:
    """Whether somebody noted which trigger of factor 8 the date may pull."""
    return bool(occasion.triggers)


def _high(eyes: Viewer, situation: Situation, today: date) -> Iterator[Crossing]:
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first = months_before(last, 12 * YEARS[0])
    found = situations.items_of(eyes, situation).filter(
        event__isnull=False, leads_cluster=True, occurred_on__gte=first, occurred_on__lt=today.replace(day=1)
    )
    rows = found.order_by().annotate(month=TruncMonth("occurred_on")).values_list("month")
    counted: Counter[date] = Counter(dict(rows.annotate(many=Count("pk"))))
    series = [counted[months_before(last, back)] for back in range(12 * YEARS[0], -1, -1)]
    if (years := years_of_high(series)) is not None:
        facts = {
            "month": last.isoformat(),
            "events": series[-1],
            "years": years,
            "most_before": max(series[-12 * years - 1 : -1]),
        }
        yield Crossing(Proposal.Kind.HIGH, last.isoformat(), facts)


def years_of_high(series: Sequence[int]) -> int | None:
    """For how many years (3, 2 or 1) the last month is the highest; None where it is not for a whole year.

    Only years count in whose beginning something was known already: a silence before the first report is no
    calm.

    Args:
        series: events by month, the oldest first, the month in question last.
    """
    *before, now = series
    if now < LEAST:
        return None
    known = len(before) - next((at for at, many in enumerate(before) if many), len(before))
    for years in YEARS:
        months = before[-12 * years :]
        if known >= 12 * years and now > max(months):
            return years
    return None
