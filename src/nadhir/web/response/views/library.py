"""Pages of the response library: what can be done, what is known of it, and what we saw ourselves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from nadhir import doctrine
from nadhir.doctrine import responses
from nadhir.doctrine.responses import Option, telling
from nadhir.errors import DoctrineError
from nadhir.screening.normalise import fold
from nadhir.web.core import export, policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors
from nadhir.web.response.fitting import days_in_words, phase_words, pills
from nadhir.web.response.forms.library import LibraryFilter
from nadhir.web.response.models import LibraryUse
from nadhir.web.situations import selectors as situations
from nadhir.web.warnings import selectors as warnings

FACTORS_SHOWN = 8
PLAN = "fez-2017"


@signed_in
def library_list(request: Request) -> HttpResponseBase:
    """What can be done against a risk, by whom, in what time?"""
    viewer = request.viewer
    form = LibraryFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = narrowed(chosen)
    if export.wanted(request):
        policy.require(viewer, "table.export")
        return export.table_response("nadhir-options", *_table(found))
    own = selectors.uses_by(viewer, "option")
    left = chosen.get("left")
    rows = [
        {
            "option": one,
            "lead": days_in_words(one.lead),
            "factors": pills(one.factors),
            "actors": [responses.actors()[key] for key in one.actors],
            "known": [(tool.name, telling.strength(tool)) for tool in telling.known_of(one)],
            "is_known": telling.is_known(one),
            "own": own_in_words(own.get(one.id, {})),
            "tight": left is not None and one.lead[1] > left,
        }
        for one in found
    ]
    context = {
        "filter": form,
        "filtered": any(value not in ("", None) for value in chosen.values()),
        "rows": rows,
        "all": len(responses.options()),
        "unknown": sum(not telling.is_known(one) for one in found),
        "cards": responses.cards(),
        "uses": selectors.library_uses(viewer).count(),
        "may_export": policy.may(viewer, "table.export"),
    }
    return render(request, "response/library.html", context)


def narrowed(chosen: dict[str, Any]) -> list[Option]:
    """The options that a filter leaves, the quickest first."""
    words = fold(chosen.get("q", "").strip())
    most = int(chosen["lead"]) if chosen.get("lead") else None
    left = chosen.get("left")
    found = [
        one
        for one in responses.options()
        if (not chosen.get("factor") or chosen["factor"] in one.factors)
        and (not chosen.get("phase") or chosen["phase"] in one.phases)
        and (not chosen.get("actor") or chosen["actor"] in one.actors)
        and (most is None or one.lead[0] <= most)
        and (left is None or one.lead[0] <= left)
        and (not words or any(words in fold(f"{a} {b}") for a, b in _said(one)))
    ]
    return sorted(found, key=lambda one: one.lead)


def _said(one: Option) -> list[tuple[str, str]]:
    return [(one.title.in_(lang), one.text.in_(lang)) for lang in ("ar", "en", "fr")]


def _table(found: list[Option]) -> tuple[list[str], list[list[Any]]]:
    """The list as a file."""
    columns = [
        _("Option"), _("What it is"), _("Factors"), _("Phase"), _("Who can do it"), _("From (days)"),
        _("To (days)"), _("What it needs"), _("Risk of doing it"), _("What is known of it"),
    ]  # fmt: skip
    rows = [
        [
            in_words(one.title),
            in_words(one.text),
            " ".join(one.factors),
            " ".join(one.phases),
            " · ".join(in_words(responses.actors()[key]) for key in one.actors),
            one.lead[0],
            one.lead[1],
            in_words(one.needs),
            in_words(one.risks),
            " · ".join(f"{in_words(t.name)}: {in_words(telling.strength(t))}" for t in telling.known_of(one))
            or in_words(telling.nothing()),
        ]
        for one in found
    ]
    return columns, rows


@signed_in
def library_option(request: Request, option_id: str) -> HttpResponseBase:
    """One option: what it takes, what is known of it, and what we saw ourselves."""
    viewer = request.viewer
    try:
        option = responses.option(option_id)
    except DoctrineError:
        raise Http404 from None
    plan = doctrine.load(PLAN)
    uses = selectors.library_uses(viewer).filter(option=option.id)
    context = {
        "option": option,
        "lead": days_in_words(option.lead),
        "phases": [phase_words()[key] for key in option.phases],
        "factors": pills(option.factors),
        "actors": [responses.actors()[key] for key in option.actors],
        "bases": [responses.bases()[key] for key in option.bases],
        "before": responses.before_anything(),
        "cards": [responses.card(key) for key in option.cards],
        "plans": [plan.element(key) for key in option.plans],
        "known": [known(tool) for tool in telling.known_of(option)],
        "is_known": telling.is_known(option),
        "nothing": telling.nothing(),
        "citation": responses.evidence(),
        **own_record(viewer, uses),
    }
    return render(request, "response/library_option.html", context)


def known(tool: responses.ToolEvidence) -> dict[str, Any]:
    """What research found of one tool, ready to be shown."""
    return {
        "tool": tool,
        "strength": telling.strength(tool),
        "findings": telling.findings(tool),
        "years": tool.whole.first and (tool.whole.first, tool.whole.last),
        "outcomes": [
            (telling.outcome(key), body.counts, telling.strength(body)) for key, body in tool.outcomes.items()
        ],
        "helps": _factors(tool, "helps"),
        "hinders": _factors(tool, "hinders"),
        "unclear": _factors(tool, "unclear"),
    }


def _factors(tool: responses.ToolEvidence, reading: str) -> dict[str, Any]:
    found = [
        {"name": one.name, "chosen": one.chosen, "said": telling.factor(one)} for one in tool.read_as(reading)
    ]
    return {"first": found[:FACTORS_SHOWN], "rest": found[FACTORS_SHOWN:]}


def own_record(viewer: Viewer, uses: Any) -> dict[str, Any]:
    """What we saw ourselves: results counted, and the latest uses."""
    latest = list(uses[:10])
    return {
        "results": own_in_words(selectors.results(uses)),
        "uses": use_rows(viewer, latest),
        "more_uses": max(uses.count() - len(latest), 0),
        "may_use": policy.may(viewer, "library.use"),
    }


def use_rows(viewer: Viewer, uses: list[LibraryUse]) -> list[dict[str, Any]]:
    """Uses with what they are tied to, as far as the viewer may know of it."""
    named = situations.situations(viewer).in_bulk({one.situation_id for one in uses if one.situation_id})
    told = warnings.warnings(viewer).in_bulk({one.warning_id for one in uses if one.warning_id})
    veil = situations.Veil(viewer)
    veil.load({one.situation_id for one in uses})
    return [
        {
            "use": one,
            "who": veil.text(one.situation_id, one.who),
            "happened": veil.text(one.situation_id, one.happened),
            "title": title_of(one),
            "situation": named.get(one.situation_id) if one.situation_id else None,
            "warning": told.get(one.warning_id) if one.warning_id else None,
            "may_tell": selectors.may_tell(viewer, one),
        }
        for one in uses
    ]


def title_of(use: LibraryUse) -> Any:
    """What was used, by its name; its id where a newer library has it no more."""
    try:
        return responses.option(use.option).title if use.option else responses.card(use.card).title
    except DoctrineError:
        return use.option or use.card


def own_in_words(counted: dict[str, int]) -> list[str]:
    """How many uses had which result; nothing for none."""
    labels = dict(LibraryUse.Result.choices)
    return [f"{labels[key]} ({number(many)})" for key, many in counted.items() if many]
