"""What a person types into the register of a situation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.doctrine.text import LANGUAGES, language
from nadhir.screening.normalise import fold
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import figures, in_words, tlp_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.situations import register
from nadhir.web.situations.forms import in_their_scripts, place_words
from nadhir.web.situations.models import (
    FRAMEWORK,
    ArticlePosition,
    Case,
    CostNote,
    LegalPosition,
    Neighbour,
    Party,
    Resilience,
    ResilienceReading,
    Situation,
    TensionReading,
)

# Actors and parts of a country that are offered; more are found in the directory.
OFFERED = 300


def _text(label: Any, *, rows: int = 3, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def _line(label: Any, *, most: int, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _several(label: Any, help_text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class RegisterForm(forms.Form):
    """One thing of the register. `seen` says which state of it the person saw."""

    # Fields whose errors a service finds, by the beginning of the error's code.
    blame: dict[str, str] = {}
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.situation = viewer, situation
        for name in ("groups", "places", "elements", "actor", "place", "tlp"):
            if name in self.fields:
                choices = getattr(self, f"_{name}")()
                self.fields[name].choices = choices  # type: ignore[attr-defined]
                if not choices:
                    del self.fields[name]
        if "tlp" in self.fields:
            self.fields["tlp"].initial = situation.tlp
        if "name_ar" in self.fields:
            in_their_scripts(self)

    def _groups(self) -> list[tuple[str, str]]:
        return [(str(one.pk), in_words(one.names)) for one in self.situation.groups.all()]

    def _places(self) -> list[tuple[str, str]]:
        own = list(self.situation.places.all())
        parts = directory.places(self.viewer).filter(parent__in=own).select_related("parent")
        return [(str(one.pk), place_words(one)) for one in (*own, *parts[:OFFERED])]

    def _tlp(self) -> list[tuple[str, str]]:
        return [(value, f"{label} – {tlp_words(value)}") for value, label in Tlp.choices]

    def _actor(self) -> list[tuple[str, str]]:
        countries = register.countries(self.situation)
        near = [*countries, *directory.places(self.viewer).filter(parent__in=countries)]
        found = directory.actors(self.viewer, language=get_language()).filter(place__in=near)[:OFFERED]
        return [("", "–"), *((str(one.pk), in_words(one.names)) for one in found)] if found else []

    def _elements(self) -> list[tuple[str, str]]:
        return elements_under(self.factors)

    factors: tuple[str, ...] = ()

    def written(self) -> dict[str, Any]:
        """What the services take."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        if "name_ar" in self.fields:
            found["names"] = {code: found.pop(f"name_{code}") for code in LANGUAGES}
        if "actor" in found:
            found["actor"] = uuid.UUID(found["actor"]) if found["actor"] else None
        return found

    @classmethod
    def start(cls, record: Any) -> dict[str, Any]:
        """What the form of a known record starts with."""
        found: dict[str, Any] = {}
        for name in cls.base_fields:
            if name.startswith("name_"):
                found[name] = record.names.get(name.removeprefix("name_"), "")
            elif name in ("groups", "places"):
                found[name] = [str(one.pk) for one in getattr(record, name).all()]
            elif name in ("actor", "place"):
                found[name] = str(getattr(record, f"{name}_id") or "")
            elif name != "seen":
                found[name] = getattr(record, name)
        return found


def elements_under(factors: tuple[str, ...]) -> list[tuple[str, str]]:
    """Indicators of these factors, with their numbers, for choosing among them."""
    lang, catalogue = language(get_language()), doctrine.load(FRAMEWORK)
    return [
        (one.id, f"{figures(one.number or '·')} {one.text.in_(lang)}")
        for factor in factors
        for one in catalogue.children(factor)
    ]


class NamedForm(RegisterForm):
    """Something with a name in up to three languages."""

    name_ar = forms.CharField(label=_("Name in Arabic"), required=False, max_length=200)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=200)
    name_fr = forms.CharField(label=_("Name in French"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}", "").strip() for code in LANGUAGES):
            self.add_error(f"name_{language(get_language())}", _("Give a name in one language at least."))
        return cleaned


class PartyForm(NamedForm):
    """An actor of the situation."""

    factors = ("4", "5")
    part = forms.ChoiceField(label=_("Part it plays"), choices=Party.Part.choices, initial="stands_by")
    interests = _text(_("Interests"), help_text=_("What it wants, and what it stands to gain or lose."))
    capacities = _text(
        _("Capacities"), help_text=_("What it can do: people, money, arms, following, access.")
    )
    elements = forms.MultipleChoiceField(
        label=_("Motives and capacity it bears on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    actor = forms.ChoiceField(label=_("In the directory"), required=False)
    ended_on = _day(_("No longer since"), help_text=_("Leave empty while it matters here."))


class NeighbourForm(RegisterForm):
    """A place across a border."""

    place = forms.TypedChoiceField(label=_("Place"), coerce=uuid.UUID)
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=Neighbour.Direction.choices,
        widget=forms.RadioSelect,
        initial="affected",
    )
    how = _text(_("How"), help_text=_("Refugees, kinship, armed groups, trade, words that cross the border."))

    blame = {"neighbour.": "place"}

    def _place(self) -> list[Any]:
        own = [one.pk for one in self.situation.places.all()]
        countries = register.countries(self.situation)
        known = directory.places(self.viewer).exclude(pk__in=own).select_related("parent")
        parts = [(str(one.pk), place_words(one)) for one in known.filter(parent__in=countries)[:OFFERED]]
        others = [(str(one.pk), in_words(one.names)) for one in known.filter(parent=None)]
        others.sort(key=lambda one: fold(one[1]))
        return [("", "–"), (str(_("Countries")), others), *([(str(_("Regions")), parts)] if parts else [])]


class NeighbourEditForm(NeighbourForm):
    """How a neighbour is drawn in; which one it is stays."""

    place = None  # type: ignore[assignment]


class TensionForm(RegisterForm):
    """An issue between groups."""

    blame = {
        "register.day_to_come": "ended_on",
        "register.ends": "ended_on",
        "register.begins": "began_on",
        "tension.": "issue",
    }
    issue = _line(_("Issue"), most=300, required=True, help_text=_("What it is about, in a few words."))
    drivers = _text(_("What drives it"))
    groups = _several(_("Groups"))
    places = _several(_("Places"))
    began_on = _day(_("Since"))
    ended_on = _day(_("Settled on"), help_text=_("Leave empty while it goes on."))
    tlp = forms.ChoiceField(label=_("Handling"))


class ResilienceForm(RegisterForm):
    """Something that protects."""

    factors = ("6",)
    blame = {
        "register.day_to_come": "ended_on",
        "register.ends": "ended_on",
        "resilience.": "what",
    }
    what = _line(_("What protects"), most=300, required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=Resilience.Kind.choices, initial="other")
    actor = forms.ChoiceField(label=_("In the directory"), required=False)
    elements = forms.MultipleChoiceField(
        label=_("What it speaks against"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Indicators of factor 6 say that something is missing. Tick what is there after all."),
    )
    groups = _several(_("Groups it protects"))
    places = _several(_("Places"))
    ended_on = _day(_("No longer since"), help_text=_("Leave empty while it holds."))
    tlp = forms.ChoiceField(label=_("Handling"))


class ReadingForm(forms.Form):
    """How it stands on a day."""

    blame = {"reading.": "on", "register.day_to_come": "on"}
    on = _day(_("Day of the reading"), required=True)
    note = _text(_("Note"), rows=2, help_text=_("What makes you say so."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.now().date()

    def written(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TensionReadingForm(ReadingForm):
    """How a tension stands."""

    field_order = ["on", "intensity", "dialogue", "note"]
    intensity = forms.TypedChoiceField(
        label=_("Intensity"), coerce=int, choices=TensionReading.Intensity.choices, widget=forms.RadioSelect
    )
    dialogue = forms.ChoiceField(label=_("Dialogue"), choices=TensionReading.Dialogue.choices)


class ResilienceReadingForm(ReadingForm):
    """How strong a protection is."""

    field_order = ["on", "strength", "note"]
    strength = forms.TypedChoiceField(
        label=_("Strength"), coerce=int, choices=ResilienceReading.Strength.choices, widget=forms.RadioSelect
    )


class CaseForm(RegisterForm):
    """Accountability for past acts."""

    blame = {
        "register.ends": "decided_on",
        "register.day_to_come": "decided_on",
        "case.": "title",
    }
    title = _line(_("Case"), most=300, required=True, help_text=_("Without the names of persons."))
    body = _line(_("Before"), most=300, help_text=_("The court, commission or body."))
    level = forms.ChoiceField(label=_("Level"), choices=Case.Level.choices)
    stage = forms.ChoiceField(label=_("Stage"), choices=Case.Stage.choices)
    persons = _text(
        _("Persons concerned"),
        rows=2,
        help_text=_("Only the desk reads this, whoever the case is shared with."),
    )
    opened_on = _day(_("Opened on"))
    decided_on = _day(_("Decided on"))
    about = _text(_("What it is about"))
    source = _line(_("Source"), most=500)
    tlp = forms.ChoiceField(label=_("Handling"))


class CostNoteForm(RegisterForm):
    """What inaction would cost."""

    blame = {
        "cost_note.low_above_high": "low",
        "cost_note.single_figure": "high",
        "cost_note.negative": "low",
        "cost_note.without_unit": "unit",
        "cost_note.without_method": "method",
        "cost_note.without_sources": "sources",
        "cost_note.": "what",
    }
    kind = forms.ChoiceField(label=_("Kind"), choices=CostNote.Kind.choices)
    what = _line(_("What it would cost"), most=300, required=True)
    low = forms.FloatField(label=_("Lower end"), min_value=0, widget=forms.NumberInput(attrs={"step": "any"}))
    high = forms.FloatField(
        label=_("Upper end"), min_value=0, widget=forms.NumberInput(attrs={"step": "any"})
    )
    unit = _line(_("Unit"), most=60, required=True, help_text=_("People, dollars, hectares …"))
    period = _line(_("Over what time"), most=60, help_text=_("Such as: within a year."))
    method = _text(_("How it was reckoned"), required=True)
    sources = _text(_("Sources"), rows=2, required=True)
    tlp = forms.ChoiceField(label=_("Handling"))


class LegalPositionForm(forms.Form):
    """Where a State stands towards an instrument, article by article."""

    blame = {
        "legal_position.unchecked": "source",
        "legal_position.day_without_act": "since",
        "register.": "since",
    }
    state = forms.ChoiceField(label=_("The State is"), choices=LegalPosition.State.choices, initial="unknown")
    since = _day(_("Since"))
    reservations = _text(_("Reservations and declarations"), rows=2)
    source = _line(
        _("Source"), most=500, help_text=_("Where it was read: a treaty register, a law, a report.")
    )
    checked_on = _day(_("Checked on"))
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, standing: register.Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        for article in standing.articles:
            name, told = article.element.id, article.line
            self.fields[f"{name}:domesticated"] = forms.ChoiceField(
                label=_("In national law"),
                choices=ArticlePosition.Domesticated.choices,
                required=False,
                initial=article.state,
            )
            self.fields[f"{name}:provision"] = _line(_("National provision"), most=300)
            self.fields[f"{name}:provision"].initial = told.provision if told else ""

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("state", "since", "source", "checked_on", "reservations")]

    @property
    def lines(self) -> list[tuple[register.Article, forms.BoundField, forms.BoundField]]:
        return [
            (one, self[f"{one.element.id}:domesticated"], self[f"{one.element.id}:provision"])
            for one in self.standing.articles
        ]

    @classmethod
    def start(cls, standing: register.Standing) -> dict[str, Any]:
        position = standing.position
        if position is None:
            return {"seen": "0"}
        names = ("state", "since", "reservations", "source", "checked_on")
        return {name: getattr(position, name) for name in names} | {"seen": str(position.version)}

    def written(self) -> dict[str, Any]:
        """What the service takes."""
        told = self.cleaned_data
        names = ("state", "since", "reservations", "source", "checked_on")
        articles = {
            one.element.id: {
                "domesticated": told[f"{one.element.id}:domesticated"] or "unknown",
                "provision": told[f"{one.element.id}:provision"],
                "note": one.line.note if one.line else "",
            }
            for one in self.standing.articles
        }
        return {name: told[name] for name in names} | {"articles": articles}


def may_keep(viewer: Viewer, situation: Situation) -> bool:
    """Whether the viewer writes into the register of this situation."""
    return policy.may(viewer, "register.keep", situation)
