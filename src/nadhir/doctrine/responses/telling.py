"""What is known of a tool, in sentences for pages, papers and programs: reasons of this phrase book."""

from __future__ import annotations

from nadhir.doctrine.phrases import Reason
from nadhir.doctrine.responses.evidence import Body, FactorCounts, ToolEvidence, evidence
from nadhir.doctrine.responses.library import Option

BOOK = "nadhir.doctrine.responses"


def known_of(option: Option) -> tuple[ToolEvidence, ...]:
    """What research found of the tools of an option; empty where it has none."""
    return tuple(evidence().tool(key) for key in option.tools)


def is_known(option: Option) -> bool:
    """Whether any finding says whether a tool of the option works."""
    return any(one.whole.findings for one in known_of(option))


def nothing() -> Reason:
    """That nothing is known, and where knowing begins."""
    return Reason("known.nothing", {}, BOOK)


def strength(known: ToolEvidence | Body) -> Reason:
    """How strong the evidence on a tool, or on one question, is, in two words."""
    return Reason(f"strength.{known.strength}", {}, BOOK)


def findings(tool: ToolEvidence) -> tuple[Reason, ...]:
    """How many findings say what, and how that is read."""
    whole = tool.whole
    if not whole.findings:
        return (Reason("known.unknown", {}, BOOK),)
    counts = {name: getattr(whole, name) for name in ("findings", "studies", "lowers", "raises", "mixed")}
    return Reason("known.findings", counts, BOOK), Reason(f"known.{whole.direction}", {}, BOOK)


def outcome(key: str) -> Reason:
    """The name of a group of outcomes."""
    return Reason(f"outcome.{key}", {}, BOOK)


def factor(one: FactorCounts) -> tuple[Reason, ...]:
    """What findings, and practitioners, say of one factor."""
    said = []
    if one.findings:
        counts = {"findings": one.findings, "more": one.more, "less": one.less}
        said.append(Reason("factor.counted", counts, BOOK))
    if one.said:
        asked = {"asked": one.asked, "more": one.said_more, "less": one.said_less}
        said.append(Reason("factor.said", asked, BOOK))
    return tuple(said)
