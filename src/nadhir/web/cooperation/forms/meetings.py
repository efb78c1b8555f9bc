"""What a person types about a meeting: its day, agenda, papers, who was there, its communiqué."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nadhir.web.cooperation.forms.bodies import DAY, LINE, Folded
from nadhir.web.cooperation.models import AgendaItem, Attendance, Instrument
from nadhir.web.cooperation.selectors.meetings import Line
from nadhir.web.cooperation.services import ENACTED
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField
from nadhir.web.response.models import Engagement


class MeetingForm(Folded):
    """A session of a body."""

    FOLDED = ((_("Name, and what may be told"), ("names_ar", "names_en", "names_fr", "attribution")),)
    texts: tuple[tuple[str, Any, bool], ...] = (("names", _("Name"), False),)

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[choice for choice in Engagement.Status.choices if choice[0] != "called_off"],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("Which session"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Empty: the one after the last."),
    )
    when = WrittenDateField(label=_("When"), required=False)
    place = PlaceField(label=_("Where"), required=False)
    chair = ActorsField(label=_("In the chair"), required=False, one=True)
    quorum = forms.IntegerField(
        label=_("Members needed to decide"), required=False, min_value=1, max_value=999
    )
    carry_over = forms.BooleanField(
        label=_("Put the points that were put off last time on the agenda"), required=False
    )
    attribution = forms.ChoiceField(
        label=_("What may be told"), choices=Engagement.Attribution.choices, widget=forms.RadioSelect
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].viewer = viewer  # type: ignore[attr-defined]
        if new:
            del self.fields["version"]
        else:
            del self.fields["carry_over"]


class PointForm(forms.Form):
    """A point of the agenda."""

    title = forms.CharField(label=_("Point"), max_length=300, widget=forms.TextInput(LINE))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    presented_by = ActorsField(label=_("Presented by"), required=False, one=True)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presented_by"].viewer = viewer  # type: ignore[attr-defined]


class ResultForm(PointForm):
    """A point and what became of it."""

    result = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=AgendaItem.Result.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("The decision or recommendation, in words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({**LINE, "rows": 4}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class PaperForm(InThreeLanguages):
    """A version of a paper."""

    texts = (("texts", _("Text"), True),)
    title = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput(LINE))

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if again:
            self.fields["title"].disabled = True

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("texts") and not self.errors:
            self.add_error(None, gettext("Write the text in one language at least."))
        return given


class EnactForm(InThreeLanguages):
    """What an adopted text becomes."""

    texts = (("names", _("Name"), False),)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in Instrument.Kind if kind in ENACTED],
        widget=forms.RadioSelect,
    )


class CommuniqueForm(InThreeLanguages):
    """The final communiqué."""

    texts = (("texts", _("Final communiqué"), True),)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.startswith("texts_"):
                field.widget.attrs["rows"] = 14


class IssueForm(forms.Form):
    """The day on which the communiqué is issued."""

    on = forms.DateField(label=_("Issued on"), widget=forms.DateInput(DAY))


class CloseForm(forms.Form):
    """What is to become of points that were not taken."""

    put_off = forms.BooleanField(
        label=_("Put off the points that were not taken; the next agenda can take them up"), required=False
    )


class AttendanceForm(forms.Form):
    """Who was there, in one table: a line for each who had a seat on that day, and room for others."""

    others = ActorsField(
        label=_("Others who were there"),
        required=False,
        help_text=_("Observers and guests of the directory, one a line."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Viewer, lines: Sequence[Line], everybody: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].viewer = viewer  # type: ignore[attr-defined]
        self.lines = lines
        for line in lines:
            key = line.actor.pk.hex
            present = "present" if everybody and line.seat == "running" else ""
            self.fields[f"presence-{key}"] = forms.ChoiceField(
                label=_("Presence"),
                required=False,
                choices=[("", "–"), *Attendance.Presence.choices],
                initial=line.presence or present,
            )
            self.fields[f"by-{key}"] = forms.CharField(
                label=_("Represented by"),
                required=False,
                max_length=200,
                initial=line.represented_by,
                widget=forms.TextInput(LINE),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for line in self.lines:
            key = line.actor.pk.hex
            if given.get(f"presence-{key}") == "represented" and not given.get(f"by-{key}"):
                self.add_error(f"by-{key}", gettext("Say who represented them."))
        return given

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What was said, a line for each."""
        given = self.cleaned_data
        told = [
            {
                "actor": line.actor,
                "presence": given[f"presence-{line.actor.pk.hex}"],
                "represented_by": given[f"by-{line.actor.pk.hex}"],
            }
            for line in self.lines
        ]
        there = {line.actor.pk for line in self.lines}
        guests: list[Actor] = given.get("others") or []
        return told + [
            {"actor": one, "presence": Attendance.Presence.OBSERVER, "represented_by": ""}
            for one in guests
            if one.pk not in there
        ]

    @property
    def table(self) -> list[dict[str, Any]]:
        """The lines with their fields."""
        return [
            {
                "line": line,
                "presence": self[f"presence-{line.actor.pk.hex}"],
                "by": self[f"by-{line.actor.pk.hex}"],
            }
            for line in self.lines
        ]
