"""Arabic in Latin letters and figures ("Arabizi") read as the Arabic words it stands for.

Writers agree on little but the figures 2 3 5 6 7 9: vowels come and go, and one letter has many spellings.
So nothing is transliterated letter by letter; each word of the Arabic lexicon says which spellings may mean
it, and a token is read as the word that accounts for most of it. A token that no word accounts for stays.
Works on folded text; knows nothing of what the words mean.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable

# How each folded Arabic letter is written; `h` at the end of a word may be ة.
_SPELT = {
    "ا": "(?:aa?|e)", "ب": "[bp]+", "ت": "t+", "ث": "(?:th|s|t)", "ج": "(?:dj|j+|g+)", "ح": "(?:7+|h+)",
    "خ": "(?:kh|5|7'|x)", "د": "d+", "ذ": "(?:dh|z+|d+|th)", "ر": "r+", "ز": "z+", "س": "(?:s+|c)",
    "ش": "(?:sh|ch|4)", "ص": "(?:s+|9)", "ض": "(?:dh|d+|9')", "ط": "(?:t+|6)", "ظ": "(?:dh|z+|th|6')",
    "ع": "(?:3+|')", "غ": "(?:gh|8|3'|g)", "ف": "[fv]+", "ق": "(?:q+|9|2|8|g|k+)", "ك": "(?:ck|k+|c)",
    "ل": "l+", "م": "m+", "ن": "n+", "ه": "h+", "و": "(?:w+|ou|oo|u+|o)", "ي": "(?:yy?|ee|ei|ey|ii?|e|ay|ai)",
    "ء": "(?:2|')?",
}  # fmt: skip
_FIRST = {"ا": "2?[aeiou]{1,2}", "و": "(?:w+|ou|o)", "ي": "(?:y+|i|e)"}
_LAST = {"ه": "(?:ah?|eh?|h|i|é)", "ا": "(?:aa?|e|é)?", "ي": "(?:iy?|y|ee|e|a)", "و": "(?:ou|oo|o|u|w)"}
_SHORT = "[aeiou]{0,2}"

# Written onto the beginning or the end of a word.
_BEFORE = {
    "": "", "el": "ال", "al": "ال", "il": "ال", "l": "ل", "w": "و", "wel": "وال", "wal": "وال", "wil": "وال",
    "bel": "بال", "bil": "بال", "fel": "فال", "fil": "فال", "lel": "لل", "lil": "لل", "3al": "عال",
    "hal": "هال", "b": "ب", "bi": "ب", "be": "ب", "ya": "يا",
}  # fmt: skip
_AFTER = {
    "": "", "hom": "هم", "hum": "هم", "hon": "هن", "ha": "ها", "na": "نا", "kom": "كم", "kum": "كم",
    "ak": "ك", "ek": "ك", "ik": "ك", "oh": "ه", "uh": "ه", "ni": "ني", "ny": "ني",
}  # fmt: skip

_TOKEN = re.compile(r"(?<![^\W_])(?=[2-9']*[a-z])[a-z2-9']{3,24}(?![^\W_])")
# Letters that all writers write alike; any other consonant is a star.
_ALIKE = {"b": "b", "p": "b", "r": "r", "l": "l", "m": "m", "n": "n", "f": "f", "v": "f"}
_ALIKE_ARABIC = {"ب": "b", "ر": "r", "ل": "l", "م": "m", "ن": "n", "ف": "f"}
_SILENT_ARABIC = frozenset("اويءع")
_PARTS = re.compile(r"sh|ch|kh|gh|dh|th|dj|ck|[a-z]|[456789]|[23]'?|'")
_SILENT = frozenset("aeiouyw'23")
_FEWEST = 2  # consonants that all writers show, without which a word cannot be told from others


class Arabizi:
    """Finds the Arabic word that a token may stand for, among those of a vocabulary."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_bones: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if all(letter in _SPELT for letter in word):
                for bones in _bones_of(word):
                    if len(bones) >= _FEWEST:
                        self._by_bones.setdefault(bones, []).append(word)
        self._read: dict[str, str | None] = {}

    def read(self, token: str) -> str | None:
        """The Arabic of a folded token with what is written onto it; None where no word accounts for it."""
        if token not in self._read:
            if len(self._read) > 1 << 16:
                self._read.clear()
            self._read[token] = self._found(token)
        return self._read[token]

    def edits(self, folded: str, known: Callable[[str], bool]) -> list[tuple[int, int, str]]:
        """What is to be read as Arabic: from, to (exclusive), and the words; `known` are left as they are."""
        found = []
        for match in _TOKEN.finditer(folded):
            token = match.group()
            if not known(token) and (word := self.read(token)) is not None:
                found.append((match.start(), match.end(), word))
        return found

    def _found(self, token: str) -> str | None:
        best: tuple[int, int, str] | None = None
        for before, prefix in _BEFORE.items():
            if not token.startswith(before):
                continue
            for after, suffix in _AFTER.items():
                middle = token[len(before) : len(token) - len(after)] if token.endswith(after) else ""
                for word in self._by_bones.get(_bones(middle), ()) if middle else ():
                    if _spelling(word).fullmatch(middle):
                        # What says most letters of a word explains most; rather a word than its particles.
                        rank = len(word), -len(before) - len(after)
                        if best is None or rank > best[:2]:
                            best = (*rank, prefix + word + suffix)
        return best[2] if best else None


def _bones(token: str) -> str:
    """The consonants of a token as far as all writers write them alike."""
    bones: list[str] = []
    parts = _PARTS.findall(token)
    for place, part in enumerate(parts):
        if part in _SILENT or (part == "h" and place == len(parts) - 1):
            continue
        bone = _ALIKE.get(part, "*")
        if not (bones and place and parts[place - 1] == part):
            bones.append(bone)
    return "".join(bones)


def _bones_of(word: str) -> set[str]:
    """The same of an Arabic word; ق has a spelling that looks like no consonant."""
    found = {""}
    for place, letter in enumerate(word):
        if letter in _SILENT_ARABIC or (letter == "ه" and place == len(word) - 1):
            continue
        bone = _ALIKE_ARABIC.get(letter, "*")
        found = {bones + bone for bones in found} | (found if letter == "ق" else set())
    return found


@functools.lru_cache(maxsize=8192)
def _spelling(word: str) -> re.Pattern[str]:
    """All spellings of a word: its letters as they may be written, short vowels between them."""
    pieces = []
    for place, letter in enumerate(word):
        table = _FIRST if place == 0 else _LAST if place == len(word) - 1 else _SPELT
        pieces.append(table.get(letter, _SPELT[letter]))
    return re.compile(_SHORT.join(pieces) + "[aeiou]?")
