"""In which mode a claim is made: asserted, denied, quoted, asked, spoken against, or said of oneself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nadhir.screening.matching import Hit
from nadhir.screening.scene import Claim, Scene

_CUE_WORDS = 4  # how far before a claim its negation may stand
_AFTERTHOUGHT_WORDS = 2  # how far after a claim its negation may stand, where verbs come last
_QUOTATION_WORDS = 8  # how far before a claim the word that introduces it may stand


def in_mode(scene: Scene, claim: Claim) -> Claim:
    """The claim with its mode and the cues that decided it."""
    start, end = scene.bounds(claim.what.start)
    first = min(claim.what.start, *(hit.start for hit in claim.who)) if claim.who else claim.what.start
    first = max(first, start)
    quoted = scene.is_quoted(claim.what.start, claim.what.end)
    says = [
        hit
        for hit in scene.cues("quotation", start, claim.what.start)
        if hit.start >= first or scene.words(hit.end, first) <= _QUOTATION_WORDS
    ]
    if claim.what.entry.order == "sov":  # who says it and what denies it come last
        says += [
            hit
            for hit in scene.cues("quotation", claim.what.end, end)
            if scene.words(claim.what.end, hit.start) <= _CUE_WORDS
        ]
    against = _spoken_against(scene, claim, says, quoted=quoted)
    if against:
        return claim._replace(mode="counter_speech", cues=tuple(against))
    negations = _negations(scene, start, first, claim.what.start)
    if claim.what.entry.order == "sov":
        negations += [
            hit
            for hit in scene.cues("negation", claim.what.end, end)
            if scene.words(claim.what.end, hit.start) <= _AFTERTHOUGHT_WORDS
        ]
    if negations and not says:
        return claim._replace(mode="negation", cues=tuple(negations[-1:]))
    if quoted or says:
        return claim._replace(mode="quotation", cues=tuple(says[-1:]))
    ending = scene.text[max(start, end - 3) : end]
    if "?" in ending or "؟" in ending:
        asks = scene.cues("question", start, end)
        return claim._replace(mode="question", cues=tuple(asks[:1]), insistent=bool(asks))
    own = [hit for hit in scene.cues("self", start, first + 1) if scene.words(hit.end, first) <= 2]
    if own and claim.act != "call":
        return claim._replace(mode="reclaimed", cues=tuple(own[-1:]))
    return claim


def _negations(scene: Scene, start: int, first: int, end: int) -> list[Hit]:
    """What denies a claim: inside it or shortly before, with no comma in between ("no, they are …")."""
    return [
        hit
        for hit in scene.cues("negation", start, end)
        if (hit.start >= first or scene.words(hit.end, first) < _CUE_WORDS)
        and not re.search("[,،:]", scene.text[hit.end : max(first, hit.end)])
    ]


def _spoken_against(scene: Scene, claim: Claim, says: Sequence[Hit], *, quoted: bool) -> list[Hit]:
    """The words that speak against what is quoted, called for or thought; none where nobody does."""
    bounds = start, end = scene.bounds(claim.what.start)
    reported = quoted or bool(says)
    if reported:  # the objection often stands in the sentence before or after
        start, _ = scene.bounds(max(0, start - 2))
        _, end = scene.bounds(min(len(scene.text), end + 1))
    low = min([claim.what.start, *(hit.start for hit in claim.who)])
    found = [
        hit
        for hit in scene.cues("counter_speech", start, end)
        if (hit.end <= low or hit.start >= claim.what.end)
        and (reported or (hit.entry.weight > 1 and not _is_insult(scene, hit, claim)))
    ]
    denied = [
        hit
        for say in says
        for hit in scene.cues("negation", bounds[0], say.start)
        if scene.words(hit.end, say.start) <= _CUE_WORDS
    ]
    return found[:2] or denied[-1:]


def _is_insult(scene: Scene, cue: Hit, claim: Claim) -> bool:
    """ "… are vermin and racists": a word that condemns speech may also be thrown at the group."""
    return cue.start >= claim.what.end and len(scene.text[claim.what.end : cue.start].split()) <= 2
