"""What a person types about occasions and calendars, and what is asked of the calendar."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.text import LANGUAGES, language
from nadhir.screening.normalise import fold
from nadhir.web.accounts.models import SharingGroup
from nadhir.web.core import policy
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words, language_name, tlp_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Place
from nadhir.web.situations import selectors
from nadhir.web.situations.forms import place_words
from nadhir.web.situations.models import Occasion, Situation
from nadhir.web.situations.places import places_of
from nadhir.web.situations.services.occasions import LONGEST_LEAD, triggers

DAY = {"type": "date"}  # browsers know one way to write a day, whatever the language of the page


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **kwargs)


class CalendarFilter(forms.Form):
    """Which occasions are shown; lives in the address."""

    q = forms.CharField(label=_("Name"), required=False, widget=forms.SearchInput)
    place = forms.ChoiceField(label=_("Place"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Occasion.Kind.choices]
    )
    situation = forms.TypedChoiceField(
        label=_("Situation"), required=False, coerce=uuid.UUID, empty_value=None
    )
    since = day_field(label=_("From"), required=False)
    cancelled = forms.BooleanField(label=_("Cancelled ones too"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = directory.places(viewer).filter(occasions__in=policy.visible(Occasion.objects.all(), viewer))
        places = sorted(
            ((place.code, place_words(place)) for place in used.select_related("parent").distinct()),
            key=lambda pair: fold(pair[1]),
        )
        asked = self.data.get("place", "") if self.is_bound else ""
        if asked and asked not in dict(places):
            places += [
                (one.code, place_words(one)) for one in directory.places(viewer).filter(code=asked[:10])
            ]
        _choices(self, "place", [("", _("All")), *places])
        _choices(self, "situation", [("", _("All")), *_situations(viewer)])


class OccasionForm(forms.Form):
    """One occasion, as a person types it."""

    name_ar = forms.CharField(label=_("Name in Arabic"), required=False, max_length=200)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=200)
    name_fr = forms.CharField(label=_("Name in French"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Occasion.Kind.choices, initial=Occasion.Kind.OTHER)
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(
        label=_("Last day"), required=False, help_text=_("Leave empty where it is one day only.")
    )
    yearly = forms.BooleanField(
        label=_("Comes back on this day every year"),
        required=False,
        help_text=_(
            "Not for feasts of a lunar calendar: record each year’s days as they are announced there."
        ),
    )
    yearly_until = day_field(label=_("For the last time"), required=False)
    lead_days = forms.IntegerField(
        label=_("Days of lead time"),
        min_value=0,
        max_value=LONGEST_LEAD,
        initial=30,
        help_text=_("So long before, it comes on the desk of those who watch the place."),
    )
    triggers = forms.MultipleChoiceField(
        label=_("Triggers that it may pull (factor 8)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.TypedMultipleChoiceField(
        label=_("Places"), required=False, coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple
    )
    situations = forms.TypedMultipleChoiceField(
        label=_("Situations"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Situations of the same place have it by themselves."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("What happened the last times, who is expected, what has been announced."),
    )
    tlp = forms.ChoiceField(label=_("Handling"), initial=Tlp.AMBER)
    share_with = forms.TypedMultipleChoiceField(
        label=_("Open to"),
        required=False,
        coerce=uuid.UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sharing groups of your organisation."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        found: list[Place] | None = None,
        known: Occasion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = [key for value in self["places"].value() or () if (key := identifier_of(value))]
        offered = places_of(viewer, chosen)
        offered += [one for one in found or () if one.pk not in chosen]
        _choices(self, "places", [(str(one.pk), place_words(one)) for one in offered])
        tied = [one.pk for one in known.situations.all()] if known else []
        _choices(self, "situations", _situations(viewer, works=True, also=tied))
        _choices(self, "triggers", trigger_choices())
        _choices(self, "tlp", [(value, f"{label} – {tlp_words(value)}") for value, label in Tlp.choices])
        groups = policy.visible(SharingGroup.objects.filter(pk__in=viewer.groups), viewer)
        _choices(self, "share_with", [(str(group.pk), in_words(group.names)) for group in groups])
        for code in LANGUAGES:
            self.fields[f"name_{code}"].widget.attrs.update(lang=code, dir="rtl" if code == "ar" else "ltr")
        if known is not None or not groups:
            del self.fields["share_with"]
        if not self.fields["situations"].choices:  # type: ignore[attr-defined]
            del self.fields["situations"]

    @property
    def named(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code in LANGUAGES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["names"] = {code: cleaned.get(f"name_{code}", "") for code in LANGUAGES}
        if not any(name.strip() for name in cleaned["names"].values()):
            self.add_error(f"name_{language(get_language())}", _("Give a name in one language at least."))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned

    def written(self, viewer: Viewer) -> dict[str, Any]:
        """What the services take."""
        names = (
            "names", "kind", "starts_on", "ends_on", "yearly", "yearly_until", "lead_days", "triggers",
            "places", "note", "tlp",
        )  # fmt: skip
        written = {name: self.cleaned_data[name] for name in names}
        if "share_with" in self.fields:
            written["share_with"] = self.cleaned_data["share_with"]
        tied = self.cleaned_data.get("situations", [])
        return written | {"situations": list(selectors.situations(viewer).filter(pk__in=tied))}


class CalendarFileForm(forms.Form):
    """A calendar brought as a file, and what holds for all its events."""

    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("iCalendar (.ics), as calendar programs and election commissions give it out."),
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,text/calendar"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Occasion.Kind.choices, initial=Occasion.Kind.OTHER)
    lead_days = forms.IntegerField(
        label=_("Days of lead time"), min_value=0, max_value=LONGEST_LEAD, initial=30
    )
    language = forms.ChoiceField(label=_("Language of the names"), required=False)
    triggers = forms.ChoiceField(label=_("Trigger that they may pull (factor 8)"), required=False)
    situation = forms.TypedChoiceField(
        label=_("Situation"), required=False, coerce=uuid.UUID, empty_value=None
    )
    place = forms.CharField(
        label=_("Country or region"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Its name in Arabic, English or French; empty where the situation says enough."),
    )
    tlp = forms.ChoiceField(label=_("Handling"), initial=Tlp.AMBER)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "file")
        super().__init__(*args, **kwargs)
        _choices(self, "language", [(code, language_name(code)) for code in LANGUAGES])
        self.fields["language"].initial = language(get_language())
        _choices(self, "triggers", [("", "–"), *trigger_choices()])
        _choices(self, "situation", [("", "–"), *_situations(viewer, works=True)])
        _choices(self, "tlp", [(value, f"{label} – {tlp_words(value)}") for value, label in Tlp.choices])


class CancelForm(forms.Form):
    """Why an occasion is taken off the calendar."""

    because = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def occasion_initial(one: Occasion) -> dict[str, Any]:
    """What the form of a known occasion starts with."""
    same = (
        "kind", "starts_on", "ends_on", "yearly", "yearly_until", "lead_days", "triggers", "note", "tlp",
        "version",
    )  # fmt: skip
    return {name: getattr(one, name) for name in same} | {
        **{f"name_{code}": one.names.get(code, "") for code in LANGUAGES},
        "places": [str(place.pk) for place in one.places.all()],
        "situations": [str(situation.pk) for situation in one.situations.all()],
    }


def trigger_choices() -> list[tuple[str, str]]:
    lang = get_language()
    return [(one.id, f"{one.number or '·'} {one.text.in_(lang)}") for one in triggers()]


def _situations(
    viewer: Viewer, *, works: bool = False, also: list[uuid.UUID] | None = None
) -> list[tuple[str, str]]:
    found = selectors.situations(viewer).filter(status=Situation.Status.WATCHED).prefetch_related(None)
    return [
        (str(one.pk), in_words(one.names))
        for one in found
        if not works or one.pk in (also or ()) or policy.works_on(viewer, one)
    ]


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)
