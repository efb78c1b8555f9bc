"""What is known of each indicator, from when, and where to look next. Counted, never added up.

The state of an indicator is what the signed assessment in force found; where it found nothing, or there is
none, what the coded evidence alone says. It is *out of date* where the newest thing known of it is older than
the situation's own cycle of review: the day that its newest evidence tells of (or came in, where it tells of
none), and, where it was weighed, the day of the signature. A cycle that is kept keeps everything in date.

Evidence coded to another catalogue counts where the reader asks for it, through the crosswalk, and is marked:
it says which elements answer to each other, not that they mean the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from nadhir import doctrine
from nadhir.doctrine.catalogue import Element
from nadhir.errors import DoctrineError
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes, selectors
from nadhir.web.situations.models import FRAMEWORK, Evidence, Finding, Situation

OUT_OF_DATE = "out_of_date"
_KNOWN = (Finding.Value.PRESENT, Finding.Value.MITIGATION)
# What to collect next, in this order.
UNSEEN, UNTOLD, OLD, THIN, KNOWN = "unseen", "untold", "old", "thin", "known"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is known of one indicator.

    Attributes:
        value: one of `Finding.Value`.
        weighed: whether the signed assessment says so; otherwise evidence alone.
        risk, mitigation: pieces of evidence that stand, coded to it.
        through: pieces coded to another catalogue that count for it.
        known_on: the newest day known of it.
        old: whether that is longer ago than the cycle of review.
        near: whether something was found on its factor, so that a gap here matters first.
        later: pieces coded since the assessment was signed.
    """

    factor: Element
    element: Element
    value: str = Finding.Value.NOT_ASSESSED
    weighed: bool = False
    risk: int = 0
    mitigation: int = 0
    through: int = 0
    known_on: date | None = None
    old: bool = False
    near: bool = False
    later: int = 0

    @property
    def state(self) -> str:
        """Its state, out of date or not."""
        return OUT_OF_DATE if self.old else str(self.value)

    @property
    def need(self) -> str:
        """Why it should be looked at: nobody looked, nothing was told, it is old, it rests on one piece."""
        if self.value == Finding.Value.NOT_ASSESSED:
            return UNSEEN
        if self.value == Finding.Value.NO_INFORMATION:
            return UNTOLD
        if self.old:
            return OLD
        if self.value in _KNOWN and self.risk + self.mitigation + self.through < 2:
            return THIN
        return KNOWN


@dataclass(frozen=True, slots=True)
class Coverage:
    """A situation against a framework.

    Attributes:
        limit: what was known last before this day is out of date, `days` being the cycle of review.
        wholes: by factor, pieces coded to the factor as a whole, or to what stands between it and its
            indicators; and those that count for it through the
            crosswalk.
    """

    framework: str
    indicators: tuple[Indicator, ...]
    limit: date
    days: int
    wholes: Mapping[str, tuple[int, int]]

    @property
    def counts(self) -> Counter[str]:
        """How many indicators are in each state."""
        return Counter(one.state for one in self.indicators)

    @property
    def states(self) -> dict[str, str]:
        return {one.element.id: one.state for one in self.indicators}

    def next_to_collect(self, most: int = 10) -> list[Indicator]:
        """Gaps, those beside something that was found first; then what is old, then what rests on one
        piece. Each factor in turn, so that none fills the list."""
        order = {UNSEEN: 0, UNTOLD: 0, OLD: 1, THIN: 2}
        turn: Counter[tuple[str, int]] = Counter()
        ranked: list[tuple[int, bool, int, int]] = []
        for at, one in enumerate(self.indicators):
            if one.need != KNOWN:
                key = one.factor.id, order[one.need]
                ranked.append((order[one.need], not one.near, turn[key], at))
                turn[key] += 1
        return [self.indicators[at] for *_, at in sorted(ranked)[:most]]


@dataclass(slots=True)
class _Count:
    risk: int = 0
    mitigation: int = 0
    through: int = 0
    through_risk: int = 0
    later: int = 0
    newest: date | None = None


def coverage(
    viewer: Viewer, situation: Situation, *, framework: str = FRAMEWORK, crossed: bool = False
) -> Coverage:
    """What is known of each indicator of a framework, as far as the viewer may read.

    Args:
        crossed: count evidence on other catalogues through the crosswalks, too.

    Raises:
        DoctrineError: there is no such framework.
    """
    catalogue = doctrine.load(framework)
    latest = selectors.latest_signed(viewer, situation)
    if latest is not None and latest.framework != framework:
        latest = None
    said = (latest.frozen or {}).get("findings", ()) if latest else ()
    findings = {one["element"]: one["value"] for one in said}
    signed_at = latest.signed_at if latest else None
    counted = _counted(viewer, situation, framework, crossed=crossed, since=signed_at)
    limit = clock.now().date() - timedelta(days=situation.review_days)
    rows: list[Indicator] = []
    wholes: dict[str, tuple[int, int]] = {}
    for factor in catalogue.roots():
        known = [
            _indicator(factor, one, findings.get(one.id), signed_at, counted[one.id], limit)
            for one in schemes.leaves(catalogue, factor)
        ]
        shown = {one.element.id for one in known}
        above = [counted[one.id] for one in schemes.under(catalogue, factor.id) if one.id not in shown]
        if any(one.newest is not None for one in above):
            own, through = sum(one.risk + one.mitigation for one in above), sum(one.through for one in above)
            wholes[factor.id] = (own, through)
        near = any(one.value in _KNOWN for one in known)
        near = near or any(one.risk or one.through_risk for one in above)
        rows += [_beside(one) for one in known] if near else known
    return Coverage(framework, tuple(rows), limit, situation.review_days, wholes)


def _beside(one: Indicator) -> Indicator:
    return Indicator(**{name: getattr(one, name) for name in Indicator.__slots__} | {"near": True})


def _indicator(
    factor: Element, element: Element, found: str | None, signed_at: Any, count: _Count, limit: date
) -> Indicator:
    weighed = found is not None and found != Finding.Value.NOT_ASSESSED
    value = str(found) if weighed else str(Finding.Value.NOT_ASSESSED)
    if not weighed and (count.risk or count.through_risk):
        value = str(Finding.Value.PRESENT)
    elif not weighed and (count.mitigation or count.through):
        value = str(Finding.Value.MITIGATION)
    days = [day for day in (count.newest, signed_at.date() if weighed else None) if day]
    known_on = max(days) if days else None
    return Indicator(
        factor,
        element,
        value=value,
        weighed=weighed,
        risk=count.risk,
        mitigation=count.mitigation,
        through=count.through,
        known_on=known_on,
        old=value != Finding.Value.NOT_ASSESSED and known_on is not None and known_on < limit,
        later=count.later if weighed else 0,
    )


def _counted(
    viewer: Viewer, situation: Situation, framework: str, *, crossed: bool, since: Any
) -> defaultdict[str, _Count]:
    """By element: its pieces of evidence and the newest day they tell of. One question to the database."""
    standing = Evidence.objects.filter(situation=situation, withdrawn_at=None)
    if not crossed:
        standing = standing.filter(schemes.counting_for(framework))
    later = Q(created_at__gt=since) if since else Q(pk__in=[])
    rows = (
        policy.visible(standing, viewer)
        .order_by()
        .values("framework", "element", "polarity")
        .annotate(
            many=Count("pk"),
            told=Max("item__occurred_on"),
            came=Max("item__received_at", filter=Q(item__occurred_on=None)),
            later=Count("pk", filter=later),
        )
    )
    counted: defaultdict[str, _Count] = defaultdict(_Count)
    answers = schemes.Answers()
    for row in rows:
        days = [day for day in (row["told"], row["came"].date() if row["came"] else None) if day]
        for element in _elements(row["framework"], row["element"], framework, answers):
            _add(counted[element], row, own=row["framework"] == framework, newest=max(days, default=None))
    return counted


def _add(count: _Count, row: Mapping[str, Any], *, own: bool, newest: date | None) -> None:
    risk = row["polarity"] == Evidence.Polarity.RISK
    if not own:
        count.through += row["many"]
        count.through_risk += row["many"] if risk else 0
    elif risk:
        count.risk += row["many"]
    else:
        count.mitigation += row["many"]
    count.later += row["later"]
    count.newest = max(filter(None, (count.newest, newest)), default=None)


def _elements(source: str, element: str, target: str, answers: schemes.Answers) -> Sequence[str]:
    if source == target:
        return (element,)
    if target == FRAMEWORK and schemes.pk_of(source):
        return answers.of(source, element)
    try:
        return [one.id for one in doctrine.counterparts(source, element, target)]
    except DoctrineError:  # what has no crosswalk counts for itself alone
        return ()


def crossed_pieces(viewer: Viewer, situation: Situation, framework: str = FRAMEWORK) -> int:
    """How many pieces are coded to other catalogues and do not count for this one: what a person mapped to
    the Framework counts."""
    others = Evidence.objects.filter(situation=situation, withdrawn_at=None)
    others = others.exclude(schemes.counting_for(framework))
    return policy.visible(others, viewer).count()


def held(viewer: Viewer, situation: Situation) -> int:
    """How many pieces stand in a situation that the viewer may not read, because their reports stay with
    their desk. Those for named persons only (TLP:RED) are not even counted."""
    standing = Evidence.objects.filter(situation=situation, withdrawn_at=None)
    standing = standing.exclude(item__tlp=Tlp.RED)
    return standing.count() - policy.visible(standing, viewer).count()
