"""Places in running text: which countries, subdivisions and towns a text speaks of, in three languages.

    >>> from nadhir.screening.places import PlaceFinder, summarise
    >>> finder = PlaceFinder.default()
    >>> [(mention.code, mention.start) for mention in finder.find("وصلوا إلى كمبالا", "ar")]
    [('UG-102', 11)]

Names come from `nadhir.doctrine.places`, caution from `rules.yaml` beside this file. A name is found whole or
not at all, in Arabic with the particles that are written onto it; the longest name wins; a name that is also
a word, or that several places share, counts only where the text around it says so.
"""

from __future__ import annotations

from nadhir.screening.places.finder import PlaceCount, PlaceFinder, PlaceMention, summarise

__all__ = ["PlaceCount", "PlaceFinder", "PlaceMention", "summarise"]
