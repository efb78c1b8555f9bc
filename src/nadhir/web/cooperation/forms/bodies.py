"""What a person types about a body, its founding, and how far it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.catalogue import Catalogue
from nadhir.screening.normalise import fold
from nadhir.web.cooperation.models import Body, FoundingStep, Maturity
from nadhir.web.cooperation.selectors.bodies import bodies, body_of, texts_of
from nadhir.web.cooperation.selectors.maturity import values
from nadhir.web.core import clock
from nadhir.web.core.acting import InThreeLanguages
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField

DAY = {"type": "date"}
LINE = {"dir": "auto"}


class BodyFilter(forms.Form):
    """Which bodies are shown; lives in the address."""

    q = forms.CharField(
        label=_("Name, in any spelling"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Body.Kind.choices])
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *Body.Status.choices]
    )
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = bodies(viewer).order_by().values("place")
        found = directory.places(viewer).filter(pk__in=there)
        named = [(place.code, in_words(place.names)) for place in found]
        # The place asked for is a choice even where no body is: the answer then is "none", not "all".
        asked = directory.code_of(self.data.get("place", ""))
        if asked and asked not in {code for code, _name in named}:
            named += [(code, in_words(names)) for code, names in directory.names_by_code([asked]).items()]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Any")),
            *sorted(named, key=lambda place: fold(place[1])),
        ]


class Folded(InThreeLanguages):
    """A form whose rarer fields stand folded together."""

    FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that always stand open."""
        folded = {name for _title, names in self.FOLDED for name in names}
        return [field for field in self if field.name not in folded]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The others, by what they are about; open where something is filled in or refused."""
        told = []
        for title, names in self.FOLDED:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                opened = any(field.errors or field.value() for field in fields)
                told.append({"title": title, "fields": fields, "open": opened})
        return told


class BodyForm(Folded):
    """A body: what it is called, what it is for, to whom it reports."""

    FOLDED = (
        (
            _("Its own early warning and coordination"),
            ("mechanism_ar", "mechanism_en", "mechanism_fr"),
        ),
        (_("To whom it reports, when it was founded, who may read this"), ("reports_to", "founded", "tlp")),
    )
    texts: tuple[tuple[str, Any, bool], ...] = (
        ("names", _("Name"), False),
        ("mandate", _("Mandate: what it is for"), True),
        ("mechanism", _("How it is warned, and how it coordinates"), True),
    )

    actor = ActorsField(
        label=_("It stands in the directory as"),
        required=False,
        one=True,
        kinds=("body", "network", "organisation"),
        help_text=_("Leave it empty and name it below where the directory does not have it yet."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    status = forms.ChoiceField(label=_("Status"), choices=Body.Status.choices)
    place = PlaceField(label=_("Place"), required=False)
    reports_to = ActorsField(
        label=_("Reports to"),
        required=False,
        one=True,
        help_text=_("Another body that is kept here, by its name."),
    )
    founded = WrittenDateField(label=_("Founded"), required=False)
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, new: bool = True, **kwargs: Any) -> None:
        if not new:
            self.texts = tuple(one for one in self.texts if one[0] != "names")
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer
        if not new:
            del self.fields["actor"], self.fields["tlp"]
        else:
            del self.fields["version"]
        self.order_fields(["actor", "names_ar", "names_en", "names_fr", "kind", "status", "place"])

    def clean_reports_to(self) -> Body | None:
        actor = self.cleaned_data["reports_to"]
        if actor is None:
            return None
        found = body_of(self.viewer, actor)
        if found is None:
            raise ValidationError(
                gettext("“%(name)s” is not kept among the bodies. Record it there first.")
                % {"name": in_words(actor.names)}
            )
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "actor" in self.fields and not self.errors and not given.get("actor") and not given.get("names"):
            self.add_error("actor", gettext("Say what it is called, or which body of the directory it is."))
        return given


class FoundingStepForm(InThreeLanguages):
    """A legal or administrative step."""

    texts = (("title", _("Step"), False),)

    kind = forms.ChoiceField(label=_("Kind"), choices=FoundingStep.Kind.choices, widget=forms.RadioSelect)
    status = forms.ChoiceField(
        label=_("Status"), choices=FoundingStep.Status.choices, widget=forms.RadioSelect
    )
    when = WrittenDateField(label=_("When"), required=False)
    act = forms.CharField(
        label=_("Legal or administrative act"),
        required=False,
        max_length=300,
        widget=forms.TextInput(LINE),
        help_text=_("Such as a law, a decree or a letter of appointment, with its number."),
    )
    instrument = forms.ChoiceField(label=_("Text that it rests on"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2_000, widget=forms.Textarea({**LINE, "rows": 2})
    )

    def __init__(self, *args: Any, viewer: Viewer, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.pk): one for one in texts_of(viewer, body)[:100]}
        self.fields["instrument"].choices = [  # type: ignore[attr-defined]
            ("", _("none")),
            *((pk, in_words(one.names)) for pk, one in self._known.items()),
        ]
        if len(self._known) == 0:
            del self.fields["instrument"]
        self.order_fields(["title_ar", "title_en", "title_fr"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "instrument" in self.fields:
            given["instrument"] = self._known.get(given.get("instrument", ""))
        if not given.get("title") and not self.errors:
            self.add_error(None, gettext("Say what the step is, in one language at least."))
        return given


class UndertakeForm(forms.Form):
    """Who is to do it, and by when."""

    title = forms.CharField(label=_("What is to be done"), max_length=300, widget=forms.TextInput(LINE))
    who = forms.CharField(label=_("Who"), max_length=200, widget=forms.TextInput(LINE))
    actor = ActorsField(
        label=_("Who, in the directory"), required=False, one=True, help_text=_("Where they stand there.")
    )
    due_on = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(DAY))

    def __init__(self, *args: Any, viewer: Viewer, titled: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].viewer = viewer  # type: ignore[attr-defined]
        if not titled:
            del self.fields["title"]


class MaturityNewForm(forms.Form):
    """The day on which the checklist is read."""

    read_on = forms.DateField(label=_("Read on"), widget=forms.DateInput(DAY))

    def clean_read_on(self) -> Any:
        on = self.cleaned_data["read_on"]
        if on > clock.now().date():
            raise ValidationError(gettext("This day has not come yet."))
        return on


class MaturityForm(forms.Form):
    """The checklist, criterion by criterion: a level and what shows it. Partly filled is fine."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=4_000, widget=forms.Textarea({**LINE, "rows": 3})
    )

    def __init__(self, *args: Any, reading: Maturity, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._criteria = catalogue.of_kind("criterion")
        levels = [(one.id, (one.label or one.text).in_(None)) for one in values(catalogue)]
        for one in self._criteria:
            known = reading.levels.get(one.id, {})
            self.fields[f"level-{one.id}"] = forms.ChoiceField(
                label=_("Level"),
                required=False,
                choices=[("", _("not assessed")), *levels],
                initial=known.get("level", ""),
            )
            self.fields[f"shown-{one.id}"] = forms.CharField(
                label=_("What shows it"),
                required=False,
                max_length=1_000,
                initial=known.get("shown_by", ""),
                widget=forms.Textarea({**LINE, "rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for one in self._criteria:
            level, shown = given.get(f"level-{one.id}"), given.get(f"shown-{one.id}")
            if level and not shown:
                self.add_error(f"shown-{one.id}", gettext("Say what shows this level."))
            if shown and not level:
                self.add_error(f"level-{one.id}", gettext("Choose the level that this shows."))
        return given

    @property
    def levels(self) -> dict[str, dict[str, str]]:
        """What was said, by criterion."""
        given = self.cleaned_data
        return {
            one.id: {"level": given[f"level-{one.id}"], "shown_by": given[f"shown-{one.id}"]}
            for one in self._criteria
        }

    def of(self, criterion: str) -> dict[str, forms.BoundField]:
        """The two fields of a criterion."""
        return {"level": self[f"level-{criterion}"], "shown": self[f"shown-{criterion}"]}
