"""Where an agreement stands on a day: in force, soon to run out, over, renewed. Knows no record and no clock.

The last day is told from what was written, or from when it began and for how long. One that goes on by itself
runs from term to term until somebody ends it, and the notice for that must be given in time.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

DRAFT, BEFORE, IN_FORCE, RUNS_OUT = "draft", "before", "in_force", "runs_out"
GOES_ON, EXPIRED, RENEWED, ENDED, OPEN_ENDED = "goes_on", "expired", "renewed", "ended", "open_ended"
LIVE = (IN_FORCE, RUNS_OUT, GOES_ON, OPEN_ENDED)


@dataclass(frozen=True, slots=True)
class Term:
    """What the standing of an agreement is told from.

    Attributes:
        begins: its first day; None where it is not known.
        ends: its last day as it was first agreed; None where it has none or it is not known.
        months: how long one term is, where that was agreed.
        tacit: it goes on by itself unless somebody ends it.
        notice: how many days before the end of a term that must be said.
        remind: how many days before the end the desk wants to hear of it.
        status: `draft`, `agreed` or `ended`, as people recorded it.
        renewed: another agreement has taken its place.
    """

    begins: date | None = None
    ends: date | None = None
    months: int | None = None
    tacit: bool = False
    notice: int | None = None
    remind: int = 180
    status: str = "agreed"
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands.

    Attributes:
        code: one of the constants of this module.
        until: the last day of the term that runs, or that ran; None where there is none.
        days: from today to that day; below nought when it lies behind.
        notice_by: the last day on which notice can be given for that term, where notice was agreed.
    """

    code: str
    until: date | None = None
    days: int | None = None
    notice_by: date | None = None

    @property
    def live(self) -> bool:
        return self.code in LIVE

    @property
    def ago(self) -> int | None:
        """How many days ago it ran out."""
        return -self.days if self.days is not None and self.days < 0 else None


def end_of(begins: date | None, months: int | None) -> date | None:
    """The last day of a term of so many months: what begins on 28 January for a year ends on 27 January."""
    if begins is None or not months:
        return None
    return _later(begins, months) - timedelta(days=1)


def _later(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    year, month = min(at // 12, 9999), at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def until(term: Term, today: date) -> date | None:
    """The last day of the term that runs today, or that ran last."""
    last = term.ends or end_of(term.begins, term.months)
    if last is None or not term.tacit or not term.months or last >= today:
        return last
    after = last + timedelta(days=1)
    passed = (today.year - after.year) * 12 + today.month - after.month
    turn = max(passed // term.months, 1)
    while (found := _later(after, turn * term.months) - timedelta(days=1)) < today:
        turn += 1
    return found


def standing(term: Term, today: date) -> Standing:
    """Where it stands today."""
    last = until(term, today)
    days = (last - today).days if last is not None else None
    notice_by = last - timedelta(days=term.notice) if last is not None and term.notice else None

    def told(code: str) -> Standing:
        return Standing(code, last, days, notice_by)

    if term.status == "draft":
        return told(DRAFT)
    if term.status == "ended":
        return told(ENDED)
    if term.renewed:
        return told(RENEWED)
    if term.begins is not None and term.begins > today:
        return told(BEFORE)
    if last is None or days is None:
        return told(OPEN_ENDED)
    first = term.ends or end_of(term.begins, term.months)
    if term.tacit and (days < 0 or (first is not None and first < today)):
        return told(GOES_ON)
    if days < 0:
        return told(EXPIRED)
    return told(RUNS_OUT if days <= term.remind else IN_FORCE)


def stage(term: Term, today: date) -> str:
    """What the desk should be reminded of, and of which term: `before:` its end comes near, `notice:` the day
    for giving notice has passed and it will go on by itself, `over:` it has run out. Empty while there is
    time, or nothing more to be done."""
    now = standing(term, today)
    if (not now.live and now.code != EXPIRED) or now.until is None or now.days is None:
        return ""
    if now.code == EXPIRED:
        return f"over:{now.until.isoformat()}" if now.days >= -31 else ""
    if term.tacit and now.notice_by is not None:
        if today > now.notice_by:
            return f"notice:{now.until.isoformat()}"
        near = today >= now.notice_by - timedelta(days=term.remind)
        return f"before:{now.until.isoformat()}" if near else ""
    return f"before:{now.until.isoformat()}" if 0 <= now.days <= term.remind else ""
