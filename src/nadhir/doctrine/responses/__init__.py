"""What can be done against a risk, how leaders can do it, and what research found of the tools.

    >>> from nadhir.doctrine import responses
    >>> responses.option("rumour-desk").lead
    (1, 3)
    >>> responses.evidence().tool("mediation").whole.findings
    57

See `library` for options and tool cards, `suggesting` for which of them fit a situation, `evidence` for what
is known of tools and how strong that is, `telling` for saying it, and `counting` for how it is computed from
a release of the tables.
"""

from __future__ import annotations

from nadhir.doctrine.responses.evidence import (
    Counts,
    Evidence,
    FactorCounts,
    ToolEvidence,
    evidence,
)
from nadhir.doctrine.responses.library import (
    PHASES,
    Card,
    Option,
    actors,
    bases,
    before_anything,
    card,
    cards,
    option,
    options,
)
from nadhir.doctrine.responses.suggesting import Picture, Suggestion, suggest

__all__ = [
    "PHASES",
    "Card",
    "Counts",
    "Evidence",
    "FactorCounts",
    "Option",
    "Picture",
    "Suggestion",
    "ToolEvidence",
    "actors",
    "bases",
    "before_anything",
    "card",
    "cards",
    "evidence",
    "option",
    "options",
    "suggest",
]
