"""In which mode a claim is made: asserted, denied, quoted, asked, spoken against, or said of oneself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nadhir.screening.matching import Hit
from nadhir.screening.scene import Claim, Scene

_CUE_WORDS = 4  # how far before a claim its negation may stand
# Words after which Arabic ma denies nothing: "like", "all", "after", "before", "how", "the time", "until" …
_RELATIVE = re.compile(
    r"(?<!\w)[وف]?(?:زي|كل|مثل|متل|بعد|قبل|كيف|وقت|اول|عند|حيث|لحد|لين|بقدر|قد|يوم|مع|بدل|حسب|مهما|هذا|هو"
    r"|ايش|شو) $"
)
# "I never met a more …", "rien de plus …", "never saw anyone as …": what is denied is that anybody is worse.
_NEVER = re.compile(
    r"\b(?:never|nobody|nothing|no one|none|jamais|rien|personne|aucun|nunca|nada|nadie|jamas|ninguem|mai"
    r"|niente|nessuno|nie|nichts|niemand|nooit|niets|kabhi|koi)\b"
)
_WORSE = re.compile(
    r"\b(?:more|worse|as|such|plus|pire|aussi|autant|mas|peor|tan|mais|pior|tao|piu|peggio|cosi|mehr|schlimmer|so"
    r"|meer|erger|zo|zyada|itna|itne|itni)\b"
)
_THAN = re.compile(r"\w{0,3} من(?!\w)")
# Arabic particles that deny the word after them only, unless that is one of thinking, saying or being right.
_OF_THE_NEXT_WORD = frozenset({"ما", "لا", "لم", "لن"})
_HOLDING = re.compile(
    r" (?:ا?عتقد|[ان]عتقد|[ان]ظن|[ان]فكر|[ان]قول|[ان]ري|[ان]صدق|صحيح|يجوز|يصح|يحق|يمكن|ينبغي|يعني|يجب|بد|احد"
    r"|حد|يستحق\w*|يستاهل\w*|نريد|اريد|بدي|عاوز|يكون\w*|تكون|كان\w*)(?!\w)"
)
# Words for "without" take away what follows them, and no more.
_WITHOUT = frozenset(
    {"بلا", "بدون", "من غير", "من دون", "دون", "without", "sans", "sin", "sem", "senza", "ohne", "zonder"}
)
# "Neither honour nor shame": after another denial it denies once.
_ITSELF_DENIED = re.compile(r"(?:لا|بلا|بدون|ملهمش|no|ni|ne|kein\w*|geen|nem|né|weder|noch) ")
# "Nobody dares to say that …" objects to those who forbid it.
_DARING = re.compile(
    r"\b(?:ose\w*|dares?|daring|osa\w*|ousa\w*|wagt|traut|durft|durven|[يبت]+جرو|[يبت]+سترجي)\b"
)
_FRENCH_NOT = re.compile(r"\bn(?:e |')")
_FRENCH_NOT_REACH = 12  # characters
_FRENCH_NOT_WORDS = 3  # "ne volent le travail de personne"
# "I, a …": words for oneself, without a verb.
_OURSELVES = re.compile(
    r"\b(?:i|we|ich|wir|ik|wij|io|noi|yo|nosotros|nosotras|eu|nos|moi|nous|انا|احنا|نحن|hum),? $"
)
_DENIED_WORDS = 5  # how far before a group and its praise their negation may stand
_VERB_SECOND = frozenset({"de", "nl"})  # "I hate the Xs not": what denies a verb comes after its object
_VERB_SECOND_WORDS = 5
_AFTERTHOUGHT_WORDS = 2  # how far after a claim its negation may stand, where verbs come last
_JUDGED_WORDS = 2  # between a judgement and the saying that it is on: "it is disgusting to say"
_QUOTATION_WORDS = 8  # how far before a claim the word that introduces it may stand


def in_mode(scene: Scene, claim: Claim) -> Claim:
    """The claim with its mode and the cues that decided it."""
    if claim.act != "slur" and scene.is_plain:  # of oneself, slurs are said without any cue
        return claim
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
    negations = _negations(scene, start, first, claim.what)
    if claim.what.entry.order == "sov":
        negations += [
            hit
            for hit in scene.cues("negation", claim.what.end, end)
            if scene.words(claim.what.end, hit.start) <= _AFTERTHOUGHT_WORDS
        ]
    else:
        negations += _denied_after(scene, claim, end)
    ending = scene.text[max(start, end - 3) : end]
    asks = scene.cues("question", start, end) if "?" in ending or "؟" in ending else None
    # "Why don't they leave?" denies nothing.
    if negations and asks and asks[0].start < negations[-1].start:
        negations = []
    if negations and not says:
        return claim._replace(mode="negation", cues=tuple(negations[-1:]))
    if quoted or says:
        return claim._replace(mode="quotation", cues=tuple(says[-1:]))
    if asks is not None:
        return claim._replace(mode="question", cues=tuple(asks[:1]), insistent=bool(asks))
    own = [hit for hit in scene.cues("self", start, first + 1) if scene.words(hit.end, first) <= 2]
    if (own or (claim.act == "slur" and _says_it_of_us(scene, first))) and claim.act != "call":
        return claim._replace(mode="reclaimed", cues=tuple(own[-1:]))
    return claim


def _says_it_of_us(scene: Scene, first: int) -> bool:
    """ "We Xs", "I, an X from …": the word for oneself stands right before the slur."""
    if _OURSELVES.search(scene.text, max(0, first - 8), first):
        return True
    near = scene.content_between(max(0, first - 12), first)
    return any(hit.kind == "us" and not scene.text[hit.end : first].strip(" ,") for hit in near)


def worth_denied(scene: Scene, praise: Hit, who: Hit | None) -> Claim | None:
    """What is denied a group where praise stands under a negation: "no X can be trusted", "I don't respect
    Xs". None where nothing is denied, or nobody's."""
    if who is None:
        return None
    start, end = scene.bounds(praise.start)
    first, last = min(who.start, praise.start), max(who.start, praise.start)
    denied = [
        hit
        for hit in scene.cues("negation", start, last)
        if (hit.start >= first or scene.words(hit.end, first) <= _DENIED_WORDS)
        and not re.search("[,،:]", scene.text[hit.end : max(praise.start, hit.end)])
        and not _only_looks_so(scene, hit, praise)
    ]
    if praise.entry.language == "fr" and who.start > praise.start:
        denied += [hit for hit in scene.cues("negation", praise.end, end) if hit.start <= praise.end + 1]
    if praise.entry.order == "sov":
        denied += [
            hit
            for hit in scene.cues("negation", praise.end, end)
            if scene.words(praise.end, hit.start) <= _AFTERTHOUGHT_WORDS
        ]
    barred = scene.cues("barrier", min(who.end, praise.end), last) or scene.cues("counter_speech", start, end)
    if not denied or barred or "?" in scene.text[max(start, end - 3) : end]:
        return None
    claim = Claim("worth_denied", praise, "group", (who,), cues=tuple(denied[-1:]))
    quoted = scene.is_quoted(praise.start, praise.end)
    says = [hit for hit in scene.cues("quotation", start, first) if scene.words(hit.end, first) <= 2]
    return claim._replace(mode="quotation") if quoted or says else claim


def _denied_after(scene: Scene, claim: Claim, end: int) -> list[Hit]:
    """What denies a verb from behind: right after it in French, after its object in German and Dutch."""
    what = claim.what
    before = max(0, what.start - _FRENCH_NOT_REACH)
    if what.entry.language == "fr" and _FRENCH_NOT.search(scene.text, before, what.start + 3):
        after = scene.cues("negation", what.end, end)
        return [hit for hit in after if scene.words(what.end, hit.start) <= _FRENCH_NOT_WORDS]
    verb_second = what.entry.language in _VERB_SECOND
    if what.entry.form not in ("toward", "base") and not verb_second:
        return []
    reach = 0
    if verb_second:
        reach = _VERB_SECOND_WORDS if what.entry.form in ("toward", "base") else 1
    return [
        hit
        for hit in scene.cues("negation", what.end, end)
        if scene.words(what.end, hit.start) <= reach
        and not re.search("[,،:]", scene.text[what.end : hit.start])
    ]


def _negations(scene: Scene, start: int, first: int, what: Hit) -> list[Hit]:
    """What denies a claim: inside it or shortly before, with no comma in between ("no, they are …")."""
    # Where verbs come last, a clause ends with its denial: "do not talk of Xs, they are …".
    last = what.start if what.entry.order == "sov" else first
    return [
        hit
        for hit in scene.cues("negation", start, what.start)
        if (hit.start >= first or scene.words(hit.end, first) < _CUE_WORDS)
        and not re.search("[,،:]", _clause(scene.text[hit.end : max(last, hit.end)], what))
        and not _only_looks_so(scene, hit, what)
    ]


def _clause(between: str, what: Hit) -> str:
    """What stands between two words, but for the comma that German writes before an infinitive with *zu*."""
    infinitive = what.entry.language == "de" and what.entry.term.startswith("zu ")
    return between.replace(",", "", 1) if infinitive else between


def _only_looks_so(scene: Scene, cue: Hit, what: Hit) -> bool:
    """Whether a word that denies elsewhere denies nothing here: a superlative ("I never met a more …"), and
    Arabic ma that means "what" ("as you know, whenever") or "how …!" before a quality."""
    text = scene.text
    if text[cue.start : cue.end] in _WITHOUT and scene.words(cue.end, what.start) > 1:
        return True
    if _ITSELF_DENIED.match(text, what.start) and cue.end <= what.start:
        return True
    if what.entry.language == "ar":
        if text[what.start : what.start + 1] == "ا" and _THAN.match(text, what.end):
            return True
        particle = text[cue.start : cue.end]
        if particle in _OF_THE_NEXT_WORD and scene.words(cue.end, what.start) > 1:
            return _HOLDING.match(text, cue.end) is None
        if particle != "ما":
            return False
        exclaims = what.entry.form in ("about", "plain") and what.start <= cue.end + 1
        return exclaims or _RELATIVE.search(text, max(0, cue.start - 8), cue.start) is not None
    return bool(_NEVER.search(text, cue.start, cue.end) and _WORSE.search(text, cue.end, what.end))


def _spoken_against(scene: Scene, claim: Claim, says: Sequence[Hit], *, quoted: bool) -> list[Hit]:
    """The words that speak against what is quoted, called for or thought; none where nobody does."""
    if not says and not scene.has("counter_speech"):
        return []
    bounds = start, end = scene.bounds(claim.what.start)
    reported = quoted or bool(says)
    if reported:  # the objection often stands in the sentence before or after
        start, _ = scene.bounds(max(0, start - 2))
        _, end = scene.bounds(min(len(scene.text), end + 1))
    low = min([claim.what.start, *(hit.start for hit in claim.who)])
    found = [
        hit
        for hit in scene.cues("counter_speech", start, end)
        if (hit.end <= low or hit.start >= claim.what.end or _holds(hit, claim.what))
        and (
            reported
            or (hit.entry.weight > 1 and not _is_insult(scene, hit, claim))
            or _leads_on(scene, hit.end, low, claim.what)
        )
    ]
    denied = [
        hit
        for say in says
        for hit in scene.cues("negation", bounds[0], say.start)
        if scene.words(hit.end, say.start) <= _CUE_WORDS
        and not _DARING.search(scene.text, hit.start, say.end)
    ]
    judged = [
        hit
        for say in says
        for hit in scene.content_between(bounds[0], say.start)
        if hit.kind == "hostile" and hit.end <= say.start and scene.words(hit.end, say.start) <= _JUDGED_WORDS
    ]
    return found[:2] or denied[-1:] or judged[-1:]


def _leads_on(scene: Scene, end: int, low: int, what: Hit) -> bool:
    """ "Never say that Xs …", "it is wrong to see Xs as …": an objection that goes on to what it is to."""
    between = _clause(scene.text[end:low], what)
    return end <= low and scene.words(end, low) <= _CUE_WORDS and not re.search("[,،:;.!?]", between)


def _holds(cue: Hit, what: Hit) -> bool:
    """ "Your hatred of Xs": the word is part of a phrase that speaks against it."""
    return cue.start <= what.start and what.end <= cue.end and cue.end - cue.start > what.end - what.start


def _is_insult(scene: Scene, cue: Hit, claim: Claim) -> bool:
    """ "… are vermin and racists": a word that condemns speech may also be thrown at the group."""
    return cue.start >= claim.what.end and len(scene.text[claim.what.end : cue.start].split()) <= 2
