"""What a person types about a warning. Dates are days, labels are explained, nothing is saved here."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.text import language
from nadhir.web.accounts import selectors as accounts
from nadhir.web.accounts.models import User
from nadhir.web.core import clock, policy
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words, tlp_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.situations.models import Assessment
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Option, Recipient, Warning
from nadhir.web.warnings.services.drafting import is_wider

LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]
NO_ACTION = "none"
OPTION_AND_OWNER = '<bdi>{}</bdi><br><bdi class="soft">{}</bdi>'


def end_of(day: date) -> datetime:
    """The last moment of a day, in UTC: what is valid until a day is valid on that day."""
    return datetime.combine(day, time(23, 59, 59), UTC)


class WarningFilter(forms.Form):
    """Which warnings are shown; lives in the address."""

    STATES = [
        ("", _("All")),
        (Warning.Status.DRAFT, _("draft")),
        (Warning.Status.SUBMITTED, _("waiting for approval")),
        (Warning.Status.APPROVED, _("approved")),
        ("in_force", _("in force")),
        ("expired", _("past its validity")),
        (Warning.Status.CANCELLED, _("cancelled")),
    ]
    ANSWERS = [
        ("", _("Any")),
        ("unanswered", _("nobody has acknowledged")),
        ("undecided", _("no decision yet")),
        ("decided", _("decided")),
    ]

    q = forms.CharField(
        label=_("Number or words"), required=False, widget=forms.SearchInput(attrs={"dir": "auto"})
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=STATES)
    situation = forms.ChoiceField(label=_("Situation"), required=False)
    answer = forms.ChoiceField(label=_("Answer"), required=False, choices=ANSWERS)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = warnings.situations_of(viewer)
        choices = [("", _("All")), *((str(one.pk), in_words(one.names)) for one in known)]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["situation"]


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
            "kind", "language", "title", "what", "where", "at_risk", "why_now", "if_nothing", "confidence",
            "gaps", "valid_until",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "confidence": forms.RadioSelect,
            **{name: forms.TextInput(attrs={"dir": "auto"}) for name in ("title", "where")},
            **{
                name: forms.Textarea(attrs={"dir": "auto", "rows": 3})
                for name in ("what", "at_risk", "why_now", "if_nothing", "gaps")
            },
        }
        help_texts = {
            "title": _("A reader in a hurry reads only this."),
            "what": _("Say what may happen. Speak of a risk; accuse nobody."),
            "at_risk": _("Which people, and why they."),
            "why_now": _("What changed, so that it cannot wait."),
            "gaps": _("What you do not know, and what could show you wrong."),
            "confidence": _("How well founded this is, not how likely."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "alert" and "high" are chosen, not left open: no empty choice among the radio buttons.
        self.fields["kind"].choices = Warning.Kind.choices  # type: ignore[attr-defined]
        self.fields["confidence"].choices = Warning.Confidence.choices  # type: ignore[attr-defined]

    def clean_valid_until(self) -> datetime:
        day: date = self.cleaned_data["valid_until"]
        if day < clock.now().date():
            raise forms.ValidationError(_("Choose a day that has not passed."))
        return end_of(day)


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


class RecipientForm(forms.ModelForm[Recipient]):
    """Somebody who must know: a person of the platform, or a name and an address."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = Recipient
        fields = ("name", "role", "email", "language", "clearance")
        widgets = {"clearance": forms.RadioSelect, "role": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {
            "email": _("The mail holds a personal link, never the text of the warning."),
            "clearance": _(
                "What the link shows without signing in. With TLP:RED and TLP:AMBER+STRICT it is never more "
                "than that there is a warning."
            ),
        }

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer),
            label=_("A colleague who signs in"),
            required=False,
            empty_label=_("Somebody else: give name and address"),
        )
        self.order_fields(["person"])
        self.fields["language"].initial = language(get_language())
        self.fields["clearance"].choices = Recipient.Clearance.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person: User | None = cleaned.get("person")
        if person is not None and not cleaned.get("name"):
            cleaned["name"] = person.name
        if not cleaned.get("name", "").strip():
            self.add_error("name", _("Choose a colleague, or give a name."))
        return cleaned


class ReasonForm(forms.Form):
    """Why. `label` says what for."""

    because = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}))

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label = label or _("Reason")


class DecisionForm(forms.Form):
    """What was decided: one option or no action, and why."""

    choice = forms.ChoiceField(label=_("What is decided"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"dir": "auto", "rows": 3})
    )
    recipient = forms.ChoiceField(label=_("Who decided"), required=False)
    decided_by = forms.CharField(
        label=_("or somebody else, by name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, options: list[Option], recipients: list[Recipient], own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            *((str(one.pk), format_html(OPTION_AND_OWNER, one.text, one.by_whom)) for one in options),
            (NO_ACTION, _("No action")),
        ]
        self.names_somebody = not own
        if own:
            del self.fields["recipient"], self.fields["decided_by"]
        else:
            names = [("", "–"), *((str(one.pk), one.name) for one in recipients)]
            self.fields["recipient"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.names_somebody and not cleaned.get("recipient") and not cleaned.get("decided_by"):
            self.add_error("recipient", _("Name the person who decided."))
        return cleaned
