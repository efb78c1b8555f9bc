"""The way out of a document: a page that shows its words, a file to keep, and its release to others.

A person chooses the language and the readers, sees what is left out and what the check of wording points at,
and takes the file. What is made for readers outside the desk is written down before it is handed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.doctrine.wording import Remark, check
from nadhir.documents import model as m
from nadhir.documents import pdf, text, word
from nadhir.errors import DocumentError, NotAllowed, NotPossibleNow
from nadhir.web.core import policy, words
from nadhir.web.core.http import Request
from nadhir.web.core.models import Record
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.documents.frame import OUTWARD, Audience, of_risk
from nadhir.web.situations.documents.kinds import Kind
from nadhir.web.situations.models import Release, Situation
from nadhir.web.situations.services import release_make

FORMS: dict[str, tuple[str, Callable[[m.Document], bytes]]] = {
    "pdf": ("application/pdf", pdf.to_pdf),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word.to_word,
    ),
    "md": ("text/markdown; charset=utf-8", lambda made: text.to_markdown(made).encode()),
}
REMARKS = 40  # shown; more of them are counted
SHOWN = 60_000  # characters of the words on the page
NAMES = {"ar": "العربية", "en": "English", "fr": "français"}
FORM_NAMES = [("pdf", "PDF"), ("docx", "Word"), ("md", "Markdown")]


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that can be had.

    Attributes:
        subject: what the builder takes.
        record: whose desk may release it; None for figures that belong to no record.
        name: of the file, without ending.
        back: address and words of the page that it belongs to.
        keep: what else must stay in the address.
    """

    kind: Kind
    subject: Any
    record: Record | None
    situation: Situation | None
    name: str
    back: tuple[str, str]
    keep: tuple[tuple[str, str], ...] = ()


class ChoiceForm(forms.Form):
    """For whom, and in which language; lives in the address."""

    lang = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[(code, NAMES[code]) for code in LANGUAGES],
    )
    reach = forms.ChoiceField(label=gettext_lazy("Made for"), required=False)
    discreet = forms.BooleanField(label=gettext_lazy("Discreet: under the outward name"), required=False)

    def __init__(self, *args: Any, releases: bool, discreet: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outward = [
            ("amber", _("readers outside the desk (TLP:AMBER)")),
            ("green", _("the community (TLP:GREEN)")),
            ("clear", _("everybody (TLP:CLEAR)")),
        ]
        self.fields["reach"].choices = [("", _("my own use")), *(outward if releases else [])]  # type: ignore[attr-defined]
        if not discreet:
            del self.fields["discreet"]


class ReleaseForm(forms.Form):
    """Who is to read it, and why it goes out in spite of what was pointed at."""

    audience = forms.CharField(label=gettext_lazy("Who is to read it"), max_length=200)
    form = forms.ChoiceField(label=gettext_lazy("File"), choices=FORM_NAMES)
    because = forms.CharField(
        label=gettext_lazy("Why it goes out as it stands"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Needed where wording is pointed at, or where it goes further than its record."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def outlet(request: Request, offer: Offer) -> HttpResponseBase:
    """The page of a document, its file, or its release."""
    viewer = request.viewer
    policy.require(viewer, "table.export")
    releases = policy.may(viewer, "document.release", offer.record)
    chosen = ChoiceForm(
        request.GET or None, releases=releases, discreet=offer.situation is not None
    )  # fmt: skip
    given = chosen.cleaned_data if chosen.is_bound and chosen.is_valid() else {}
    audience = audience_of(viewer, given)
    made = offer.kind.build(audience, offer.subject)
    if request.method == "POST":
        return _release(request, offer, audience, made, chosen)
    wanted = request.GET.get("format", "")
    if wanted in FORMS:
        if audience.reach:  # what leaves the desk is written down first
            raise NotAllowed("not_allowed.act", act="document.release")
        return _file(request, offer, chosen, made, wanted)
    return _page(request, offer, audience, made, chosen, ReleaseForm(initial=_start(made)))


def audience_of(viewer: Viewer, given: dict[str, Any]) -> Audience:
    """For whom, as chosen; by default the person itself, in its own language."""
    reach = given.get("reach") or ""
    return Audience(
        viewer,
        language(given.get("lang") or get_language()),
        words.digits_in("ar"),
        reach=reach if reach in OUTWARD else "",
        discreet=bool(given.get("discreet")),
    )


def _start(made: m.Document) -> dict[str, str]:
    return {"seen": fingerprint(made)}


def fingerprint(made: m.Document) -> str:
    """SHA-256 of the words of a document."""
    return hashlib.sha256(text.to_plain(made).encode("utf-8", "surrogatepass")).hexdigest()


def remarks_on(made: m.Document) -> tuple[Remark, ...]:
    """What the check of wording points at, in whichever languages the words are."""
    return check(text.to_plain(made))


def kept(remarks: Sequence[Remark]) -> list[dict[str, str]]:
    """Remarks as they are written down with a release."""
    return [{"kind": one.kind, "words": str(one.why.params.get("words", ""))} for one in remarks[:200]]


def _release(
    request: Request, offer: Offer, audience: Audience, made: m.Document, chosen: ChoiceForm
) -> HttpResponseBase:
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, offer, audience, made, chosen, form, status=422)
    if form.cleaned_data["seen"] != fingerprint(made):
        form = ReleaseForm({**request.POST.dict(), **_start(made)})
        form.add_error(None, _("The words changed since you looked. Read them again before they go out."))
        return _page(request, offer, audience, made, chosen, form, status=409)
    remarks = remarks_on(made)
    outward = replace(audience, made_for=form.cleaned_data["audience"])
    try:
        made = offer.kind.build(outward, offer.subject)
        content = FORMS[form.cleaned_data["form"]][1](made)
        release_make(
            viewer=request.viewer,
            kind=offer.kind.key,
            record=offer.record,
            situation=offer.situation,
            content=content,
            language=audience.lang,
            form=form.cleaned_data["form"],
            reach=audience.reach,
            audience=form.cleaned_data["audience"],
            discreet=audience.discreet,
            remarks=kept(remarks),
            because=form.cleaned_data["because"],
        )
    except (NotPossibleNow, DocumentError) as problem:
        form.add_error(None, explain(problem, get_language()))
        return _page(request, offer, audience, made, chosen, form, status=422)
    return as_file(offer.name, audience.lang, form.cleaned_data["form"], content)


def _file(
    request: Request, offer: Offer, chosen: ChoiceForm, made: m.Document, wanted: str
) -> HttpResponseBase:
    try:
        content = FORMS[wanted][1](made)
    except DocumentError as problem:
        form = ReleaseForm()
        form.add_error(None, explain(problem, get_language()))
        return _page(request, offer, Audience(request.viewer, made.lang), made, chosen, form, status=422)
    return as_file(offer.name, made.lang, wanted, content)


def as_file(name: str, lang: str, form: str, content: bytes) -> HttpResponse:
    """The document as a file to keep."""
    response = HttpResponse(content, content_type=FORMS[form][0])
    response["Content-Disposition"] = f'attachment; filename="{name}-{lang}.{form}"'
    return response


def _page(
    request: Request,
    offer: Offer,
    audience: Audience,
    made: m.Document,
    chosen: ChoiceForm,
    form: ReleaseForm,
    *,
    status: int = 200,
) -> HttpResponseBase:
    said = text.to_plain(made)
    remarks = remarks_on(made) if audience.reach else ()
    bound = {"lang": audience.lang, "reach": audience.reach, "discreet": audience.discreet}
    choice = ChoiceForm(
        initial=bound,
        releases=policy.may(request.viewer, "document.release", offer.record),
        discreet="discreet" in chosen.fields,
    )
    context = {
        "offer": offer,
        "made": made,
        "choice": choice,
        "audience": audience,
        "keep": [{"name": name, "value": value} for name, value in offer.keep],
        "own_use": [
            *({"name": name, "value": value} for name, value in offer.keep),
            {"name": "lang", "value": audience.lang},
            *([{"name": "discreet", "value": "on"}] if audience.discreet else []),
        ],
        "forms": FORM_NAMES,
        "release_form": form,
        "remarks": remarks[:REMARKS],
        "more_remarks": max(0, len(remarks) - REMARKS),
        "withheld": [one for one in made.blocks if isinstance(one, m.Notice) and one.kind == "withheld"],
        "said": said[:SHOWN],
        "cut": len(said) > SHOWN,
        "of_risk": of_risk(made),
        "releases": _releases(request.viewer, offer),
    }
    return render(request, "situations/document.html", context, status=status)


def _releases(viewer: Viewer, offer: Offer) -> list[Release]:
    """What was made of it for others before."""
    if offer.record is None:
        return []
    found = Release.objects.filter(subject_id=offer.record.pk, kind=offer.kind.key)
    return list(policy.visible(found, viewer).select_related("created_by")[:20])
