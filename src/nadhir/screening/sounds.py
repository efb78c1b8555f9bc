"""What two spellings of a name have in common across Arabic and Latin letters: its consonants, coarsely.

    >>> sounds("Dieng") == sounds("ديانغ") == sounds("دينغ")
    True

Arabic writes few vowels, and Latin spellings of one Arabic name differ mostly in theirs; so vowels go, and
letters that stand for each other in names (g, j, gh: ج, غ; k, q: ك, ق; p, b: ب; v, f: ف) are one. This is for
finding and proposing, never for deciding: different names may sound alike, and do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nadhir.screening.normalise import fold

# Of several Latin letters that stand for one sound, the longest first.
_TOGETHER = re.compile(r"tch|tsh|sch|dj|dh|th|kh|gh|sh|ch|ph|zh|ck|qu|x|c(?=[eiy])|(.)\1", re.ASCII)
_TOGETHER_MEANS = {
    "tch": "C", "tsh": "C", "sch": "C", "sh": "C", "ch": "C", "dj": "g", "gh": "g", "dh": "d", "th": "t",
    "kh": "X", "ph": "f", "zh": "z", "ck": "k", "qu": "k", "x": "ks", "c": "s",
}  # fmt: skip
_LATIN = str.maketrans(
    {
        "c": "k", "q": "k", "j": "g", "p": "b", "v": "f", **dict.fromkeys("aeiouwy'", ""),
    }
)  # fmt: skip
_ARABIC = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "د": "d", "ض": "d", "ذ": "d", "ج": "g", "غ": "g",
        "گ": "g", "ك": "k", "ق": "k", "ف": "f", "ڤ": "f", "س": "s", "ص": "s", "ز": "z", "ظ": "z", "ژ": "z",
        "ش": "C", "چ": "C", "خ": "X", "ح": "h", "ه": "h", "ل": "l", "ر": "r", "م": "m", "ن": "n",
        **dict.fromkeys("اويعءئؤآأإ", ""),
    }
)  # fmt: skip
_ARABIC_FIRST = {"و": "w", "ي": "y", "ا": "a", "ع": "a", "ء": "a"}
_GLUED_ARTICLE = re.compile(r"[ae]l[^aeiou].{3}")
_WORD = re.compile(r"[^\W_]+")
# Parts of names that say nothing of whom they name, in the three languages.
SMALL = frozenset(
    {
        "al", "el", "ul", "ad", "as", "ash", "the", "of", "for", "and", "de", "la", "le", "les", "du", "des",
        "et", "l", "d", "pour", "on", "in", "a", "an", "von", "van", "di", "da", "do", "dos", "bin", "ibn",
        "ben", "في", "من", "على", "عن", "ال", "و", "بن", "ابن", "الي",
    }
)  # fmt: skip
# "Abd al-Rahman" and "Abdul Rahman" are one name, and عبد الله is "Abdallah".
_SERVANT = re.compile(r"\babd(?:[ \-]+[aeu]l[ \-]+|[aeu]l[ \-]+)")
_SERVANT_ARABIC = re.compile(r"\bعبد +ال")


def words_of(name: str) -> list[str]:
    """The words of a name as it is searched: folded, without signs."""
    return _WORD.findall(fold(name).replace("'", ""))


def sounds_of(name: str) -> list[frozenset[str]]:
    """How each word of a name sounds, without the small ones; see `sounds`."""
    folded = fold(name.replace("ç", "s").replace("Ç", "S"))
    words = words_of(_SERVANT_ARABIC.sub("عبدال", _SERVANT.sub("abdul", folded)))
    return [heard for word in words if word not in SMALL and (heard := sounds(word))]


@lru_cache(maxsize=65_536)
def sounds(word: str) -> frozenset[str]:
    """How a word sounds: usually one form; two where it may begin with an article. Empty where it is short or
    in letters other than Arabic and Latin."""
    plain = "".join(_WORD.findall(fold(word).replace("'", "")))
    if not plain:
        return frozenset()
    forms = {plain}
    if "\u0600" <= plain[0] <= "\u06ff":
        if plain.startswith("ال") and len(plain) > 4:
            forms.add(plain[2:])
        heard = {_arabic(form) for form in forms}
    elif plain[0].isascii():
        if _GLUED_ARTICLE.match(plain):
            forms.add(plain[2:])
        heard = {_latin(form) for form in forms}
    else:
        return frozenset()
    return frozenset(form for form in heard if len(form) > 1)


def _latin(word: str) -> str:
    bare = word.rstrip("h") or word
    spoken = _TOGETHER.sub(_together, bare)
    if re.match(r"w|ou[aeio]", word):
        first = "w"
    else:
        first = "y" if word[0] == "y" else "a" if word[0] in "aeiou" else ""
    return first + spoken.translate(_LATIN)


def _together(met: re.Match[str]) -> str:
    if met.group(1):
        return met.group(1)
    after = met.string[met.end() : met.end() + 1]
    return "k" if met.group() == "ch" and after in tuple("rlntm") else _TOGETHER_MEANS[met.group()]


def _arabic(word: str) -> str:
    spoken = (word.rstrip("ه") or word).replace("تش", "ش").replace("لل", "ل")
    return _ARABIC_FIRST.get(word[0], "") + spoken.translate(_ARABIC)
