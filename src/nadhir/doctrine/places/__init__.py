"""Countries, their subdivisions and towns, named in Arabic, English and French.

    >>> from nadhir.doctrine import places
    >>> places.country("KEN").names.ar
    'كينيا'
    >>> places.by_gw(530, 1990).code
    'ET'

Names come from CLDR (countries by way of Babel, subdivisions as an extract in `data/`), codes from ISO 3166
by way of pycountry, numbers of states from the conflict data sets that coined them; the rest is our own.
`named` finds the place that somebody else's table means; finding places in running text is the business of
`nadhir.screening.places`. Borders and names imply no opinion: `disclaimer()` says so to readers.
"""

from __future__ import annotations

from functools import cache

from nadhir.doctrine.phrases import phrasebook
from nadhir.doctrine.places import gazetteer
from nadhir.doctrine.places.gazetteer import BOOK, cities, demonyms, state_numbers
from nadhir.doctrine.places.model import City, NumberSystem, Place, PlaceKind, StateNumber
from nadhir.doctrine.places.wording import bare, plain
from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError

__all__ = [
    "City",
    "NumberSystem",
    "Place",
    "PlaceKind",
    "StateNumber",
    "all_countries",
    "all_subdivisions",
    "by_cow",
    "by_gw",
    "by_ucdp",
    "cities",
    "country",
    "demonyms",
    "disclaimer",
    "get",
    "named",
    "state_numbers",
    "subdivisions",
]


def country(code: str) -> Place:
    """A country by its ISO 3166-1 code of two or three letters, in capitals or not.

    Raises:
        DoctrineError: `place.unknown`.
    """
    wanted = code.upper()
    found = gazetteer.countries().get(wanted) or _by_iso3().get(wanted)
    if found is None:
        raise DoctrineError("place.unknown", book=BOOK, place=code)
    return found


def get(code: str) -> Place:
    """A country ("KE", "KEN") or a subdivision ("KE-30") by its ISO 3166 code.

    Raises:
        DoctrineError: `place.unknown`.
    """
    if "-" not in code:
        return country(code)
    try:
        return gazetteer.subdivisions()[code.upper()]
    except KeyError:
        raise DoctrineError("place.unknown", book=BOOK, place=code) from None


def all_countries() -> tuple[Place, ...]:
    """All 250 countries and territories, by alpha-2 code."""
    return tuple(gazetteer.countries().values())


def all_subdivisions() -> tuple[Place, ...]:
    """All subdivisions of all countries, of both levels."""
    return tuple(gazetteer.subdivisions().values())


def subdivisions(code: str) -> tuple[Place, ...]:
    """The places directly inside a country ("KE": its counties) or inside a subdivision ("UG-C").

    Empty where ISO lists none.

    Raises:
        DoctrineError: `place.unknown`.
    """
    return _inside().get(get(code).code, ())


def by_gw(number: int, year: int | None = None) -> Place:
    """The place of today for a number of Gleditsch and Ward; without a year, as their list stands now.

    Raises:
        DoctrineError: `place.number_unknown`, `place.number_not_valid_then`, or `place.state_broke_up` where
            the number belonged to a state that is several places today (Czechoslovakia, Yugoslavia).
    """
    return _by_number("gw", number, year)


def by_cow(number: int, year: int | None = None) -> Place:
    """The same for a number of the Correlates of War; raises as `by_gw` does."""
    return _by_number("cow", number, year)


def by_ucdp(number: int, year: int | None = None) -> Place:
    """The same for the `country_id` of the Uppsala Conflict Data Program, which is Gleditsch and Ward's
    number with a few departures: Serbia keeps 345. Raises as `by_gw` does.
    """
    own = [entry for entry in _numbered("ucdp", number) if year is None or entry.holds(year)]
    return get(own[-1].places[0]) if own else _by_number("gw", number, year)


def named(name: str, within: str | None = None) -> Place | None:
    """The place that a table's cell means ("Yemen (North Yemen)", "Nord Kivu province"), or None.

    Names in any of the three languages, of countries where `within` is None, else of the subdivisions of the
    country with that code; case, accents, words of kind and a remark in brackets do not matter. A name that
    several places share is nobody's.

    Raises:
        DoctrineError: `place.unknown` where `within` is no country.
    """
    index = _index(country(within).code if within else None)
    without_remark = name.split(" (")[0]
    forms = (name, bare(name), without_remark, bare(without_remark))
    return next((place for form in forms if (place := index.get(plain(form)))), None)


def disclaimer() -> Text:
    """What has to stand under every map and beside every list of places."""
    return phrasebook(BOOK).text("places.boundaries")


def _by_number(system: NumberSystem, number: int, year: int | None) -> Place:
    known = _numbered(system, number)
    if not known:
        raise DoctrineError("place.number_unknown", book=BOOK, system=system, number=number)
    valid = [entry for entry in known if year is None or entry.holds(year)]
    if not valid:
        raise DoctrineError("place.number_not_valid_then", book=BOOK, system=system, number=number, year=year)
    entry = valid[-1]
    if len(entry.places) > 1:
        raise DoctrineError(
            "place.state_broke_up",
            book=BOOK,
            system=system,
            number=number,
            name=entry.name,
            places=[country(code).names for code in entry.places],
        )
    return country(entry.places[0])


def _numbered(system: NumberSystem, number: int) -> tuple[StateNumber, ...]:
    return _by_system().get((system, number), ())


@cache
def _by_system() -> dict[tuple[NumberSystem, int], tuple[StateNumber, ...]]:
    found: dict[tuple[NumberSystem, int], tuple[StateNumber, ...]] = {}
    for entry in state_numbers():
        key = (entry.system, entry.number)
        found[key] = (*found.get(key, ()), entry)
    return found


@cache
def _by_iso3() -> dict[str, Place]:
    return {place.iso3: place for place in gazetteer.countries().values()}


@cache
def _inside() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for place in gazetteer.subdivisions().values():
        found.setdefault(str(place.parent), []).append(place)
    return {code: tuple(inside) for code, inside in found.items()}


@cache
def _index(within: str | None) -> dict[str, Place | None]:
    """Places by plain name. Names shown win over variants, level 1 over level 2; a tie belongs to nobody."""
    if within is None:
        ranks = [all_countries()]
    else:
        inside = [place for place in all_subdivisions() if place.iso2 == within]
        ranks = [tuple(place for place in inside if place.level == level) for level in (1, 2)]
    index: dict[str, Place | None] = {}
    for rank in ranks:
        for names_of in (_shown_names, _other_names):
            fresh: dict[str, Place | None] = {}
            for place in rank:
                for form in {plain(name) for name in names_of(place)} - index.keys():
                    taken = fresh.get(form, place)
                    fresh[form] = place if taken is place else None
            index |= fresh
    return index


def _shown_names(place: Place) -> tuple[str, ...]:
    return (place.names.ar, place.names.en, place.names.fr)


def _other_names(place: Place) -> tuple[str, ...]:
    return (*place.variants, *map(bare, _shown_names(place)))
