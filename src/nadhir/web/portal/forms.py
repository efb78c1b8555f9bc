"""What a person types at the desk."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nadhir.screening.normalise import fold
from nadhir.web.core.templatetags.nadhir import in_words, language_name
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors as directory
from nadhir.web.intake import selectors as intake
from nadhir.web.intake.models import Credibility, Item
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Situation


class InboxFilter(forms.Form):
    """What of the inbox is shown; lives in the address."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Waiting")), *Item.Status.choices, ("all", _("All"))],
    )
    priority = forms.TypedChoiceField(
        label=_("Read first because of"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Anything")), *Item.Priority.choices],
    )
    speech = forms.ChoiceField(
        label=_("Speech"),
        required=False,
        choices=[
            ("", _("Any")),
            ("any", _("of concern")),
            ("unjudged", _("of concern, not judged yet")),
            ("urgent", _("urgent")),
            ("review", _("to review")),
            ("watch", _("to watch")),
        ],
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    mine = forms.BooleanField(label=_("Given to me"), required=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        named = sorted((language_name(code), code) for code in intake.languages(viewer))
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("Any")),
            *((code, name) for name, code in named),
        ]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("", _("Any")),
            *((source.slug, in_words(source.names)) for source in intake.sources(viewer)),
        ]

    def applied(self) -> Iterator[tuple[str, str]]:
        """The name and the words of each filter that is on."""
        if not self.is_bound or not self.is_valid():
            return
        for name, value in self.cleaned_data.items():
            if value in ("", None, False):
                continue
            if name == "q":
                yield name, f"“{value}”"
            elif name == "place":
                place = directory.places(self.viewer).filter(code=value).first()
                yield name, in_words(place.names) if place else str(value)
            elif name == "mine":
                yield name, str(self.fields[name].label)
            else:
                choices: Any = self.fields[name].choices  # type: ignore[attr-defined]
                yield name, str(dict(choices).get(value, value))


def _situations(viewer: Viewer) -> list[tuple[str, str]]:
    found = situations.situations(viewer).filter(status=Situation.Status.WATCHED)
    return [(str(situation.pk), in_words(situation.names)) for situation in found]


def situations_for(viewer: Viewer, item: Item) -> list[tuple[str, str]]:
    """Situations to choose from, the one that fits the report first: the one it is attached to, or else the
    only one about a place it tells of. Where several could be meant, a person has to choose."""
    choices = _situations(viewer)
    if len(choices) < 2:
        return choices
    watched = situations.situations(viewer).filter(status=Situation.Status.WATCHED).order_by()
    fitting = set(watched.filter(attachments__item=item).values_list("pk", flat=True))
    if not fitting:
        told = item.item_places.values("place")
        fitting = set(watched.filter(places__in=told).values_list("pk", flat=True))
    if len(fitting) != 1:
        return [("", "–"), *choices]
    return sorted(choices, key=lambda choice: uuid.UUID(choice[0]) not in fitting)


class AttachForm(forms.Form):
    """Which situation a report belongs to."""

    situation = forms.ChoiceField(label=_("Situation"))

    def __init__(self, *args: Any, viewer: Viewer, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["situation"].choices = situations_for(viewer, item)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Ticked:
    """A report that was ticked, and the version of it that the person saw."""

    pk: uuid.UUID
    version: int | None

    @classmethod
    def of(cls, value: str) -> Ticked:
        """`<id>` or `<id>@<version>`.

        Raises:
            ValueError: it is neither.
        """
        pk, _at, version = value.partition("@")
        return cls(uuid.UUID(pk), int(version) if version else None)


class TriageForm(forms.Form):
    """One act upon the reports that were ticked."""

    ACTS = ("assign", "attach", "dismiss", "reopen")

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    item = forms.TypedMultipleChoiceField(
        coerce=Ticked.of, error_messages={"required": _("Tick a report first.")}
    )
    situation = forms.ChoiceField(label=_("Situation"), required=False)
    because = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, viewer: Viewer, items: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item, item) for item in items]  # type: ignore[attr-defined]
        self.fields["situation"].choices = [("", _("Situation")), *_situations(viewer)]  # type: ignore[attr-defined]

    @staticmethod
    def ticked(item: Item) -> str:
        """The value of the tick box of a report."""
        return f"{item.pk}@{item.version}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("act") == "attach" and not cleaned.get("situation"):
            self.add_error("situation", _("Choose the situation."))
        if cleaned.get("act") == "dismiss" and not cleaned.get("because", "").strip():
            self.add_error("because", _("Give the reason for dismissing."))
        return cleaned


class RatingForm(forms.Form):
    """How credible the information itself is."""

    credibility = forms.ChoiceField(label=_("Credibility of the information"), choices=Credibility.choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WatchFilter(forms.Form):
    """Which countries of the watch list are shown, and in what order; lives in the address."""

    q = forms.CharField(label=_("Country"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    level = forms.TypedChoiceField(
        label=_("Risk"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("Any")),
            (5, pgettext_lazy("risk", "very high")),
            (4, pgettext_lazy("risk", "high")),
            (3, pgettext_lazy("risk", "moderate")),
            (2, pgettext_lazy("risk", "low")),
            (1, pgettext_lazy("risk", "very low")),
            (0, _("little to go on")),
        ],
    )
    by = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Rank")), ("change", _("Rise within a year")), ("deaths", _("Deaths within a year"))],
    )
    ours = forms.BooleanField(label=_("Only where we watch"), required=False)


class MapFilter(forms.Form):
    """Which events the map shows; lives in the address."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    days = forms.TypedChoiceField(
        label=_("Happened within"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Any time")), (30, _("a month")), (91, _("a quarter")), (365, _("a year"))],
    )
    violent = forms.BooleanField(label=_("Only violence against civilians"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = directory.places(viewer)
        named = found.filter(parent=None) | found.filter(code=directory.code_of(self.data.get("place", "")))
        places = [(code, in_words(names)) for code, names in named.values_list("code", "names")]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Anywhere")),
            *sorted(places, key=lambda place: fold(place[1])),
        ]
