"""Which warnings a list shows; lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.warnings import selectors as warnings
from nadhir.web.warnings.models import Warning


class WarningFilter(forms.Form):
    """Which warnings are shown; lives in the address."""

    STATES = [
        ("", _("All")),
        (Warning.Status.DRAFT, _("draft")),
        (Warning.Status.SUBMITTED, _("waiting for approval")),
        (Warning.Status.APPROVED, _("approved")),
        ("in_force", _("in force")),
        ("expired", _("past its validity")),
        (Warning.Status.UPDATED, _("replaced by an update")),
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
