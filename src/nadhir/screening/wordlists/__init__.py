"""Users' own words for screening: checked, read from lists, tried out, and put beside the project's lexicons.

Words come from people and files and are held to the pattern syntax of the lexicons, which has no repetition
and no alternatives without end: a term can be wrong, and can never make matching slow. Nothing here knows
where words are kept or whose they are.
"""

from nadhir.screening.wordlists.files import ListRead, RowRefused, read_list
from nadhir.screening.wordlists.terms import (
    FORMS,
    MOST_TERMS,
    Word,
    checked,
    concept_ids,
    concept_of,
    extended_screener,
    kinds,
    languages,
)
from nadhir.screening.wordlists.trying import Match, Trial, try_words

__all__ = [
    "FORMS",
    "MOST_TERMS",
    "ListRead",
    "Match",
    "RowRefused",
    "Trial",
    "Word",
    "checked",
    "concept_ids",
    "concept_of",
    "extended_screener",
    "kinds",
    "languages",
    "read_list",
    "try_words",
]
