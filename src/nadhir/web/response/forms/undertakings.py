"""What a person types about an undertaking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.response import selectors as response
from nadhir.web.response.models import Undertaking


class UndertakingFilter(forms.Form):
    """Which undertakings are shown; lives in the address."""

    STATES = [
        ("", _("All")),
        ("going_on", _("going on")),
        ("overdue", _("overdue")),
        *Undertaking.Status.choices,
    ]

    who = forms.CharField(label=_("Who"), required=False, widget=forms.SearchInput(attrs={"dir": "auto"}))
    situation = forms.ChoiceField(label=_("Situation"), required=False)
    # Chosen by the tabs above the list; it stays in the address when somebody filters further.
    status = forms.ChoiceField(required=False, choices=STATES, widget=forms.HiddenInput)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = response.situations_of(viewer)
        choices = [("", _("All")), *((str(one.pk), in_words(one.names)) for one in known)]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["situation"]


class UndertakingForm(forms.Form):
    """Who is to do what by when."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    who = forms.CharField(
        label=_("Who does it"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A person, an office or a body, by name: a promise that names nobody is not one."),
    )
    due_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(
            queryset=accounts.colleagues(viewer),
            label=_("Who reports on it"),
            required=False,
            help_text=_("A colleague who signs in and says when it begins and what came of it."),
        )


class ReportForm(forms.Form):
    """A word on how it goes."""

    words = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}))

    def __init__(self, *args: Any, label: str = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or _("A word on it")
        self.fields["words"].required = required


def default_day(lead_days: int | None) -> str:
    """The day by which something should be done that needs `lead_days`, as a form writes it."""
    if lead_days is None:
        return ""
    day = clock.now().date().toordinal() + min(lead_days, 3650)
    return clock.now().date().fromordinal(day).isoformat()
