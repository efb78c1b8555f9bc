"""What a keeper types about experts, civil society and assets, and what somebody looks for among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadhir.screening.normalise import fold
from nadhir.web.core import clock
from nadhir.web.core.acting import LANGUAGES, InThreeLanguages
from nadhir.web.core.templatetags.nadhir import in_words
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import selectors
from nadhir.web.directory.models import Actor, Asset, Consent, Expert, Faith, Field, Partner, Place
from nadhir.web.directory.network_forms import day, line, several, text
from nadhir.web.directory.panels import ActorsField, PlaceField, WrittenDateField
from nadhir.web.directory.selectors import Sought
from nadhir.web.directory.services import Shown

CONSENT_DAYS = 365
SPOKEN = 4  # languages of one expert in the form
LEVELS = (("native", _("mother tongue")), ("working", _("can work in it")), ("some", _("some")))
ANY = ("", _("Any"))
MOST = 40  # places in one field
MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that stand folded together; open where one of them is refused."""

    title: str
    fields: tuple[forms.BoundField, ...]

    @property
    def open(self) -> bool:
        return any(field.errors for field in self.fields)


class Folded(InThreeLanguages):
    """A form whose less common fields stand folded: `FOLDED` names them, each part with its title."""

    FOLDED: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def _folded(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        first = get_language() if get_language() in dict(LANGUAGES) else "en"
        others = tuple(f"names_{code}" for code, _name in LANGUAGES if code != first)
        return ((_("The name in other languages"), others), *self.FOLDED)

    @property
    def main(self) -> list[forms.BoundField]:
        folded = {name for _title, names in self._folded() for name in names}
        return [field for field in self if field.name not in folded]

    @property
    def parts(self) -> list[Part]:
        told = [
            Part(str(title), tuple(self[name] for name in names if name in self.fields))
            for title, names in self._folded()
        ]
        return [part for part in told if part.fields]


class PlacesField(forms.CharField):
    """Places by name or code, one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
        super().__init__(widget=widget, max_length=4_000, **kwargs)

    def clean(self, value: Any) -> list[Place]:
        return places_named(super().clean(value).splitlines())

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(one.code for one in value)


def places_named(lines: Iterable[str]) -> list[Place]:
    """The places that these lines name, by a name in any of the three languages or by code; a country comes
    before a part of another that is called the same.

    Raises:
        ValidationError: one names no place, or several.
    """
    wanted = [line.strip() for line in lines if line.strip()][:MOST]
    if not wanted:
        return []
    by_name: dict[str, list[Place]] = {}
    by_code: dict[str, Place] = {}
    for place in Place.objects.only("code", "names", "parent"):
        by_code[place.code.lower()] = place
        for name in {fold(one) for one in place.names.values()}:
            by_name.setdefault(name, []).append(place)
    found: list[Place] = []
    for one in wanted:
        known = [by_code[one.lower()]] if one.lower() in by_code else by_name.get(fold(one), [])
        known = [place for place in known if place.parent_id is None] or known
        if not known:
            raise ValidationError(_now("No place is called “%(name)s”.") % {"name": one})
        if len(known) > 1:
            choices = " · ".join(place.code for place in known[:5])
            raise ValidationError(
                _now("Several places are called “%(name)s”. Write the code of one: %(choices)s")
                % {"name": one, "choices": choices}
            )
        if known[0] not in found:
            found.append(known[0])
    return found


class AgreedForm(forms.Form):
    """To whom somebody agreed to be shown."""

    scope = forms.ChoiceField(
        label=_("They agreed to be shown to"),
        choices=Consent.choices,
        widget=forms.RadioSelect,
        initial=Consent.DESK,
    )
    until = day(_("Until"), required=True, help_text=_("Two years at most. Then they are asked again."))
    consent_how = line(
        _("How they said so"), required=True, help_text=_("A letter, a call, a form, and when.")
    )
    agreed_on = WrittenDateField(label=_("Agreed on"), required=False)

    def __init__(self, *args: Any, narrow: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = clock.now().date() + timedelta(days=CONSENT_DAYS)
        if narrow:
            self.fields["scope"].choices = [  # type: ignore[attr-defined]
                choice for choice in Consent.choices if choice[0] != Consent.PUBLIC
            ]

    def agreed(self) -> Shown:
        told = self.cleaned_data
        written = told.get("agreed_on")
        return Shown(told["scope"], told["until"], told["consent_how"], written.start if written else None)


CONSENTED = ("scope", "until", "consent_how", "agreed_on")


class KeptForm(Folded, AgreedForm):
    """What the forms of experts, partners and assets share."""

    texts: tuple[tuple[str, Any, bool], ...] = (("names", _("Name"), False),)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ActorsField):
                field.viewer = viewer
        if not new:
            for name in (*CONSENTED, *self.only_new()):
                self.fields.pop(name, None)
        self.order_fields(["actor", *(f"names_{code}" for code, _name in LANGUAGES)])

    def only_new(self) -> tuple[str, ...]:
        """Fields that are there when a record is made, and no more when it is changed."""
        return ("actor", *(f"names_{code}" for code, _name in LANGUAGES))

    def fields_told(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ExpertForm(KeptForm):
    """Somebody on the roster."""

    FOLDED = (
        (_("Where they know their way"), ("place", "regions")),
        (_("When, and how far"), ("available_from", "available_until", "notice_days", "online", "travels")),
        (_("More about them"), ("about",)),
    )

    actor = ActorsField(
        label=_("Somebody in the directory"),
        required=False,
        one=True,
        kinds=(Actor.Kind.PERSON,),
        help_text=_("Or write a name that is not there yet. It then stands on the roster alone."),
    )
    fields_known = several(_("Knows about"), Field.choices)
    trainer = forms.BooleanField(label=_("trains others"), required=False)
    place = PlaceField(label=_("Lives in"), required=False, help_text=_("A country or a region."))
    regions = PlacesField(label=_("Knows these countries and regions"), required=False)
    available_from = day(_("Available from"))
    available_until = day(_("Available until"))
    notice_days = forms.IntegerField(label=_("Days of notice"), required=False, min_value=0, max_value=365)
    online = forms.BooleanField(label=_("can work from afar"), required=False, initial=True)
    travels = forms.BooleanField(label=_("can travel"), required=False)
    about = text(_("What else should be known"), help_text=_("As they would say it. No way to reach them."))
    contact = text(
        _("How to reach them"),
        rows=2,
        help_text=_("Sealed: opened only with a reason. Left empty, it stays as it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_known"].required = True
        spoken = [("", "–"), *selectors.languages()]
        for number in range(1, SPOKEN + 1):
            self.fields[f"language_{number}"] = forms.ChoiceField(
                label=_("Language %(number)s") % {"number": number}, choices=spoken, required=number == 1
            )
            self.fields[f"level_{number}"] = forms.ChoiceField(
                label=_("How well"), choices=LEVELS, required=False
            )
        self.order_fields([*self.fields_of_name(), "fields_known", "trainer", "language_1", "level_1"])

    def fields_of_name(self) -> list[str]:
        return ["actor", *(f"names_{code}" for code, _name in LANGUAGES)]

    def _folded(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        more = tuple(
            name for number in range(2, SPOKEN + 1) for name in (f"language_{number}", f"level_{number}")
        )
        first, *rest = super()._folded()
        return (first, (_("More languages"), more), *rest)

    def told(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        spoken = {
            given[f"language_{number}"]: given[f"level_{number}"] or "working"
            for number in range(SPOKEN, 0, -1)
            if given.get(f"language_{number}")
        }
        plain = ("trainer", "place", "available_from", "available_until", "notice_days", "online", "travels")
        language = get_language() or "en"
        return {
            **self.fields_told(*plain, "contact"),
            "fields": given["fields_known"],
            "languages": dict(reversed(spoken.items())),
            "regions": [place.code for place in given["regions"]],
            "about": {language: given["about"]} if given["about"] else {},
        }

    @staticmethod
    def first(expert: Expert) -> dict[str, Any]:
        """The initial values of a form that changes somebody."""
        plain = (
            "trainer", "place", "available_from", "available_until", "notice_days", "online", "travels",
            "version",
        )  # fmt: skip
        known = {name: getattr(expert, name) for name in plain}
        known |= {"fields_known": expert.fields, "regions": "\n".join(expert.regions)}
        known["about"] = in_words(expert.about) if expert.about else ""
        for number, (code, level) in enumerate(list(expert.languages.items())[:SPOKEN], start=1):
            known |= {f"language_{number}": code, f"level_{number}": level}
        return known


class PartnerForm(KeptForm):
    """An organisation of civil society."""

    FOLDED = ((_("More about it"), ("languages", "reports")),)

    actor = ActorsField(
        label=_("An organisation in the directory"),
        required=False,
        one=True,
        kinds=(Actor.Kind.ORGANISATION, Actor.Kind.NETWORK, Actor.Kind.BODY),
        help_text=_("Or write a name that is not there yet."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Partner.Kind.choices)
    places = PlacesField(label=_("Where it works"), required=True, help_text=_("One on each line."))
    works_on = several(_("Works on"), Field.choices)
    offers = text(_("What it offers"), rows=2)
    languages = several(_("Languages"), ())
    reports = forms.BooleanField(label=_("sends reports to us"), required=False)
    contact = text(
        _("How to reach it"),
        rows=2,
        help_text=_("Sealed: opened only with a reason. Left empty, it stays as it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = selectors.languages()  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        given = self.cleaned_data
        language = get_language() or "en"
        return {
            **self.fields_told("kind", "places", "works_on", "languages", "reports", "contact"),
            "offers": {language: given["offers"]} if given["offers"] else {},
        }

    @staticmethod
    def first(partner: Partner) -> dict[str, Any]:
        known = {
            name: getattr(partner, name) for name in ("kind", "works_on", "languages", "reports", "version")
        }
        places = "\n".join(place.code for place in partner.places.all())
        return {**known, "places": places, "offers": in_words(partner.offers) if partner.offers else ""}


class AssetForm(KeptForm):
    """Something that a community can open to people in need."""

    FOLDED = ((_("More about it"), ("faith", "holder", "checked_on", "note")),)

    kind = forms.ChoiceField(label=_("Kind"), choices=Asset.Kind.choices)
    place = PlaceField(
        label=_("Country or region"),
        help_text=_("Nothing finer: where exactly is written below, and sealed."),
    )
    services = several(_("What can be had there"), Asset.Service.choices)
    capacity = forms.IntegerField(label=_("For how many people"), required=False, min_value=1, max_value=MANY)
    faith = forms.ChoiceField(
        label=_("Faith or tradition"), required=False, choices=[("", "–"), *Faith.choices]
    )
    holder = ActorsField(label=_("Who holds it"), required=False, one=True)
    checked_on = day(_("Last checked on"))
    note = text(_("Note"), rows=2)
    where = text(_("Where exactly"), rows=2, help_text=_("Sealed. Left empty, it stays as it is."))
    contact = text(_("Whom to turn to there"), rows=2, help_text=_("Sealed. Left empty, it stays as it is."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, narrow=True, **kwargs)
        self.fields["services"].required = True

    def only_new(self) -> tuple[str, ...]:
        return ()

    def told(self) -> dict[str, Any]:
        plain = (
            "kind", "place", "services", "capacity", "faith", "holder", "checked_on", "note", "where",
            "contact",
        )  # fmt: skip
        return self.fields_told(*plain, "names")

    @staticmethod
    def first(asset: Asset) -> dict[str, Any]:
        plain = ("kind", "place", "services", "capacity", "faith", "checked_on", "note", "version")
        names = InThreeLanguages.spread("names", asset.names)
        return {**{name: getattr(asset, name) for name in plain}, **names}


class AddressForm(forms.Form):
    """Why something sealed is opened."""

    reason = text(
        _("Why you need it now"),
        rows=2,
        required=True,
        help_text=_("A sentence. It is kept with your name, and the desk that keeps the record sees it."),
    )


class _Sought(forms.Form):
    """A filter that lives in the address."""

    NAMES: tuple[str, ...] = ()

    def sought(self) -> Sought:
        """What is looked for; nothing where the filter cannot be read."""
        if not self.is_bound or not self.is_valid():
            return Sought()
        told = dict(self.cleaned_data)
        place = told.pop("place", None)
        told = {("words" if name == "q" else name): value for name, value in told.items()}
        return Sought(place=place.code if place else "", **told)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[ANY, *choices])


class ExpertFilter(_Sought):
    """Which experts are looked for."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.SearchInput({"dir": "auto"})
    )
    field = _choice(_("Knows about"), Field.choices)
    language = forms.ChoiceField(label=_("Language"), required=False)
    place = PlaceField(label=_("Place or country"), required=False)
    on = day(_("Available on"))
    trainer = forms.BooleanField(label=_("trains others"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [ANY, *selectors.languages()]  # type: ignore[attr-defined]


class PartnerFilter(_Sought):
    """Which organisations are looked for."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.SearchInput({"dir": "auto"})
    )
    kind = _choice(_("Kind"), Partner.Kind.choices)
    field = _choice(_("Works on"), Field.choices)
    place = PlaceField(label=_("Place or country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [ANY, *selectors.languages()]  # type: ignore[attr-defined]


class AssetFilter(_Sought):
    """What is needed where."""

    place = PlaceField(label=_("Place or country"), required=False)
    service = _choice(_("What is needed"), Asset.Service.choices)
    people = forms.IntegerField(label=_("For how many people"), required=False, min_value=1, max_value=MANY)
    kind = _choice(_("Kind"), Asset.Kind.choices)
