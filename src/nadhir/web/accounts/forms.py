"""What a person says of themselves."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts.models import User

CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


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

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times of day on pages are told in it, always with the offset from UTC. Mails tell UTC."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(name for name in available_timezones() if name.partition("/")[0] in CONTINENTS)
        self.fields["time_zone"].choices = [("", "UTC"), *((name, name) for name in zones)]  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
