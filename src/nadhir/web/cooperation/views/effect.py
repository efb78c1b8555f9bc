"""What training changed: did those who were trained acknowledge and act sooner?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from nadhir.documents.charts import Bar, bar_list
from nadhir.web.cooperation.selectors import effect as read
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number


@signed_in
def learning_effect(request: Request) -> HttpResponseBase:
    """Did trained committees and desks acknowledge and act sooner than before, and than others?"""
    viewer = request.viewer
    effects = read.effects(viewer)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("learning-effect", *_table(effects))
    told = [one for one in effects if one.change is not None]
    context = {
        "effects": [
            {"one": one, "rows": _rows(one), "chart": _chart(one), "words": _words(one)} for one in effects
        ],
        "sooner": sum((one.change or 0) < 0 for one in told),
        "told": len(told),
        "enough": sum(not one.few for one in told),
        "few": read.FEW,
        "together": read.TOGETHER,
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/learning_effect.html", context)


def _periods(one: read.Effect) -> list[tuple[str, read.Period]]:
    return [
        (_("Trained, before"), one.before),
        (_("Trained, after"), one.after),
        (_("Others, before that day"), one.others_before),
        (_("Others, after that day"), one.others_after),
    ]


def _rows(one: read.Effect) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "period": period,
            "acknowledged": hours(period.to_acknowledge),
            "undertaken": hours(period.to_undertake),
        }
        for label, period in _periods(one)
    ]


def hours(value: float | None) -> str:
    """A median in words: hours, from two days on days."""
    if value is None:
        return "–"
    if value >= 48:
        days = round(value / 24, 1)
        return ngettext("%(n)s day", "%(n)s days", round(days)) % {"n": number(days)}
    return ngettext("%(n)s hour", "%(n)s hours", round(value)) % {"n": number(value)}


def _words(one: read.Effect) -> str:
    """What the figures say, and that they are few where they are."""
    first, last = one.before.to_acknowledge, one.after.to_acknowledge
    if first is None or last is None:
        return _("There is no acknowledgement on both sides of the day, so nothing can be compared.")
    said = {"before": hours(first), "after": hours(last)}
    if last < first:
        words = _("Acknowledged after a median of %(after)s since the training, %(before)s before it.") % said
    else:
        words = _("Not sooner: a median of %(after)s since the training, %(before)s before it.") % said
    few = _("These are few warnings; chance alone can make such a difference.")
    return f"{words} {few}" if one.few else words


def _chart(one: read.Effect) -> str:
    bars = [
        Bar(
            f"{label} · n = {number(period.acknowledged)}",
            period.to_acknowledge,
            hours(period.to_acknowledge),
            "off" if at > 1 else "ease" if at else "",
        )
        for at, (label, period) in enumerate(_periods(one))
        if period.to_acknowledge is not None
    ]
    if len(bars) < 2:
        return ""
    title = _("Median time to the first acknowledgement")
    return str(bar_list(bars, title=title, rtl=get_language_bidi(), width=460))


def _table(effects: list[read.Effect]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("who"), _("trained on"), _("period"), _("warnings"), _("acknowledged"),
        _("hours to the first acknowledgement, median"), _("followed by something undertaken"),
        _("hours to the first undertaking, median"),
    ]  # fmt: skip
    rows = (
        (
            in_words(one.unit.names),
            one.unit.trained_on,
            label,
            period.warned,
            period.acknowledged,
            period.to_acknowledge,
            period.undertaken,
            period.to_undertake,
        )
        for one in effects
        for label, period in _periods(one)
    )
    return columns, rows
