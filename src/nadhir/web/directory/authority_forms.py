"""What a person types about an actor: who it is, what it is called, which office it holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from nadhir.web.core.acting import LANGUAGES
from nadhir.web.core.models import Tlp
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import spans
from nadhir.web.directory.models import Actor, ActorName, Tenure
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField
from nadhir.web.directory.roster_forms import Folded
from nadhir.web.directory.selectors import languages

HANDLING = [choice for choice in Tlp.choices if choice[0] != Tlp.RED]


class Known(WrittenDateField):
    """A date as people write it, kept as far as it is known: `2012`, `2012-10`, `2012-10-18`."""

    def __init__(self, *, end: bool = False, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.end = end

    def clean(self, value: Any) -> Any:
        return spans.known(super().clean(value), end=self.end)


class ActorForm(Folded):
    """A person, organisation, network, body or State."""

    FOLDED = (
        (_("Since when, until when, and what came after"), ("began", "ended", "succeeded_by")),
        (_("What is to be known of it"), ("note_ar", "note_en", "note_fr", "email")),
        (_("The name changed"), ("renamed", "until")),
    )
    texts = (("names", _("Name"), False), ("note", _("Note"), True))

    kind = forms.ChoiceField(label=_("Kind"), choices=Actor.Kind.choices)
    place = PlaceField(label=_("Place"), required=False)
    url = forms.URLField(label=_("Web address"), required=False, max_length=300, assume_scheme="https")
    tlp = forms.ChoiceField(label=_("Handling"), choices=HANDLING)
    began = Known(label=_("Since"))
    ended = Known(
        label=_("Until"), end=True, help_text=_("When it ceased, was dissolved, or became another.")
    )
    succeeded_by = ActorsField(label=_("Succeeded by"), required=False, one=True)
    email = forms.EmailField(
        label=_("Address"),
        required=False,
        help_text=_("Shown to the desk that keeps the record, never exported."),
    )
    renamed = forms.BooleanField(
        label=_("This is a new name"),
        required=False,
        help_text=_("The earlier one is kept as a former name; else as another spelling."),
    )
    until = Known(label=_("The earlier name was used until"), end=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        new: bool = True,
        hidden: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["succeeded_by"].viewer = viewer  # type: ignore[attr-defined]
        for name in (("renamed", "until") if new else ()) + tuple(hidden & self.fields.keys()):
            del self.fields[name]
        if not new and self.initial.get("tlp") == Tlp.RED:
            del self.fields["tlp"]
        self.order_fields([f"names_{code}" for code in self._first()] + ["kind", "place", "url", "tlp"])

    def _first(self) -> list[str]:
        own = get_language() or "en"
        return sorted((code for code, _name in LANGUAGES), key=lambda code: code != own)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not any(given["names"].values()) and not self.errors:
            first = f"names_{self._first()[0]}"
            self.add_error(first, gettext("Write the name in at least one language."))
        if given.get("began") and given.get("ended") and spans.backwards(given["began"], given["ended"]):
            self.add_error("ended", gettext("This lies before its beginning."))
        return given


class NameForm(forms.Form):
    """Another name or spelling, with the time in which it was used."""

    text = forms.CharField(label=_("Name"), max_length=300, widget=forms.TextInput({"dir": "auto"}))
    language = forms.ChoiceField(label=_("Language"))
    kind = forms.ChoiceField(label=_("Kind"), choices=ActorName.Kind.choices)
    valid_from = Known(label=_("Used since"))
    valid_to = Known(label=_("Used until"), end=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, main: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(languages())
        first = [(code, name) for code, name in LANGUAGES]
        rest = [(code, name) for code, name in known.items() if code not in dict(LANGUAGES)]
        self.fields["language"].choices = [*first, *rest]  # type: ignore[attr-defined]
        if main:
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if spans.backwards(given.get("valid_from", ""), given.get("valid_to", "")):
            self.add_error("valid_to", gettext("This lies before its beginning."))
        return given


class TenureForm(Folded):
    """An office or role that somebody holds in a body."""

    FOLDED = (
        (_("In words, if the kind does not say it"), ("role_ar", "role_en", "role_fr")),
        (_("Which term, and what else is known"), ("term", "seen", "note")),
    )
    texts = (("role", _("Role"), False),)

    actor = ActorsField(label=_("Who"), one=True)
    body = ActorsField(label=_("In which body"), one=True)
    kind = forms.ChoiceField(label=_("Office"), choices=Tenure.Kind.choices, initial=Tenure.Kind.MEMBER)
    valid_from = Known(label=_("Since"))
    valid_to = Known(label=_("Until"), end=True, help_text=_("Empty while it lasts."))
    term = forms.IntegerField(label=_("Term"), required=False, min_value=1, max_value=99)
    seen = Known(
        label=_("Named in this role in a document of"),
        help_text=_("Where neither beginning nor end is known."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, widget=forms.TextInput({"dir": "auto"})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, fixed: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("actor", "body"):
            if name in fixed:
                del self.fields[name]
            else:
                self.fields[name].viewer = viewer  # type: ignore[attr-defined]
        self.order_fields(["actor", "body", "kind", "valid_from", "valid_to"])

    def _folded(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        return self.FOLDED

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("kind") == Tenure.Kind.OTHER and not given.get("role"):
            self.add_error("kind", gettext("Say in words which role it is."))
        if spans.backwards(given.get("valid_from", ""), given.get("valid_to", "")):
            self.add_error("valid_to", gettext("This lies before its beginning."))
        return given


class EndForm(forms.Form):
    """When a term ended."""

    on = Known(label=_("Ended on"), end=True, help_text=_("Today, where you leave it empty."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OtherForm(forms.Form):
    """The other record of the same."""

    other = ActorsField(label=_("The other record"), one=True)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].viewer = viewer  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which of two stays, under which names."""

    keep = forms.ChoiceField(label=_("Which record stays"), widget=forms.RadioSelect)
    spellings = forms.MultipleChoiceField(
        label=_("Names of the other that it takes over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("Why"), max_length=300, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    versions = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: tuple[Actor, Actor], names: list[ActorName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = {str(one.pk): one for one in pair}
        self.fields["keep"].choices = [(pk, in_words(one.names)) for pk, one in self.pair.items()]  # type: ignore[attr-defined]
        self.fields["spellings"].choices = [(str(name.pk), name.text) for name in names]  # type: ignore[attr-defined]
        for code, language in LANGUAGES:
            texts = list(dict.fromkeys(one.names[code] for one in pair if one.names.get(code)))
            if len(texts) > 1:
                self.fields[f"name_{code}"] = forms.ChoiceField(
                    label=gettext("Name · %(language)s") % {"language": language},
                    choices=[(text, text) for text in texts],
                    required=False,
                    widget=forms.RadioSelect,
                )
        self.order_fields(["keep", *(f"name_{code}" for code, _name in LANGUAGES), "spellings", "note"])

    def clean_versions(self) -> dict[str, int]:
        told = dict(part.split(":", 1) for part in self.cleaned_data["versions"].split() if ":" in part)
        if told.keys() != self.pair.keys() or not all(number.isdecimal() for number in told.values()):
            raise ValidationError(gettext("Reload the page and try again."))
        return {pk: int(number) for pk, number in told.items()}

    def chosen(self) -> dict[str, Any]:
        """What `services.actor_merge` is given, but for the viewer."""
        given = self.cleaned_data
        kept = self.pair[given["keep"]]
        gone = next(one for one in self.pair.values() if one.pk != kept.pk)
        names = {**gone.names, **kept.names}
        names |= {code: text for code, _name in LANGUAGES if (text := given.get(f"name_{code}"))}
        versions = given["versions"]
        return {
            "kept": kept,
            "gone": gone,
            "names": names,
            "carried": given["spellings"],
            "note": given["note"],
            "versions": (versions[str(kept.pk)], versions[str(gone.pk)]),
        }


class NoteForm(forms.Form):
    """Why, in a line."""

    note = forms.CharField(
        label=_("Why"), max_length=300, required=False, widget=forms.TextInput({"dir": "auto"})
    )
