"""What is asked when a desk looks back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nadhir.doctrine.text import language
from nadhir.web.response.models import Review

LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]


class ReviewForm(forms.ModelForm[Review]):
    """What happened, what worked, and whether it was earlier, more inclusive and more sustainable."""

    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Review
        fields = (
            "language", "outcome", "happened_on", "signal_on", "what_happened", "what_worked", "what_failed",
            "earlier", "earlier_why", "inclusive", "inclusive_why", "sustainable", "sustainable_why",
            "lesson",
        )  # fmt: skip
        widgets = {
            **dict.fromkeys(("outcome", "earlier", "inclusive", "sustainable"), forms.RadioSelect),
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("happened_on", "signal_on")
            },
            **{
                name: forms.Textarea(attrs={"dir": "auto", "rows": 3})
                for name in ("what_happened", "what_worked", "what_failed", "lesson")
            },
            **{
                f"{name}_why": forms.TextInput(attrs={"dir": "auto"})
                for name in ("earlier", "inclusive", "sustainable")
            },
        }
        help_texts = {
            "happened_on": _("Empty where nothing happened."),
            "signal_on": _("Knowing what you know now: when could it have been seen?"),
            "what_happened": _("Facts and dates. Accuse nobody."),
            "earlier": _("Did people learn of it and act earlier than the last time?"),
            "inclusive": _("Did those at risk, women, the young and minorities have a part in the response?"),
            "sustainable": _("Does something remain that will help the next time?"),
            "lesson": _("One thing that somebody can do."),
        }

    def __init__(self, *args: Any, missed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", language(get_language()))
        outcomes = [
            choice for choice in Review.Outcome.choices if (choice[0] == Review.Outcome.MISSED) == missed
        ]
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        if missed:
            self.initial["outcome"] = Review.Outcome.MISSED
        for name in ("earlier", "inclusive", "sustainable"):
            self.fields[name].choices = Review.Answer.choices  # type: ignore[attr-defined]
