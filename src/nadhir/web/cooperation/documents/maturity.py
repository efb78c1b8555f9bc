"""How far a body is, as a document: each criterion at the latest reading, what shows it, what changed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nadhir.documents import model as m
from nadhir.web.cooperation.models import Body
from nadhir.web.cooperation.selectors.maturity import Level, Row, changes, checklist, over_time, readings
from nadhir.web.core.templatetags.nadhir import day, in_words
from nadhir.web.situations.documents.frame import Audience, Paper, numbered
from nadhir.web.situations.documents.kinds import Kind

SHOWN = 3  # readings beside each other on paper


def change_words() -> dict[str, str]:
    """How a criterion changed, in words."""
    return {
        "up": _("further than before"),
        "down": _("less far than before"),
        "new": _("read for the first time"),
        "gone": _("not read this time"),
    }


def build(audience: Audience, body: Body) -> m.Document:
    """The latest readings beside each other."""
    with audience.speaking():
        paper = Paper(audience)
        paper.uses(body)
        found = list(readings(audience.viewer, body).exclude(closed_at=None))[-SHOWN:]
        paper.paragraph(_("Each criterion is read by itself. Levels are never added up."))
        if not found:
            paper.soft(_("Nobody has read the checklist yet."))
        catalogue = checklist(found[-1].catalogue) if found else checklist()
        told = over_time(catalogue, found)
        changed = changes(told)
        words = change_words()
        if changed:
            paper.heading(_("What changed since the reading before"))
            for how, rows in changed.items():
                paper.paragraph(m.Run(words[how], "strong"))
                paper.points([_called(row, audience.lang) for row in rows])
        for dimension in told if found else ():
            paper.heading(numbered(dimension.element, audience.lang), 2)
            heads = (_("Criterion"), *(day(one.read_on) for one in found), _("What shows it"))
            lines = [
                (
                    _called(row, audience.lang),
                    *(_level(one) for one in row.levels),
                    paper.own(row.last.shown_by) if row.last is not None else "",
                )
                for row in dimension.rows
            ]
            paper.table(heads, lines, shares=(3, *(1.2 for _one in found), 2.5))
        return paper.finished(
            paper.said(in_words(body.actor.names)),
            subtitle=pgettext("maturity", "How far it is"),
            reference=_("Maturity checklist"),
            of_risk=False,
        )


def _called(row: Row, lang: str) -> str:
    return f"{row.criterion.number or ''} {row.criterion.text.in_(lang)}".strip()


def _level(one: Level | None) -> str:
    return in_words(one.element.label or one.element.text) if one is not None else _("not assessed")


KIND = Kind(
    "maturity",
    pgettext_lazy("maturity", "How far it is"),
    gettext_lazy("The checklist of a national mechanism, criterion by criterion."),
    build,
)
