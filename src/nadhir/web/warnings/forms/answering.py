"""What the second person and the recipients type: a reason, a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from nadhir.web.warnings.models import Option, Recipient

NO_ACTION = "none"
OPTION_AND_OWNER = '<bdi>{}</bdi><br><bdi class="soft">{}</bdi>'


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
