"""Words of a passage, folded and lightly stemmed, so that a cue meets its inflected forms.

Stemming is crude on purpose: it takes endings (English, French) or what Arabic writes onto its words away,
and nothing else. Stems are for comparing, never for showing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nadhir.screening.arabic import NOUN_PREFIXES
from nadhir.screening.normalise import fold, fold_with_offsets, original_span

READ = 6000
"""Characters of a passage that are read; what is marked as evidence is far shorter."""

_TOKEN = re.compile(r"[^\W\d_]+|[\U0001F300-\U0001FAFF]")
_SHORTEST_STEM = 3

_ENDINGS_EN = (
    *("ations", "ation", "ments", "ment", "ings", "edly", "ies", "ing", "ed", "ers", "er", "es", "ly"),
    *("s", "e", "y"),
)
_ENDINGS_FR = (
    *("issements", "issement", "ations", "ation", "atrices", "atrice", "ateurs", "ateur", "ements", "ement"),
    *("euses", "euse", "iques", "ique", "antes", "ante", "ants", "ant", "eurs", "eur", "aient", "eront"),
    *("erent", "ions", "ion", "ees", "ee", "es", "er", "ez", "ent", "ait", "era", "aux", "ies", "ie", "ir"),
    *("is", "it", "e", "s", "x", "i"),
)
_ENDINGS_AR = (
    *("تهما", "اتها", "اتهم", "وهما", "ياتي", "ات", "ون", "ين", "ان", "وا", "ها", "هم", "هن", "نا", "كم"),
    *("ته", "يه", "ه", "ي", "ت", "ا"),
)
_BEFORE_AR = tuple(sorted((one for one in NOUN_PREFIXES if len(one) >= 2), key=len, reverse=True))
_VERBAL_AR = ("سي", "ست", "ي", "ت", "ن")

_STOP = frozenset(
    fold(
        # English
        "the and is are was were of to in that it for you they this with have be not on their we should all"
        " what who will from these those as at by an has would can them there our he she his her him so but"
        " if how get got out up about when or did do been into its only any no some than then while after"
        " since over had being before more most other others one two three each every own said says"
        # French
        " le la les des est sont une dans que qui pour pas sur avec ce cette ces nous vous ils elles et du me"
        " leur leurs son ses au aux plus tout tous mais je se sa ne un en de par comme il elle on ont a d l n"
        " s c qu j y ou fait etre deux trois depuis desormais"
        # Arabic
        " في من على عن الى ان انها انه هذا هذه ذلك تلك التي الذي الذين ما لا لم لن قد كل بعد قبل منذ حتى او"
        " ثم بين مع عند كان كانت يكون هو هي هم بل اي كما اذا لكن الا غير"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its stem, its folded form, and where it stands in the original."""

    stem: str
    folded: str
    start: int
    end: int


@functools.lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; `language` matters for Latin letters only."""
    if "\u0600" <= word[0] <= "\u06ff":
        return _stem_arabic(word)
    return _shortened(word, _ENDINGS_FR if language == "fr" else _ENDINGS_EN)


def _shortened(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM + (len(ending) == 1):
            word = word[: -len(ending)]
            break
    if len(word) > _SHORTEST_STEM + 1 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def _stem_arabic(word: str) -> str:
    for prefix in _BEFORE_AR:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_STEM:
            word = word[len(prefix) :]
            break
    else:
        if word[0] in "وفبلك" and len(word) > _SHORTEST_STEM + 1:
            word = word[1:]
    for ending in _ENDINGS_AR:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    if len(word) > _SHORTEST_STEM and word[-1] in "يا":
        word = word[:-1]
    for prefix in _VERBAL_AR:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_STEM:
            return word[len(prefix) :]
    return word


def stems(text: str, language: str) -> list[str]:
    """The stems of a text without its function words, in order."""
    return [stem(word, language) for word in _TOKEN.findall(fold(text)) if _speaks(word)]


def tokens(text: str, language: str) -> Iterator[Token]:
    """The words of the first `READ` characters of a text without its function words, in order."""
    folded, offsets = fold_with_offsets(text[:READ])
    for found in _TOKEN.finditer(folded):
        word = found.group()
        if _speaks(word):
            yield Token(stem(word, language), word, *original_span(offsets, *found.span()))


def _speaks(word: str) -> bool:
    return word not in _STOP and (len(word) > 1 or ord(word) >= 0x1F300)


def pieces(word: str) -> list[str]:
    """The runs of four characters of a folded word, its borders marked; none of a short one."""
    marked = f"<{word}>"
    return [marked[at : at + 4] for at in range(len(marked) - 3)] if len(word) > 3 else []
