"""What a person types about an undertaking."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock, policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.directory.models import Actor, Place
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Audience, Kind, Theme, Undertaking
from nadhir.web.response.services import Planned
from nadhir.web.situations.models import Situation

DAY = {"type": "date"}  # browsers know one way to write a day, whatever the language of the page
NOT_SAID = ("", _("not said"))
# The part of the form that lets others know in time.
PLAN = ("kind", "audience", "theme", "place", "towards", "starts_on", "quiet", "deconflict")


class UndertakingFilter(forms.Form):
    """Which undertakings are shown; lives in the address."""

    STATES = [
        ("", _("All")),
        ("going_on", _("going on")),
        ("overdue", _("overdue")),
        *Undertaking.Status.choices,
    ]

    who = forms.CharField(
        label=_("Who or what"), required=False, widget=forms.SearchInput(attrs={"dir": "auto"})
    )
    situation = forms.ChoiceField(label=_("Situation"), required=False)
    origin = forms.ChoiceField(
        label=_("Comes from"), required=False, choices=[("", _("All")), *Undertaking.Origin.choices]
    )
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("All")), *Undertaking.Priority.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices])
    # Chosen by the tabs above the list; it stays in the address when somebody filters further.
    status = forms.ChoiceField(required=False, choices=STATES, widget=forms.HiddenInput)
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = response.situations_of(viewer)
        choices = [("", _("All")), *((str(one.pk), in_words(one.names)) for one in known)]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["situation"]


class _Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Records that are called by names in several languages."""

    def label_from_instance(self, obj: Any) -> str:
        return in_words(obj.names)


class PlanForm(forms.Form):
    """What others should know of a plan, so that nobody does it twice or undoes it."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[NOT_SAID, *Kind.choices])
    audience = forms.ChoiceField(
        label=_("With or for whom"), required=False, choices=[NOT_SAID, *Audience.choices]
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[NOT_SAID, *Theme.choices])
    starts_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Empty: it is done on the day itself."),
    )
    quiet = forms.BooleanField(
        label=_("Out of the public eye"),
        required=False,
        help_text=_("Public words at the same time could spoil it."),
    )
    deconflict = forms.BooleanField(
        label=_("Warn others of a clash"),
        required=False,
        help_text=_(
            "Who works on this situation and plans something that may clash is told to ask your desk, and "
            "nothing else: not what, who or when."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, situation: Situation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if situation is None or "places" in policy.hidden_fields(viewer, situation):
            return
        within = situation.places.values("pk")
        places = directory.places(viewer).filter(Q(pk__in=within) | Q(parent__in=within))
        self.fields["place"] = _Named(
            places.order_by("code"), label=_("Place"), required=False, empty_label=_("the whole situation")
        )
        around = Q(place__in=within) | Q(place__parent__in=within) | Q(place__parts__in=within)
        near = directory.actors(viewer).filter(around).distinct()
        self.fields["towards"] = _Named(
            near,
            label=_("Which actor it turns to"),
            required=False,
            empty_label=_("not said"),
            help_text=_("The party that is met, called upon or spoken of."),
        )

    def planned(self) -> Planned:
        """What was said of the plan."""
        given = self.cleaned_data
        place: Place | None = given.get("place")
        towards: Actor | None = given.get("towards")
        starts_on: date | None = given.get("starts_on")
        return Planned(
            kind=given.get("kind") or "",
            audience=given.get("audience") or "",
            theme=given.get("theme") or "",
            place=place,
            towards=towards,
            starts_on=starts_on,
            quiet=bool(given.get("quiet")),
            deconflict=bool(given.get("deconflict")),
        )


class UndertakingForm(PlanForm):
    """Who is to do what by when."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    who = forms.CharField(
        label=_("Who does it"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A person, an office or a body, by name: a promise that names nobody is not one."),
    )
    due_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    due_precision = forms.ChoiceField(
        label=_("How exactly"), required=False, choices=Undertaking.Precision.choices
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        required=False,
        choices=Undertaking.Priority.choices,
        initial=Undertaking.Priority.ORDINARY,
    )
    repeats = forms.ChoiceField(label=_("Again"), required=False, choices=Undertaking.Repeats.choices)
    asked_by = forms.CharField(
        label=_("Who asked for it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Empty: you."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The clashes that the person has been shown and goes ahead with.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, situation: Situation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, situation=situation, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer),
            label=_("Who reports on it"),
            required=False,
            help_text=_(
                "A colleague who signs in, says when it begins and what came of it, and is reminded."
            ),
        )
        if situation is not None:
            self.fields["shared"] = forms.BooleanField(
                label=_("Open to those the situation is open to"), required=False
            )
        first = ("title", "who", "person", "due_on", "due_precision", "priority", "repeats", "asked_by")
        self.order_fields([*first, "shared", *PLAN])

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that come first."""
        return [field for field in self.visible_fields() if field.name not in PLAN]

    @property
    def plan(self) -> list[forms.BoundField]:
        """The fields that let others know in time."""
        return [field for field in self.visible_fields() if field.name in PLAN]

    @property
    def plan_open(self) -> bool:
        """Whether something is said, or wrong, in the second part."""
        said = any(self[name].value() for name in PLAN if name in self.fields)
        return said or any(name in self.errors for name in PLAN)


class ChangeForm(UndertakingForm):
    """An undertaking that is there, in other words: deadline and hands have acts of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("who", "person", "due_on", "due_precision", "repeats", "asked_by", "shared"):
            self.fields.pop(name, None)


class ReportForm(forms.Form):
    """A word on how it goes."""

    words = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: str = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or _("A word on it")
        self.fields["words"].required = required


class ResultForm(ReportForm):
    """What came of it, and for whom."""

    changed_for = forms.CharField(
        label=_("For whom something changed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
        help_text=_("Who is safer, heard or helped than before; in words, never with names of survivors."),
    )


class DeadlineForm(ReportForm):
    """Another deadline, and why."""

    due_on = forms.DateField(label=_("New deadline"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    due_precision = forms.ChoiceField(
        label=_("How exactly"), required=False, choices=Undertaking.Precision.choices
    )
    field_order = ("due_on", "due_precision", "words")


class HandoverForm(ReportForm):
    """Other hands, and why."""

    who = forms.CharField(
        label=_("Who does it from now on"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer), label=_("Who reports on it"), required=False
        )
        self.order_fields(["who", "person", "words"])


class ProofForm(forms.Form):
    """What shows that it was done."""

    words = forms.CharField(
        label=_("What shows it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
    )
    report = forms.CharField(
        label=_("Report that tells of it"),
        required=False,
        max_length=400,
        help_text=_("The address of its page here."),
    )
    url = forms.URLField(label=_("Web address"), required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(label=_("Document"), required=False, help_text=_("Five megabytes at most."))


def default_day(lead_days: int | None) -> str:
    """The day by which something should be done that needs `lead_days`, as a form writes it."""
    if lead_days is None:
        return ""
    day = clock.now().date().toordinal() + min(lead_days, 3650)
    return clock.now().date().fromordinal(day).isoformat()
