"""How a word of Urdu or Hindi in Latin letters sounds, however it is spelt.

    >>> sound("nafrat") == sound("nafrath") == sound("naphrat")
    True

There is no one spelling: long vowels are doubled or not, w stands beside v, z beside j, ph beside f; a last n
or h says that a vowel is nasal or long, or nothing. Words that differ in such things only sound alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TOGETHER = {
    "aa": "a", "ee": "i", "ii": "i", "oo": "u", "uu": "u", "ou": "o", "ai": "e", "ay": "e", "ei": "e",
    "ey": "e", "ae": "e", "au": "o", "ao": "o", "chh": "c", "ch": "c", "ck": "k", "c": "k", "ph": "f",
    "sh": "s", "gh": "g", "bh": "b", "dh": "d", "jh": "j", "kh": "k", "th": "t", "w": "v", "z": "j",
    "q": "k", "x": "ks",
}  # fmt: skip
_PARTS = re.compile("|".join(sorted(_TOGETHER, key=len, reverse=True)))
_END = re.compile(r"(?<=[aeiou])[nh]$")
_AGAIN = re.compile(r"(.)\1+")
_FINAL_Y = re.compile(r"(?:y|ie)$")


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """The key of a folded word; words with one key sound alike."""
    once = _FINAL_Y.sub("i", word)
    heard = _PARTS.sub(lambda part: _TOGETHER[part.group()], once)
    return _END.sub("", _AGAIN.sub(r"\1", heard))
