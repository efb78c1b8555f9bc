"""Who does what, laid out: bodies down, kinds of action (or audiences, themes, places, months) across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.web.core import words
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors
from nadhir.web.response.models import Audience, Engagement, Kind, Theme, Undertaking
from nadhir.web.response.selectors.coordination import Action, Body, Meeting
from nadhir.web.response.shown import due_words

Cell = list[dict[str, Any]]
NOT_SAID = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """The matrix: the columns by code and name, and of each body its name and, for each column, that column's
    name and what stands there."""

    columns: list[tuple[str, str]]
    rows: list[tuple[str, list[tuple[str, Cell]]]]


def _kind(action: Action) -> str:
    return action.plan.kind


def _month(action: Action) -> str:
    return action.plan.last.isoformat()[:7]


def _place(action: Action) -> str:
    place = action.record.place
    return in_words(place.names) if place else NOT_SAID


COLUMNS: dict[str, Callable[[Action], str]] = {
    "kind": _kind,
    "audience": lambda action: action.plan.audience,
    "theme": lambda action: action.theme,
    "place": _place,
    "month": _month,
}


def choices(current: str, *, places: bool) -> list[dict[str, Any]]:
    """The ways to lay it out, for the tabs."""
    named = {
        "kind": _("By kind"),
        "audience": _("By audience"),
        "theme": _("By theme"),
        "place": _("By place"),
        "month": _("By month"),
    }
    return [
        {"label": label, "url": f"?by={by}", "active": by == current, "count": None}
        for by, label in named.items()
        if places or by != "place"
    ]


def laid_out(viewer: Viewer, found: Sequence[Action], meetings: Iterable[Meeting], *, by: str) -> Laid:
    """The matrix of what was found; a cell says of each entry whether it clashes."""
    natures: dict[str, set[str]] = defaultdict(set)
    for met in meetings:
        for key in (met.first.plan.key, met.second.plan.key):
            natures[key].add(met.clash.rule.nature)
    shown = {one.plan.key: entry(viewer, one, natures[one.plan.key]) for one in readable(viewer, found)}
    of = COLUMNS[by]
    columns = sorted({of(one) for one in found}, key=lambda code: _order(by, code))
    bodies: dict[str, tuple[str, dict[str, Cell]]] = {}
    for one in found:
        for body in one.bodies or (Body(NOT_SAID),):
            cells = bodies.setdefault(body.key, (body_words(viewer, one, body), defaultdict(list)))[1]
            cells[of(one)].append(shown[one.plan.key])
    named = [(code, _named(by, code)) for code in columns]
    rows = [(name, [(label, cells[code]) for code, label in named]) for name, cells in bodies.values()]
    return Laid(named, sorted(rows, key=lambda row: row[0]))


def readable(viewer: Viewer, found: Sequence[Action]) -> Sequence[Action]:
    """The same, with words that the viewer may not read struck out."""
    selectors.as_read(viewer, [one.record for one in found if isinstance(one.record, Undertaking)])
    selectors.as_told(viewer, [one.record for one in found if isinstance(one.record, Engagement)])
    return found


def entry(viewer: Viewer, action: Action, natures: Iterable[str] = ()) -> dict[str, Any]:  # noqa: ARG001
    """One action as a cell shows it."""
    record = action.record
    told = {"natures": set(natures), "quiet": action.plan.quiet, "fictional": record.fictional}
    if isinstance(record, Engagement):
        when = words.written_date(record.held, get_language()) if record.held else ""
        return {**told, "title": in_words(record.names), "url": _page(record), "when": when, "state": ""}
    return {
        **told,
        "title": record.title,
        "lang": record.language,
        "url": reverse("undertaking", args=[record.pk]),
        "when": due_words(record),
        "state": record.get_status_display(),
    }


def _page(record: Engagement) -> str:
    try:
        return reverse("engagement", args=[record.pk])
    except NoReverseMatch:
        return ""


def body_words(viewer: Viewer, action: Action, body: Body) -> str:  # noqa: ARG001
    """What a body is called."""
    if body.actor is not None:
        return in_words(body.actor.names)
    if isinstance(action.record, Undertaking):
        return action.record.who
    return body.written or _("not said who")


def meeting_words(viewer: Viewer, one: Meeting) -> dict[str, Any]:
    """A clash in words, with both sides."""
    lang = get_language()
    return {
        "nature": one.clash.rule.nature,
        "says": one.clash.rule.says.in_(lang),
        "do": one.clash.rule.do.in_(lang),
        "days": one.clash.days,
        "sides": [
            {**entry(viewer, side), "who": " · ".join(body_words(viewer, side, body) for body in side.bodies)}
            for side in (one.first, one.second)
            if side.record is not None
        ],
    }


def _named(by: str, code: str) -> str:
    if not code:
        return _("not said")
    if by == "month":
        return words.month(date.fromisoformat(f"{code}-01"), get_language())
    said: dict[str, Any] = {"kind": Kind, "audience": Audience, "theme": Theme}
    return str(said[by](code).label) if by in said else code


def _order(by: str, code: str) -> tuple[bool, int | str]:
    """Columns in the order of their vocabulary, or of time; what is not said comes last."""
    said: dict[str, Any] = {"kind": Kind, "audience": Audience, "theme": Theme}
    if by in said and code:
        return False, said[by].values.index(code)
    return not code, code if by not in said else 0


def as_table(laid: Laid) -> tuple[list[str], list[list[Any]]]:
    """The matrix as a file."""
    rows = [[name, *(_in_one(cell) for _label, cell in cells)] for name, cells in laid.rows]
    return [_("Who"), *(label for _code, label in laid.columns)], rows


def _in_one(cell: Cell) -> str:
    return "; ".join(" · ".join(filter(None, (one["title"], one["when"]))) for one in cell)
