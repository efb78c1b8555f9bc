"""Text in, finding out: who is spoken of, what is said of them and in what mode.

    from nadhir.screening import Screener
    finding = Screener.default().screen("…")

Knows languages, lexicons and the structure of sentences. It must not know where a text came from, who
may read it, or what a person decided about it.
"""

from nadhir.screening.finding import Finding, Span, Target
from nadhir.screening.lexicon import group_name
from nadhir.screening.screener import Screener

__all__ = ["Finding", "Screener", "Span", "Target", "group_name"]
