"""Reading situations, evidence and assessments, as far as the viewer may."""

from __future__ import annotations

from nadhir.web.situations.anchors import passages_into
from nadhir.web.situations.codings import (
    coded_from,
    past_codings,
    resting_on,
    taken,
)
from nadhir.web.situations.occasions import (
    Ahead,
    all_ahead,
    occasions_ahead,
)
from nadhir.web.situations.schemes import schemes_in_use
from nadhir.web.situations.selectors.of_assessments import (
    OUT,
    FactorRow,
    assessment,
    assessments,
    coverage,
    current_of,
    dissents,
    findings_of,
    frameworks,
    in_the_making,
    latest_signed,
    matrix,
    matrix_of_states,
    signed_assessments,
)
from nadhir.web.situations.selectors.of_evidence import (
    attached,
    evidence,
    evidence_found,
    items_of,
    located,
    piece,
    pieces,
    states_of_evidence,
)
from nadhir.web.situations.selectors.of_situations import (
    Overview,
    countries_of,
    open_to,
    overviews,
    situation,
    situations,
    situations_found,
    view_of,
)
from nadhir.web.situations.veils import Veil, shown_to, spoken

__all__ = [
    "OUT",
    "Ahead",
    "FactorRow",
    "Overview",
    "Veil",
    "all_ahead",
    "assessment",
    "assessments",
    "attached",
    "coded_from",
    "countries_of",
    "coverage",
    "current_of",
    "dissents",
    "evidence",
    "evidence_found",
    "findings_of",
    "frameworks",
    "in_the_making",
    "items_of",
    "latest_signed",
    "located",
    "matrix",
    "matrix_of_states",
    "occasions_ahead",
    "open_to",
    "overviews",
    "passages_into",
    "past_codings",
    "piece",
    "pieces",
    "resting_on",
    "schemes_in_use",
    "shown_to",
    "signed_assessments",
    "situation",
    "situations",
    "situations_found",
    "spoken",
    "states_of_evidence",
    "taken",
    "view_of",
]
