"""The ledger page: from the first signal to the result, with the days between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.errors import LedgerBroken
from nadhir.web.accounts.selectors import names_of
from nadhir.web.core import clock, export, ledger, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.templatetags.nadhir import days_between, in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.portal import warning as warning_page
from nadhir.web.portal.acts import act_words
from nadhir.web.portal.threads import dots, step_labels
from nadhir.web.response import selectors as response
from nadhir.web.response.selectors import STEPS, Thread
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning

NUMBER = re.compile(r"[0-9]{4}-[0-9]{1,9}")
ACTS = 25  # recorded acts shown at once
NAMED = 6  # warnings named in the sentence; the filter shows all


class LedgerFilter(forms.Form):
    """Which threads are shown; lives in the address."""

    STATES = [
        ("", gettext_lazy("All")),
        ("unanswered", gettext_lazy("nobody has acknowledged")),
        ("undecided", gettext_lazy("no decision yet")),
        ("decided", gettext_lazy("decided")),
    ]

    q = forms.CharField(
        label=gettext_lazy("Number or words"), required=False, widget=forms.SearchInput(attrs={"dir": "auto"})
    )
    situation = forms.ChoiceField(label=gettext_lazy("Situation"), required=False)
    answer = forms.ChoiceField(label=gettext_lazy("Answer"), required=False, choices=STATES)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = warnings.situations_of(viewer)
        choices = [("", _("All")), *((str(one.pk), in_words(one.names)) for one in known)]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["situation"]


@dataclass(frozen=True, slots=True)
class Summary:
    """All threads in a sentence: how long it took, and which warnings wait for an answer.

    `to_warning` and `to_result` are medians, in words; empty where no warning has both steps. `warned` is how
    many the first one rests on.
    """

    warned: int
    to_warning: str
    finished: int
    to_result: str
    unanswered: tuple[Warning, ...]
    undecided: tuple[Warning, ...]


def summary(threads: Iterable[Thread]) -> Summary:
    """What the threads say together."""
    known = list(threads)
    warned = [hours for one in known if (hours := one.hours_between("signal", "warned")) is not None]
    finished = [hours for one in known if (hours := one.hours) is not None]
    issued = [one for one in known if one.warning.status == Warning.Status.ISSUED]
    return Summary(
        warned=len(warned),
        to_warning=_span(warned),
        finished=len(finished),
        to_result=_span(finished),
        unanswered=tuple(one.warning for one in issued if not one.acknowledged and not one.decided),
        undecided=tuple(one.warning for one in issued if one.acknowledged and not one.decided),
    )


def _span(hours: list[float]) -> str:
    if not hours:
        return ""
    start = clock.now()
    return str(days_between(start + timedelta(hours=median(hours)), start))


@signed_in
def ledger_page(request: Request) -> HttpResponseBase:
    """From warning to result: what happened after each warning, and how long it took?"""
    viewer = request.viewer
    form = LedgerFilter(request.GET or None, viewer=viewer)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = warnings.narrowed(
        warnings.with_answers(warnings.warnings(viewer)),
        words=chosen.get("q", ""),
        situation=chosen.get("situation"),
        answer=chosen.get("answer", ""),
    )
    if export.wanted(request):
        policy.require(viewer, "table.export")
        threads = response.threads(viewer, found)
        known = situations.situations(viewer).in_bulk({one.warning.situation_id for one in threads})
        rows = [row(viewer, one, known.get(one.warning.situation_id)) for one in threads]
        return export.table_response("nadhir-ledger", columns(), rows)
    page, now = page_of(request, found, size=20), clock.now()
    threads = response.threads(viewer, found.filter(pk__in=[one.pk for one in page.rows]))
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": [
            {"thread": one, "dots": dots(one, now), "said": warnings.wording(one.warning)} for one in threads
        ],
        "summary": summary(response.threads(viewer, found, texts=False)),
        "named": NAMED,
        "may_export": policy.may(viewer, "table.export"),
        **(_chain(request) if viewer.has("analyst", "reviewer") else {}),
    }
    return render(request, "portal/ledger.html", context)


def columns() -> list[str]:
    """Headings of the table as a file."""
    labels = step_labels()
    return [
        _("Number"), _("Title"), _("Situation"), _("Status"), _("Handling"),
        *(labels[step] for step in STEPS),
        _("Told"), _("Acknowledged by"), _("Decisions"), _("Days from signal to warning"),
        _("Days from signal to result"),
    ]  # fmt: skip


def row(viewer: Viewer, thread: Thread, situation: Situation | None) -> list[Any]:
    """One thread as a line of the file. `situation` is None where the viewer may not know of it."""
    one = thread.warning
    desk = warnings.at_desk(viewer, one)
    answers = [thread.told, thread.acknowledged, thread.decided] if desk else [None, None, thread.decided]
    return [
        one.number,
        warnings.wording(one).title,
        in_words(situation.names) if situation else None,
        one.get_status_display(),
        one.get_tlp_display(),
        *(step.at for step in thread.steps),
        *answers,
        _days(thread.hours_between("signal", "warned")),
        _days(thread.hours),
    ]


def _days(hours: float | None) -> float | None:
    return None if hours is None else round(hours / 24, 1)


def _chain(request: Request) -> dict[str, Any]:
    """The recorded acts upon what the reader may see; where asked for, the proof that none was changed."""
    number, before = request.GET.get("acts", ""), request.GET.get("before", "")
    if not NUMBER.fullmatch(number):
        number = ""
    acts = response.acts(request.viewer, number=number)
    if before.isascii() and before.isdigit() and len(before) < 16:
        acts = acts.filter(number__lt=int(before))
    entries = list(acts[: ACTS + 1])
    said, names = act_words(), names_of(entry.actor_id for entry in entries)
    context: dict[str, Any] = {
        "entries": [
            {
                "entry": entry,
                "act": said.get(entry.act, entry.act),
                "who": names.get(entry.actor_id) if entry.actor_id else None,
            }
            for entry in entries[:ACTS]
        ],
        "entries_before": entries[ACTS - 1].number if len(entries) > ACTS else None,
        "acts_of": number,
        "acts_open": not {"acts", "before", "verify"}.isdisjoint(request.GET),
        "chain": True,
    }
    if "verify" in request.GET:
        try:
            context["proof"] = ledger.verify()
        except LedgerBroken as broken:
            context["broken"] = explain(broken, get_language())
    return context


urlpatterns = [path("ledger/", ledger_page, name="ledger"), *warning_page.urlpatterns]
