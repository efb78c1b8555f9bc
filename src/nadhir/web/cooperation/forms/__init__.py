"""What is looked for among agreements, meetings and promises."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.cooperation.models import Instrument
from nadhir.web.core.acting import identifier_of
from nadhir.web.response.models import Engagement


def _search(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)


class IdentifierField(forms.CharField):
    """An identifier in an address; what is none counts as nothing."""

    def clean(self, value: Any) -> uuid.UUID | None:
        return identifier_of(super().clean(value))


class CooperationFilter(forms.Form):
    """Which agreements or meetings are shown; lives in the address."""

    STATES = [
        ("", _("Any")),
        ("live", _("in force")),
        ("runs_out", _("soon to run out")),
        ("over", _("over")),
        ("draft", _("draft")),
    ]

    q = _search(_("Words of the name"))
    who = _search(_("With"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("How it stands"), required=False, choices=STATES)
    # Somebody whose page leads here.
    party = IdentifierField(required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(
        required=False, choices=[("", ""), ("engagements", "")], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, show: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Engagement.Kind.choices if show == "engagements" else Instrument.Kind.choices
        self.fields["kind"].choices = [("", _("Any")), *kinds]  # type: ignore[attr-defined]
        if show == "engagements":
            del self.fields["state"]


class PromisesFilter(forms.Form):
    """Which promises are shown; lives in the address."""

    STATES = [
        ("", _("Any")),
        ("going_on", _("going on")),
        ("late", _("overdue")),
        ("open", _("open, in time")),
        ("undated", _("open, no date agreed")),
        ("done", _("done")),
        ("lapsed", _("lapsed, refused or called off")),
    ]

    q = _search(_("What or who"))
    party = _search(_("Party"))
    agreement = _search(_("Agreement"))
    area = _search(_("Area"))
    state = forms.ChoiceField(label=_("How it stands"), required=False, choices=STATES)
    year = forms.IntegerField(
        label=_("Due in"),
        required=False,
        min_value=1900,
        max_value=2200,
        widget=forms.NumberInput({"placeholder": "2027"}),
    )
    instrument = IdentifierField(required=False, widget=forms.HiddenInput)
    actor = IdentifierField(required=False, widget=forms.HiddenInput)


class AdherenceFilter(forms.Form):
    """Whose steps towards which instrument are shown; lives in the address."""

    q = _search(_("Instrument"))
    state = _search(_("State"))
    instrument = IdentifierField(required=False, widget=forms.HiddenInput)
    actor = IdentifierField(required=False, widget=forms.HiddenInput)
