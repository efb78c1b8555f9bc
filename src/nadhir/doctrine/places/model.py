"""What the gazetteer holds: countries and their subdivisions, towns and areas, and numbers of states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nadhir.doctrine.text import Language, Text

PlaceKind = Literal["country", "subdivision"]
CityKind = Literal["capital", "city", "area"]
NumberSystem = Literal["gw", "ucdp", "cow"]


@dataclass(frozen=True, slots=True)
class Place:
    """A country or territory of ISO 3166-1, or a subdivision of ISO 3166-2.

    Attributes:
        code: ISO code, "KE" or "KE-30". Kosovo, which ISO has not listed, is "XK".
        parent: code of the place around it; of a subdivision its country or, at level 2, another subdivision.
        level: 0 of a country, 1 and 2 of subdivisions.
        type: ISO's English word for the kind of subdivision, such as "County"; None of a country.
        names: what to show.
        variants: further names and spellings in the three languages, in no order.
        untranslated: languages whose name in `names` is only borrowed from another one.
        iso2, iso3, m49: codes of the country. Kosovo's are assigned by users; M49 has no number for it.
        latitude, longitude: a point near the middle, in degrees, good to a tenth; None of subdivisions.
        gw, cow: number that the state has today with Gleditsch and Ward and with the Correlates of War.
    """

    code: str
    kind: PlaceKind
    parent: str | None
    level: int
    type: str | None
    names: Text
    variants: tuple[str, ...]
    untranslated: tuple[Language, ...]
    iso2: str
    iso3: str
    m49: str | None
    latitude: float | None
    longitude: float | None
    gw: int | None
    cow: int | None

    def name(self, lang: str | None) -> str:
        """The name in `lang`, a language tag."""
        return self.names.in_(lang)


@dataclass(frozen=True, slots=True)
class City:
    """A town, or an area that people name but ISO does not list ("Darfur").

    Attributes:
        country: ISO 3166-1 code.
        subdivision: ISO 3166-2 code where the town plainly lies in one, else None.
        ambiguous: the name needs its country beside it, since a namesake is better known.
        latitude, longitude: degrees, good to a tenth.
    """

    kind: CityKind
    names: Text
    variants: tuple[str, ...]
    country: str
    subdivision: str | None
    ambiguous: bool
    latitude: float
    longitude: float

    @property
    def code(self) -> str:
        """The code of the smallest place of the gazetteer that holds it."""
        return self.subdivision or self.country


@dataclass(frozen=True, slots=True)
class StateNumber:
    """A number that conflict data give to a state, and the years (both included) in which it is valid.

    Attributes:
        places: ISO codes of today; several where the state broke up.
        last: None while the number is valid.
        name: what the state was called, where that is not the name of the place.
    """

    system: NumberSystem
    number: int
    first: int
    last: int | None
    places: tuple[str, ...]
    name: str | None

    def holds(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)
