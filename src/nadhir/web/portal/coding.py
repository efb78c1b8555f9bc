"""Coding a passage: the form, the suggestions beside it, and what is done with what was sent.

A person selects words; elements of a catalogue are suggested for them, with the reason for each; the person
ticks, or chooses among all. Everything works without a script: one button asks for the suggestions, another
codes. What was suggested is sent along, so that it can be told afterwards how good suggestions are.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.text import language
from nadhir.screening import Finding
from nadhir.screening.suggestion import suggest
from nadhir.web.core import policy
from nadhir.web.core.http import Request, signed_in
from nadhir.web.core.passages import located
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Item
from nadhir.web.portal import passages
from nadhir.web.portal.forms import situations_for
from nadhir.web.situations import selectors as situations
from nadhir.web.situations import services as situation_services
from nadhir.web.situations.models import FRAMEWORK, Evidence, GroupAtRisk

FIRST = 5  # suggestions shown
READ = 2_000  # characters of a report for which as a whole something is suggested


@dataclass(frozen=True, slots=True)
class Offered:
    """One suggestion: the element, why, and whether it was taken."""

    element: Element
    why: Reason
    taken: bool = False


def offered_for(
    viewer: Viewer,
    item: Item,
    finding: Finding | None,
    words: str,
    framework: str = FRAMEWORK,
    taken: Sequence[str] = (),
) -> list[Offered]:
    """The first elements that are suggested for these words; for the report where there are none."""
    catalogue = doctrine.load(framework)
    found = suggest(
        words or item.text[:READ],
        framework=catalogue,
        finding=finding,
        past=situations.past_codings(viewer, framework),
        language=item.language if item.language not in ("", "und") else None,
        k=FIRST,
    )
    return [Offered(catalogue.element(one.element), one.why, one.element in taken) for one in found]


class CodingForm(forms.Form):
    """A passage tied to elements of a catalogue in a situation."""

    situation = forms.ChoiceField(label=_("Situation"))
    quote = forms.CharField(
        label=_("Passage"),
        max_length=passages.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Select the words in the text above, or copy them here exactly."),
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    framework = forms.ChoiceField(label=_("Catalogue"), required=False)
    suggested = forms.MultipleChoiceField(label=_("Suggested indicators"), required=False)
    offered = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    element = forms.ChoiceField(label=_("Indicator"), required=False)
    elements = forms.MultipleChoiceField(
        label=_("Further indicators"), required=False, widget=forms.CheckboxSelectMultiple
    )
    polarity = forms.ChoiceField(
        label=_("Speaks for"), choices=Evidence.Polarity.choices, widget=forms.RadioSelect, initial="risk"
    )
    strength = forms.ChoiceField(label=_("Strength"), choices=Evidence.Strength.choices, initial="moderate")
    concerns = forms.ModelChoiceField(
        label=_("Whom it concerns"), queryset=GroupAtRisk.objects.none(), required=False, empty_label="–"
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )

    def __init__(
        self, *args: Any, viewer: Viewer, item: Item, finding: Finding | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.item, self.finding = viewer, item, finding
        known = [*situations.frameworks(), *situations.schemes_in_use(viewer)]
        asked = self.data.get("framework", "")
        self.catalogue_id = asked if asked in {one.id for one in known} else FRAMEWORK
        self.catalogue = doctrine.load(self.catalogue_id)
        lang = language(get_language())
        everything = [(one.id, one.id) for one in self.catalogue.elements]
        choices: dict[str, Any] = {
            "situation": situations_for(viewer, item),
            "framework": [(one.id, f"{one.title.in_(lang)} ({one.version})") for one in known],
            "suggested": everything,
            "elements": everything,
            "element": element_choices(self.catalogue, lang),
        }
        for name, offers in choices.items():
            self.fields[name].choices = offers  # type: ignore[attr-defined]
        self.initial.setdefault("framework", self.catalogue_id)
        groups: Any = self.fields["concerns"]
        seen = [key for key, _name in choices["situation"] if key]
        groups.queryset = policy.visible(GroupAtRisk.objects.filter(situation__in=seen), viewer)
        groups.label_from_instance = lambda group: in_words(group.names)

    def silent(self) -> CodingForm:
        """What was typed, not judged yet."""
        self._errors = ErrorDict()
        return self

    @property
    def suggestions(self) -> list[Offered]:
        """What is suggested for the words that were sent, else for the report."""
        words = self.data.get("quote", "")[: passages.LONGEST]
        taken = self.data.getlist("suggested") if hasattr(self.data, "getlist") else ()
        return offered_for(self.viewer, self.item, self.finding, words, self.catalogue_id, taken)

    @property
    def ticked(self) -> set[str]:
        """Elements ticked among all."""
        return set(self.data.getlist("elements")) if hasattr(self.data, "getlist") else set()

    @property
    def roots(self) -> list[tuple[Element, tuple[Element, ...]]]:
        """The catalogue as it is chosen from: each factor with its indicators."""
        return by_factor(self.catalogue)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [*cleaned.get("suggested", []), cleaned.get("element", ""), *cleaned.get("elements", [])]
        cleaned["chosen"] = [element for element in dict.fromkeys(chosen) if element]
        cleaned["framework"] = self.catalogue_id
        shown = cleaned.get("offered", "").split()
        cleaned["offered"] = [one for one in dict.fromkeys(shown) if one in self.catalogue][:FIRST]
        if not cleaned["chosen"] and "element" not in self.errors:
            self.add_error("element", _("Choose at least one indicator."))
        quote = cleaned.get("quote", "")
        if quote:
            passage = located(self.item.text, quote, cleaned.get("start"), cleaned.get("end"))
            if passage is None:
                self.add_error("quote", _("These words do not stand in the text exactly like this."))
            else:
                cleaned["start"], cleaned["end"] = passage
        return cleaned


def by_factor(catalogue: Catalogue) -> list[tuple[Element, tuple[Element, ...]]]:
    """Each factor with all that stands under it: a partner's own catalogue may go deeper than one step."""
    found: dict[str, list[Element]] = {one.id: [] for one in catalogue.roots()}
    for one in catalogue.elements:
        if (factor := catalogue.lineage(one.id)[-1]).id != one.id:
            found[factor.id].append(one)
    return [(catalogue.element(factor), tuple(under)) for factor, under in found.items()]


def element_choices(catalogue: Catalogue, lang: Any) -> list[Any]:
    """The elements of a catalogue under their factors, for a list to choose from."""
    choices: list[Any] = [("", "–")]
    for factor, under in by_factor(catalogue):
        label = f"{factor.number or ''} {(factor.label or factor.text).in_(lang)}".strip()
        listed = [(one.id, f"{one.number or '·'} {one.text.in_(lang)}") for one in under]
        choices.append((label, listed or [(factor.id, label)]))
    return choices


def code(request: Request, shown: Item, chosen: dict[str, Any]) -> list[Evidence]:
    """Do what the form says."""
    return situation_services.evidence_code(
        viewer=request.viewer,
        situation=situations.situation(request.viewer, chosen["situation"]),
        item=shown,
        start=chosen["start"],
        end=chosen["end"],
        elements=chosen["chosen"],
        framework=chosen["framework"],
        polarity=chosen["polarity"],
        strength=chosen["strength"],
        concerns=chosen["concerns"],
        note=chosen["note"],
        suggested=chosen["offered"],
    )


@signed_in
@require_POST
def item_suggestions(request: Request, pk: uuid.UUID) -> HttpResponseBase:
    """What may be coded from the words that were just selected; a part of the page of the item."""
    viewer = request.viewer
    policy.require(viewer, "evidence.code")
    shown = intake.item(viewer, pk)
    form = CodingForm(request.POST, viewer=viewer, item=shown, finding=intake.finding_of(shown)).silent()
    return render(request, "portal/_suggestions.html", {"coding": form, "item": shown})


urlpatterns = [path("inbox/<uuid:pk>/suggestions/", item_suggestions, name="item_suggestions")]
