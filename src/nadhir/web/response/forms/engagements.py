"""What a person types about an engagement, a consultation, a briefing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir import doctrine
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField
from nadhir.web.response.models import Audience, Engagement, EngagementFile, Participation, Theme
from nadhir.web.situations import selectors as situations

BODIES = ("organisation", "network", "body", "state", "person")


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that stand folded together; open where something is filled in or refused."""

    title: str
    fields: tuple[forms.BoundField, ...]

    @property
    def open(self) -> bool:
        return any(field.errors or field.value() for field in self.fields)


class EngagementForm(InThreeLanguages):
    """Something convened, or to be convened."""

    FOLDED = (
        (_("What it is about"), ("themes", "goals", "agenda")),
        (_("How many took part"), ("participants", "women")),
        (_("A statement: who spoke, and what was asked"), ("spoken_by", "on_behalf_of", "asks")),
        (_("What came of it"), ("outcome_ar", "outcome_en", "outcome_fr", "bodies_created")),
    )

    texts: tuple[tuple[str, Any, bool], ...] = (
        ("names", _("Name"), False),
        ("outcome", _("What came of it"), True),
    )

    kind = forms.ChoiceField(label=_("Kind"), choices=Engagement.Kind.choices)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[choice for choice in Engagement.Status.choices if choice[0] != "called_off"],
        widget=forms.RadioSelect,
    )
    when = WrittenDateField(label=_("When"), required=False)
    place = PlaceField(label=_("Where"), required=False)
    situation = forms.ChoiceField(label=_("Situation"), required=False)
    convened_by = ActorsField(
        label=_("Convened by"),
        required=False,
        kinds=BODIES,
        help_text=_("Names from the directory, one a line."),
    )
    partners = ActorsField(label=_("Partners"), required=False, kinds=BODIES)
    audience = forms.ChoiceField(
        label=_("With whom"), required=False, choices=[("", _("not said")), *Audience.choices]
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple
    )
    agenda = forms.CharField(
        label=_("Agenda"),
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        max_length=20_000,
    )
    participants = forms.IntegerField(label=_("Participants"), required=False, min_value=0, max_value=10**6)
    women = forms.IntegerField(label=_("Women among them"), required=False, min_value=0, max_value=10**6)
    attribution = forms.ChoiceField(
        label=_("What may be told"), choices=Engagement.Attribution.choices, widget=forms.RadioSelect
    )
    bodies_created = ActorsField(label=_("Bodies that came into being there"), required=False, kinds=BODIES)
    spoken_by = ActorsField(label=_("Statement: who spoke"), required=False, one=True)
    on_behalf_of = ActorsField(label=_("Statement: for whom"), required=False, one=True)
    asks = forms.CharField(
        label=_("Statement: what was asked of whom"),
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        max_length=10_000,
    )
    goals = forms.MultipleChoiceField(
        label=_("Sustainable development goals"), required=False, widget=forms.CheckboxSelectMultiple
    )
    deconflict = forms.BooleanField(
        label=_("Tell other desks to ask here, where something they plan would clash with it"), required=False
    )
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        new: bool = True,
        hidden: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        # What stays at another desk is neither shown here nor overwritten from here.
        self.texts = tuple(one for one in self.texts if one[0] not in hidden)
        super().__init__(*args, **kwargs)
        for name in hidden & self.fields.keys():
            del self.fields[name]
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer
        # Read as the viewer may: a discreet situation goes by its outward name.
        seen = situations.situations(viewer).filter(status="watched").order_by("pk")[:500]
        self._situations = {str(one.pk): one for one in seen}
        choices = [(pk, in_words(one.names)) for pk, one in self._situations.items()]
        self.fields["situation"].choices = [("", _("none")), *choices]  # type: ignore[attr-defined]
        goals = doctrine.load("sdg").roots()
        self.fields["goals"].choices = [  # type: ignore[attr-defined]
            (goal.id, f"{goal.id} · {(goal.label or goal.text).in_(None)}") for goal in goals
        ]
        self.order_fields(
            ["names_ar", "names_en", "names_fr", "kind", "status", "when", "place", "situation"]
        )
        if not new:
            del self.fields["tlp"]

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that always stand open."""
        folded = {name for _title, names in self.FOLDED for name in names}
        return [field for field in self if field.name not in folded]

    @property
    def parts(self) -> list[Part]:
        """The others, by what they are about."""
        told = [
            Part(str(title), tuple(self[name] for name in names if name in self.fields))
            for title, names in self.FOLDED
        ]
        return [part for part in told if part.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "situation" in given:
            given["situation"] = self._situations.get(given["situation"])
        if "asks" in given:
            given["asks"] = {"text": given["asks"]} if given["asks"] else {}
        return given


class ParticipantsForm(forms.Form):
    """A person from the directory, or a number of people who have something in common."""

    actor = ActorsField(
        label=_("A person or organisation"),
        required=False,
        one=True,
        help_text=_("Leave it empty to enter a number of people instead."),
    )
    named = forms.BooleanField(label=_("They agreed to be named"), required=False)
    many = forms.IntegerField(label=_("How many"), min_value=1, max_value=100_000, initial=1)
    sex = forms.ChoiceField(label=_("Sex"), choices=Participation.Sex.choices, widget=forms.RadioSelect)
    age = forms.ChoiceField(label=_("Age"), required=False, choices=Participation.Age.choices)
    faith = forms.CharField(label=_("Faith or tradition"), required=False, max_length=80)
    place = PlaceField(label=_("From where"), required=False)
    part = forms.ChoiceField(label=_("Part"), choices=Participation.Part.choices)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].viewer = viewer  # type: ignore[attr-defined]


class EngagementFileForm(forms.Form):
    """A paper or a photograph."""

    file = forms.FileField(
        label=_("File"), help_text=_("At most 16 MB: PDF, office document, text, picture.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=EngagementFile.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), required=False, max_length=200)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", "–"), *LANGUAGES])
    consent = forms.CharField(
        label=_("Photograph: who agreed, and to what"),
        required=False,
        max_length=1_000,
        help_text=_("Everybody whom it shows. Where and with what it was taken is removed from the picture."),
    )
    consent_until = forms.DateField(
        label=_("Agreed until"), required=False, widget=forms.DateInput({"type": "date"})
    )


class CommitmentForm(forms.Form):
    """What somebody took on there."""

    title = forms.CharField(label=_("What"), max_length=300, widget=forms.TextInput({"dir": "auto"}))
    who = forms.CharField(label=_("Who"), max_length=200, widget=forms.TextInput({"dir": "auto"}))
    due_on = forms.DateField(label=_("By"), required=False, widget=forms.DateInput({"type": "date"}))


class ConsultationForm(InThreeLanguages):
    """A consultation process."""

    texts = (("names", _("Name"), False), ("about", _("What it is about"), True))

    convened_by = ActorsField(label=_("Convened by"), required=False, kinds=BODIES)
    tlp = forms.ChoiceField(label=_("Handling"), choices=Tlp.choices, initial=Tlp.AMBER)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["convened_by"].viewer = viewer  # type: ignore[attr-defined]


class DraftForm(InThreeLanguages):
    """A version of the text."""

    texts = (("texts", _("Text"), True),)

    note = forms.CharField(label=_("What changed"), required=False, max_length=300)


class PutInForm(forms.Form):
    """What somebody put in."""

    text = forms.CharField(
        label=_("What was said"), widget=forms.Textarea({"rows": 4, "dir": "auto"}), max_length=20_000
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    round = forms.ChoiceField(label=_("At which round"), required=False)
    actor = ActorsField(label=_("By whom"), required=False, one=True)

    def __init__(self, *args: Any, viewer: Viewer, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].viewer = viewer  # type: ignore[attr-defined]
        self._rounds = {str(one.pk): one for one in rounds}
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            ("", _("in writing")),
            *((pk, in_words(one.names)) for pk, one in self._rounds.items()),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["round"] = self._rounds.get(given.get("round", ""))
        return given


class DayForm(forms.Form):
    """A day."""

    on = forms.DateField(label=_("On"), widget=forms.DateInput({"type": "date"}))


class BriefingForm(InThreeLanguages):
    """A briefing: for whom, its title, and one page in each language."""

    texts = (("titles", _("Title"), False), ("texts", _("Text, at most a page"), True))

    audience = forms.CharField(label=_("For whom"), max_length=200, widget=forms.TextInput({"dir": "auto"}))
    situation = forms.ChoiceField(label=_("Situation"), required=False)
    ready = forms.BooleanField(label=_("It is ready to be given"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = situations.situations(viewer).filter(status="watched").order_by("pk")[:500]
        self._situations = {str(one.pk): one for one in seen}
        self.fields["situation"].choices = [  # type: ignore[attr-defined]
            ("", _("none")),
            *((pk, in_words(one.names)) for pk, one in self._situations.items()),
        ]
        self.order_fields(["audience", "situation"])
        if new:
            del self.fields["ready"]
        else:
            del self.fields["situation"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "situation" in given:
            given["situation"] = self._situations.get(given["situation"])
        return given


class QuestionForm(InThreeLanguages):
    """What the audience wants to know, and the short answer."""

    texts = (("question", _("Question"), False), ("answer", _("Answer"), True))
