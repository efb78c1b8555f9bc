"""What a person types about an agreement that is there: changes, signatures, its end, its words, steps of
States."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nadhir.web.cooperation import selectors
from nadhir.web.cooperation.forms.naming import InstrumentField
from nadhir.web.cooperation.models import Adherence, Instrument
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages, identifier_of
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField
from nadhir.web.response.models import Engagement

BODIES = ("organisation", "network", "body", "state")


class _Folded:
    """A form whose rarer fields stand folded."""

    FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    @property
    def main(self) -> list[forms.BoundField]:
        folded = {name for _title, names in self.FOLDED for name in names}
        return [field for field in self if field.name not in folded]  # type: ignore[attr-defined]

    @property
    def parts(self) -> list[dict[str, Any]]:
        told = []
        for title, names in self.FOLDED:
            fields = [self[name] for name in names if name in self.fields]  # type: ignore[attr-defined,index]
            opened = any(field.errors or field.value() for field in fields)
            told.append({"title": title, "fields": fields, "open": opened})
        return [part for part in told if part["fields"]]


class InstrumentForm(_Folded, InThreeLanguages):
    """What is recorded of an agreement, in all three languages."""

    FOLDED = (
        (gettext_lazy("Areas of cooperation"), ("areas_ar", "areas_en", "areas_fr")),
        (gettext_lazy("What it changed"), ("changed_ar", "changed_en", "changed_fr")),
        (
            gettext_lazy("Renewal, notice and reminders"),
            ("renews", "tacit", "notice_days", "remind_days", "of_body"),
        ),
        (gettext_lazy("Note"), ("note_ar", "note_en", "note_fr")),
    )

    texts = (
        ("names", gettext_lazy("Name"), False),
        ("areas", gettext_lazy("Areas, one a line"), True),
        ("changed", gettext_lazy("What was different because of it"), True),
        ("note", gettext_lazy("Note"), True),
    )

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Instrument.Kind.choices)
    parties = ActorsField(
        label=gettext_lazy("Parties"),
        required=False,
        kinds=BODIES,
        help_text=gettext_lazy("Names from the directory, one a line."),
    )
    dated = WrittenDateField(label=gettext_lazy("Signed on"), required=False)
    place = PlaceField(label=gettext_lazy("Signed where"), required=False)
    begins = WrittenDateField(label=gettext_lazy("In force from"), required=False, help_text="")
    duration_months = forms.IntegerField(
        label=gettext_lazy("Holds for so many months"), required=False, min_value=1, max_value=1200
    )
    ends = WrittenDateField(label=gettext_lazy("In force until"), required=False, help_text="")
    draft = forms.BooleanField(label=gettext_lazy("It is a draft, not agreed yet"), required=False)
    of_body = ActorsField(
        label=gettext_lazy("The body whose text it is"), required=False, one=True, kinds=BODIES
    )
    renews = InstrumentField(label=gettext_lazy("Takes the place of"), required=False)
    tacit = forms.BooleanField(
        label=gettext_lazy("It goes on by itself unless somebody ends it"), required=False
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"), required=False, min_value=0, max_value=3_650
    )
    remind_days = forms.IntegerField(
        label=gettext_lazy("Reminder, days before its end"), min_value=1, max_value=3_650
    )
    # Shown once a party turns out not to have been there on the day.
    confirmed = forms.BooleanField(
        label=gettext_lazy("It was the party all the same, under this record"),
        required=False,
        widget=forms.HiddenInput,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, (ActorsField, InstrumentField)):
                field.viewer = viewer
        self.order_fields(["names_ar", "names_en", "names_fr", "kind", "parties", "dated", "place"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        columns = [given["areas"].get(code, "").splitlines() for code, _name in LANGUAGES]
        lines = zip_longest(*[[line.strip() for line in column] for column in columns], fillvalue="")
        codes = [code for code, _name in LANGUAGES]
        areas = [{code: said for code, said in zip(codes, line, strict=True) if said} for line in lines]
        given["areas"] = [area for area in areas if area]
        given["status"] = Instrument.Status.DRAFT if given.pop("draft") else Instrument.Status.AGREED
        return given

    @staticmethod
    def start(one: Instrument) -> dict[str, Any]:
        """The fields as they are recorded."""
        plain = ("kind", "place", "duration_months", "tacit", "notice_days", "remind_days", "version")
        told: dict[str, Any] = {name: getattr(one, name) for name in plain}
        told |= {
            name: (getattr(one, name) or {}).get("as_written", "") for name in ("dated", "begins", "ends")
        }
        told["draft"] = one.status == Instrument.Status.DRAFT
        for name in ("names", "changed", "note"):
            told |= InThreeLanguages.spread(name, getattr(one, name))
        for code, _name in LANGUAGES:
            told[f"areas_{code}"] = "\n".join(area.get(code, "") for area in one.areas).rstrip()
        return told


class SignForm(forms.Form):
    """Who signed for a party."""

    party = ActorsField(label=gettext_lazy("Party"), one=True, kinds=BODIES)
    signatory = ActorsField(label=gettext_lazy("Signed by"), required=False, one=True, kinds=("person",))
    capacity = forms.CharField(
        label=gettext_lazy("In which capacity"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto"}),
    )
    focal_point = ActorsField(label=gettext_lazy("Focal point"), required=False, one=True)
    signed = WrittenDateField(label=gettext_lazy("On"), required=False)
    # Shown once a party turns out not to have been there on the day.
    confirmed = forms.BooleanField(
        label=gettext_lazy("It was the party all the same, under this record"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer


class EndForm(forms.Form):
    """That it ends, and why."""

    because = forms.CharField(
        label=gettext_lazy("Why it ends"),
        max_length=4_000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    on = WrittenDateField(
        label=gettext_lazy("Its last day"), required=False, help_text=gettext_lazy("Empty: today.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TextForm(forms.Form):
    """The words of one language of one version."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("The text"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea({"rows": 12, "dir": "auto"}),
        help_text=gettext_lazy(
            "Paste the whole. It is cut where a line begins with Article 1, المادة 1, Article premier, 1. "
            "or 1.1; no word is lost."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or the file"),
        required=False,
        help_text=gettext_lazy("Word, PDF or plain text, at most 16 MB."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("Version"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=gettext_lazy("Empty: the next one that this language has not."),
    )
    authentic = forms.BooleanField(label=gettext_lazy("It is an authentic text"), required=False)
    adopted = forms.BooleanField(label=gettext_lazy("These are the words that were agreed"), required=False)
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )


class AdherenceForm(forms.Form):
    """A step of a State."""

    state = ActorsField(label=gettext_lazy("State"), one=True, kinds=("state",))
    step = forms.ChoiceField(
        label=gettext_lazy("Step"), choices=Adherence.Step.choices, widget=forms.RadioSelect
    )
    dated = WrittenDateField(label=gettext_lazy("When"), required=False)
    reference = forms.CharField(
        label=gettext_lazy("Known from"),
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=gettext_lazy("The law, article or page that says so."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].viewer = viewer  # type: ignore[attr-defined]


class ObligationForm(forms.Form):
    """What somebody is obliged to do."""

    title = forms.CharField(
        label=gettext_lazy("What is promised"), max_length=300, widget=forms.TextInput({"dir": "auto"})
    )
    who = forms.ChoiceField(label=gettext_lazy("By which party"), required=False)
    due = WrittenDateField(label=gettext_lazy("By"), required=False)
    deliverable = forms.CharField(
        label=gettext_lazy("What is handed over"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )
    focal_point = ActorsField(label=gettext_lazy("Focal point"), required=False, one=True)
    clause = forms.CharField(label=gettext_lazy("Clause"), required=False, max_length=20)
    area = forms.TypedChoiceField(
        label=gettext_lazy("Area of cooperation"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: Any, viewer: Viewer, instrument: Instrument, new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["focal_point"].viewer = viewer  # type: ignore[attr-defined]
        areas = [(str(at), in_words(area)) for at, area in enumerate(instrument.areas)]
        self.fields["area"].choices = [("", "–"), *areas]  # type: ignore[attr-defined]
        self._parties = {str(one.pk): one for one in instrument.parties.all()}
        named = [(pk, in_words(one.names)) for pk, one in self._parties.items()]
        self.fields["who"].choices = [("", _("all parties")), *named]  # type: ignore[attr-defined]
        if not new:
            for name in ("title", "who", "due"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "who" in self.fields:
            actor = self._parties.get(given.get("who") or "")
            everybody = " · ".join(in_words(one.names) for one in self._parties.values())
            given["actor"] = actor
            given["who"] = in_words(actor.names) if actor else everybody[:200] or _("all parties")
        return given


class EventForm(forms.Form):
    """What the parties convene because of their agreement: something new, or something that is recorded."""

    name = forms.CharField(
        label=gettext_lazy("What is convened"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Engagement.Kind.choices, initial=Engagement.Kind.WORKSHOP
    )
    when = WrittenDateField(label=gettext_lazy("When"), required=False)
    place = PlaceField(label=gettext_lazy("Where"), required=False)
    known = forms.CharField(
        label=gettext_lazy("Or one that is recorded already"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=gettext_lazy("Words of its name, or its address."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        said = (given.get("known") or "").strip()
        given["known"] = None
        if said:
            part = said.rstrip("/").rsplit("/", 1)[-1]
            found = list(selectors.engagements(self.viewer, words=said)[:6])
            if not found and (pk := identifier_of(part)) is not None:
                found = list(selectors.engagements(self.viewer).filter(pk=pk))
            if len(found) != 1:
                names = " · ".join(in_words(one.names) for one in found[:5])
                several = _("Several are called so: %(names)s") % {"names": names}
                self.add_error("known", several if found else _("Nothing is called so."))
            else:
                given["known"] = found[0]
        elif not given.get("name"):
            self.add_error("name", _("Say what is convened."))
        return given
