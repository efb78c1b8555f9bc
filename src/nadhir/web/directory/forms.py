"""What is looked for in the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nadhir.screening.normalise import fold
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors
from nadhir.web.directory.models import Actor


class DirectoryFilter(forms.Form):
    """Which actors are shown; lives in the address."""

    q = forms.CharField(
        label=_("Name, in any spelling"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Actor.Kind.choices])
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = selectors.places(viewer)
        # The place asked for is a choice even where nobody is: the answer then is "nobody", not "everybody".
        asked = Q(actors__in=selectors.actors(viewer)) | Q(code=selectors.code_of(self.data.get("place", "")))
        found = places.filter(asked).distinct()
        named = [(place.code, in_words(place.names)) for place in found]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Any")),
            *sorted(named, key=lambda place: fold(place[1])),
        ]
