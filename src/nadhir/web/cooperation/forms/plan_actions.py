"""What a person types about the actions and measures of a plan, and about what serves which commitment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.catalogue import Catalogue
from nadhir.web.cooperation import currencies
from nadhir.web.cooperation.models import PlanAction
from nadhir.web.cooperation.selectors.commitments import COLUMNS
from nadhir.web.cooperation.selectors.plans import catalogues, chosen_elements, plans
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField

LINE = {"dir": "auto"}
SUM: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "required": False}
PLANS = 200  # plans that are offered in a list of choices
COMMON = ("EUR", "USD", "CHF", "GBP", "XAF", "XOF")


def choices_of(catalogue: Catalogue) -> list[tuple[str, str]]:
    """The commitments of a plan, for a list of choices; what stands under one is set in."""
    above = {one.id: one.parent for one in catalogue.elements}

    def depth(at: str | None) -> int:
        return 0 if at is None else 1 + depth(above.get(at))

    elements = chosen_elements(catalogue)
    least = min((depth(one.parent) for one in elements), default=0)
    told = []
    for one in elements:
        words = in_words(one.label or one.text)
        number = f"{one.number} · " if one.number else ""
        told.append((one.id, "\u2003" * (depth(one.parent) - least) + (number + words)[:110]))
    return told


def currency_choices() -> list[tuple[str, str]]:
    """Currencies, those that are asked for most first."""
    lang = get_language()
    named = [(code, f"{code} · {currencies.called(code, lang)}") for code in currencies.codes()]
    often = [one for code in COMMON for one in named if one[0] == code]
    return [("", "–"), *often, *(one for one in named if one[0] not in COMMON)]


class ActionForm(forms.Form):
    """Something that is done for a commitment."""

    element = forms.ChoiceField(label=_("For which commitment"))
    title = forms.CharField(label=_("What is done"), max_length=300, widget=forms.TextInput(LINE))
    who = forms.CharField(
        label=_("Who does it"), required=False, max_length=200, widget=forms.TextInput(LINE)
    )
    lead = ActorsField(label=_("Who leads, as the directory calls it"), required=False, one=True)
    starts_on = WrittenDateField(label=_("From"), required=False, help_text="")
    ends_on = WrittenDateField(
        label=_("Until"), required=False, help_text=_("A day, a month or a year: 2027, June 2027.")
    )
    budget = forms.DecimalField(label=_("Budget"), min_value=0, **SUM)
    spent = forms.DecimalField(label=_("Spent so far"), min_value=0, **SUM)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2, **LINE})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    FOLDED = ((_("Money"), ("budget", "spent", "currency")), (_("More"), ("lead", "note")))

    def __init__(self, *args: Any, viewer: Viewer, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].viewer = viewer  # type: ignore[attr-defined]
        self.fields["element"].choices = choices_of(catalogue)  # type: ignore[attr-defined]
        self.fields["currency"].choices = currency_choices()  # type: ignore[attr-defined]

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that always stand open."""
        folded = {name for _title, names in self.FOLDED for name in names}
        return [field for field in self if field.name not in folded]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The others; open where something is filled in or refused."""
        told = []
        for title, names in self.FOLDED:
            fields = [self[name] for name in names]
            opened = any(field.errors or field.value() for field in fields)
            told.append({"title": title, "fields": fields, "open": opened})
        return told

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, end in (("starts_on", "start"), ("ends_on", "end")):
            if given.get(name):
                given[name] = getattr(given[name], end)
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The end lies before the beginning."))
        money = any(given.get(name) is not None for name in ("budget", "spent"))
        if money and not given.get("currency") and "currency" not in self.errors:
            self.add_error("currency", gettext("Name the currency: a sum without one says nothing."))
        return given


class MoveForm(forms.Form):
    """How an action stands."""

    to = forms.ChoiceField(
        label=_("How it stands"), choices=PlanAction.Status.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("A word on it"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2, **LINE})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class UndertakeForm(forms.Form):
    """That an action becomes an undertaking."""

    due_on = forms.DateField(label=_("By"), required=False, widget=forms.DateInput({"type": "date"}))


class MeasureForm(forms.Form):
    """What tells whether a commitment is met."""

    element = forms.ChoiceField(label=_("For which commitment"))
    words = forms.CharField(label=_("What is measured"), max_length=300, widget=forms.TextInput(LINE))
    unit = forms.CharField(
        label=_("In what"),
        required=False,
        max_length=40,
        help_text=_("people, districts, %"),
        widget=forms.TextInput(LINE),
    )
    baseline = forms.DecimalField(label=_("At the start"), **SUM)
    target = forms.DecimalField(label=_("Aimed at"), **SUM)
    source = forms.CharField(
        label=_("Where it is read"), required=False, max_length=300, widget=forms.TextInput(LINE)
    )

    def __init__(self, *args: Any, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["element"].choices = choices_of(catalogue)  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """A measure as it was read on a day."""

    read_on = forms.DateField(label=_("Read on"), widget=forms.DateInput({"type": "date"}))
    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=2)
    women = forms.DecimalField(
        label=_("Share of women, in percent"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    source = forms.CharField(
        label=_("Shown by"), required=False, max_length=300, widget=forms.TextInput(LINE)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read_on"].widget.attrs["max"] = clock.now().date().isoformat()


def scope_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Whose commitments can be looked at: the texts that come with Nadhir, and plans with their own."""
    own = plans(viewer).filter(catalogue="", overlay_of=None).exclude(elements=[])[:PLANS]
    told = [(one.id, in_words(one.title)) for one in catalogues()]
    told += [(str(one.pk), in_words(one.names)) for one in own]
    lying = plans(viewer).exclude(overlay_of=None)[:PLANS]
    return told + [(str(one.pk), in_words(one.names)) for one in lying]


class MatrixFilter(forms.Form):
    """Which commitments, and what may serve them; lives in the address."""

    plan = forms.ChoiceField(label=_("Plan"), required=False)
    first = WrittenDateField(label=_("From"), required=False, help_text="")
    last = WrittenDateField(label=_("Until"), required=False, help_text="")
    actor = ActorsField(label=_("Actor"), required=False, one=True)
    place = PlaceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].viewer = viewer  # type: ignore[attr-defined]
        self.fields["plan"].choices = scope_choices(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, end in (("first", "start"), ("last", "end")):
            if given.get(name):
                given[name] = getattr(given[name], end)
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", gettext("The end lies before the beginning."))
        return given


class JudgeFilter(forms.Form):
    """Whose commitments, and which records are gone through."""

    of = forms.ChoiceField(label=_("Plan"), required=False)
    column = forms.ChoiceField(label=_("What is gone through"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = scope_choices(viewer)  # type: ignore[attr-defined]
        self.fields["column"].choices = [(one, column_words()[one]) for one in COLUMNS]  # type: ignore[attr-defined]


def column_words() -> dict[str, Any]:
    """The columns of the matrix."""
    return {
        "engagement": gettext("Meetings"),
        "undertaking": gettext("Undertakings"),
        "cohort": gettext("Trainings"),
        "instrument": gettext("Agreements"),
    }
