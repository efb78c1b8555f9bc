"""Names of the panel's countries: those of the gazetteer, and of three States that are no more."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nadhir.doctrine import places
from nadhir.doctrine.text import Text

# Withdrawn codes of ISO 3166-3; the gazetteer knows the places of today only.
_NO_MORE: Mapping[str, Text] = MappingProxyType(
    {
        "CSK": Text(ar="تشيكوسلوفاكيا", en="Czechoslovakia", fr="Tchécoslovaquie"),
        "DDR": Text(
            ar="الجمهورية الديمقراطية الألمانية",
            en="German Democratic Republic",
            fr="République démocratique allemande",
        ),
        "YMD": Text(ar="اليمن الديمقراطية", en="Democratic Yemen", fr="Yémen démocratique"),
    }
)


def name_of(iso3: str) -> Text:
    """The name of a country of the panel.

    Raises:
        DoctrineError: `place.unknown`.
    """
    return _NO_MORE.get(iso3) or places.country(iso3).names
