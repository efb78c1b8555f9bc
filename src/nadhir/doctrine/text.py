"""Words in the three working languages.

`Text` is the smallest unit: the same short statement in Arabic, English and French. It must not know
which language a reader wants; whoever shows it asks for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["ar", "en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def language(code: str | None) -> Language:
    """The working language for a tag such as `fr-CH`; English where it is none of the three."""
    start = (code or "").replace("_", "-").split("-")[0].lower()
    for known in LANGUAGES:
        if start == known:
            return known
    return "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in three languages."""

    ar: str
    en: str
    fr: str

    def in_(self, lang: str | None) -> str:
        """The statement in `lang`, a language tag; English where `lang` is none of the three."""
        return str(getattr(self, language(lang)))

    def as_dict(self) -> dict[str, str]:
        return {"ar": self.ar, "en": self.en, "fr": self.fr}

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Text:
        """Make a text of a mapping with the keys `ar`, `en` and `fr`.

        Raises:
            KeyError: a language is missing.
        """
        return cls(ar=words["ar"], en=words["en"], fr=words["fr"])
