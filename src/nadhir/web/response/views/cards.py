"""Pages of tool cards for leaders: the list, one card in a language of choice, and the card as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nadhir.doctrine import responses
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.errors import DoctrineError
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.response import selectors
from nadhir.web.response.documents import cards as papers
from nadhir.web.response.fitting import pills
from nadhir.web.response.views.library import own_in_words, own_record
from nadhir.web.situations.documents.outlet import NAMES, Offer, outlet


@signed_in
def card_list(request: Request) -> HttpResponseBase:
    """Which tool cards are there for leaders?"""
    own = selectors.uses_by(request.viewer, "card")
    rows = [
        {"card": one, "factors": pills(one.factors), "own": own_in_words(own.get(one.id, {}))}
        for one in responses.cards()
    ]
    return render(request, "response/library_cards.html", {"rows": rows})


@signed_in
def card(request: Request, card_id: str) -> HttpResponseBase:
    """One card, to read and to print."""
    found = _card(card_id)
    asked = request.GET.get("lang", "")
    lang = language(asked if asked in LANGUAGES else get_language())
    with translation.override(lang):
        words = papers.labels()
        names = [in_words(text) for text in responses.before_anything()]
    uses = selectors.library_uses(request.viewer).filter(card=found.id)
    context: dict[str, Any] = {
        "card": found,
        "lang": lang,
        "direction": "rtl" if lang == "ar" else "ltr",
        "words": words,
        "title": found.title.in_(lang),
        "purpose": found.purpose.in_(lang),
        "when": found.when.in_(lang),
        "note": found.note.in_(lang),
        "steps": [one.in_(lang) for one in found.steps],
        "dos": [one.in_(lang) for one in found.dos],
        "donts": [one.in_(lang) for one in found.donts],
        "questions": [*names, *(one.in_(lang) for one in found.questions)],
        "languages": [(code, NAMES[code], code == lang) for code in LANGUAGES],
        "factors": pills(found.factors),
        "helped": [one for one in responses.options() if found.id in one.cards],
        **own_record(request.viewer, uses),
    }
    return render(request, "response/library_card.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def card_document(request: Request, card_id: str) -> HttpResponseBase:
    """One card as a PDF or Word file, in a language of choice."""
    found = _card(card_id)
    back = (reverse("library_card", args=[found.id]), in_words(found.title))
    return outlet(request, Offer(papers.KIND, found, None, None, f"card-{found.id}", back))


def _card(card_id: str) -> responses.Card:
    try:
        return responses.card(card_id)
    except DoctrineError:
        raise Http404(_("There is no such card.")) from None
