"""Who is spoken of, what is said of them, in what mode: from the words found to claims and reports.

A *claim* ties something said (dehumanising, hostile, a call for violence or expulsion …) to those it is
said of, and records whether it is asserted, denied, quoted, asked or spoken against. A *report* is a
passage that tells of violence done to people. The reading goes by the order of words, their distance and
a few cues in between; it knows no grammar beyond that and will be wrong where a sentence needs one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nadhir.screening.finding import Mode
from nadhir.screening.lexicon import Concept
from nadhir.screening.matching import Hit

Act = Literal["call", "approval", "expulsion", "dehumanising", "hostile", "coded"]
Whom = Literal["group", "personnel", "unprotected", "unnamed"]

_AFTER_WORDS = 4  # between "expel" and those to be expelled
_BEFORE_WORDS = 9  # between a group and what is said of it
_LOOK_BACK = 260  # characters a pronoun may reach back
_CUE_WORDS = 4  # how far before a claim its negation may stand
_QUOTATION_WORDS = 8  # how far before a claim the word that introduces it may stand
_VICTIM_WORDS = 6  # between a word of violence and those it was done to

_WHO = frozenset({"group", "unprotected", "personnel", "pronoun", "us"})
_WHAT = frozenset({"slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded"})
_HARMED = frozenset({"victim", "group", "personnel"})
_PLURAL_PRONOUNS = frozenset({"هم", "وهم", "هن", "كم", "وكم", "هما", "هون"})
_FIRST_PERSON_FUTURE = ("س", "ه", "ح")

_SENTENCE_END = re.compile(r"[.!?؟؛;]+(?=[\s\"»)\]]|$)|\n\s*\n|\.\.\.")
_QUOTED = re.compile(r"\"[^\"\n]{2,400}\"|«[^»]{2,400}»|(?<!\w)'[^'\n]{8,400}'(?!\w)")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said of somebody. `groups` are the protected groups meant (empty unless `whom` is "group");
    `insistent` marks a question that asserts; `cues` are the hits that decided the mode."""

    act: Act
    what: Hit
    whom: Whom
    who: tuple[Hit, ...] = ()
    mode: Mode = "assertion"
    cues: tuple[Hit, ...] = ()
    insistent: bool = False

    @property
    def groups(self) -> tuple[Concept, ...]:
        return tuple(dict.fromkeys(hit.entry.concept for hit in self.who if hit.kind == "group"))


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one text, in folded positions."""

    hits: tuple[Hit, ...] = ()
    claims: tuple[Claim, ...] = ()
    reports: tuple[Hit, ...] = ()


@dataclass(slots=True)
class _Scene:
    """One text while it is being read."""

    text: str
    content: Sequence[Hit]
    cues: Sequence[Hit]
    ends: list[int] = field(default_factory=list)
    who: list[Hit] = field(default_factory=list)
    quoted: list[tuple[int, int]] = field(default_factory=list)

    def sentence(self, position: int) -> int:
        return bisect_right(self.ends, position)

    def bounds(self, position: int) -> tuple[int, int]:
        number = self.sentence(position)
        return (
            self.ends[number - 1] if number else 0,
            self.ends[number] if number < len(self.ends) else len(self.text),
        )

    def words(self, start: int, end: int) -> int:
        return len(self.text[start:end].split())

    def cues_in(self, kinds: str, start: int, end: int) -> list[Hit]:
        first = bisect_left(self.cues, start, key=lambda hit: hit.start)
        found = []
        for hit in self.cues[first:]:
            if hit.start >= end:
                break
            if hit.end <= end and hit.kind == kinds:
                found.append(hit)
        return found

    def same_sentence(self, one: int, other: int) -> bool:
        return self.sentence(one) == self.sentence(other)


def read(text: str, content: Sequence[Hit], cues: Sequence[Hit]) -> Reading:
    """Claims and reports in a folded text, from the hits of its lexicons in the order of the text."""
    taken = [(hit.start, hit.end) for hit in content if hit.end - hit.start > 1]
    scene = _Scene(text, content, _free(cues, taken))
    contrasts = {hit.start for hit in scene.cues if hit.kind == "contrast"}
    scene.ends = sorted({match.end() for match in _SENTENCE_END.finditer(text)} | contrasts)
    scene.who = [hit for hit in content if hit.kind in _WHO]
    scene.quoted = [match.span() for match in _QUOTED.finditer(text)]
    claims: list[Claim] = []
    reports: list[Hit] = []
    for what in content:
        if what.kind not in _WHAT:
            continue
        claim = _claim(scene, what)
        if claim is not None:
            claims.append(_in_mode(scene, claim))
        elif what.kind == "violence" and _is_report(scene, what):
            reports.append(what)
    claimed = {(claim.what.start, claim.what.end) for claim in claims}
    told = (hit for hit in reports if (hit.start, hit.end) not in claimed)
    return Reading(tuple(content), _strongest_per_place(claims), tuple(told))


def _free(cues: Sequence[Hit], taken: Sequence[tuple[int, int]]) -> list[Hit]:
    """The cues that are not part of a content phrase: the "not" of "not human" denies nothing."""
    starts = [start for start, _ in taken]
    free = []
    for cue in cues:
        before = bisect_right(starts, cue.start) - 1
        inside = before >= 0 and taken[before][1] >= cue.end
        same = inside and taken[before] == (cue.start, cue.end)
        if not inside or same:
            free.append(cue)
    return free


def _strongest_per_place(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Homographs read in several ways at one place: the first that names somebody stays."""
    order = {"call": 0, "approval": 1, "expulsion": 2, "dehumanising": 3, "hostile": 4, "coded": 5}
    best: dict[tuple[int, int], Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.whom != "group", order[one.act])):
        best.setdefault((claim.what.start, claim.what.end), claim)
    return tuple(sorted(best.values(), key=lambda one: one.what.start))


# ------------------------------------------------------------------ from words to claims


def _claim(scene: _Scene, what: Hit) -> Claim | None:
    act = _act(scene, what)
    if act is None:
        return None
    if act == "coded":
        return Claim(act, what, "unnamed")
    who = _target(scene, what, act)
    if who is None:
        return None
    return _said_of(scene, act, what, who)


def _act(scene: _Scene, what: Hit) -> Act | None:
    """What a word does here; None where it does nothing to anybody (a verb without a "must")."""
    if what.kind == "violence":
        return "call" if _is_call(scene, what) else None
    if what.kind == "slur":
        return "dehumanising"
    acts: dict[str, Act] = {
        "dehumanising": "dehumanising", "hostile": "hostile", "approval": "approval",
        "expulsion": "expulsion", "coded": "coded",
    }  # fmt: skip
    return acts[what.kind]


def _is_call(scene: _Scene, what: Hit) -> bool:
    form = what.entry.form
    if form in ("toward", "about"):
        return True
    if form not in ("base", "past"):
        return False
    arabic = what.entry.language == "ar"
    if arabic and form == "past":
        return False
    start, _ = scene.bounds(what.start)
    stem = scene.text[what.start + len(what.prefix)]
    if arabic and what.prefix.endswith(_FIRST_PERSON_FUTURE) and stem in "نا":
        return True  # "we shall …", "I shall …", written in one word
    if form == "base" and not arabic and not scene.text[start : what.start].strip(" \n\"'«,-#"):
        return True  # the sentence begins with it: an imperative, or the French infinitive
    musts = scene.cues_in("modal", start, what.start)
    return bool(musts) and scene.words(musts[-1].end, what.start) <= 3


def _target(scene: _Scene, what: Hit, act: Act) -> Hit | None:
    """The nearest of those a word can be about, on the side its form asks for."""
    if what.tail is not None:
        inside = [hit for hit in scene.who if what.end <= hit.start and hit.end <= what.tail[0]]
        if inside:
            return inside[0]
    if what.suffix in _PLURAL_PRONOUNS:
        after = _after(scene, what, limit=1)
        return after if after is not None and after.kind == "group" else _back_to_group(scene, what.start)
    form = what.entry.form
    if form in ("toward", "base"):
        after = _after(scene, what, _AFTER_WORDS)
        if after is not None or form == "toward" or act != "call":
            return after
        _, end = scene.bounds(what.start)
        if scene.words(what.end, end) > 1:
            return None  # it has another object: "… will kill time"
        return _before(scene, what)
    if form == "past":
        return _before(scene, what)
    return _attributive(scene, what) or _before(scene, what)


def _after(scene: _Scene, what: Hit, limit: int) -> Hit | None:
    start = what.tail[1] if what.tail else what.end
    _, end = scene.bounds(what.start)
    for hit in scene.who:
        if hit.end <= what.end or hit.start < what.start:
            continue
        if hit.start >= end or scene.words(start, hit.start) > limit:
            return None
        if scene.cues_in("barrier", what.end, hit.start):
            return None
        return hit
    return None


def _attributive(scene: _Scene, what: Hit) -> Hit | None:
    """ "Filthy Xs": the group directly after a single word."""
    if " " in scene.text[what.start : what.end]:
        return None
    for hit in scene.who:
        if hit.start >= what.end:
            close = not scene.text[what.end : hit.start].strip(" ") and hit.kind == "group"
            return hit if close else None
    return None


def _before(scene: _Scene, what: Hit) -> Hit | None:
    start, _ = scene.bounds(what.start)
    candidates = [hit for hit in scene.who if start <= hit.start and hit.end <= what.start]
    if not candidates:
        return _back_to_group(scene, what.start) if _is_phrase(scene, what) else None
    nearest = candidates[-1]
    if nearest.kind == "us":
        return None
    if _is_phrase(scene, what) and scene.words(nearest.end, what.start) <= _BEFORE_WORDS:
        return nearest
    return nearest if _linked(scene, nearest, what) else None


def _is_phrase(scene: _Scene, what: Hit) -> bool:
    """A phrase brings its own verb ("must leave our land"); a single word needs one before it."""
    return what.kind != "dehumanising" and len(scene.text[what.start : what.end].split()) > 1


def _linked(scene: _Scene, who: Hit, what: Hit) -> bool:
    """Whether what stands between a group and a word makes the word a statement about the group."""
    between = scene.text[who.end : what.start]
    if scene.words(who.end, what.start) > _BEFORE_WORDS:
        return False
    links = scene.cues_in("link", who.end, what.start)
    copulas = [hit for hit in links if hit.entry.weight > 1]
    musts = scene.cues_in("modal", who.end, what.start)
    if not copulas and not musts:
        slack = 1 if what.entry.language == "ar" else 0
        return _unknown_words(scene, who.end, what.start) <= slack and "," not in between.strip(" ,")
    last = max(hit.end for hit in (*copulas, *musts))
    first = min(hit.start for hit in (*copulas, *musts))
    return _unknown_words(scene, last, what.start) <= 1 and scene.words(who.end, first) <= 5


def _unknown_words(scene: _Scene, start: int, end: int) -> int:
    known = sum(
        scene.words(hit.start, hit.end)
        for kind in ("link", "modal", "negation", "question", "quotation")
        for hit in scene.cues_in(kind, start, end)
    )
    known += sum(
        scene.words(hit.start, hit.end) for hit in scene.content if start <= hit.start and hit.end <= end
    )
    return max(0, scene.words(start, end) - known)


def _back_to_group(scene: _Scene, position: int) -> Hit | None:
    """The last group or other plural party named before `position`, not too far back."""
    for hit in reversed(scene.who):
        if hit.end <= position and hit.kind in ("group", "personnel", "unprotected"):
            if position - hit.start > _LOOK_BACK:
                return None
            if hit.entry.concept.id in ("thing", "individual"):
                continue
            return hit
    return None


def _said_of(scene: _Scene, act: Act, what: Hit, who: Hit) -> Claim | None:
    if who.kind == "us":
        return None
    if who.kind == "pronoun":
        antecedent = _back_to_group(scene, who.start)
        if antecedent is None:
            return Claim(act, what, "unnamed", (who,)) if act == "call" else None
        if antecedent.kind == "group":
            return Claim(act, what, "group", (antecedent, who))
        who = antecedent
    if who.kind == "group":
        if _only_describes(scene, who):
            return Claim(act, what, "unprotected", (who,))
        return Claim(act, what, "group", tuple(_listed(scene, who)))
    whom: Whom = "personnel" if who.kind == "personnel" else "unprotected"
    return Claim(act, what, whom, (who,))


def _only_describes(scene: _Scene, group: Hit) -> bool:
    """ "The X government", "le gouvernement x": the group's name is an adjective of something else."""
    for hit in scene.who:
        if hit.kind in ("unprotected", "personnel") and hit.entry.concept.id != "individual":
            if hit.start >= group.end and not scene.text[group.end : hit.start].strip(" -"):
                return group.entry.language not in ("ar", "fr")
            if hit.end <= group.start and not scene.text[hit.end : group.start].strip(" -"):
                return group.entry.language in ("ar", "fr")
    return False


def _listed(scene: _Scene, group: Hit) -> Iterable[Hit]:
    """A group and those named right after or before it: "Xs and Ys"."""
    yield group
    for hit in scene.who:
        if hit.kind == "group" and hit is not group and scene.same_sentence(hit.start, group.start):
            first, second = sorted((hit, group), key=lambda one: one.start)
            if scene.words(first.end, second.start) <= 2:
                yield hit


# ------------------------------------------------------------------ in which mode


def _in_mode(scene: _Scene, claim: Claim) -> Claim:
    first = min([claim.what.start, *(hit.start for hit in claim.who if hit.kind != "pronoun")])
    start, end = scene.bounds(claim.what.start)
    first = max(first, start)
    quoted = any(left < claim.what.start and claim.what.end <= right for left, right in scene.quoted)
    says = [
        hit
        for hit in scene.cues_in("quotation", start, first)
        if scene.words(hit.end, first) <= _QUOTATION_WORDS
    ]
    against = _spoken_against(scene, claim, quoted, says, (start, end))
    if against:
        return _with(claim, "counter_speech", against)
    negations = [
        hit
        for hit in scene.cues_in("negation", start, claim.what.start)
        if hit.start >= first or scene.words(hit.end, first) < _CUE_WORDS
    ]
    if negations and not says:
        return _with(claim, "negation", negations[-1:])
    if quoted or says:
        return _with(claim, "quotation", says[-1:])
    if end <= len(scene.text) and re.search(r"[?؟]", scene.text[max(start, end - 3) : end]):
        insistent = scene.cues_in("question", start, end)
        return _with(claim, "question", insistent[:1], insistent=bool(insistent))
    own = [hit for hit in scene.cues_in("self", start, first + 1) if scene.words(hit.end, first) <= 2]
    if own and claim.act != "call":
        return _with(claim, "reclaimed", own[-1:])
    return claim


def _with(claim: Claim, mode: Mode, cues: Sequence[Hit], *, insistent: bool = False) -> Claim:
    return Claim(claim.act, claim.what, claim.whom, claim.who, mode, tuple(cues), insistent)


def _spoken_against(
    scene: _Scene, claim: Claim, quoted: bool, says: Sequence[Hit], bounds: tuple[int, int]
) -> list[Hit]:
    """The words that speak against what is quoted, called for or thought; none where nobody does."""
    start, end = bounds
    if quoted or says:  # the objection often stands in the sentence before or after
        start, _ = scene.bounds(max(0, start - 2))
        _, end = scene.bounds(min(len(scene.text), end + 1))
    low = min([claim.what.start, *(hit.start for hit in claim.who)])
    found = [
        hit
        for hit in scene.cues_in("counter_speech", start, end)
        if (hit.end <= low or hit.start >= claim.what.end)
        and (hit.entry.weight > 1 or quoted or says)
        and (quoted or says or not _is_insult(scene, hit, claim))
    ]
    denied = [
        hit
        for say in says
        for hit in scene.cues_in("negation", bounds[0], say.start)
        if scene.words(hit.end, say.start) <= _CUE_WORDS
    ]
    return found[:2] or denied[-1:]


def _is_insult(scene: _Scene, cue: Hit, claim: Claim) -> bool:
    """ "… are vermin and racists": a word that condemns speech may also be thrown at the group."""
    between = scene.text[claim.what.end : cue.start]
    return cue.start >= claim.what.end and len(between.split()) <= 2 and not re.search('["»]', between)


# ------------------------------------------------------------------ reports of violence


def _is_report(scene: _Scene, what: Hit) -> bool:
    form = what.entry.form
    if form not in ("strong", "past", "base") or not what.entry.concept.report:
        return False
    if form == "base" and what.entry.language != "ar":  # Arabic writes "killed" and "killing" alike
        return False
    start, end = scene.bounds(what.start)
    if any(scene.words(hit.end, what.start) <= 1 for hit in scene.cues_in("negation", start, what.start)):
        return False
    if form == "strong":
        return True
    harmed = _HARMED | ({"property"} if "7.11" in what.entry.concept.report else frozenset())
    for hit in scene.content:
        if hit.kind in harmed and start <= hit.start < end and hit is not what:
            low, high = sorted(((hit.start, hit.end), (what.start, what.end)))
            if scene.words(low[1], high[0]) <= _VICTIM_WORDS:
                return True
    return form == "past" and any(
        scene.words(match.end(), what.start) <= 3 for match in _NUMBER.finditer(scene.text, start, what.start)
    )
