"""Who is spoken of and what is said of them: from the words found to claims and reports.

A *claim* ties something said (dehumanising, hostile, a call for violence or expulsion …) to those it is
said of; `modes.py` then decides whether it is asserted, denied, quoted, asked or spoken against. A
*report* is a passage that tells of violence done to people. The reading goes by the order of words, their
distance and a few cues in between; it knows no grammar beyond that and will be wrong where a sentence
needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nadhir.screening.lexicon import Kind
from nadhir.screening.matching import Hit
from nadhir.screening.modes import in_mode, worth_denied
from nadhir.screening.scene import WHAT, Act, Claim, Reading, Report, Scene, Whom

_PRAISE_WORDS = 6  # between a group and what is praised in it
_AFTER_WORDS = 4  # between "expel" and those to be expelled
_BEFORE_WORDS = 9  # between a group and what is said of it
_LOOK_AHEAD = 60  # characters a pronoun may run ahead
_LOOK_BACK = 260  # characters a pronoun may reach back
_MUST_WORDS = 3  # between "must" and its verb
_BARRED_WORDS = 2  # between "it is wrong to" and its verb
_MUST_WORDS_PASSIVE = 5  # between "must" and a participle: "must be lined up and …"
_POINT_WORDS = 4  # between "they must leave" and "our land"
_PREVENTED_WORDS = 3  # between "prevent" and what is to be prevented
_VICTIM_WORDS = 6  # between a word of violence and those it was done to

_HARMED = frozenset({"victim", "group", "personnel"})
_PLURAL = frozenset({"group", "slur", "personnel", "unprotected"})
_PLURAL_PRONOUNS = frozenset({"هم", "وهم", "هن", "كم", "وكم", "هما", "هون"})
_FUTURE = ("س", "ه", "ح")
_POINTING = re.compile(r",? ?(?:these|those|ces|cette|هولاء|هذول|هدول|دول)")
_NUMBER = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|dozens|scores|hundreds|thousands|several"
    r"|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|dizaines|centaines|milliers|plusieurs"
    r"|عشرات|ميات|الاف|عدد من|ثلاثه|اربعه|خمسه|سته|سبعه|ثمانيه|تسعه|عشره)\b"
)
_CONNECTING: tuple[Kind, ...] = ("link", "modal", "negation", "question", "quotation")
_STRENGTH: dict[Act, int] = {
    "call": 0, "approval": 1, "expulsion": 2, "dehumanising": 3, "slur": 4, "hostile": 5, "coded": 6,
    "worth_denied": 7,
}  # fmt: skip


def read(text: str, content: Sequence[Hit], cues: Sequence[Hit]) -> Reading:
    """Claims and reports in a folded text, from the hits of its lexicons in the order of the text."""
    scene = Scene(text, content, cues)
    claims: list[Claim] = []
    reports: list[Report] = []
    for what in content:
        if what.kind not in WHAT:
            continue
        claim = _claim(scene, what)
        if claim is not None:
            claims.append(in_mode(scene, claim))
        elif what.kind == "praise":
            claim = worth_denied(scene, what, _praised(scene, what))
            claims += [claim] if claim else []
        elif what.kind == "violence":
            report = _report(scene, what)
            reports += [report] if report else []
    claimed = {(claim.what.start, claim.what.end) for claim in claims} if reports else ()
    told = [one for one in reports if (one.what.start, one.what.end) not in claimed]
    return Reading(tuple(content), _strongest_per_place(claims), tuple(told))


def _strongest_per_place(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Homographs read in several ways at one place: the strongest that names a group stays."""
    if len(claims) < 2:
        return tuple(claims)
    best: dict[tuple[int, int], Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.whom != "group", _STRENGTH[one.act])):
        best.setdefault((claim.what.start, claim.what.end), claim)
    return tuple(sorted(best.values(), key=lambda one: one.what.start))


# ------------------------------------------------------------------ what a word does


def _act(scene: Scene, what: Hit) -> Act | None:
    """What a word does here; None where it does nothing to anybody (a verb without a "must")."""
    kind = what.kind
    if kind == "violence":
        return "call" if _is_called_for(scene, what) else None
    if kind == "expulsion":
        if what.entry.form == "base":
            return "expulsion" if _is_called_for(scene, what) else None
        return "expulsion" if what.entry.weight > 1 or _is_pointed(scene, what) else None
    return kind if kind in ("dehumanising", "slur", "hostile", "approval", "coded") else None


def _is_called_for(scene: Scene, what: Hit) -> bool:
    """Whether a word of violence or expulsion is demanded, threatened or wished, rather than told of."""
    form = what.entry.form
    if form in ("toward", "about"):
        return True
    arabic = what.entry.language == "ar"
    if form not in ("base", "past") or (arabic and form == "past"):
        return False
    if arabic and _says_i_will(scene, what):
        return True
    start, end = scene.bounds(what.start)
    if what.entry.order == "sov":  # the verb ends its sentence, and what must be comes after it
        after = scene.text[what.end : end]
        if form == "base" and re.search(r"\w", after) is None:
            return True
        if any(
            scene.words(what.end, must.start) <= _MUST_WORDS for must in scene.cues("modal", what.end, end)
        ):
            return True
    if form == "base" and not arabic and _begins(scene.text[start : what.start]):
        return True
    if form == "base" and _is_barred(scene, what, start):
        return True
    musts = scene.cues("modal", start, what.start)
    reach = _MUST_WORDS if form == "base" else _MUST_WORDS_PASSIVE
    if not musts or scene.words(musts[-1].end, what.start) > reach:
        return False
    return not scene.cues("barrier", musts[-1].end, what.start)


def _is_barred(scene: Scene, what: Hit, start: int) -> bool:
    """ "It is wrong to expel …", "nobody may kill …": a call that is spoken against, and no report."""
    against = (*scene.cues("counter_speech", start, what.start), *scene.cues("negation", start, what.start))
    return any(scene.words(cue.end, what.start) <= _BARRED_WORDS for cue in against)


def _ends(after: str) -> bool:
    """Nothing stands after a phrase in its clause."""
    return re.search(r"\w", re.split("[,،:]", after)[0]) is None


def _begins(before: str) -> bool:
    """Nothing stands before a verb in its clause: an imperative, or the French infinitive used as one."""
    return re.search(r"\w", re.split("[,:]", before)[-1]) is None


def _says_i_will(scene: Scene, what: Hit) -> bool:
    """Arabic writes "I shall" and "we shall" onto the verb: sa-, in Egypt ha-, after an oath la-."""
    stem = scene.text[what.start + len(what.prefix)]
    if what.prefix.endswith(_FUTURE):
        return stem not in "يت"
    return what.prefix.endswith("ل") and what.entry.term.startswith("أ") and not what.prefix.endswith("ال")


def _is_pointed(scene: Scene, what: Hit) -> bool:
    """ "They must leave" is a demand where the sentence ends with it or goes on to our land."""
    _, end = scene.bounds(what.start)
    if re.search(r"\w", scene.text[what.end : end]) is None:
        return True
    return any(
        hit.kind == "us" and scene.words(what.end, hit.start) <= _POINT_WORDS
        for hit in scene.content_between(what.end, end)
    )


# ------------------------------------------------------------------ of whom


def _claim(scene: Scene, what: Hit) -> Claim | None:
    act = _act(scene, what)
    if act is None:
        return None
    if act == "coded":
        return Claim(act, what, "unnamed")
    if act == "slur":
        return Claim(act, what, "group")
    who = _target(scene, what, act)
    if who is not None:
        return _said_of(scene, act, what, who)
    unnamed = act == "call" and what.suffix in _PLURAL_PRONOUNS
    return Claim(act, what, "unnamed") if unnamed else None


def _target(scene: Scene, what: Hit, act: Act) -> Hit | None:
    """The nearest of those a word can be about, on the side its form asks for."""
    if what.tail is not None:
        inside = scene.next_named(what.end)
        if inside is not None and inside.end <= what.tail[0]:
            return inside
    if what.suffix in _PLURAL_PRONOUNS:
        return _back_to_group(scene, what.start) or _group_after(scene, what)
    form = what.entry.form
    if form in ("toward", "base"):
        if what.entry.order == "sov":
            return _object_before(scene, what) or _after(scene, what, _AFTER_WORDS)
        after = _after(scene, what, _AFTER_WORDS)
        _, end = scene.bounds(what.start)
        last = form == "toward" and _is_phrase(scene, what) and _ends(scene.text[what.end : end])
        if after is None and last:
            return _before(scene, what)  # its object was named before: "… I would not trust"
        if after is not None or form == "toward" or act != "call":
            return after
        if scene.words(what.end, end) > 1:
            return None  # it has another object: "… will kill time"
        return _before(scene, what)
    if form == "past":
        return _suffering(scene, what)
    return _attributive(scene, what) or _before(scene, what)


def _object_before(scene: Scene, what: Hit) -> Hit | None:
    """The object of a verb that ends its sentence, or that of the sentence before where it has none."""
    start, _ = scene.bounds(what.start)
    nearest = scene.last_named(what.start)
    if nearest is None or nearest.start < start:
        return _back_to_group(scene, what.start)
    return nearest if scene.words(nearest.end, what.start) <= _BEFORE_WORDS else None


def _after(scene: Scene, what: Hit, limit: int) -> Hit | None:
    start = what.tail[1] if what.tail else what.end
    _, end = scene.bounds(what.start)
    for hit in scene.who_from(what.start):
        if hit.end <= what.end:
            continue
        if hit.start >= end or scene.words(start, hit.start) > limit:
            return None
        apart = ":" in scene.text[start : hit.start] or scene.cues("barrier", what.end, hit.start)
        if apart or (what.entry.form == "base" and _unknown_words(scene, start, hit.start) > 2):
            return None
        return hit
    return None


def _group_after(scene: Scene, what: Hit) -> Hit | None:
    """The group that a pronoun ran ahead of: "drive them out, these Xs"."""
    _, end = scene.bounds(what.start)
    for hit in scene.who_from(what.end):
        if hit.start >= end or scene.words(what.end, hit.start) > _AFTER_WORDS:
            return None
        if hit.group:
            return hit
    return None


def _attributive(scene: Scene, what: Hit) -> Hit | None:
    """ "Filthy Xs", "such vermin, these Xs": the group directly after a single word."""
    if " " in scene.text[what.start : what.end]:
        return None
    after = scene.next_named(what.end)
    if after is None or after.group is None:
        return None
    between = scene.text[what.end : after.start].strip(" ")
    pointed = what.kind == "dehumanising" and _POINTING.fullmatch(between)
    return after if not between or pointed else None


def _before(scene: Scene, what: Hit) -> Hit | None:
    start, _ = scene.bounds(what.start)
    nearest = scene.last_named(what.start)
    if nearest is None or nearest.start < start:
        return _back_to_group(scene, what.start) if _is_phrase(scene, what) else None
    if nearest.kind == "us":
        return None
    if _is_phrase(scene, what) and scene.words(nearest.end, what.start) <= _BEFORE_WORDS:
        return nearest
    return nearest if _is_linked(scene, nearest, what) else None


def _praised(scene: Scene, what: Hit) -> Hit | None:
    """The group that praise is about, or is withheld from: "Xs deserve respect", "I respect Xs". Nobody
    where it leads on to something else: "no X deserves to be killed"."""
    start, end = scene.bounds(what.start)
    if any(
        hit.kind in WHAT and hit.kind != "praise" and scene.words(what.end, hit.start) <= _AFTER_WORDS
        for hit in scene.content_between(what.end, end)
    ):
        return None
    nearest = scene.last_named(what.start)
    seen = nearest is not None and nearest.start >= start and nearest.group is not None
    if nearest is not None and seen and scene.words(nearest.end, what.start) <= _PRAISE_WORDS:
        return nearest
    after = scene.next_named(what.end)
    arabic = what.entry.language == "ar"  # the verb comes first: "la yahiqqu lil-…"
    reach = _AFTER_WORDS if arabic or what.entry.form != "about" else 1
    if after is not None and after.start < end and after.group:
        return after if scene.words(what.end, after.start) <= reach else None
    return None


def _suffering(scene: Scene, what: Hit) -> Hit | None:
    """Those to whom what a participle says must be done: "Xs must be … and shot"."""
    start, _ = scene.bounds(what.start)
    nearest = scene.last_named(what.start)
    if nearest is None or nearest.start < start or nearest.kind == "us":
        return None
    far = scene.words(nearest.end, what.start) > _BEFORE_WORDS
    return None if far or scene.cues("barrier", nearest.end, what.start) else nearest


def _is_phrase(scene: Scene, what: Hit) -> bool:
    """A phrase brings its own verb ("must leave our land"); a single word needs one before it."""
    return what.kind != "dehumanising" and " " in scene.text[what.start : what.end].strip()


def _is_linked(scene: Scene, who: Hit, what: Hit) -> bool:
    """Whether what stands between a group and a word makes the word a statement about the group."""
    if scene.words(who.end, what.start) > _BEFORE_WORDS:
        return False
    links = [hit for hit in scene.cues("link", who.end, what.start) if hit.entry.weight > 1]
    links += scene.cues("modal", who.end, what.start)
    if not links:
        slack = 1 if what.entry.language == "ar" else 0
        between = scene.text[who.end : what.start].strip(" ,")
        return "," not in between and _unknown_words(scene, who.end, what.start) <= slack
    first, last = min(hit.start for hit in links), max(hit.end for hit in links)
    return _unknown_words(scene, last, what.start) <= 1 and scene.words(who.end, first) <= 5


def _unknown_words(scene: Scene, start: int, end: int) -> int:
    """How many words between two places are neither connecting words nor in the lexicon."""
    known = [hit for kind in _CONNECTING for hit in scene.cues(kind, start, end)]
    known += [hit for hit in scene.content_between(start, end) if hit.end <= end]
    return max(0, scene.words(start, end) - sum(scene.words(hit.start, hit.end) for hit in known))


def _back_to_group(scene: Scene, position: int) -> Hit | None:
    """The last group or other plural party named before `position`, not too far back."""
    for hit in scene.who_until(position):
        if position - hit.start > _LOOK_BACK:
            return None
        if hit.kind in _PLURAL and hit.entry.concept.id not in ("thing", "individual"):
            return hit
    return None


def _ahead_to_group(scene: Scene, position: int) -> Hit | None:
    """The group that a sentence beginning with a pronoun goes on to name: "They are fools, these Xs are"."""
    for hit in scene.who_from(position):
        if hit.start - position > _LOOK_AHEAD:
            return None
        if hit.group is not None:
            return hit
    return None


def _said_of(scene: Scene, act: Act, what: Hit, who: Hit) -> Claim | None:
    if who.kind == "us":
        return None
    if who.kind == "pronoun":
        antecedent = _back_to_group(scene, who.start) or _ahead_to_group(scene, who.end)
        if antecedent is None:
            return Claim(act, what, "unnamed", (who,)) if act == "call" else None
        if antecedent.group:
            return Claim(act, what, "group", (antecedent, who))
        who = antecedent
    if who.group and not _only_describes(scene, who):
        return Claim(act, what, "group", tuple(_listed(scene, who)))
    whom: Whom = "personnel" if who.kind == "personnel" else "unprotected"
    return Claim(act, what, whom, (who,))


def _only_describes(scene: Scene, group: Hit) -> bool:
    """ "The X government", "le gouvernement x": the group's name is an adjective of something else."""
    english = group.entry.language not in ("ar", "fr")
    neighbour = scene.next_named(group.end) if english else scene.last_named(group.start)
    if neighbour is None or neighbour.kind not in ("unprotected", "personnel"):
        return False
    if neighbour.entry.concept.id == "individual":
        return False
    first, second = sorted((group, neighbour), key=lambda hit: hit.start)
    return not scene.text[first.end : second.start].strip(" -")


def _listed(scene: Scene, group: Hit) -> Iterable[Hit]:
    """A group and those named right after or before it: "Xs and Ys"."""
    yield group
    start, end = scene.bounds(group.start)
    for neighbour in (scene.next_named(group.end), scene.last_named(group.start)):
        if neighbour is not None and neighbour.group and start <= neighbour.start < end:
            first, second = sorted((group, neighbour), key=lambda hit: hit.start)
            if scene.words(first.end, second.start) <= 2:
                yield neighbour


# ------------------------------------------------------------------ reports of violence


def _report(scene: Scene, what: Hit) -> Report | None:
    """A word of violence that tells of what was done: alone if it is strong, else near those it was done
    to or a number; None where it tells of nothing."""
    form = what.entry.form
    if not what.entry.concept.report or form not in ("strong", "past", "base"):
        return None
    start, end = scene.bounds(what.start)
    if _did_not_happen(scene, what, start, end):
        return None
    if form == "strong":
        return Report(what, of_people=True)
    if form == "base" and what.entry.language != "ar":  # Arabic writes "killed" and "killing" alike
        return _headline(scene, what, end)
    harmed = _HARMED | ({"property"} if "7.11" in what.entry.concept.report else frozenset())
    for hit in scene.content_between(start, end):
        if hit.kind in harmed:
            first, second = sorted((hit, what), key=lambda one: one.start)
            if scene.words(first.end, second.start) <= _VICTIM_WORDS:
                return Report(what, of_people=True)
    counted = any(
        scene.words(number.end(), what.start) <= 3 or scene.words(what.end, number.start()) <= 1
        for number in _NUMBER.finditer(scene.text, start, end)
    )
    return Report(what, of_people=False) if form == "past" and counted else None


def _did_not_happen(scene: Scene, what: Hit, start: int, end: int) -> bool:
    """ "No one was killed", "the prevention of massacres", "genocide prevention"."""
    if any(scene.words(no.end, what.start) <= 1 for no in scene.cues("negation", start, what.start)):
        return True
    return any(
        scene.words(cue.end, what.start) <= _PREVENTED_WORDS
        if cue.end <= what.start
        else cue.start >= what.end and not scene.text[what.end : cue.start].strip()
        for cue in scene.cues("prevention", start, end)
    )


def _headline(scene: Scene, what: Hit, end: int) -> Report | None:
    """ "Gunmen kill 12 villagers": the present tense of English headlines, with its victims after it."""
    if what.entry.language != "en" or scene.text[: what.start].endswith("to "):
        return None
    for hit in scene.content_between(what.end, end):
        if hit.kind == "victim" and scene.words(what.end, hit.start) <= _AFTER_WORDS:
            return Report(what, of_people=True)
    return None
