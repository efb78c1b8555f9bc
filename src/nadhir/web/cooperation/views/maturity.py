"""Pages of the maturity checklist: levels per criterion over time, and the reading of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from nadhir.web.cooperation import services
from nadhir.web.cooperation.documents.maturity import KIND, change_words
from nadhir.web.cooperation.forms.bodies import MaturityForm, MaturityNewForm
from nadhir.web.cooperation.models import Maturity
from nadhir.web.cooperation.selectors import body as one_body
from nadhir.web.cooperation.selectors.maturity import (
    SHOWN,
    Level,
    Row,
    changes,
    checklist,
    over_time,
    reading,
    readings,
    values,
)
from nadhir.web.core import clock, policy
from nadhir.web.core.acting import act
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.situations.documents.outlet import Offer, outlet


@signed_in
def maturity(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """How far is it, criterion by criterion, and what changed since the last reading?"""
    viewer = request.viewer
    shown = one_body(viewer, pk)
    every = list(readings(viewer, shown))
    closed = [one for one in every if one.closed_at is not None][-SHOWN:]
    catalogue = checklist(closed[-1].catalogue) if closed else checklist()
    told = over_time(catalogue, closed)
    keeps = policy.may(viewer, "body.keep", shown)
    levels = values(catalogue)
    context = {
        "body": shown,
        "catalogue": catalogue,
        "readings": closed,
        "last": closed[-1] if closed else None,
        "making": next((one for one in every if one.closed_at is None), None) if keeps else None,
        "dimensions": [
            {"element": one.element, "rows": _lines(one.rows, closed, len(levels))} for one in told
        ],
        "levels": [(one, bar(Level(one, place, ""), len(levels))) for place, one in enumerate(levels)],
        "unread": bar(None, len(levels)),
        "changes": [(change_words()[how], rows) for how, rows in changes(told).items()],
        "may_keep": keeps,
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "cooperation/maturity.html", context)


def _lines(rows: Iterable[Row], found: list[Maturity], many: int) -> list[dict[str, Any]]:
    """The criteria with a cell for each reading: its day, its level, and the picture of it."""
    return [
        {
            "row": row,
            "cells": [
                (one.read_on, cell, bar(cell, many)) for one, cell in zip(found, row.levels, strict=True)
            ],
        }
        for row in rows
    ]


def bar(level: Level | None, many: int) -> SafeString:
    """A level as a row of boxes, filled as far as it reaches; dashed where nobody looked. Beside it stands
    its word, so that nothing is told by the picture alone."""
    boxes = []
    for place in range(1, many):
        x = (place - 1) * 11
        if level is None:
            shape = 'class="box" fill="none" stroke-dasharray="2 1.5"'
        elif place <= level.order:
            shape = 'class="ease"'
        else:
            shape = 'class="box" fill="none"'
        boxes.append(f'<rect {shape} x="{x + 0.5}" y=".5" width="9" height="11" rx="1.5"/>')
    width = (many - 1) * 11
    return mark_safe(  # noqa: S308 - numbers and our own words only
        f'<svg class="chart" viewBox="0 0 {width} 12" width="{width}" height="12" aria-hidden="true">'
        f"{''.join(boxes)}</svg>"
    )


@signed_in
def maturity_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Begin a reading of the checklist."""
    viewer = request.viewer
    shown = one_body(viewer, pk)
    policy.require(viewer, "body.keep", shown)

    def do(given: dict[str, Any]) -> Maturity:
        return services.maturity_begin(viewer=viewer, body=shown, **given)

    return act(
        request,
        MaturityNewForm(request.POST or None, initial={"read_on": clock.now().date().isoformat()}),
        do,
        title=_("Read the checklist"),
        lead=_("Criterion by criterion, with what shows it. What nobody looked at stays open."),
        button=_("Begin"),
        done=_("Begun. It can be filled in over several days."),
        back=lambda made: reverse("maturity_edit", args=[made.pk]),
        cancel=reverse("maturity", args=[shown.pk]),
        about=in_words(shown.actor.names),
    )


@signed_in
def maturity_edit(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Say at which level each criterion is, and what shows it."""
    viewer = request.viewer
    one = reading(viewer, pk)
    policy.require(viewer, "body.keep", one.body)
    catalogue = checklist(one.catalogue)
    form = MaturityForm(request.POST or None, reading=one, catalogue=catalogue, initial={"note": one.note})
    dimensions = [
        {
            "element": dimension,
            "criteria": [(child, form.of(child.id)) for child in catalogue.children(dimension.id)],
        }
        for dimension in catalogue.of_kind("dimension")
    ]

    def do(given: dict[str, Any]) -> Maturity:
        return services.maturity_read(viewer=viewer, maturity=one, levels=form.levels, note=given["note"])

    return act(
        request,
        form,
        do,
        title=pgettext("maturity", "How far it is"),
        button=_("Keep"),
        done=_("Kept. Close the reading when it is complete."),
        back=reverse("maturity", args=[one.body_id]),
        about=in_words(one.body.actor.names),
        template="cooperation/maturity_edit.html",
        reading=one,
        dimensions=dimensions,
        levels=values(catalogue),
    )


@signed_in
def maturity_close(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Close a reading."""
    viewer = request.viewer
    one = reading(viewer, pk)
    policy.require(viewer, "body.keep", one.body)

    def do(_given: dict[str, Any]) -> Maturity:
        return services.maturity_close(viewer=viewer, maturity=one)

    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        do,
        title=_("Close the reading"),
        lead=_("It stands as it is then; the next one shows what changed."),
        button=_("Close it"),
        done=_("Closed."),
        back=reverse("maturity", args=[one.body_id]),
        about=in_words(one.body.actor.names),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def maturity_document(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """How far it is, as PDF and Word."""
    shown = one_body(request.viewer, pk)
    back = (reverse("maturity", args=[shown.pk]), in_words(shown.actor.names))
    return outlet(request, Offer(KIND, shown, shown, None, "maturity", back))
