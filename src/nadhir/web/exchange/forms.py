"""What people type about alerts, feeds and keys. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts.models import SharingGroup
from nadhir.web.core import policy
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.exchange.models import ReceivedAlert
from nadhir.web.exchange.services.keys import LONGEST

LTR: dict[str, Any] = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class AlertFilter(forms.Form):
    """Which received alerts are shown."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Status"), required=False)
    status = forms.ChoiceField(label=_("Meant as"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            ("bad", _("held back or not readable")),
            *ReceivedAlert.State.choices,
        ]
        self.fields["status"].choices = [("", _("all")), *ReceivedAlert.Status.choices]  # type: ignore[attr-defined]


class FeedForm(forms.Form):
    """Somebody else's feed of alerts."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    address = forms.URLField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs=LTR),
        help_text=_(
            "Of an Atom or RSS feed, or of one alert. Only HTTPS, and only what is on the same host."
        ),
    )
    certificate = forms.CharField(
        label=_("Certificate of its sender (PEM)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={**LTR, "rows": 4}),
        help_text=_(
            "With one, only alerts that are signed with it take effect. Ask the sender for it directly."
        ),
    )
    active = forms.BooleanField(label=_("Fetch it every quarter of an hour"), required=False)


class KeyForm(forms.Form):
    """A key to a feed of our warnings."""

    name = forms.CharField(
        label=_("What it is for"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    days = forms.IntegerField(label=_("Good for (days)"), min_value=1, max_value=LONGEST, initial=90)
    group = forms.ModelChoiceField(
        label=_("Only what was opened to"), queryset=SharingGroup.objects.none(), required=False,
        empty_label=_("everything that I may read"),
    )  # fmt: skip
    outside = forms.EmailField(
        label=_("For somebody outside (address)"),
        required=False,
        help_text=_(
            "Empty for a key of your own. A key for an address opens what your desk addressed to it."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = policy.visible(SharingGroup.objects.all(), viewer)
        group.label_from_instance = lambda one: in_words(one.names)
        if not viewer.has("analyst", "reviewer"):
            del self.fields["outside"]
