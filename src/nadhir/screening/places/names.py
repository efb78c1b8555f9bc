"""Every name under which a place can stand in a text, with what has to be true for it to count.

Flows in: the gazetteer and the rules. Flows out: entries by key (see `line.key`), for the automaton.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum

from nadhir.doctrine import places
from nadhir.doctrine.places import City, Place
from nadhir.screening.normalise import fold
from nadhir.screening.places.line import key, line
from nadhir.screening.places.rules import Rules, Shared

_ARABIC = re.compile(r"[\u0621-\u064a]")
_WORD = re.compile(r"\w+")
_ARTICLES = frozenset({"the", "la", "le", "les", "l", "el", "al"})


class Need(IntEnum):
    """What a name needs around it before it counts."""

    NOTHING = 0
    HINT = 1  # a cue, or company
    COUNTRY = 2  # its country named
    FIRM = 3  # a word of kind, or its country named and a cue
    KIND = 4  # its country named and a word of kind


class Small(IntEnum):
    """What becomes of a name written without its capitals."""

    NEVER = 0
    FRENCH = 1  # adjectives: only in French
    LESS_SURE = 2


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name can mean.

    Attributes:
        rank: 0 country, 1 town or area, 2 demonym, 3 and 4 subdivisions of level 1 and 2.
        capitals: offsets in the key whose letter has to be a capital in the original.
        agreement: an Arabic adjective that has to follow a noun with the article.
        company: countries whose mention makes the name likelier, beside its own.
    """

    code: str
    certainty: float
    rank: int
    need: Need = Need.NOTHING
    capitals: tuple[int, ...] = ()
    small: Small = Small.NEVER
    given: bool = False
    agreement: bool = False
    company: frozenset[str] = frozenset()

    @property
    def country(self) -> str:
        return self.code[:2]


@dataclass(slots=True)
class Entry:
    """A key of the automaton. `text` has the spaces around it that bound the name in a line."""

    text: str
    arabic: bool
    decoy: bool = False
    shared: Shared | None = None
    senses: list[Sense] = field(default_factory=list)


def entries(rules: Rules) -> dict[str, Entry]:
    """All entries by their bounded text."""
    found: dict[str, Entry] = {}
    uses = _Uses()
    for name, sense in _all_senses(uses, rules):
        for form in _forms(name):
            entry = _entry(found, form)
            capitals = _capitals(name, form, entry.arabic)
            entry.senses.append(replace(sense, capitals=capitals) if capitals else sense)
    for shared in rules.shared:
        for name in shared.names:
            for form in _forms(name):
                entry = _entry(found, form)
                entry.shared = shared
                entry.senses = [
                    Sense(code, 0.8, 0, capitals=_capitals(name, form, entry.arabic))
                    for code in shared.places
                ]
    for decoy in rules.decoys:
        entry = _entry(found, decoy)
        entry.decoy = True
    for entry in found.values():
        entry.senses = _settled(entry, rules)
    return found


class _Uses:
    """How many places of the gazetteer carry a name."""

    def __init__(self) -> None:
        self._places: dict[str, set[str]] = {}

    def add(self, name: str, code: str) -> None:
        self._places.setdefault(key(name), set()).add(code)

    def unique(self, name: str) -> bool:
        return len(self._places.get(key(name), ())) == 1


def _all_senses(uses: _Uses, rules: Rules) -> Iterator[tuple[str, Sense]]:
    countries, cities, inside = places.all_countries(), places.cities(), places.all_subdivisions()
    for place in (*countries, *inside):
        for name in _names(place):
            uses.add(name, place.code)
    for city in cities:
        for name in (*city.names.as_dict().values(), *city.variants):
            uses.add(name, city.code)
    for place in countries:
        for name in _names(place):
            yield name, _country_sense(place, name, rules)
    for city in cities:
        for name in (*city.names.as_dict().values(), *city.variants):
            yield name.split(" (")[0], _city_sense(city, name)
    yield from _demonyms()
    for place in inside:
        for name in _names(place):
            sense = _subdivision_sense(place, name, uses.unique(name), rules)
            if sense:
                yield name, sense


def _names(place: Place) -> Iterable[str]:
    return dict.fromkeys((*place.names.as_dict().values(), *place.variants))


def _country_sense(place: Place, name: str, rules: Rules) -> Sense:
    plain = key(name)
    small = Small.LESS_SURE if len(plain) > 4 and plain not in rules.small else Small.NEVER
    return Sense(place.code, 0.95 if " " in plain or _ARABIC.search(plain) else 0.9, 0, small=small)


def _city_sense(city: City, name: str) -> Sense:
    namesake = city.ambiguous and "(" in name
    return Sense(city.code, 0.85, 1, need=Need.COUNTRY if namesake else Need.NOTHING)


def _subdivision_sense(place: Place, name: str, unique: bool, rules: Rules) -> Sense | None:
    plain = key(name)
    if len(plain) < 2 or plain.isdigit():
        return None
    rank = 2 + place.level
    if plain in rules.ordinary or len(plain) < (5 if _ARABIC.search(plain) else 3):
        return Sense(place.code, 0.8, rank, need=Need.KIND)
    words = len(plain.split())
    if words > 1 and all(_is_general(word, rules) for word in plain.split()):  # "Northern Province"
        named_kind = any(word in rules.kinds for word in plain.split())
        return Sense(place.code, 0.8, rank, need=Need.COUNTRY if named_kind else Need.KIND)
    stands_alone = place.level == 1 and unique and len(plain) >= (7 if words == 1 else 9)
    if _ARABIC.search(plain) and words == 1:
        stands_alone = False  # Arabic has no capitals to tell a name from a word
    return Sense(
        place.code, 0.7 if stands_alone else 0.8, rank, need=Need.NOTHING if stands_alone else Need.COUNTRY
    )


def _is_general(word: str, rules: Rules) -> bool:
    return (
        word in rules.ordinary
        or word in rules.kinds
        or word in rules.directions
        or word in rules.prepositions
    )


def _demonyms() -> Iterator[tuple[str, Sense]]:
    for code, words in places.demonyms().items():
        base = Sense(code, 0.6, 2)
        for word in words["en"]:
            yield word, base
            if not word.endswith(("s", "sh", "ch", "ese")):
                yield f"{word}s", base
        for word in words["fr"]:
            for form in _french_forms(word):
                yield form, replace(base, small=Small.FRENCH)
        for word in words["ar"]:
            for form, agreement in _arabic_forms(word):
                yield form, replace(base, agreement=agreement)


def _french_forms(word: str) -> Iterator[str]:
    masculine, _, feminine = word.partition("/")
    if not feminine:
        if masculine.endswith(("ien", "éen")):
            feminine = f"{masculine}ne"
        else:
            feminine = masculine if masculine.endswith("e") else f"{masculine}e"
    for form in (masculine, feminine):
        for number in (form, form if form.endswith("s") else f"{form}s"):
            yield number
            yield number[0].upper() + number[1:]


def _arabic_forms(word: str) -> Iterator[tuple[str, bool]]:
    """Forms of a relative adjective; the masculine singular is also what families are called, so it has to
    agree with a noun before it.
    """
    if word.startswith("+"):
        yield word[1:], False
        return
    yield f"ال{word}", True
    for ending in ("ة", "ين", "ون", "ات"):
        yield f"ال{word}{ending}", False
    yield f"{word}ين", False
    yield f"{word}ون", False


def _forms(name: str) -> Iterator[str]:
    """The name in a line: with single spaces, and with the gaps that its own punctuation leaves."""
    single = key(name)
    if single:
        yield single
    gaps = line(fold(name)).strip()
    if gaps != single:
        yield gaps
    if single.startswith("ال") and len(single) > 3:
        yield "لل" + single[2:]  # the article loses its alef after the particle


def _entry(found: dict[str, Entry], form: str) -> Entry:
    arabic = bool(_ARABIC.search(form[:1]))
    text = f"{form} " if arabic else f" {form} "
    return found.setdefault(text, Entry(text, arabic))


def _capitals(name: str, form: str, arabic: bool) -> tuple[int, ...]:
    if arabic:
        return ()
    if name.isupper() and len(name) <= 7:
        return tuple(offset for offset, char in enumerate(form, start=1) if char.isalpha())
    written = _WORD.findall(name.replace("’", " ").replace("'", " ").replace("_", " "))
    folded = list(re.finditer(r"\S+", form))
    if len(written) != len(folded):
        return (1,)
    capitals = tuple(
        place.start() + 1
        for word, place in zip(written, folded, strict=True)
        if word[0].isupper() and place[0] not in _ARTICLES
    )
    return capitals or (1,)  # CLDR writes some French names small that writers do not


def _settled(entry: Entry, rules: Rules) -> list[Sense]:
    """One sense per code, the surest; a country outdoes its own parts; caution laid on by the rules."""
    plain = entry.text.strip()
    if plain.startswith("لل"):
        plain = "ال" + plain[2:]
    if len(entry.senses) == 1 and entry.shared is None and plain not in rules.given:
        return [_cautioned(entry.senses[0], plain, rules)]
    best: dict[str, Sense] = {}
    for sense in entry.senses:
        known = best.get(sense.code)
        if known is None or (sense.need, sense.rank, len(sense.capitals)) < (
            known.need, known.rank, len(known.capitals)
        ):  # fmt: skip
            best[sense.code] = sense
    whole = {sense.code for sense in best.values() if sense.rank == 0}
    kept = [sense for sense in best.values() if sense.rank == 0 or sense.country not in whole]
    if entry.shared is None:
        kept = [_cautioned(sense, plain, rules) for sense in kept]
    return sorted(
        (replace(sense, given=plain in rules.given) for sense in kept),
        key=lambda sense: (sense.rank, sense.need),
    )


def _cautioned(sense: Sense, plain: str, rules: Rules) -> Sense:
    if sense.rank == 2:
        return sense
    if plain in rules.firm:
        return replace(sense, need=max(sense.need, Need.FIRM))
    if plain in rules.hint:
        return replace(sense, need=max(sense.need, Need.HINT), company=rules.hint[plain])
    return sense
