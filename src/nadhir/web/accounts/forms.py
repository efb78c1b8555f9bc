"""What a person says of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts.models import User


class PreferencesForm(forms.Form):
    """How a person reads the platform."""

    language = forms.ChoiceField(
        label=_("Language"),
        widget=forms.RadioSelect,
        help_text=_("Of pages, of mails to you, and of documents that you make."),
    )
    digits = forms.ChoiceField(
        label=_("Digits on Arabic pages"),
        choices=User.Digits.choices,
        widget=forms.RadioSelect,
        help_text=_("Codes, addresses and the words of others keep the digits they were written with."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
