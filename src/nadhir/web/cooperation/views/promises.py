"""Across all agreements: what was promised, what is done, what has lapsed, what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from nadhir.web.cooperation import selectors, telling
from nadhir.web.cooperation.forms import PromisesFilter
from nadhir.web.cooperation.selectors import agreed
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import in_words


@signed_in
def promises(request: Request) -> HttpResponseBase:
    """What did we promise, and what became of it?"""
    viewer = request.viewer
    form = PromisesFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = agreed.promises_found(viewer, **chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("promises", *_table(viewer, found))
    page = page_of(request, found)
    rows = [telling.told(row) for row in selectors.as_promises(viewer, page.rows)]
    origins = selectors.instruments_of(viewer, page.rows)
    for row in rows:
        row["origin"] = origins.get(row["promise"].origin_id)
    everything = {name: value for name, value in chosen.items() if name != "state"}
    counted = agreed.promises_counted(agreed.promises_found(viewer, **everything))
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "narrowed": any(everything.values()),
        "page": page,
        "rows": rows,
        "counted": counted,
        "promised": telling.promises_in_words(counted),
        "may_export": policy.may(viewer, "table.export"),
        "may_record": policy.may(viewer, "instrument.record"),
    }
    return render(request, "cooperation/promises.html", context)


def _table(viewer: Any, found: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    columns = [
        _("what"), _("who"), _("agreement"), _("clause"), _("area"), _("deliverable"), _("focal point"),
        _("by"), _("as written"), _("state"), _("days late"), _("evidence"), _("result"),
    ]  # fmt: skip
    promised = list(found[: export.MOST])
    origins = selectors.instruments_of(viewer, promised)

    def row(one: Any) -> tuple[Any, ...]:
        promise, kept = one.undertaking, one.obligation
        agreement = origins.get(promise.origin_id)
        area = kept.area if kept else None
        areas = agreement.areas if agreement else []
        return (
            promise.title,
            promise.who,
            in_words(agreement.names) if agreement else "",
            kept.clause if kept else promise.origin_part,
            in_words(areas[area]) if area is not None and area < len(areas) else "",
            kept.deliverable if kept else "",
            in_words(one.focal_point.names) if one.focal_point else "",
            promise.due_on,
            (kept.due or {}).get("as_written", "") if kept else "",
            telling.promise_word(one.state)[0],
            one.days or "",
            one.proofs,
            promise.result,
        )

    return columns, (row(one) for one in selectors.as_promises(viewer, promised))
