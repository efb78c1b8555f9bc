"""The forms of the parts of a draft beside its findings; each row of a part is a small form."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue
from nadhir.doctrine.text import language
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations import occasions
from nadhir.web.situations.models import FRAMEWORK, Assessment, Finding
from nadhir.web.situations.services.parts import (
    LIKELIHOODS,
    MOST_ROWS,
    GapRow,
    GroupRow,
    Row,
    ScenarioRow,
    TriggerRow,
)

TRIGGERS = "8"
"""The factor of the framework of 2014 that triggers stand under."""
HORIZON = 120  # days ahead for which occasions are offered
OFFERED = 15  # indicators without information that are offered as gaps
STORED, OFFER, BLANK = "stored", "offer", "blank"


def _words(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, **more)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class RowForm(forms.Form):
    """A row that stands there, one that is offered, or a blank one. It counts where it is ticked, or where a
    blank one was filled in."""

    keep = forms.BooleanField(label=_("In this assessment"), required=False)
    origin = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(STORED, ""), (OFFER, ""), (BLANK, "")],
        initial=BLANK,
    )
    filled: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        data = self.cleaned_data
        if data.get("origin") in (STORED, OFFER):
            return bool(data.get("keep"))
        return any(data.get(name) for name in self.filled)

    @property
    def offered(self) -> bool:
        return str(self["origin"].value()) == OFFER

    @property
    def blank(self) -> bool:
        return self["origin"].value() not in (STORED, OFFER)

    def row(self) -> Row:
        raise NotImplementedError


class GroupForm(RowForm):
    """What is said of a group."""

    group = forms.UUIDField(widget=forms.HiddenInput)
    trend = forms.ChoiceField(
        label=_("Trend"), required=False, choices=[("", "–"), *Assessment.Trend.choices]
    )
    text = _words(_("Why, and from whom"), 3, 10_000)
    filled = ("trend", "text")

    def row(self) -> Row:
        data = self.cleaned_data
        return GroupRow(data["group"], data["trend"], data["text"])


class TriggerForm(RowForm):
    """A date that may set something off."""

    occasion = forms.UUIDField(required=False, widget=forms.HiddenInput)
    on = _day(_("On"))
    element = forms.ChoiceField(label=_("Trigger of the framework"), required=False)
    text = _words(_("Why it may set something off"), 2, 10_000)
    filled = ("on", "text")

    def row(self) -> Row:
        data = self.cleaned_data
        return TriggerRow(data["element"], data["on"], data["text"], data["occasion"])


class ScenarioForm(RowForm):
    """What may come, and how likely it is held."""

    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    likelihood = forms.ChoiceField(label=_("Likelihood"), required=False)
    until = _day(_("Until"))
    text = _words(_("What would happen"), 4, 20_000)
    signs = _words(_("Signs that it begins"), 3, 10_000)
    place = forms.IntegerField(label=_("Position"), required=False, min_value=1, max_value=MOST_ROWS)
    filled = ("title", "text", "signs")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.counts:
            for name in ("title", "likelihood"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("This is needed."))
        return data

    def row(self) -> Row:
        data = self.cleaned_data
        return ScenarioRow(data["title"], data["likelihood"], data["text"], data["signs"], data["until"])


class GapForm(RowForm):
    """Something that is not known."""

    element = forms.ChoiceField(label=_("About"), required=False)
    what = _words(_("What is not known"), 2, 10_000)
    how = _words(_("How to find out"), 2, 10_000)
    filled = ("what", "how")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.counts and not data.get("what") and "what" not in self.errors:
            self.add_error("what", _("This is needed."))
        return data

    def row(self) -> Row:
        data = self.cleaned_data
        return GapRow(data["what"], data["how"], data["element"])


_FORMS: Mapping[str, type[RowForm]] = {
    "groups": GroupForm,
    "triggers": TriggerForm,
    "scenarios": ScenarioForm,
    "gaps": GapForm,
}
FormSet = BaseFormSet[Any]


def formset_of(
    viewer: Viewer, assessment: Assessment, part: str, rows: Sequence[Row], data: Any = None
) -> FormSet:
    """The forms of a part: its rows as they stand, what is offered beside them, and blank ones."""
    initial = _initial(viewer, assessment, part, rows)
    made = formset_factory(_FORMS[part], extra=0, max_num=MOST_ROWS * 2, absolute_max=MOST_ROWS * 2)
    forms_of: FormSet = made(data, initial=initial, prefix="row")
    choices = _choices(assessment, part)
    for form in forms_of:
        for name, of_field in choices.items():
            form.fields[name].choices = of_field
        form.heading = _title(viewer, assessment, part, form)
    return forms_of


def rows_in(forms_of: FormSet) -> list[Row]:
    """What the services take: the rows that count, scenarios in the order that was asked for."""
    counted = [form for form in forms_of if form.counts]
    if all("place" in form.fields for form in counted):
        counted.sort(key=lambda form: form.cleaned_data.get("place") or MOST_ROWS)
    return [form.row() for form in counted]


def _initial(viewer: Viewer, assessment: Assessment, part: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    stored = [{"origin": STORED, "keep": True, **asdict(row)} for row in rows]
    blank: dict[str, Any] = {"origin": BLANK}
    if part == "groups":
        known = {row.group for row in rows if isinstance(row, GroupRow)}
        free = assessment.situation.groups.exclude(pk__in=known).order_by("pk")
        return [*stored, *({"origin": BLANK, "group": one.pk} for one in free)]
    if part == "triggers":
        return [*stored, *_ahead(viewer, assessment, rows), blank, blank]
    if part == "scenarios":
        placed = [{**one, "place": at} for at, one in enumerate(stored, 1)]
        return [*placed, *([blank] * max(3 - len(placed), 1))]
    return [*stored, *_unknown(assessment, rows), blank, blank]


def _ahead(viewer: Viewer, assessment: Assessment, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Occasions of the calendar within the horizon that the part does not name yet."""
    named = {(row.occasion, row.on) for row in rows if isinstance(row, TriggerRow)}
    today = clock.now().date()
    found = occasions.occasions_ahead(viewer, assessment.situation, today, HORIZON)
    catalogue = doctrine.load(assessment.framework)
    return [
        {
            "origin": OFFER,
            "occasion": time.occasion.pk,
            "on": time.on,
            "element": next((one for one in time.occasion.triggers if one in catalogue), ""),
            "text": time.occasion.note,
        }
        for time in found
        if not named & {(time.occasion.pk, time.on), (time.occasion.pk, None)}
    ]


def _unknown(assessment: Assessment, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Indicators on which there is no information and of which no gap speaks yet."""
    named = {row.element for row in rows if isinstance(row, GapRow)}
    silent = assessment.findings.filter(value=Finding.Value.NO_INFORMATION).values_list("element", flat=True)
    catalogue, lang = doctrine.load(assessment.framework), language(get_language())
    elements = [one for one in catalogue.elements if one.id in set(silent) - named]
    return [{"origin": OFFER, "element": one.id, "what": one.text.in_(lang)} for one in elements[:OFFERED]]


def _choices(assessment: Assessment, part: str) -> dict[str, list[tuple[str, str]]]:
    lang = language(get_language())
    if part == "scenarios":
        words = doctrine.load(LIKELIHOODS).of_kind("likelihood")
        named = [(one.id, f"{(one.label or one.text).in_(lang)} – {one.text.in_(lang)}") for one in words]
        return {"likelihood": [("", "–"), *named]}
    catalogue = doctrine.load(assessment.framework)
    if part == "triggers":
        return {"element": [("", "–"), *_named(catalogue, lang, _triggers(catalogue))]}
    if part == "gaps":
        return {"element": [("", "–"), *_named(catalogue, lang, [one.id for one in catalogue.elements])]}
    return {}


def _triggers(catalogue: Catalogue) -> list[str]:
    if catalogue.id == FRAMEWORK:
        return [one.id for one in catalogue.children(TRIGGERS)]
    return [one.id for one in catalogue.elements if not catalogue.children(one.id)]


def _named(catalogue: Catalogue, lang: str, ids: Sequence[str]) -> list[tuple[str, str]]:
    found = [catalogue.element(one) for one in ids]
    return [(one.id, f"{one.number or '·'} {(one.label or one.text).in_(lang)}") for one in found]


def _title(viewer: Viewer, assessment: Assessment, part: str, form: RowForm) -> str:
    """What the row is about, where it is not asked for."""
    if part == "groups":
        known = {str(one.pk): one for one in assessment.situation.groups.all()}
        one = known.get(str(form["group"].value()))
        return in_words(one.names) if one else ""
    if part == "triggers":
        with contextlib.suppress(ValueError, TypeError):
            key = uuid.UUID(str(form["occasion"].value()))
            found = occasions.occasions(viewer).filter(pk=key).first()
            return in_words(found.names) if found else ""
    return ""
