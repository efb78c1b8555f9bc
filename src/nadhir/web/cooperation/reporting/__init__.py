"""What the installation knows for the sections of a report, as sentences, tables and charts of a document.

A report leaves the house. What is collected for it is therefore what its writer may see and what may travel
as far as the report does: the narrower labels stay, words that a desk struck show as bars, discreet
situations and confidential notes are not in it at all, and nobody is named who was a participant, a speaker
or a suspect. Nothing is added up to a score, and what is not known is said.
"""

from __future__ import annotations

from nadhir.web.cooperation.reporting.collecting import Known, known, known_codes, plain, scope_of
from nadhir.web.cooperation.reporting.paper import dressed, kept, languages_of, made, period_words, whole

__all__ = [
    "Known",
    "dressed",
    "kept",
    "known",
    "known_codes",
    "languages_of",
    "made",
    "period_words",
    "plain",
    "scope_of",
    "whole",
]
