"""The line: a folded text in which whatever is no letter or digit is a space, character for character.

Names are looked up in the line, so "Guinée-Bissau", "guinee bissau" and "#guinée_bissau" are one.
"""

from __future__ import annotations

import unicodedata

from nadhir.screening.normalise import fold


class _Spaces(dict[int, str]):
    """A translation table that fills itself with the characters it meets."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        # Marks that folding leaves (Indic vowel signs) belong to their word.
        kept = char.isalnum() or unicodedata.category(char)[0] == "M"
        self[point] = spaced = char if kept else " "
        return spaced


_SPACES = _Spaces()


def line(folded: str) -> str:
    """The line of a folded text, of the same length."""
    return folded.translate(_SPACES)


def key(name: str) -> str:
    """A name as it stands in a line, with single spaces."""
    return " ".join(line(fold(name)).split())
