"""Pages of doctrine: the catalogues to read and to take along, and partners' own indicators."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.exchange import ENDINGS, FORMATS, MEDIA, export_catalogue, export_crosswalk
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.schemes import catalogue_of
from nadhir.doctrine.text import LANGUAGES
from nadhir.doctrine.text import language as working_language
from nadhir.errors import Conflict, DoctrineError, NotPossibleNow
from nadhir.screening.suggestion import suggest
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import language_name, tlp_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import schemes, services
from nadhir.web.situations.models import FRAMEWORK, Scheme

PAGE = 40  # elements of a scheme mapped on one page
SUGGESTED = 3


def kind_words() -> dict[str, str]:
    return {
        "framework": _("framework of analysis"),
        "test": _("threshold test"),
        "worksheet": _("worksheet"),
        "strategy": _("strategy"),
        "plan": _("plan of action"),
        "checklist": _("checklist"),
        "scale": _("scale"),
        "goals": _("goals"),
    }


def format_words() -> list[tuple[str, str]]:
    return [("json", "JSON"), ("csv", "CSV"), ("xlsx", "Excel"), ("skos", "SKOS (Turtle)")]


@signed_in
@require_GET
def catalogue_list(request: Request) -> HttpResponseBase:
    """What is assessed against, and in which forms can it be taken along?"""
    viewer, words = request.viewer, kind_words()
    context = {
        "catalogues": [(one, words[one.kind]) for one in doctrine.catalogues()],
        "crosswalks": [
            (doctrine.load(one), doctrine.load(two)) for one, two in doctrine.library().crosswalks()
        ],
        "schemes": [_row(one) for one in schemes.schemes(viewer)],
        "formats": format_words(),
        "may_bring": policy.may(viewer, "scheme.record"),
    }
    return render(request, "situations/doctrine.html", context)


def _row(one: Scheme) -> dict[str, Any]:
    catalogue = catalogue_of(one.catalogue)
    return {
        "scheme": one,
        "id": catalogue.id,
        "elements": len(catalogue.elements),
        "mapped": len(schemes.mapped(one)),
    }


def _catalogue(viewer: Viewer, catalogue_id: str) -> tuple[Catalogue, Scheme | None]:
    """A catalogue that the viewer may read, and the scheme that it is."""
    if (pk := schemes.pk_of(catalogue_id)) is not None:
        one = schemes.scheme(viewer, pk)
        return catalogue_of(one.catalogue), one
    try:
        return doctrine.load(catalogue_id), None
    except DoctrineError as unknown:
        raise Http404 from unknown


@signed_in
@require_GET
def catalogue(request: Request, catalogue_id: str) -> HttpResponseBase:
    """What does each element say?"""
    viewer = request.viewer
    found, scheme = _catalogue(viewer, catalogue_id)
    form = request.GET.get("format", "")
    if form in FORMATS:
        if scheme is not None:
            policy.require(viewer, "table.export", scheme)
        return _file(catalogue_id, form, export_catalogue(found, form))
    walks = [pair for pair in doctrine.library().crosswalks() if catalogue_id in pair]
    if scheme is not None and scheme.crosswalk:
        walks.append((catalogue_id, FRAMEWORK))
    context = {
        "catalogue": found,
        "kind": kind_words()[found.kind],
        "elements": [_element(found, one) for one in found.elements],
        "to_verify": sum(one.to_verify for one in found.elements),
        "scheme": scheme,
        "gaps": schemes.gaps_of(scheme) if scheme else [],
        "walks": [(one, two, doctrine.load(one).title, doctrine.load(two).title) for one, two in walks],
        "formats": format_words(),
        "may_change": scheme is not None and policy.may(viewer, "scheme.record", scheme),
    }
    return render(request, "situations/catalogue.html", context)


def _element(found: Catalogue, one: Element) -> dict[str, Any]:
    return {"element": one, "depth": min(len(found.lineage(one.id)), 4), "answers": ()}


def _file(name: str, form: str, written: bytes) -> HttpResponse:
    response = HttpResponse(written, content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[form]}"'
    return response


@signed_in
@require_GET
def crosswalk(request: Request, source: str, target: str) -> HttpResponseBase:
    """Which elements of two catalogues answer to each other?"""
    viewer = request.viewer
    (one, scheme), (two, _other) = _catalogue(viewer, source), _catalogue(viewer, target)
    try:
        walk = doctrine.crosswalk(source, target)
    except DoctrineError as unknown:
        raise Http404 from unknown
    form = request.GET.get("format", "")
    if form in FORMATS:
        if scheme is not None:
            policy.require(viewer, "table.export", scheme)
        return _file(f"{source}--{target}", form, export_crosswalk(walk, one, two, form))
    context = {
        "source": one,
        "target": two,
        "note": walk.note,
        "pairs": [
            (one.element(here), [two.element(there) for there in answers]) for here, answers in walk.items()
        ],
        "formats": format_words(),
    }
    return render(request, "situations/crosswalk.html", context)


# ------------------------------------------------------------------ partners' own indicators


class SchemeForm(forms.Form):
    """A partner's own indicators, brought as a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel, JSON or YAML with the columns code, parent, and label or text for each language "
            "(text_ar, text_en, text_fr)."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.xlsx,.json,.yaml,.yml"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("Latin letters, digits and hyphens, such as igad-cewarn."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    edition = forms.CharField(label=gettext_lazy("Edition"), required=False, max_length=40)
    language = forms.ChoiceField(label=gettext_lazy("Language of words for which the file names none"))
    tlp = forms.ChoiceField(label=gettext_lazy("Handling"), initial=Tlp.GREEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, language_name(code)) for code in LANGUAGES]
        labels = [(value, f"{label} – {tlp_words(value)}") for value, label in Tlp.choices]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["language"].initial = working_language(get_language())
        self.fields["tlp"].choices = labels  # type: ignore[attr-defined]


@signed_in
def scheme_new(request: Request) -> HttpResponseBase:
    """Bring a partner's own indicators."""
    viewer = request.viewer
    policy.require(viewer, "scheme.record")
    form, status = SchemeForm(), 200
    if request.method == "POST":
        form, status = SchemeForm(request.POST, request.FILES), 422
        if form.is_valid():
            chosen = dict(form.cleaned_data)
            file = chosen.pop("file")
            try:
                made = services.scheme_bring(viewer=viewer, raw=file.read(), file_name=file.name, **chosen)
            except (DoctrineError, NotPossibleNow) as refused:
                form.add_error("file", explain(refused, get_language()))
            else:
                messages.success(request, _("Taken. Say now which elements of the Framework answer to it."))
                return redirect("scheme_map", pk=made.pk)
    return render(request, "situations/scheme_new.html", {"form": form}, status=status)


@signed_in
def scheme_map(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Which elements of the Framework answer to each of these?"""
    viewer = request.viewer
    one = schemes.scheme(viewer, pk)
    policy.require(viewer, "scheme.record", one)
    own, framework = catalogue_of(one.catalogue), doctrine.load(FRAMEWORK)
    asked = request.GET.get("page", "1")
    pages = -(-len(own.elements) // PAGE)
    at = min(max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1, pages)
    shown = own.elements[(at - 1) * PAGE : at * PAGE]
    typed: dict[str, str] = {}
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        typed = {element.id: request.POST.get(f"map-{element.id}", "")[:200] for element in shown}
        pairs = {}
        for element in shown:
            said = re.split(r"[\s,;،؛]+", typed[element.id].strip())
            wanted = [*filter(None, said), *request.POST.getlist(f"take-{element.id}")]
            wrong = [code for code in wanted if code not in framework]
            problems += [
                _("%(code)s is no element of the Framework.") % {"code": code[:20]} for code in wrong
            ]
            pairs[element.id] = wanted
        version = request.POST.get("version", "")
        if not problems:
            try:
                services.scheme_map(
                    viewer=viewer,
                    scheme=one,
                    pairs=pairs,
                    version=int(version)
                    if version.isascii() and version.isdigit() and len(version) < 9
                    else None,
                )
            except (NotPossibleNow, Conflict) as refused:
                problems.append(explain(refused, get_language()))
                one = schemes.scheme(viewer, pk)
            else:
                messages.success(request, _("Saved."))
                onward = at + 1 if "next" in request.POST and at < pages else at
                return redirect(f"{request.path}?page={onward}")
        status = 422
    context = {
        "scheme": one,
        "catalogue": own,
        "rows": [_mapping(one, framework, element, typed.get(element.id)) for element in shown],
        "problems": problems,
        "page": at,
        "pages": pages,
        "mapped": len(schemes.mapped(one)),
        "many": len(own.elements),
    }
    return render(request, "situations/scheme_map.html", context, status=status)


def _mapping(one: Scheme, framework: Catalogue, element: Element, typed: str | None) -> dict[str, Any]:
    kept = one.crosswalk.get(element.id, [])
    lang = working_language(get_language())
    said = element.text.in_(lang)
    found = [] if kept else suggest(said, framework=framework, k=SUGGESTED)
    return {
        "element": element,
        "value": typed if typed is not None else ", ".join(kept),
        "answers": [framework.element(code) for code in kept if code in framework],
        "suggested": [framework.element(suggestion.element) for suggestion in found],
    }


@signed_in
@require_POST
def scheme_retire(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """Take a scheme out of use."""
    one = schemes.scheme(request.viewer, pk)
    try:
        services.scheme_retire(viewer=request.viewer, scheme=one)
    except NotPossibleNow as refused:
        messages.error(request, explain(refused, get_language()))
    else:
        messages.success(request, _("Out of use. What was coded to it stays, and counts as before."))
    return redirect("catalogue", catalogue_id=schemes.catalogue_id(one))
