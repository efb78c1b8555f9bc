"""What an author types: the text of a warning and what can be done. Dates are days, labels are explained."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock, policy, words
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words, tlp_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings.models import Option, Warning
from nadhir.web.warnings.services.drafting import is_wider

LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]


def end_of(day: date) -> datetime:
    """The last moment of a day in the writer's time zone: what is valid until a day is valid on that day."""
    return datetime.combine(day, time(23, 59, 59), words.zone())


class WarningForm(forms.ModelForm[Warning]):
    """The text of a warning."""

    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    valid_until = forms.DateField(
        label=_("Valid until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day. After it, the warning shows as past its validity."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Warning
        fields = (
            "kind", "mandate", "language", "title", "what", "where", "at_risk", "why_now", "if_nothing",
            "confidence", "gaps", "valid_until", "trigger", "trigger_on", "options_because",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "confidence": forms.RadioSelect,
            **{name: forms.TextInput(attrs={"dir": "auto"}) for name in ("title", "where", "trigger")},
            **{
                name: forms.Textarea(attrs={"dir": "auto", "rows": 3})
                for name in ("what", "at_risk", "why_now", "if_nothing", "gaps")
            },
            "trigger_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "options_because": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
        }
        help_texts = {
            "title": _("A reader in a hurry reads only this."),
            "what": _("Say what may happen. Speak of a risk; accuse nobody."),
            "at_risk": _("Which people, and why they."),
            "why_now": _("What changed, so that it cannot wait."),
            "gaps": _("What you do not know, and what could show you wrong."),
            "confidence": _("How well founded this is, not how likely."),
            "mandate": _("Of a confidential note: whose advice it is. An alert has none."),
            "trigger": _("The day that everything must be in place for: a vote, a verdict, a holy day."),
            "trigger_on": _("From it and each lead time follows the day on which one must begin."),
            "options_because": _("Two to five options need no word. One alone, or more than five, do."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "alert" and "high" are chosen, not left open: no empty choice among the radio buttons.
        self.fields["kind"].choices = Warning.Kind.choices  # type: ignore[attr-defined]
        self.fields["confidence"].choices = Warning.Confidence.choices  # type: ignore[attr-defined]
        self.fields["mandate"].choices = [("", "–"), *Warning.Mandate.choices]  # type: ignore[attr-defined]

    def clean_valid_until(self) -> datetime:
        day: date = self.cleaned_data["valid_until"]
        if day < clock.now().astimezone(words.zone()).date():
            raise forms.ValidationError(_("Choose a day that has not passed."))
        return end_of(day)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Warning.Kind.ALERT:
            cleaned["mandate"] = ""
        elif cleaned.get("kind") == Warning.Kind.NOTE and not cleaned.get("mandate"):
            self.add_error("mandate", _("Say whose advice this note is."))
        return cleaned


class NewWarningForm(WarningForm):
    """The text of a new warning, with how far it may travel."""

    tlp = forms.ChoiceField(label=_("Handling"))
    wider = forms.BooleanField(
        label=_("Yes, this warning travels further than the assessment it rests on."), required=False
    )
    share_with = forms.MultipleChoiceField(
        label=_("Open it, once issued, to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Takes effect with TLP:AMBER and TLP:GREEN."),
    )
    readers = forms.MultipleChoiceField(
        label=_("Colleagues who may read the draft"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Needed with TLP:RED: nobody else sees it, so nobody else could approve it."),
    )

    def __init__(self, *args: Any, viewer: Viewer, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assessment = assessment
        self.fields["tlp"].choices = [  # type: ignore[attr-defined]
            (value, f"{label} · {tlp_words(value)}") for value, label in Tlp.choices
        ]
        groups = policy.visible(accounts.desk_of(viewer).sharing_groups.all(), viewer)
        people = [person for person in accounts.colleagues(viewer) if person.pk != viewer.user_id]
        self._choose("share_with", [(str(group.pk), in_words(group.names)) for group in groups])
        self._choose("readers", [(str(person.pk), person.name) for person in people])
        if not self.asks_wider():
            del self.fields["wider"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def asks_wider(self) -> bool:
        """Whether the label sent is wider than that of the assessment: only then one has to say so."""
        sent = self.data.get(self.add_prefix("tlp")) if self.is_bound else None
        return sent in Tlp.values and is_wider(str(sent), self.assessment.tlp)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.asks_wider() and not cleaned.get("wider"):
            self.add_error(
                "wider",
                _("The assessment is %(label)s. If you mean to let the warning travel further, tick the box.")
                % {"label": Tlp(self.assessment.tlp).label},
            )
        if cleaned.get("kind") == Warning.Kind.NOTE and cleaned.get("tlp") not in (Tlp.RED, Tlp.AMBER_STRICT):
            self.add_error("tlp", _("A confidential note is TLP:RED or TLP:AMBER+STRICT."))
        if cleaned.get("tlp") == Tlp.RED and "readers" in self.fields and not cleaned.get("readers"):
            self.add_error(
                "readers", _("Name at least one colleague, so that a second person can approve it.")
            )
        return cleaned


class OptionForm(forms.ModelForm[Option]):
    """One thing that can be done."""

    class Meta:
        model = Option
        fields = ("text", "by_whom", "lead_days", "legal_basis", "cost", "risk")
        widgets = {
            "text": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
            "risk": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
            **{name: forms.TextInput(attrs={"dir": "auto"}) for name in ("by_whom", "legal_basis", "cost")},
        }
        help_texts = {
            "by_whom": _("A person, an office or a body that can do it."),
            "lead_days": _("Days from the decision until it works."),
            "risk": _("What could go wrong, and for whom."),
        }
