"""From a reading to a finding: concern, spans in the original, and the reasons in words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from nadhir.doctrine.phrases import Reason
from nadhir.screening.finding import (
    CONCERNS,
    REPORT,
    VIOLENCE,
    Concern,
    Coverage,
    Finding,
    Mode,
    Span,
    Target,
    Violence,
)
from nadhir.screening.matching import Hit
from nadhir.screening.normalise import original_span
from nadhir.screening.rules import Judged
from nadhir.screening.scene import Claim, Reading, Report

MAX_SPANS = 100
MAX_REASONS = 6
_EXCERPT = 60  # characters of the original shown in a reason


class Chance(NamedTuple):
    """The probability that a text is hateful, whether that is above the threshold of its language, and how
    concerned to be for that alone; the probability that it is inciting, where that was learnt, and, in
    languages with posts labelled for it, what the wording does with violence. `first` is what the
    probability of being hateful was before a second look, where one was taken."""

    hateful: float
    above: bool
    concern: Concern
    inciting: float | None = None
    violence: Violence = "none"
    first: float | None = None


class Verdict(NamedTuple):
    """All of a finding that comes from what was read and learnt, but for marks and reasons. `reads` says for
    which of the probabilities, if any, the concern is higher than the claims alone would make it."""

    concern: Concern
    hateful: bool
    violence: Violence
    hallmarks: tuple[str, ...]
    targets: tuple[Target, ...]
    mode: Mode
    indicators: tuple[str, ...]
    reads: tuple[Literal["hateful", "inciting"], ...]


def verdict(claims: Sequence[Judged], reports: Sequence[Report], chance: Chance | None) -> Verdict:
    """What the rules say of claims and what was learnt (`chance`) both count: the higher concern stands."""
    judged = _by_concern(claims)
    meant = [one for one in judged if one.rule.id != "not_protected"]
    live = [one for one in meant if one.concern != "none"]
    concern: Concern = live[0].concern if live else "none"
    ceiling: Concern = "watch" if judged and not live else "review"  # what was read and denied stays low
    violence = _violence(live)
    reads: tuple[Literal["hateful", "inciting"], ...] = ()
    if chance is not None and CONCERNS.index(chance.concern) > CONCERNS.index(concern):
        concern = min(chance.concern, ceiling, key=CONCERNS.index)
        reads += ("hateful",)
    if chance is not None and VIOLENCE.index(chance.violence) > VIOLENCE.index(violence):
        violence = chance.violence
        concern = max(concern, "review" if violence == "direct" else "watch", key=CONCERNS.index)
        reads += ("inciting",)
    return Verdict(
        concern=concern,
        hateful=chance.above if chance else concern in ("review", "urgent"),
        violence=violence,
        hallmarks=_hallmarks(live),
        targets=_targets(meant),
        mode=meant[0].claim.mode if meant else "none",
        indicators=_indicators(live, reports),
        reads=reads,
    )


def _targets(meant: Sequence[Judged]) -> tuple[Target, ...]:
    found: list[Target] = []
    for one in meant:
        for group in one.claim.groups:
            target = _target(group.id, group.attribute or "")
            if target not in found:
                found.append(target)
    return tuple(found)


@functools.cache
def _target(group: str, attribute: str) -> Target:
    return Target(group, attribute)


def _by_concern(claims: Sequence[Judged]) -> Sequence[Judged]:
    if len(claims) < 2:
        return claims
    return sorted(claims, key=lambda one: (-CONCERNS.index(one.concern), one.claim.mode != "assertion"))


def reason(code: str, **params: Any) -> Reason:
    """A reason of this package's phrase book."""
    return Reason(code, params, book="nadhir.screening")


def finding(
    text: str,
    way_back: Callable[[], Sequence[int]],
    reading: Reading,
    claims: Sequence[Judged],
    *,
    notes: Sequence[Reason],
    language: str,
    coverage: Coverage,
    version: str,
    chance: Chance | None = None,
) -> Finding:
    """The finding for `text`; `claims` are those of the reading, and `notes` are reasons about the reading
    itself and come last.

    `way_back` gives the offsets from the folded text to the original; asked only where something was found.
    """
    found = verdict(claims, reading.reports, chance)
    spans: tuple[Span, ...] = ()
    dropped = 0
    reasons: list[Reason] = []
    if reading.hits:
        offsets = way_back()
        meant = [one for one in _by_concern(claims) if one.rule.id != "not_protected"]
        spans, dropped = _spans(offsets, reading, [one.claim for one in meant])
        reasons = _reasons(text, offsets, meant, reading.reports)
    if dropped:
        reasons.append(reason("reason.spans_left_out", count=dropped))
    if chance is not None and "hateful" in found.reads:
        reasons.append(reason("reason.reads_hateful", share=f"{chance.hateful:.0%}"))
    if chance is not None and "inciting" in found.reads:
        reasons.append(reason("reason.reads_inciting", share=f"{chance.inciting or 0:.0%}"))
    if chance is not None and chance.first is not None:
        reasons.append(
            reason("reason.second_look", first=f"{chance.first:.0%}", share=f"{chance.hateful:.0%}")
        )
    return Finding(
        concern=found.concern,
        language=language,
        coverage=coverage,
        version=version,
        hateful_probability=shown(chance.hateful) if chance else None,
        inciting_probability=shown(chance.inciting) if chance and chance.inciting is not None else None,
        hateful=found.hateful,
        violence=found.violence,
        hallmarks=found.hallmarks,
        targets=found.targets,
        mode=found.mode,
        spans=spans,
        reasons=(*reasons, *notes),
        indicators=found.indicators,
    )


def shown(share: float) -> float:
    """A probability as findings have it: with four digits."""
    return round(share, 4)


def _violence(live: Sequence[Judged]) -> Violence:
    kinds = {one.rule.violence for one in live}
    return "direct" if "direct" in kinds else "passive" if "passive" in kinds else "none"


def _hallmarks(live: Sequence[Judged]) -> tuple[str, ...]:
    marks = [one.claim.what.entry.concept.hallmark for one in live if one.claim.whom == "group"]
    return tuple(dict.fromkeys([mark for mark in marks if mark]))


def _indicators(live: Sequence[Judged], reports: Sequence[Report]) -> tuple[str, ...]:
    found: list[str] = []
    for one in live:
        found += one.rule.indicators
        if one.claim.whom == "group":
            found += one.claim.what.entry.concept.indicators
    for report in reports:
        if report.of_people:
            found += report.what.entry.concept.report
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------ spans


def _spans(offsets: Sequence[int], reading: Reading, claims: Sequence[Claim]) -> tuple[tuple[Span, ...], int]:
    """What to mark, and how many marks were left out: claims before reports before bare mentions."""
    ranked: dict[Hit, tuple[int, str]] = {}
    for claim in claims:
        for hit in (claim.what, *claim.who, *claim.cues):
            ranked.setdefault(hit, (0, hit.kind))
    for report in reading.reports:
        ranked.setdefault(report.what, (1, REPORT))
    for hit in reading.hits:
        if hit.kind == "group":
            ranked.setdefault(hit, (2, hit.kind))
    chosen = sorted(ranked, key=lambda hit: ranked[hit][0])[:MAX_SPANS]
    spans = {
        Span(start, end, ranked[hit][1], hit.entry.id, hit.entry.concept.gloss)
        for hit in chosen
        for start, end in [original_span(offsets, *extent(hit))]
    }
    ordered: dict[tuple[int, int, str], Span] = {}
    for span in sorted(spans, key=lambda one: (one.start, -one.end, one.kind, one.entry)):
        ordered.setdefault((span.start, span.end, span.kind), span)  # one mark per place and kind
    return tuple(ordered.values()), len(ranked) - len(chosen)


def extent(hit: Hit) -> tuple[int, int]:
    """Where a hit stands in the folded text, its second part included."""
    return hit.start, hit.tail[1] if hit.tail else hit.end


# ------------------------------------------------------------------ reasons


def _reasons(
    text: str, offsets: Sequence[int], judged: Sequence[Judged], reports: Sequence[Report]
) -> list[Reason]:
    made: list[Reason] = []
    for one in judged:
        claim = one.claim
        words: dict[str, Any] = {"term": _excerpt(text, offsets, claim.what), "meaning": _gloss(claim.what)}
        if claim.whom == "group":
            words["group"] = [group.gloss.as_dict() for group in claim.groups]
        elif claim.who:
            words["group"] = _excerpt(text, offsets, claim.who[0])
        _add(made, reason(f"reason.{one.rule.id}", **words))
        if claim.mode != "assertion":
            insistent = claim.mode == "question" and claim.insistent
            code = "reason.mode.loaded_question" if insistent else f"reason.mode.{claim.mode}"
            cue = _excerpt(text, offsets, claim.cues[0]) if claim.cues else None
            _add(made, reason(code, cue=cue))
        if len(made) >= MAX_REASONS:
            break
    made = made[:MAX_REASONS]
    if reports:
        kinds = list({one.what.entry.concept.id: _gloss(one.what) for one in reports}.values())[:4]
        made.append(
            reason("reason.violence_report", kinds=kinds, term=_excerpt(text, offsets, reports[0].what))
        )
    return made


def _add(made: list[Reason], one: Reason) -> None:
    if one not in made:
        made.append(one)


def _gloss(hit: Hit) -> dict[str, str]:
    return hit.entry.concept.gloss.as_dict()


def _excerpt(text: str, offsets: Sequence[int], hit: Hit) -> str:
    """The words of the original, safe to encode."""
    start, end = original_span(offsets, *extent(hit))
    words = text[start:end] if end - start <= _EXCERPT else text[start : start + _EXCERPT] + "…"
    return words.encode("utf-8", "replace").decode()
