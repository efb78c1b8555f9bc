"""By what an actor is found among fifty thousand: words, sounds, and pairs of sounds, as keys of an index.

`w` and a folded word; `s` and how a word sounds across Arabic and Latin letters; `p` and how two words of one
name sound together, in the order of the alphabet. A word that is typed finds by how a key begins; a whole
name in another script finds by its sounds; two records that share a pair may be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from nadhir.screening.normalise import fold
from nadhir.screening.sounds import sounds_of, words_of

WIDTH = 60
LONGEST = 120  # of what a list is sorted by
FORMER_SHOWN = 9  # names: three of each language
_WORDS = 12  # words of one name that are taken; titles of whole sentences end there
_PAIRED = 5


def keys_of(names: Iterable[str]) -> set[str]:
    """All keys of an actor with these names."""
    found: set[str] = set()
    for name in set(names):
        found.update(f"w{word}"[:WIDTH] for word in words_of(name)[:_WORDS])
        heard = sounds_of(name)[:_WORDS]
        found.update(f"s{sound}"[:WIDTH] for forms in heard for sound in forms)
        found.update(pairs_of(name))
    return found


def pairs_of(name: str) -> Iterator[str]:
    """Keys for two words of a name sounding together, whatever their order."""
    heard = sounds_of(name)[:_PAIRED]
    for one, other in combinations(heard, 2):
        for pair in product(one, other):
            yield f"p{' '.join(sorted(pair))}"[:WIDTH]


def sorted_as(names: Mapping[str, str], language: str) -> str:
    """What a list in `language` sorts an actor by: its name there, else in another language."""
    name = names.get(language) or names.get("en") or next(iter(names.values()), "")
    return fold(name)[:LONGEST]


def former_of(names: Iterable[tuple[str, str, str, str]]) -> list[dict[str, str]]:
    """What an actor was called before, the latest first: names marked so, or whose time has an end.

    Args:
        names: text, language, kind and end of each name.
    """
    ended = [one for one in names if one[2] == "former" or (one[2] == "name" and one[3])]
    ended.sort(key=lambda one: (one[3], one[1]), reverse=True)
    return [
        {"text": text, "language": language, "until": until}
        for text, language, _kind, until in ended[:FORMER_SHOWN]
    ]
