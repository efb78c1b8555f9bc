"""Agreements in words: how one stands, what became of its promises, how its renewals follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadhir.web.cooperation import standing
from nadhir.web.cooperation.models import Adherence, Instrument
from nadhir.web.cooperation.selectors.agreed import Promise
from nadhir.web.cooperation.standing import Standing
from nadhir.web.core.templatetags.nadhir import day, in_words, number, written_date

TONES = {
    standing.RUNS_OUT: "note",
    standing.EXPIRED: "warn",
    standing.ENDED: "",
    standing.IN_FORCE: "accent",
    standing.GOES_ON: "accent",
    standing.OPEN_ENDED: "line",
}


def word_of(one: Standing) -> str:
    """How it stands, in a word or two."""
    return {
        standing.DRAFT: _("draft"),
        standing.BEFORE: _("not in force yet"),
        standing.IN_FORCE: _("in force"),
        standing.RUNS_OUT: _("soon runs out"),
        standing.GOES_ON: _("goes on by itself"),
        standing.EXPIRED: _("has run out"),
        standing.RENEWED: _("renewed"),
        standing.ENDED: _("ended"),
        standing.OPEN_ENDED: _("no end is known"),
    }[one.code]


def tone_of(one: Standing) -> str:
    return TONES.get(one.code, "")


def days_left(days: int) -> str:
    """In how many days; or that it is today."""
    if days == 0:
        return _("today")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": number(days)}


def sentence_of(one: Standing) -> str:
    """How it stands, in a sentence."""
    when = {"day": day(one.until)} if one.until else {}
    if one.code == standing.DRAFT:
        return _("It is a draft: nothing of it binds anybody yet.")
    if one.code == standing.BEFORE:
        return _("It is agreed, and not in force yet.")
    if one.code in (standing.IN_FORCE, standing.RUNS_OUT):
        return _("It is in force until %(day)s, %(left)s.") % {**when, "left": days_left(one.days or 0)}
    if one.code == standing.GOES_ON:
        return _("Its first term is over; it goes on by itself, now until %(day)s.") % when
    if one.code == standing.EXPIRED:
        days = one.ago or 0
        words = ngettext(
            "It ran out on %(day)s, %(n)s day ago, and nothing has taken its place.",
            "It ran out on %(day)s, %(n)s days ago, and nothing has taken its place.",
            days,
        )
        return words % {**when, "n": number(days)}
    if one.code == standing.RENEWED:
        return _("Another agreement has taken its place.")
    if one.code == standing.ENDED:
        return (_("It was ended; its last day is %(day)s.") % when) if when else _("It was ended.")
    return _("No end of it is known.")


def notice_of(one: Standing, today: date) -> str:
    """Until when notice can be given, where that was agreed and the agreement goes on by itself."""
    if one.notice_by is None or not one.live:
        return ""
    if today > one.notice_by:
        return _("The day for giving notice, %(day)s, has passed.") % {"day": day(one.notice_by)}
    return _("Whoever wants to end it must say so by %(day)s.") % {"day": day(one.notice_by)}


def promises_in_words(counted: dict[str, int]) -> str:
    """What became of the promises, in a sentence."""
    many = counted["all"]
    if not many:
        return _("No promise out of it is recorded.")
    parts = [
        ngettext("%(n)s is done", "%(n)s are done", counted["done"]) % {"n": number(counted["done"])},
        ngettext("%(n)s is overdue", "%(n)s are overdue", counted["late"]) % {"n": number(counted["late"])}
        if counted["late"]
        else "",
        ngettext("%(n)s has lapsed", "%(n)s have lapsed", counted["lapsed"])
        % {"n": number(counted["lapsed"])}
        if counted["lapsed"]
        else "",
        ngettext("%(n)s goes on in time", "%(n)s go on in time", counted["open"])
        % {"n": number(counted["open"])}
        if counted["open"]
        else "",
        ngettext("for %(n)s no date was agreed", "for %(n)s no date was agreed", counted["undated"])
        % {"n": number(counted["undated"])}
        if counted["undated"]
        else "",
    ]
    head = ngettext("Of %(n)s promise, ", "Of %(n)s promises, ", many) % {"n": number(many)}
    return head + _(", ").join(part for part in parts if part) + "."


def promise_word(state: str) -> tuple[str, str]:
    """The state of a promise, and the tone of its pill."""
    return {
        "done": (_("done"), "accent"),
        "late": (_("overdue"), "warn"),
        "lapsed": (_("lapsed"), "line"),
        "open": (_("open"), ""),
        "undated": (_("no date agreed"), "note"),
    }[state]


@dataclass
class Group:
    """Promises of one area of cooperation, or of none."""

    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)


def by_area(one: Instrument, promises: Sequence[Promise]) -> list[Group]:
    """Promises under their area, in the order of the agreement; those of no area last. Areas without one
    stand there empty: that nothing was promised is an answer."""
    groups = [Group(in_words(area)) for area in one.areas]
    rest = Group(_("Under no area") if groups else _("What was promised"))
    ordered = sorted(promises, key=lambda row: row.obligation.order if row.obligation else 10_000)
    for row in ordered:
        at = row.obligation.area if row.obligation else None
        group = groups[at] if at is not None and at < len(groups) else rest
        group.rows.append(told(row))
    return [*groups, rest] if rest.rows else groups


def told(row: Promise) -> dict[str, Any]:
    """A promise as a row shows it."""
    word, tone = promise_word(row.state)
    one = row.undertaking
    late = ngettext("%(n)s day late", "%(n)s days late", row.days) % {"n": number(row.days)}
    due = row.obligation.due if row.obligation and row.obligation.due else None
    return {
        "promise": one,
        "obligation": row.obligation,
        "focal_point": row.focal_point,
        "state": row.state,
        "word": word if row.state in ("done", "late", "undated") else one.get_status_display(),
        "tone": tone,
        "late": late if row.days else "",
        "due": written_date(due) if due else (day(one.due_on) if one.due_on else ""),
        "proofs": row.proofs,
    }


def line_of(
    chain: Iterable[Instrument], standings: dict[Any, Standing], here: Instrument
) -> list[dict[str, Any]]:
    """A line of renewals as entries of the component `timeline`, gaps between them said."""
    entries: list[dict[str, Any]] = []
    before: Standing | None = None
    for one in chain:
        now = standings[one.pk]
        gap = ""
        if before is not None and before.until and one.dated_on and one.dated_on > before.until:
            days = (one.dated_on - before.until).days - 1
            if days > 0:
                gap = ngettext(
                    "%(n)s day lies between it and the one before.",
                    "%(n)s days lie between it and the one before.",
                    days,
                ) % {"n": number(days)}
        entries.append(
            {
                "when": written_date(one.dated) if one.dated else _("date not known"),
                "datetime": one.dated_on.isoformat() if one.dated_on else "",
                "title": in_words(one.names),
                "url": "" if one.pk == here.pk else reverse("instrument", args=[one.pk]),
                "text": " · ".join(filter(None, (word_of(now), gap))),
                "tone": tone_of(now) if tone_of(now) in ("warn", "accent") else "",
            }
        )
        before = now
    return entries


STEPS = tuple(Adherence.Step)


def matrix(table: dict[Any, dict[str, list[Adherence]]]) -> list[dict[str, Any]]:
    """Steps of States as rows: a State, and for each step when and by what."""
    rows = [
        {"state": state, "cells": [{"step": step.label, "found": steps.get(step, [])} for step in STEPS]}
        for state, steps in table.items()
    ]
    return sorted(rows, key=lambda row: in_words(row["state"].names))
