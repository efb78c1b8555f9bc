"""The coverage side of a situation: what is known of each indicator, what is old, what to collect next."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir import doctrine
from nadhir.doctrine.text import language
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import coverage, schemes, selectors, shown, views
from nadhir.web.situations.coverage import OUT_OF_DATE, Indicator
from nadhir.web.situations.models import FRAMEWORK, Finding


class CoverageFilter(forms.Form):
    """Which indicators are listed; lives in the address."""

    state = forms.ChoiceField(
        label=pgettext_lazy("indicator", "State"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("gaps", gettext_lazy("Gaps and what is old")),
            *Finding.Value.choices,
            (OUT_OF_DATE, pgettext_lazy("indicator", "out of date")),
        ],
    )
    factor = forms.ChoiceField(label=gettext_lazy("Factor"), required=False)
    framework = forms.ChoiceField(label=gettext_lazy("Catalogue"), required=False)
    crossed = forms.BooleanField(
        label=gettext_lazy("Count evidence on other catalogues, through the crosswalk"), required=False
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language(get_language())
        known = [*selectors.frameworks(), *schemes.readable(viewer)]
        asked = self.data.get("framework", "")
        self.catalogue_id = asked if asked in {one.id for one in known} else FRAMEWORK
        catalogue = doctrine.load(self.catalogue_id)
        self.fields["framework"].choices = [  # type: ignore[attr-defined]
            ("" if one.id == FRAMEWORK else one.id, f"{one.title.in_(lang)} ({one.version})") for one in known
        ]
        self.fields["factor"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *(
                (one.id, f"{one.number or ''} {(one.label or one.text).in_(lang)}".strip())
                for one in catalogue.roots()
            ),
        ]


def state_words() -> dict[str, str]:
    """The states of an indicator in words."""
    return {
        **{value: str(label) for value, label in Finding.Value.choices},
        OUT_OF_DATE: pgettext("indicator", "out of date"),
    }


def need_words() -> dict[str, str]:
    """Why an indicator should be looked at."""
    return {
        coverage.UNSEEN: _("nobody has looked yet"),
        coverage.UNTOLD: _("looked for, nothing was told"),
        coverage.OLD: _("what is known is out of date"),
        coverage.THIN: _("rests on a single passage"),
        coverage.KNOWN: "",
    }


@signed_in
@require_GET
def situation_coverage(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What do we know of each indicator, what is old, where do we look next?"""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    one = selectors.situation(viewer, pk)
    form = CoverageFilter(request.GET, viewer=viewer)
    chosen = form.cleaned_data if form.is_valid() else {}
    crossed = bool(chosen.get("crossed"))
    found = coverage.coverage(viewer, one, framework=form.catalogue_id, crossed=crossed)
    rows = [row for row in found.indicators if _fits(row, chosen)]
    if export.wanted(request):
        policy.require(viewer, "table.export", one)
        return _exported(rows)
    factors = selectors.matrix_of_states(form.catalogue_id, found.states)
    here = reverse("situation_evidence", args=[one.pk])
    query = "" if form.catalogue_id == FRAMEWORK else f"framework={form.catalogue_id}&"
    context = views.frame(request, one, "situation_coverage") | {
        "filter": form,
        "filtered": any(chosen.values()),
        "coverage": found,
        "counts": [(words, found.counts[state], state) for state, words in state_words().items()],
        "matrix": shown.matrix_rows(factors, link=lambda one: f"{here}?{query}element={one}"),
        "next": found.next_to_collect() if not chosen.get("state") else [],
        "rows": rows,
        "states": state_words(),
        "needs": need_words(),
        "others": 0 if crossed else coverage.crossed_pieces(viewer, one, form.catalogue_id),
        "crossed": crossed,
        "held": coverage.held(viewer, one),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "situations/coverage.html", context)


def _fits(row: Indicator, chosen: dict[str, Any]) -> bool:
    state = chosen.get("state", "")
    if state == "gaps":
        if row.need not in (coverage.UNSEEN, coverage.UNTOLD, coverage.OLD):
            return False
    elif state and row.state != state:
        return False
    return not chosen.get("factor") or row.factor.id == chosen["factor"]


def _exported(rows: list[Indicator]) -> HttpResponseBase:
    lang, states, needs = language(get_language()), state_words(), need_words()
    columns = [
        _("Factor"), _("Indicator"), _("Words of the indicator"), pgettext("indicator", "State"),
        _("Weighed in the assessment"), _("Passages for risk"), _("Passages for mitigation"),
        _("Through the crosswalk"), _("Newest knowledge"), _("Look next because"),
    ]  # fmt: skip
    cells = [
        [
            (row.factor.label or row.factor.text).in_(lang),
            row.element.number or "",
            row.element.text.in_(lang),
            states[row.state],
            _("yes") if row.weighed else _("no"),
            row.risk,
            row.mitigation,
            row.through,
            row.known_on,
            needs[row.need],
        ]
        for row in rows
    ]
    return export.table_response("coverage", columns, cells)
