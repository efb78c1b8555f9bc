"""Forms of sending: a way to somebody, and how one wishes to be written to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from nadhir.web.warnings.models import Channel, Recipient


class WayForm(forms.Form):
    """One more way to a recipient."""

    kind = forms.ChoiceField(label=_("Way"))
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, recipient: Recipient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = set()
        if recipient.user_id is None:
            left_out.add(Channel.Kind.PAGE)
        if not settings.NADHIR_GATEWAYS:
            left_out.add(Channel.Kind.MESSAGE)
        choices = [one for one in Channel.Kind.choices if one[0] not in left_out]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        gateways = ", ".join(sorted(settings.NADHIR_GATEWAYS))
        said: Any = _(
            "A mailbox for mail; an address that begins with https:// for a webhook; nothing for page and "
            "feed."
        )
        if gateways:
            said = _(
                "A mailbox for mail; an address that begins with https:// for a webhook; for a message the "
                "gateway, a colon and the number (gateways: %(gateways)s); nothing for page and feed."
            ) % {"gateways": gateways}
        self.fields["address"].help_text = said


class WishForm(forms.Form):
    """How one wishes to be written to."""

    digest = forms.BooleanField(
        label=_("What is not urgent, in one mail a day"),
        required=False,
        help_text=_(
            "Notes, and the word that a warning has expired or was replaced. Alerts and cancellations come "
            "at once, whatever is ticked here."
        ),
    )
    quiet_from = forms.TypedChoiceField(
        label=_("No reminders from"), required=False, coerce=int, empty_value=None
    )
    quiet_until = forms.TypedChoiceField(label=_("until"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [("", "–"), *((str(hour), f"{hour:02d}:00") for hour in range(24))]
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].choices = hours  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            self.add_error("quiet_until", _("Give both hours, or none."))
        return cleaned
