"""Runs of like acts: what one person did again and again on one day is one line of the timeline.

An afternoon of coding is a hundred entries of the ledger and one thing to be told. The ledger keeps each;
the timeline counts them and shows the first few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.web.core.http import Page
from nadhir.web.core.models import Entry
from nadhir.web.core.templatetags.nadhir import number

# So many like acts in a row become one line.
RUN = 3
# Of a run, so many are told one by one when it is opened.
TOLD = 10
# Lines are counted up to this.
COUNTED = 2_000
_DAY = len("2031-05-20")

# Acts whose runs have a name of their own.
FOLDED_WORDS = frozenset(
    {
        "evidence.code", "evidence.withdraw", "item.attach", "finding.record", "factor.write",
        "tension.read", "resilience.read", "party.record", "party.change", "legal_position.record",
    }
)  # fmt: skip

# Number, act, who did it and the day, as text: an afternoon of coding is ten thousand rows.
_Row = tuple[int, str, str | None, str]


@dataclass(frozen=True, slots=True)
class Run:
    """Acts that stand in one line: their numbers in the ledger, the newest first."""

    act: str
    numbers: tuple[int, ...]

    @property
    def many(self) -> int:
        return len(self.numbers)


def runs(rows: Iterable[_Row]) -> Iterator[Run]:
    """Entries, the newest first, as lines: alone, or together where one person did the same on one day (UTC).

    Acts that go together, such as coding passages of one report after another and attaching each, are
    counted apart but do not end each other's runs.
    """
    stretch: list[tuple[int, str]] = []
    last: tuple[object, ...] | None = None
    for row, act, actor, day in rows:
        like = ("" if act in FOLDED_WORDS else act, actor, day[:_DAY])
        if like != last:
            yield from _told(stretch)
            stretch = []
        stretch.append((row, act))
        last = like
    yield from _told(stretch)


def _told(stretch: list[tuple[int, str]]) -> list[Run]:
    """The lines of what one person did in one go, by the newest act of each."""
    by_act: dict[str, list[int]] = {}
    for row, act in stretch:
        by_act.setdefault(act, []).append(row)
    lines = []
    for act, numbers in by_act.items():
        if len(numbers) >= RUN:
            lines.append(Run(act, tuple(numbers)))
        else:
            lines.extend(Run(act, (one,)) for one in numbers)
    position = {row: at for at, (row, _act) in enumerate(stretch)}
    return sorted(lines, key=lambda run: position[run.numbers[0]])


def page_of_runs(found: QuerySet[Entry], at: int, size: int = 40) -> Page[Run]:  # type: ignore[type-var]
    """One page of lines. Counting stops at `COUNTED`, so that a long story opens as fast as a short one."""
    # Compared only, so read as the database keeps them: both keep times in UTC, the day first.
    told = found.annotate(by=Cast("actor_id", CharField()), on=Cast("at", CharField()))
    rows = told.values_list("number", "act", "by", "on").iterator(chunk_size=2_000)
    start = (at - 1) * size
    lines = list(islice(runs(rows), max(COUNTED, start + size) + 1))
    beyond = len(lines) > max(COUNTED, start + size)
    shown = lines[start : start + size]
    count = min(len(lines), COUNTED)
    return Page(shown, at, len(lines) > start + size, count, beyond, size)  # type: ignore[type-var]


def run_words(act: str, many: int) -> str:
    """What a run is called: “12 passages coded”."""
    figure = {"n": number(many)}
    known = {
        "evidence.code": ngettext("%(n)s passage coded", "%(n)s passages coded", many),
        "evidence.withdraw": ngettext("%(n)s passage withdrawn", "%(n)s passages withdrawn", many),
        "item.attach": ngettext("%(n)s report attached", "%(n)s reports attached", many),
        "finding.record": ngettext("%(n)s finding written", "%(n)s findings written", many),
        "factor.write": ngettext(
            "Findings on %(n)s factor written", "Findings on %(n)s factors written", many
        ),
        "tension.read": ngettext("%(n)s reading of tensions", "%(n)s readings of tensions", many),
        "resilience.read": ngettext(
            "%(n)s reading of what protects", "%(n)s readings of what protects", many
        ),
        "party.record": ngettext("%(n)s actor recorded", "%(n)s actors recorded", many),
        "party.change": ngettext("%(n)s actor changed", "%(n)s actors changed", many),
        "legal_position.record": ngettext(
            "%(n)s legal position written down", "%(n)s legal positions written down", many
        ),
    }.get(act)
    return known % figure if known else _("%(n)s times") % figure
