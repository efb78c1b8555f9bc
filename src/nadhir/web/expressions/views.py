"""The list of expressions, its file, and the page of one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nadhir import doctrine
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, page_of, signed_in
from nadhir.web.core.passages import located
from nadhir.web.core.templatetags.nadhir import in_words, language_name
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor
from nadhir.web.expressions import coding, selectors, wording
from nadhir.web.expressions.forms import ExpressionFilter
from nadhir.web.expressions.models import RABAT, TESTS, Expression, Worksheet
from nadhir.web.intake import selectors as intake


def chosen_of(form: ExpressionFilter) -> dict[str, Any]:
    """What a filter asks for."""
    names = ("target", "hallmark", "speaker", "medium", "place", "state")
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return {name: asked.get(name) or "" for name in names}


@signed_in
@require_GET
def expression_list(request: Request) -> HttpResponseBase:
    """Who was incited against whom, and how far is it weighed?"""
    viewer = request.viewer
    policy.require(viewer, "item.read")
    form = ExpressionFilter(request.GET or None, viewer=viewer)
    chosen = chosen_of(form)
    found = selectors.expressions_found(viewer, **chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return _exported(request, list(found[: export.MOST]))
    page = page_of(request, found)
    states = selectors.states(page.rows)
    context = {
        "filter": form,
        "filtered": any(chosen.values()),
        "page": page,
        "rows": [_row(one, states[one.pk]) for one in page.rows],
        "ready": selectors.expressions_found(viewer, state="ready").count(),
        "wanting": selectors.expressions_found(viewer, state="coding").count(),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "expressions/list.html", context)


def _row(one: Expression, states: dict[str, str]) -> dict[str, Any]:
    tests, words = wording.test_words(), wording.state_words()
    return {
        "expression": one,
        "targets": [
            (wording.target_of(target), target.get_attribute_display()) for target in one.targets.all()
        ],
        "hallmarks": [wording.hallmark_words(mark) for mark in one.hallmarks],
        "states": [(tests[test], words[state], state) for test, state in states.items()],
    }


def _exported(request: Request, found: list[Expression]) -> HttpResponseBase:
    """The list as a file: findings with the sentence that they are no legal determination. No names of
    speakers, no tier."""
    elements = [(test, one) for test in TESTS for one in coding.elements(test)]
    tests = wording.test_words()
    columns = [
        _("Date"), _("Place"), _("Language"), _("What is said, in our own words"), _("Kind of speaker"),
        _("Medium"), _("Against whom"), _("Hallmarks"),
        *[f"{tests[test]}: {in_words(one.label or one.text)}" for test, one in elements],
        _("What this is not"),
    ]  # fmt: skip
    return export.table_response("expressions", columns, _cells(request, found, elements))


def _cells(request: Request, found: list[Expression], elements: list[Any]) -> Iterator[list[Any]]:
    finals = selectors.finals(request.viewer, found)
    for one in found:
        findings = []
        for test, element in elements:
            final = finals.get((one.pk, test))
            value = coding.value_of(final.findings, element.id) if final else ""
            findings.append(wording.value_words(test, value) if value else "")
        yield [
            one.spoken_on,
            in_words(one.place.names) if one.place else "",
            language_name(one.language),
            one.gist,
            one.get_speaker_type_display(),
            one.get_medium_display(),
            " · ".join(wording.target_of(target) for target in one.targets.all()),
            " · ".join(wording.hallmark_words(mark) for mark in one.hallmarks),
            *findings,
            _("Findings of a worksheet. No legal determination; only a competent court decides."),
        ]


@signed_in
@require_GET
def expression(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Who spoke to whom against whom, and what do those who weighed it find?"""
    viewer = request.viewer
    one = selectors.expression(viewer, pk)
    hidden = policy.hidden_fields(viewer, one)
    sides = selectors.sides(viewer, one)
    catalogue = doctrine.load(RABAT)
    context = {
        "expression": one,
        "item": intake.item(viewer, one.item_id),
        "hidden": hidden,
        "speaker": _speaker(request, one, hidden),
        "language": language_name(one.language),
        **_row(one, {}),
        "terms": [(term, wording.concept_words(term["concept"]) or term["meaning"]) for term in one.terms],
        "sides": [side_shown(request, one, side) for side in sides],
        "failures": catalogue.of_kind("failure_mode"),
        "triangle": catalogue.element("triangle"),
        "newer": _newer(request, one),
        "may_change": policy.may(viewer, "expression.change", one) and not one.erased,
    }
    return render(request, "expressions/expression.html", context)


def _speaker(request: Request, one: Expression, hidden: frozenset[str]) -> Actor | None:
    """Who spoke, for whoever may know it and may see that actor in the directory."""
    if one.speaker_id is None or "speaker" in hidden:
        return None
    return directory.actors(request.viewer).filter(pk=one.speaker_id).first()


def _newer(request: Request, one: Expression) -> dict[str, Any] | None:
    """The newer version of the report, and whether the passage still stands in it."""
    newer = intake.newer_than(request.viewer, one.item)
    if newer is None:
        return None
    text = intake.item(request.viewer, newer.pk).text
    return {"item": newer, "stands": bool(one.quote) and located(text, one.quote, one.start) is not None}


def _older(side: selectors.Side) -> bool:
    """Whether a worksheet that is open to the viewer rests on an earlier edition of the test."""
    return any(sheet.edition != coding.edition(side.test) for sheet in side.open)


def side_shown(request: Request, one: Expression, side: selectors.Side) -> dict[str, Any]:
    """One test of an expression as its page shows it."""
    viewer = request.viewer
    codes = policy.may(viewer, "worksheet.code", one)
    wrote = any(sheet.created_by_id == viewer.user_id for sheet in side.open)
    reconciles = policy.may(viewer, "worksheet.reconcile", one)
    own = viewer.organisation_id == one.owner_id
    final = side.final
    mine_open = side.mine is not None and side.mine.state == Worksheet.State.DRAFT
    return {
        "test": side.test,
        "rabat": side.test == RABAT,
        "title": wording.test_words()[side.test],
        "catalogue": doctrine.load(side.test),
        "state": side.state,
        "words": wording.state_words()[side.state],
        "coders": [
            (sheet, sheet.created_by.name if own and sheet.created_by else "") for sheet in side.begun
        ],
        "mine": side.mine,
        "mine_open": mine_open,
        "waits": side.submitted == 1 and side.places_left == 1,
        "may_begin": codes and side.mine is None and side.places_left > 0 and not one.erased,
        "may_release": reconciles,
        "may_reconcile": reconciles and side.ready and bool(side.open) and not wrote and not _older(side),
        "older": final is None and _older(side),
        "must_not": side.ready and wrote,
        "final": final,
        "findings": final_rows(side.test, final.findings) if final else [],
        "open": side.open,
        "compared": coding.compared(side.test, side.open[0].findings, side.open[1].findings)
        if len(side.open) == 2
        else [],
        "outcome": wording.outcome_words()[coding.outcome(final.findings)]
        if final and side.test == RABAT
        else "",
        "reached": bool(final and side.test == RABAT and coding.outcome(final.findings) == "reached"),
        "tier": wording.element_words(RABAT, final.tier) if final and final.tier else "",
        "exposed": [wording.exposed_words()[key] for key in final.exposed] if final else [],
    }


def final_rows(test: str, findings: coding.Findings) -> list[tuple[str, str, str, str]]:
    """Final findings in the order of the catalogue: element, value, its word, reasoning."""
    return [
        (
            wording.element_words(test, element.id),
            coding.value_of(findings, element.id),
            wording.value_words(test, coding.value_of(findings, element.id)),
            str(findings.get(element.id, {}).get("reasoning", "")),
        )
        for element in coding.elements(test)
    ]
