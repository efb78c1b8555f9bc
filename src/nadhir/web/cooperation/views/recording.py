"""The page on which a whole agreement is recorded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.naming import Named
from nadhir.web.cooperation.forms.recording import Entry
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core import policy
from nadhir.web.core.acting import attempted, identifier_of, status_after
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.panels import mark_of

OF_PARTIES = frozenset({"instrument.party_ceased", "instrument.party_not_yet"})


@signed_in
def instrument_new(request: Request) -> HttpResponseBase:
    """Record an agreement with its parties, its obligations and what is convened first, on one page."""
    viewer = request.viewer
    policy.require(viewer, "instrument.record")
    posted = request.POST if request.method == "POST" else None
    entry = Entry(posted, viewer=viewer, initial=_initial(request))
    if entry.is_valid():
        made = attempted(entry.form, lambda: _record(viewer, entry))
        if made is not None:
            messages.success(request, _("Kept. What was promised stands below, and among all promises."))
            return redirect("instrument", pk=made.pk)
    sent = request.method == "POST" and not entry.adding
    context = {
        "entry": entry,
        "form": entry.form,
        "asks": entry.form.asks,
        "may_name": policy.may(viewer, "actor.record"),
    }
    status = status_after(request, entry.form) if sent else 200
    return render(request, "cooperation/instrument_new.html", context, status=status)


def _initial(request: Request) -> dict[str, Any]:
    """What the address says to begin with."""
    told: dict[str, Any] = {"kind": request.GET.get("kind") or Instrument.Kind.MEMORANDUM}
    if (pk := identifier_of(request.GET.get("party", ""))) is not None:
        party = directory.actors(request.viewer).filter(pk=pk).first()
        if party is not None:
            told["parties"] = [{"party": mark_of(party)}, {}]
    if (pk := identifier_of(request.GET.get("renews", ""))) is not None:
        told["renews"] = selectors.instruments(request.viewer).filter(pk=pk).first()
    return told


def _actor(viewer: Viewer, named: Named | None) -> Any:
    if named is None:
        return None
    return named.actor or {"names": {viewer.language: named.text}, "kind": named.kind}


def whole_of(viewer: Viewer, entry: Entry) -> services.Whole:
    """What was typed, as the service takes it."""
    given = entry.form.cleaned_data
    dates: dict[str, Any] = {}
    for name in ("dated", "begins", "ends"):
        dates |= services.dates_of(name, given[name])
    months = given["duration"] * int(given["unit"] or 12) if given["duration"] else None
    agreement = {
        "kind": given["kind"],
        "names": given["names"],
        "place": given["place"],
        "areas": given["areas"],
        "duration_months": months,
        "tacit": given["tacit"],
        "notice_days": given["notice_days"],
        "remind_days": given["remind_days"] or 180,
        "status": Instrument.Status.DRAFT if given["draft"] else Instrument.Status.AGREED,
        "note": {entry.form.own: given["note"]} if given["note"] else {},
        "sources": [given["source"]] if given["source"] else [],
        "tlp": given["tlp"],
        "confirmed": given["confirmed"],
        "renews": given["renews"],
        **dates,
    }
    signed = [
        {**row, **{name: _actor(viewer, row[name]) for name in ("party", "signatory", "focal_point")}}
        for row in entry.members()
    ]
    everybody = " · ".join(dict.fromkeys(row["party"].called for row in entry.members()))
    promised = [
        {
            "title": row["what"],
            "who": row["actor"].called if row["actor"] else row["who"] or everybody[:200] or _("all parties"),
            "actor": _actor(viewer, row["actor"]),
            "due": row["due"],
            "deliverable": row["deliverable"],
            "focal_point": _actor(viewer, row["focal_point"]),
            "clause": row["clause"],
            "area": row["area"] - 1 if row["area"] else None,
        }
        for row in entry.promised()
    ]
    event = (
        {
            "name": given["event"],
            "kind": given["event_kind"],
            "when": given["event_when"],
            "place": given["event_place"],
        }
        if given["event"]
        else {}
    )
    return services.Whole(agreement, signed, promised, event)


def _record(viewer: Viewer, entry: Entry) -> Instrument:
    try:
        return services.instrument_record_whole(
            viewer=viewer, whole=whole_of(viewer, entry), signed_on=entry.form.cleaned_data["dated"]
        )
    except NotPossibleNow as refused:
        if refused.code in OF_PARTIES:
            entry.form.asks.add("confirmed")
        raise
