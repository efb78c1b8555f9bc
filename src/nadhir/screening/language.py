"""Which language a text is in, and "und" where that cannot honestly be said.

Evidence is taken in order of cost: the script, letters that only some languages of a script use, common
words of Arabic, English and French, and at last py3langid, asked only about the languages of the script
that was found. Links, names (@someone) and emoji are no evidence and are left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nadhir.screening.normalise import fold

UNDETERMINED = "und"
_READ = 1200  # characters; more never changed an answer
_ENOUGH_LETTERS = 6
# Normalised probability below which an answer of py3langid is no answer. Large languages seldom attract
# what is not theirs; small ones attract whatever is unknown, romanised Urdu and Arabic above all.
_SURE_ENOUGH = 0.55
_SURE_ENOUGH_LARGE = 0.3
_LARGE = frozenset({"en", "fr", "pt"})


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """`code` is ISO 639-1 (639-3 where there is none) or "und"; `certainty` is between 0 and 1."""

    code: str
    certainty: float


_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#&]?\b(?:user|url|rt|lf)\b|@\w+|[\d_#]+", re.IGNORECASE)

# First and last letters of the blocks that matter, with the languages py3langid may choose from there.
# One language: the script decides by itself.
_ARABIC = ("ar", "ary", "arz", "fa", "ur", "ps", "ku", "sdh", "ug")
_CYRILLIC = ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba")
_LATIN = (
    *("af", "az", "bs", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "ha"),
    *("hr", "ht", "hu", "id", "ig", "is", "it", "jv", "ku", "lg", "ln", "lt", "lv", "mg", "ms", "mt", "nl"),
    *("no", "om", "pcm", "pl", "pt", "qu", "ro", "rw", "sk", "sl", "sn", "so", "sq", "st", "sv", "sw", "tl"),
    *("tr", "uz", "vi", "xh", "yo", "zu", "kab", "fuv", "kik"),
)
_SCRIPTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("latin", "A-Za-zÀ-ɏḀ-ỿ", _LATIN),
    ("arabic", "ؠ-ي٬-ۓۺ-ۿݐ-ݿࢠ-ࣇﭐ-ﷻﹰ-ﻼ", _ARABIC),
    ("cyrillic", "Ѐ-ԯ", _CYRILLIC),
    ("devanagari", "ऀ-ॿ", ("hi", "mr", "ne", "sa")),
    ("ethiopic", "ሀ-፼", ("am",)),
    ("bengali", "ঀ-৾", ("bn", "as")),
    ("burmese", "က-႟", ("my",)),
    ("greek", "Ͱ-Ͽ", ("el",)),
    ("hebrew", "א-ת", ("he",)),
    ("armenian", "Ա-֏", ("hy",)),
    ("georgian", "Ⴀ-ჿ", ("ka",)),
    ("gurmukhi", "ਁ-ੵ", ("pa",)),
    ("gujarati", "ઁ-૱", ("gu",)),
    ("tamil", "ஂ-௺", ("ta",)),
    ("telugu", "ఀ-౿", ("te",)),
    ("kannada", "ಂ-ೲ", ("kn",)),
    ("malayalam", "ം-ൿ", ("ml",)),
    ("sinhala", "ං-෴", ("si",)),
    ("thai", "ก-๛", ("th",)),
    ("lao", "ກ-ໝ", ("lo",)),
    ("khmer", "ក-៹", ("km",)),
    ("thaana", "ހ-ޱ", ("dv",)),
    ("hangul", "가-힣ᄀ-ᇿ", ("ko",)),
    ("kana", "ぁ-ヿ", ("ja",)),
    ("han", "一-鿿", ("zh",)),
)
_SCRIPT_OF = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters, _ in _SCRIPTS))
_LETTERS_OF = {name: re.compile(f"[{letters}]") for name, letters, _ in _SCRIPTS}
_COMMON_ARABIC = re.compile("[ء-ي]+")
_CANDIDATES = {name: candidates for name, _, candidates in _SCRIPTS}

# Letters by which the other languages of the Arabic script betray themselves. گ and چ are not among
# them: Iraqi, Gulf and Maghrebi writers use both.
_NOT_ARABIC = re.compile("[پژټډړږښڼٹڈڑںےکیەێۆڵڕڤۇۈې]")
# Tigrinya shares its script with Amharic, but not these letters and words.
_TIGRINYA = re.compile(r"[ኣቐ-ቝ]|(?:^|\s)(?:ናይ|እዩ|ኣብ|ድማ|እቲ|ከም|ኣይኮነን)(?=\s|$)")

_COMMON: Mapping[str, str] = {
    "en": """the and is are was were of to in that it for you they this with have be not on their we
        should all don't i'm my your what who will from these those as at by an has would can i them
        there our he she his
        her me so just like but if how why you're it's that's get got people out up about when""",
    "fr": """le la les des est sont une dans que qui pour pas sur avec ce cette ces nous vous ils elles et du
        au aux plus tout tous mais je j'ai c'est ne leur son ses être etre doit il faut comme par un en""",
    "es": "el los las que y en por con para una es son pero como más mas no se su al lo",
    "pt": "os as que e em por com para uma são sao mas como não nao se seu ao da do na no",
    "sw": "na ya wa kwa ni za la katika hii kuwa watu cha yao sana huyu hawa wetu kama",
    "ha": "da na ya ta a ba ce mutane wannan kuma shi don su ne ga mu ku wani sai",
    "so": "iyo waa in ka ku la oo uu ay si ah soo dadka waxaa aan ayaa",
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@functools.cache
def _common() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _COMMON.items()}


@functools.cache
def _model() -> Any:
    """py3langid's model, loaded once (half a second) when first needed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@functools.cache
def _columns(candidates: tuple[str, ...]) -> tuple[tuple[str, ...], Any]:
    """The labels of `candidates` in the model, and where they stand in its scores."""
    import numpy as np

    labels = _model().nb_classes
    places = [place for place, label in enumerate(labels) if label in candidates]
    return tuple(labels[place] for place in places), np.array(places)


def _ask(text: str, candidates: tuple[str, ...]) -> LanguageGuess:
    labels, columns = _columns(candidates)
    # The method behind `classify`, so that one loaded model answers for any set of languages.
    scores = _model()._decide(text)[columns]
    best = int(scores.argmax())
    total = float(scores.sum())
    return LanguageGuess(labels[best], float(scores[best]) / total if total > 0 else 0.0)


def script_of(text: str) -> str | None:
    """The script that most letters of `text` belong to; None where it has no letters known here."""
    if text.isascii():
        return "latin" if _LETTERS_OF["latin"].search(text) else None
    if 2 * sum(map(len, _COMMON_ARABIC.findall(text))) > len(text):
        return "arabic"
    counts: dict[str, int] = {}
    for found in _SCRIPT_OF.finditer(text):
        name = str(found.lastgroup)
        counts[name] = counts.get(name, 0) + found.end() - found.start()
    if not counts:
        return None
    if "kana" in counts and counts.get("han", 0):
        return "kana"  # Japanese is mostly written in Han characters
    return max(counts, key=counts.__getitem__)


def _common_words(text: str) -> LanguageGuess | None:
    words = _WORD.findall(text.casefold().replace("’", "'"))
    if not words:
        return None
    counts = {code: sum(word in common for word in words) for code, common in _common().items()}
    first, second = sorted(counts.values(), reverse=True)[:2]
    if not first or first < 2 * second:
        return None
    code = max(counts, key=counts.__getitem__)
    return LanguageGuess(code, min(0.97, (0.7 if first > 1 else 0.4) + first / len(words) / 2))


def _latin(text: str) -> LanguageGuess:
    by_words = _common_words(text)
    if by_words is not None and by_words.certainty >= 0.85:
        return by_words
    guess = _ask(text, _LATIN)
    if by_words is not None and guess.certainty < 0.9:
        if guess.code == by_words.code:
            return LanguageGuess(guess.code, max(guess.certainty, by_words.certainty, 0.7))
        if by_words.certainty >= 0.7:
            return by_words
    enough = _SURE_ENOUGH_LARGE if guess.code in _LARGE else _SURE_ENOUGH
    return guess if guess.certainty >= enough else LanguageGuess(UNDETERMINED, 1 - guess.certainty)


def _arabic(text: str) -> LanguageGuess:
    letters = len(_NOT_ARABIC.findall(text))
    if not letters:
        return LanguageGuess("ar", 0.95)
    guess = _ask(text, _ARABIC)
    if guess.code in ("ary", "arz"):  # varieties of Arabic, which one lexicon covers
        return LanguageGuess("ar", guess.certainty)
    if guess.code != "ar" and letters == 1 and guess.certainty < 0.8:
        return LanguageGuess("ar", 0.6)  # a slip of the keyboard
    return guess


def identify(text: str) -> LanguageGuess:
    """The language of `text`, from its first 1,200 characters.

    Method: Lui & Baldwin 2012 (langid.py) in the trained form of py3langid, restricted by script.
    """
    sample = " ".join(_NOISE.sub(" ", text[: _READ * 2]).split())[:_READ]
    script = script_of(sample)
    letters = sum(map(str.isalpha, sample))
    if script is None or letters < 2:
        return LanguageGuess(UNDETERMINED, 1.0 if not letters else 0.5)
    if script == "arabic":
        return _arabic(sample) if letters >= 3 else LanguageGuess(UNDETERMINED, 0.5)
    if script == "latin":
        return _latin(sample) if letters >= _ENOUGH_LETTERS else LanguageGuess(UNDETERMINED, 0.5)
    if script == "ethiopic":
        return LanguageGuess("ti", 0.85) if _TIGRINYA.search(sample) else LanguageGuess("am", 0.9)
    candidates = _CANDIDATES[script]
    if len(candidates) == 1:
        return LanguageGuess(candidates[0], 0.95)
    return _ask(sample, candidates)


def normalised_code(code: str | None) -> str | None:
    """A language tag as given by a source ("ar-EG", "FRA", "English") as the code used here, or None."""
    if not code:
        return None
    start = re.split(r"[-_ ]", fold(code).strip())[0]
    return _SAME.get(start, start if re.fullmatch(r"[a-z]{2,3}", start) and start != "und" else None)


_SAME: Mapping[str, str] = {
    "ara": "ar", "arabic": "ar", "arb": "ar", "ary": "ar", "arz": "ar", "arq": "ar", "apc": "ar",
    "eng": "en", "english": "en", "fra": "fr", "fre": "fr", "french": "fr", "spa": "es", "por": "pt",
    "swa": "sw", "hau": "ha", "som": "so", "amh": "am", "tir": "ti", "kin": "rw", "mya": "my",
    "ben": "bn", "hin": "hi", "urd": "ur",
}  # fmt: skip


def scripts_in(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Which of the `known` scripts have letters in `text`, in the order given."""
    return tuple(script for script in known if _LETTERS_OF[script].search(text))
