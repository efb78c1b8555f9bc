"""What is looked for among agreements and meetings."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadhir.screening.normalise import fold
from nadhir.web.cooperation.models import Instrument
from nadhir.web.core.acting import identifier_of
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.response.models import Engagement


class CooperationFilter(forms.Form):
    """Which agreements or meetings are shown; lives in the address."""

    q = forms.CharField(
        label=_("Words of the name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    party = forms.TypedChoiceField(label=_("With"), required=False, coerce=uuid.UUID, empty_value=None)
    show = forms.ChoiceField(
        required=False,
        choices=[("", ""), ("engagements", ""), ("promises", "")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, viewer: Viewer, show: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if show == "promises":
            del self.fields["q"], self.fields["kind"], self.fields["party"]
            return
        kinds = Engagement.Kind.choices if show == "engagements" else Instrument.Kind.choices
        self.fields["kind"].choices = [("", _("Any")), *kinds]  # type: ignore[attr-defined]
        relation = "convened" if show == "engagements" else "instruments"
        asked = Q(**{f"{relation}__isnull": False})
        # Whoever is asked for is a choice even without part in anything: the answer then is "nothing".
        if (party := identifier_of(self.data.get("party", ""))) is not None:
            asked |= Q(pk=party)
        taking_part = directory.actors(viewer).order_by().filter(asked).distinct()
        named = [(str(actor.pk), in_words(actor.names)) for actor in taking_part]
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            ("", _("Anybody")),
            *sorted(named, key=lambda actor: fold(actor[1])),
        ]
