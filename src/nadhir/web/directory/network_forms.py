"""What a coordinator types about a network and its people, and what somebody looks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nadhir.web.core import clock
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.directory import selectors
from nadhir.web.directory.models import SAFETY, Actor, Faith, Member, Place, Profile, Role, Topic
from nadhir.web.directory.selectors import Wanted

CONSENT_DAYS = 180
LINES = 20


def text(label: Any, *, rows: int = 3, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def line(label: Any, *, required: bool = False, help_text: Any = "", most: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def several(label: Any, choices: Any, *, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=choices,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


def named(places: Iterable[Place]) -> list[tuple[str, str]]:
    return [(place.code, in_words(place.names)) for place in places]


def lines(words: str) -> tuple[str, ...]:
    """What stands on lines of its own."""
    return tuple(part.strip()[:120] for part in words.splitlines() if part.strip())[:LINES]


class NetworkForm(forms.Form):
    """A network, forum or council."""

    name_ar = line(_("Name in Arabic"))
    name_en = line(_("Name in English"))
    name_fr = line(_("Name in French"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(Actor.Kind.NETWORK, _("network")), (Actor.Kind.BODY, _("standing forum or council"))],
    )
    place = forms.ChoiceField(label=_("Country"), required=False)
    tlp = forms.ChoiceField(
        label=_("Who may know that it exists"),
        choices=[
            ("amber_strict", _("our organisation only")),
            ("green", _("partners of the community")),
            ("clear", _("everybody signed in")),
        ],
        help_text=_("Its people are never shown to others, whatever you choose."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = sorted(named(selectors.places_near(None)), key=lambda one: one[1])
        self.fields["place"].choices = [("", "–"), *countries]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{one}") for one in ("ar", "en", "fr")):
            raise forms.ValidationError(_("Write its name in one language at least."))
        return cleaned

    def names(self) -> dict[str, str]:
        told = {one: self.cleaned_data[f"name_{one}"] for one in ("ar", "en", "fr")}
        first = next(name for name in told.values() if name)
        return {one: name or first for one, name in told.items()}


class ConsentForm(forms.Form):
    """What a person agreed to."""

    scopes = several(
        _("The person agreed to"),
        [
            ("ask", Member._meta.get_field("may_ask").verbose_name),
            ("partners", Member._meta.get_field("may_partners").verbose_name),
            ("public", Member._meta.get_field("may_public").verbose_name),
            ("photos", Member._meta.get_field("may_photos").verbose_name),
        ],
        help_text=_("Only what they said. Nobody is recorded without consent."),
    )
    until = day(
        _("Until"), required=True, help_text=_("A year at most. Then they are asked again, or forgotten.")
    )
    how = text(_("How they said so, and when"), rows=2, required=True, help_text=_("It is sealed."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = clock.now().date() + timedelta(days=CONSENT_DAYS)


class MemberForm(forms.Form):
    """A person of a network. What is sealed is written here and not shown here: empty leaves it as it is."""

    name = line(
        _("Real name"), help_text=_("Sealed. Everybody else sees a pseudonym, which is drawn by lot.")
    )
    role = forms.ChoiceField(label=_("What they are to their community"), choices=Role.choices)
    faiths = several(_("Faith or tradition"), Faith.choices)
    languages = several(_("Languages"), ())
    places = several(_("Places"), (), help_text=_("Nothing finer than a region, for their safety."))
    hears_faiths = several(_("Heard by people of"), Faith.choices)
    hears_groups = text(
        _("Heard by these groups"), rows=2, help_text=_("One on each line, as people say it.")
    )
    topics = several(_("Believed when they speak about"), Topic.choices)
    against_faiths = several(_("Conflict of interest with people of"), Faith.choices)
    against_groups = text(_("Conflict of interest with these groups"), rows=2)
    urgent = forms.BooleanField(label=_("Can be reached within a day"), required=False)
    away_from = day(_("Away from"))
    away_until = day(_("Away until"))
    contact = text(_("How to reach them"), rows=2)
    trust = text(_("Trust notes"), rows=2)
    risks = text(_("Safety plan: risks"), rows=2)
    rules = text(_("Safety plan: rules of contact"), rows=2)
    check_in = text(_("Safety plan: checking that they are well"), rows=2)
    emergency = text(_("Safety plan: words for an emergency"), rows=2)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    SEALED = ("contact", "trust", *SAFETY)

    def __init__(self, *args: Any, place: Place | None, member: Member | None = None, **kwargs: Any) -> None:
        if member is not None:
            kwargs["initial"] = _told(member)
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = selectors.languages()  # type: ignore[attr-defined]
        self.fields["places"].choices = named(selectors.places_near(place))  # type: ignore[attr-defined]
        self.fields["name"].required = member is None

    def profile(self) -> Profile:
        told = self.cleaned_data
        several_of = ("faiths", "languages", "places", "hears_faiths", "topics", "against_faiths")
        return Profile(
            role=told["role"],
            hears_groups=lines(told["hears_groups"]),
            against_groups=lines(told["against_groups"]),
            **{name: tuple(told[name]) for name in several_of},
        )

    def sealed(self) -> dict[str, Any]:
        told = self.cleaned_data
        safety = {key: told[key] for key in SAFETY}
        return {"name": told["name"], "contact": told["contact"], "trust": told["trust"], "safety": safety}

    def availability(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("urgent", "away_from", "away_until")}


def _told(member: Member) -> dict[str, Any]:
    profile = member.told
    several_of = ("faiths", "languages", "places", "hears_faiths", "topics", "against_faiths")
    return {
        "role": profile.role,
        "hears_groups": "\n".join(profile.hears_groups),
        "against_groups": "\n".join(profile.against_groups),
        "urgent": member.urgent,
        "away_from": member.away_from,
        "away_until": member.away_until,
        "version": member.version,
        **{name: list(getattr(profile, name)) for name in several_of},
    }


class ReasonForm(forms.Form):
    """Why somebody's contact is opened."""

    reason = text(
        _("Why you need it now"),
        rows=2,
        required=True,
        help_text=_("A sentence. It is kept with your name, and their coordinator sees it."),
    )


class WantedForm(forms.Form):
    """Who is to be reached; lives in the address."""

    faith = forms.ChoiceField(label=_("Who must listen: people of"), required=False)
    group = line(_("or this group"), most=120)
    language = forms.ChoiceField(label=_("Language"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    topic = forms.ChoiceField(label=_("About"), required=False)
    by = day(_("By"))

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("faith", Faith.choices),
            ("language", selectors.languages()),
            ("place", named(places)),
            ("topic", Topic.choices),
        ):
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is looked for; nothing where the form was not sent or cannot be read."""
        if not self.is_bound or not self.is_valid():
            return Wanted()
        return Wanted(**self.cleaned_data)
