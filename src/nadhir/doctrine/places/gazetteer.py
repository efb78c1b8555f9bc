"""Reading the gazetteer: CLDR by way of Babel, ISO by way of pycountry, our own tables for the rest.

Countries are read without anything else, since most callers need no more. Everything is read once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import get_args

from babel import Locale

from nadhir.doctrine.places.iso import iso_subdivisions, official_names
from nadhir.doctrine.places.model import City, CityKind, NumberSystem, Place, StateNumber
from nadhir.doctrine.places.tables import parts, rows
from nadhir.doctrine.places.wording import bare, plain
from nadhir.doctrine.text import LANGUAGES, Language, Text
from nadhir.errors import DoctrineError

BOOK = "nadhir.doctrine.places"
_SHOWN = "="  # stands before the name that is to be shown


@cache
def countries() -> dict[str, Place]:
    """All countries and territories by ISO 3166-1 alpha-2 code."""
    shown = {language: Locale(language).territories for language in LANGUAGES}
    own = _own_names("country_names.tsv")
    official = official_names()
    numbers = _numbers_of_today()
    found: dict[str, Place] = {}
    for iso2, iso3, m49, latitude, longitude in rows("countries.tsv", 5):
        ours, others = own.get(iso2, ({}, []))
        cldr: dict[str, str] = {language: shown[language][iso2] for language in LANGUAGES}
        names = cldr | ours
        more = [name for of_language in official.get(iso2, ()) for name in of_language]
        found[iso2] = Place(
            code=iso2,
            kind="country",
            parent=None,
            level=0,
            type=None,
            names=Text.of(names),
            variants=_distinct([*cldr.values(), *others, *more], names.values()),
            untranslated=(),
            iso2=iso2,
            iso3=iso3,
            m49=m49 or None,
            latitude=float(latitude),
            longitude=float(longitude),
            gw=numbers.get(("gw", iso2)),
            cow=numbers.get(("cow", iso2)),
        )
    return _without_foreign_names(found)


@cache
def subdivisions() -> dict[str, Place]:
    """All subdivisions by ISO 3166-2 code, in the order of ISO."""
    around = countries()
    cldr = {code: (ar, en, fr) for code, ar, en, fr in rows("subdivisions.tsv", 4)}
    own = _own_names("subdivision_names.tsv")
    found: dict[str, Place] = {}
    for iso in iso_subdivisions():
        country = around[iso.code[:2]]
        given = dict(zip(LANGUAGES, cldr.get(iso.code, ("", "", "")), strict=True))
        ours, others = own.get(iso.code, ({}, []))
        given = {language: ours.get(language) or given[language] for language in LANGUAGES}
        # A name that only one language writes is better than none: it shows in the letters it has.
        fallback = given["en"] or iso.name
        names: dict[str, str] = {language: given[language] or fallback for language in LANGUAGES}
        found[iso.code] = Place(
            code=iso.code,
            kind="subdivision",
            parent=iso.parent or country.code,
            level=2 if iso.parent else 1,
            type=iso.type,
            names=Text.of(names),
            variants=_distinct([iso.name, *others, *map(bare, [*names.values(), iso.name])], names.values()),
            # English and French readers can live with the Latin letters of ISO's own name.
            untranslated=() if given["ar"] else ("ar",),
            iso2=country.iso2,
            iso3=country.iso3,
            m49=country.m49,
            latitude=None,
            longitude=None,
            gw=country.gw,
            cow=country.cow,
        )
    return found


@cache
def cities() -> tuple[City, ...]:
    """Capitals, towns and areas, by country and English name."""
    found = []
    for kind, en, ar, fr, country, subdivision, latitude, longitude, others in rows("cities.tsv", 9):
        names = {"ar": ar, "en": en, "fr": fr}
        found.append(
            City(
                kind=_city_kind(kind),
                names=Text.of(names),
                variants=_distinct(parts(others), names.values()),
                country=country,
                subdivision=subdivision or None,
                ambiguous="(" in en,
                latitude=float(latitude),
                longitude=float(longitude),
            )
        )
    return tuple(found)


@cache
def state_numbers() -> tuple[StateNumber, ...]:
    """Every number of a state, with its years."""
    return tuple(
        StateNumber(
            system=_system(system),
            number=int(number),
            first=int(first),
            last=int(last) if last else None,
            places=tuple(places.split(" ")),
            name=name or None,
        )
        for system, number, first, last, places, name in rows("state_numbers.tsv", 6)
    )


@cache
def demonyms() -> dict[str, dict[Language, tuple[str, ...]]]:
    """Words for the people and things of a country, by alpha-2 code and language; see the table's heading."""
    return {
        code: {"ar": tuple(parts(ar)), "en": tuple(parts(en)), "fr": tuple(parts(fr))}
        for code, ar, en, fr in rows("demonyms.tsv", 4)
    }


def _own_names(table: str) -> dict[str, tuple[dict[str, str], list[str]]]:
    """By code: the names to show, by language, and the other names."""
    found: dict[str, tuple[dict[str, str], list[str]]] = {}
    for code, *cells in rows(table, 4):
        shown: dict[str, str] = {}
        others: list[str] = []
        for language, cell in zip(LANGUAGES, cells, strict=True):
            for name in parts(cell):
                if name.startswith(_SHOWN):
                    shown[language] = name[1:]
                else:
                    others.append(name)
        found[code] = (shown, others)
    return found


def _distinct(names: Iterable[str], shown: Iterable[str]) -> tuple[str, ...]:
    """The names that do not read like one of those shown, nor like each other."""
    seen = {plain(name) for name in shown}
    kept = []
    for name in names:
        form = plain(name)
        if form and form not in seen:
            seen.add(form)
            kept.append(name)
    return tuple(kept)


def _without_foreign_names(found: dict[str, Place]) -> dict[str, Place]:
    """Drops variants under which another country is shown: iso-codes calls Moldova "المالديف" once."""
    shown = {plain(name): code for code, place in found.items() for name in place.names.as_dict().values()}
    for code, place in found.items():
        kept = tuple(name for name in place.variants if shown.get(plain(name), code) == code)
        if len(kept) < len(place.variants):
            found[code] = replace(place, variants=kept)
    return found


def _numbers_of_today() -> dict[tuple[NumberSystem, str], int]:
    return {
        (entry.system, entry.places[0]): entry.number
        for entry in state_numbers()
        if entry.last is None and entry.name is None
    }


def _city_kind(written: str) -> CityKind:
    for kind in get_args(CityKind):
        if written == kind:
            return kind  # type: ignore[no-any-return]
    raise DoctrineError("gazetteer.broken", book=BOOK, table="cities.tsv", line=written)


def _system(written: str) -> NumberSystem:
    for system in get_args(NumberSystem):
        if written == system:
            return system  # type: ignore[no-any-return]
    raise DoctrineError("gazetteer.broken", book=BOOK, table="state_numbers.tsv", line=written)
