"""The words of an agreement: languages side by side, versions compared clause by clause, files to keep."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from nadhir.doctrine.clauses import Change, Clause, compared
from nadhir.web.cooperation import selectors, services
from nadhir.web.cooperation.forms.agreements import TextForm
from nadhir.web.cooperation.models import Instrument, InstrumentText
from nadhir.web.cooperation.selectors import agreed
from nadhir.web.core import policy
from nadhir.web.core.acting import LANGUAGES, act
from nadhir.web.core.comparing import compared as words_compared
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words, number

LANGUAGE_ORDER = {code: at for at, (code, _name) in enumerate(LANGUAGES)}
WORDS = 30_000  # letters of one clause that are compared word by word


def clauses_of(text: InstrumentText) -> list[Clause]:
    return [Clause.of(told) for told in text.clauses]


def _asked(request: Request, name: str, known: list[int], otherwise: int) -> int:
    said = request.GET.get(name, "")
    asked = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else otherwise
    return asked if asked in known else otherwise


@signed_in
def instrument_text(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What does each clause say, in each language that it is kept in?"""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    found = agreed.texts(viewer, shown)
    numbers = sorted({one.number for one in found}, reverse=True)
    version = _asked(request, "version", numbers, numbers[0] if numbers else 0)
    texts = sorted(
        (one for one in found if one.number == version),
        key=lambda one: (not one.authentic, LANGUAGE_ORDER.get(one.language, 9)),
    )
    promised = _promised(request, shown)
    context = {
        "instrument": shown,
        "texts": texts,
        "version": version,
        "numbers": numbers,
        "rows": _side_by_side(texts, promised),
        "lacking": [name for code, name in LANGUAGES if code not in {one.language for one in texts}],
        "may_keep": policy.may(viewer, "instrument.keep", shown),
        "comparable": _comparable(found),
    }
    return render(request, "cooperation/instrument_text.html", context)


def _promised(request: Request, shown: Instrument) -> dict[str, list[Any]]:
    """Promises by the clause that asks for them."""
    rows = selectors.as_promises(
        request.viewer, selectors.promises(request.viewer, instrument=shown).exclude(origin_part="")[:200]
    )
    by_clause: dict[str, list[Any]] = {}
    for row in rows:
        by_clause.setdefault(row.undertaking.origin_part, []).append(row.undertaking)
    return by_clause


def _side_by_side(texts: list[InstrumentText], promised: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Clauses of all languages by number, in the order of the first; what the others have besides comes where
    it stands there. Each says which languages lack it."""
    order: list[str] = []
    by_number: dict[str, dict[str, Clause]] = {}
    for text in texts:
        at = -1
        for clause in clauses_of(text):
            if clause.number not in by_number:
                order.insert(at + 1, clause.number)
                by_number[clause.number] = {}
            by_number[clause.number][text.language] = clause
            at = order.index(clause.number)
    return [
        {
            "number": key,
            "cells": [{"text": text, "clause": by_number[key].get(text.language)} for text in texts],
            "promised": promised.get(key, []),
        }
        for key in order
    ]


def _comparable(found: list[InstrumentText]) -> bool:
    """Whether some language is kept in more than one version."""
    languages = [one.language for one in found]
    return len(languages) > len(set(languages))


@signed_in
def instrument_text_new(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Add one language of one version."""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    policy.require(viewer, "instrument.keep", shown)
    form = TextForm(request.POST or None, request.FILES or None, initial={"language": viewer.language})

    def do(given: dict[str, Any]) -> InstrumentText:
        file = given.pop("file")
        if file is not None:
            given |= {"file_name": file.name, "content": file.read()}
        return services.instrument_text_add(viewer=viewer, instrument=shown, **given)

    return act(
        request,
        form,
        do,
        title=_("Add the text"),
        lead=_(
            "One language of one version. A text is not changed once it is kept; a correction is a new one."
        ),
        about=in_words(shown.names),
        button=_("Keep"),
        done=_("Kept, clause by clause. Look whether it is cut as it should be."),
        back=lambda made: f"{reverse('instrument_text', args=[shown.pk])}?version={made.number}",
        cancel=reverse("instrument", args=[shown.pk]),
    )


@signed_in
def instrument_compare(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What became of each clause between two versions?"""
    viewer = request.viewer
    shown = selectors.instrument(viewer, pk)
    found = agreed.texts(viewer, shown)
    kept: dict[str, dict[int, InstrumentText]] = {}
    for one in found:
        kept.setdefault(one.language, {})[one.number] = one
    several = [code for code, versions in kept.items() if len(versions) > 1]
    language = request.GET.get("language", "")
    own = viewer.language if viewer.language in several else (several[0] if several else "")
    language = language if language in several else own
    numbers = sorted(kept.get(language, {}))
    later = _asked(request, "to", numbers, numbers[-1] if numbers else 0)
    earlier = _asked(request, "from", numbers, numbers[-2] if len(numbers) > 1 else later)
    changes: list[dict[str, Any]] = []
    if numbers:
        versions = kept[language]
        changes = [_told(one) for one in compared(clauses_of(versions[earlier]), clauses_of(versions[later]))]
    many = {
        kind: sum(one["kind"] == kind for one in changes)
        for kind in ("same", "changed", "moved", "added", "removed")
    }
    context = {
        "instrument": shown,
        "language": language,
        "languages": several,
        "numbers": numbers,
        "earlier": earlier,
        "later": later,
        "changes": changes,
        "many": many,
        "sentence": _sentence(many),
    }
    return render(request, "cooperation/instrument_compare.html", context)


def _sentence(many: dict[str, int]) -> str:
    parts = [
        ngettext("%(n)s clause says something else", "%(n)s clauses say something else", many["changed"]),
        ngettext("%(n)s stands elsewhere", "%(n)s stand elsewhere", many["moved"]),
        ngettext("%(n)s was put in", "%(n)s were put in", many["added"]),
        ngettext("%(n)s was taken out", "%(n)s were taken out", many["removed"]),
    ]
    counts = [many[kind] for kind in ("changed", "moved", "added", "removed")]
    said = [part % {"n": number(n)} for part, n in zip(parts, counts, strict=True) if n]
    same = ngettext("%(n)s clause is the same.", "%(n)s clauses are the same.", many["same"])
    return ((_(", ").join(said) + ". ") if said else "") + same % {"n": number(many["same"])}


def _told(one: Change) -> dict[str, Any]:
    """One clause as the page shows it."""
    older, newer = one.older, one.newer
    pieces = []
    if older is not None and newer is not None and one.reworded:
        pieces = words_compared(older.words[:WORDS], newer.words[:WORDS])
    shown = newer or older
    title = " ".join(filter(None, (shown.label, shown.heading))) if shown else ""
    return {
        "kind": one.kind,
        "reworded": one.reworded,
        "older": older,
        "newer": newer,
        "title": title,
        "pieces": pieces,
        "words": shown.text if shown else "",
    }


@signed_in
@require_GET
def instrument_text_file(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """The file that the words came in, to be saved; it is never opened inside our pages."""
    found = agreed.text(request.viewer, pk)
    if found.raw is None:
        return HttpResponse(status=404)
    answer = HttpResponse(bytes(found.raw), content_type=found.media_type or "application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.sha256[:12]}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
