"""Which language a text is in, and "und" where that cannot honestly be said.

Evidence is taken in order of cost: the script, letters that only some languages of a script use, common
words of the languages that screening knows, and at last py3langid, asked only about the languages of the
script that was found. Links, names (@someone) and emoji are no evidence and are left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nadhir.screening.asking import Asker
from nadhir.screening.common_words import CODES, Counted
from nadhir.screening.normalise import BASIC_PLANE, SEPARATOR, code_points, fold

UNDETERMINED = "und"
_READ = 1200  # characters; more never changed an answer
_ENOUGH_LETTERS = 6
_ENOUGH_OF_A_SCRIPT = 2
_SHARE_OF_A_SCRIPT = 0.12
# Normalised probability below which an answer of py3langid is no answer. Large languages seldom attract
# what is not theirs; small ones attract whatever is unknown, romanised Urdu and Arabic above all.
_SURE_ENOUGH = 0.55
_SURE_ENOUGH_LARGE = 0.3
_UNKNOWN_TO_THE_MODEL = frozenset({"ur", "ar"})  # in Latin letters
_LARGE = frozenset({"en", "fr", "pt"})


class LanguageGuess(NamedTuple):
    """`code` is ISO 639-1 (639-3 where there is none) or "und"; `certainty` is between 0 and 1. `others`
    are the languages that come next, where the answer is not sure; `scripts` those the text has words in.
    A tuple, because every post has one."""

    code: str
    certainty: float
    others: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#&]?\b(?:user|url|rt|lf)\b|@\w+|[\d_#]+", re.IGNORECASE)

_MAY_BE_NOISE = re.compile(r"@|http|www\\.|user|url|rt", re.IGNORECASE)

_SURE = 0.8
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
_LETTERS_OF = {name: re.compile(f"[{letters}]") for name, letters, _ in _SCRIPTS}
_CANDIDATES = {name: candidates for name, _, candidates in _SCRIPTS}

# Letters by which the other languages of the Arabic script betray themselves. گ and چ are not among
# them: Iraqi, Gulf and Maghrebi writers use both.
_NOT_ARABIC = re.compile("[پژټډړږښڼٹڈڑںےکیەێۆڵڕڤۇۈې]")
# Tigrinya shares its script with Amharic, but not these letters and words.
_TIGRINYA = re.compile(r"[ኣቐ-ቝ]|(?:^|\s)(?:ናይ|እዩ|ኣብ|ድማ|እቲ|ከም|ኣይኮነን)(?=\s|$)")
_ASSAMESE = re.compile("[ৰৱ]")
_HINDI = re.compile(r"(?:^|(?<=\s))(?:है|हैं|के|में|की|को|से|नहीं|और|का|भी|पर|यह|ने)(?=\s|$|[।,!?])")

_ARABIZI = re.compile(r"(?<![^\W_])(?=[a-z]*[23579][a-z])(?=[a-z23579]*[a-z])[a-z23579]{3,}(?![^\W_])")
_FIGURES = re.compile("[23579]")  # without one of them nothing is Arabizi
_GLUE = frozenset("'_@#/:&-" + SEPARATOR)  # keep what is no word together: links, names, hashtags


@dataclass(frozen=True, slots=True)
class _Open:
    """A text that only py3langid can tell about: what to ask, and what to make of its answer."""

    text: str
    candidates: tuple[str, ...]
    concluded: Callable[[LanguageGuess], LanguageGuess] | None = None


@functools.cache
def _asker() -> Asker:
    """py3langid's model, loaded (some tenths of a second) when first needed."""
    return Asker(candidates for candidates in _CANDIDATES.values() if len(candidates) > 1)


def _answered(found: list[LanguageGuess | _Open]) -> list[LanguageGuess]:
    """All guesses, after those that are open were asked about together."""
    asked: dict[tuple[str, ...], list[int]] = {}
    for place, one in enumerate(found):
        if isinstance(one, _Open):
            asked.setdefault(one.candidates, []).append(place)
    for candidates, places in asked.items():
        waiting = [one for one in (found[place] for place in places) if isinstance(one, _Open)]
        answers = _asker().ranked([one.text for one in waiting], candidates)
        for place, one, (codes, certainty) in zip(places, waiting, answers, strict=True):
            answer = LanguageGuess(codes[0], min(1.0, certainty), codes[1:])
            found[place] = one.concluded(answer) if one.concluded else answer
    return [one for one in found if isinstance(one, LanguageGuess)]


def script_of(text: str) -> str | None:
    """The script that most letters of `text` belong to; None where it has no letters known here."""
    [script] = _scripts_of(_counts(code_points(text)))
    return _SCRIPTS[script][0] if script >= 0 else None


def _scripts_of(counts: npt.NDArray[np.int64]) -> list[int]:
    """The script that most letters of each text belong to; -1 where it has none."""
    script = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
    # Japanese is mostly written in Han characters.
    kana = _NUMBER_OF["kana"]
    numbers: list[int] = np.where(
        (script == _NUMBER_OF["han"]) & (counts[:, kana] > 0), kana, script
    ).tolist()
    return numbers


@functools.cache
def _script_table() -> npt.NDArray[np.uint8]:
    """For each code point of the basic plane the number of its script, from 1; 0 for none."""
    table = np.zeros(len(BASIC_PLANE), np.uint8)
    for number, (name, _, _) in enumerate(_SCRIPTS, start=1):
        table[code_points("".join(_LETTERS_OF[name].findall(BASIC_PLANE)))] = number
    return table


_NUMBER_OF = {name: number for number, (name, _, _) in enumerate(_SCRIPTS)}


def _counts(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """How many letters of each script each of the joined texts has: texts by scripts."""
    gaps = codes == ord(SEPARATOR)
    script = _script_table()[np.minimum(codes, 0xFFFF)]
    letters = np.flatnonzero(script)
    texts, kinds = int(gaps.sum()) + 1, len(_SCRIPTS)
    text = np.cumsum(gaps)[letters]
    flat = np.bincount(text * kinds + script[letters] - 1, minlength=texts * kinds)
    return flat.reshape(texts, kinds)


def _by_common_words(texts: Sequence[str], scripts: Sequence[tuple[str, ...]]) -> list[LanguageGuess | None]:
    """What common words say of each text, which has words in some `scripts`; None where there are none."""
    if not texts:
        return []
    counted = Counted.of(SEPARATOR.join(texts))
    columns = counted.first, counted.others, counted.certainty, scripts
    return [
        LanguageGuess(CODES[first], certainty, others, here) if first >= 0 else None
        for first, others, certainty, here in zip(*columns, strict=True)
    ]


def _latin(text: str, plain: str, by_words: LanguageGuess | None) -> LanguageGuess | _Open:
    if by_words is not None and by_words.certainty >= _SURE:
        return by_words
    text = " ".join(_NOISE.sub(" ", text).split())[:_READ]
    letters = sum(1 for _ in islice(filter(str.isalpha, text), _ENOUGH_LETTERS))
    if letters < _ENOUGH_LETTERS:
        return LanguageGuess(UNDETERMINED, 0.5 if letters else 1.0, ("en",) if letters else ())
    if _FIGURES.search(plain):
        words = plain.split()
        if sum(1 for word in words if _ARABIZI.fullmatch(word)) * 5 >= max(len(words), 5):
            return LanguageGuess("ar", 0.85)
    return _Open(text, _LATIN, functools.partial(_weighed, by_words))


def _weighed(by_words: LanguageGuess | None, guess: LanguageGuess) -> LanguageGuess:
    """What common words and py3langid say together."""
    if by_words is not None and guess.certainty < 0.9:
        if guess.code == by_words.code:
            return LanguageGuess(guess.code, max(guess.certainty, by_words.certainty, 0.7), guess.others)
        if by_words.certainty >= 0.7:
            return LanguageGuess(by_words.code, by_words.certainty, (guess.code, *by_words.others))
    enough = _SURE_ENOUGH_LARGE if guess.code in _LARGE else _SURE_ENOUGH
    if guess.certainty >= enough:
        return guess
    others = (guess.code, *guess.others)
    if by_words is not None:
        others = (by_words.code, *others)
        if by_words.code in _UNKNOWN_TO_THE_MODEL:
            return LanguageGuess(by_words.code, max(by_words.certainty, 0.5), others[1:])
    return LanguageGuess(UNDETERMINED, 1 - guess.certainty, tuple(dict.fromkeys(others)))


def _arabic(text: str) -> LanguageGuess | _Open:
    letters = len(_NOT_ARABIC.findall(text))
    if not letters:
        return LanguageGuess("ar", 0.95)
    return _Open(text, _ARABIC, functools.partial(_weighed_arabic, letters))


def _weighed_arabic(letters: int, guess: LanguageGuess) -> LanguageGuess:
    if guess.code in ("ary", "arz"):  # varieties of Arabic, which one lexicon covers
        return LanguageGuess("ar", guess.certainty)
    if guess.code != "ar" and letters == 1 and guess.certainty < 0.8:
        return LanguageGuess("ar", 0.6, (guess.code,))  # a slip of the keyboard
    return guess


def identify(text: str) -> LanguageGuess:
    """The language of `text`, from its first 1,200 characters.

    Method: Lui & Baldwin 2012 (langid.py) in the trained form of py3langid, restricted by script.
    """
    return identify_batch([text])[0]


def identify_batch(texts: Sequence[str]) -> list[LanguageGuess]:
    """The language of each text: the scripts of all are counted in one go."""
    if not texts:
        return []
    joined = SEPARATOR.join([text.lstrip()[: _READ * 2].replace(SEPARATOR, " ") for text in texts])
    codes = code_points(joined)
    words = _word_signs()[np.minimum(codes, 0xFFFF)].tobytes().decode("utf-32-le", "replace")
    counts = _counts(codes)
    written = [_named(bits) for bits in _present(counts).tolist()]
    samples = _without_links(joined.split(SEPARATOR), counts)
    plain, scripts = words.split(SEPARATOR), _scripts_of(counts)
    latin = [place for place, script in enumerate(scripts) if script == _NUMBER_OF["latin"]]
    by_words = _by_common_words([plain[place] for place in latin], [written[place] for place in latin])
    spoken = dict(zip(latin, by_words, strict=True))
    found = [
        _identified(sample, plain[place], spoken.get(place), script, letters)
        for place, (sample, script, letters) in enumerate(
            zip(samples, scripts, counts.sum(axis=1).tolist(), strict=True)
        )
    ]
    return [
        one if one.scripts is here else one._replace(scripts=here)
        for one, here in zip(_answered(found), written, strict=True)
    ]


def _without_links(samples: list[str], counts: npt.NDArray[np.int64]) -> list[str]:
    """The texts without links, where these may outweigh words in another script; their letters are counted
    again."""
    letters, latin = counts.sum(axis=1), counts[:, _NUMBER_OF["latin"]]
    mixed = np.flatnonzero((letters / 2 < latin) & (latin < letters)).tolist()
    places = [place for place in mixed if _MAY_BE_NOISE.search(samples[place])]
    bare = [_NOISE.sub(" ", samples[place]) for place in places]
    for place, sample in zip(places, bare, strict=True):
        samples[place] = sample
    if places:
        counts[places] = _counts(code_points(SEPARATOR.join(bare)))
    return samples


def _present(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Which scripts each text has words in, as bits: more than a stray name or link."""
    enough = np.maximum(_ENOUGH_OF_A_SCRIPT, counts.sum(axis=1, keepdims=True) * _SHARE_OF_A_SCRIPT)
    bits: npt.NDArray[np.int64] = (counts >= enough) @ (1 << np.arange(len(_SCRIPTS)))
    return bits


@functools.cache
def _named(bits: int) -> tuple[str, ...]:
    return tuple(name for number, (name, _, _) in enumerate(_SCRIPTS) if bits >> number & 1)


@functools.cache
def _word_signs() -> npt.NDArray[np.uint32]:
    """For each code point of the basic plane its small letter, and a space for what parts words."""
    table = np.full(len(BASIC_PLANE), ord(" "), np.uint32)
    for char in filter(str.isalnum, BASIC_PLANE):
        small = char.lower()
        table[ord(char)] = ord(small) if len(small) == 1 else ord(char)
    table[list(map(ord, _GLUE))] = list(map(ord, _GLUE))
    table[[ord("’"), ord("‘")]] = ord("'")
    return table


def _identified(
    sample: str, plain: str, by_words: LanguageGuess | None, number: int, letters: int
) -> LanguageGuess | _Open:
    if number < 0 or letters < 2:
        nothing = not any(map(str.isalpha, sample))
        return LanguageGuess(UNDETERMINED, 1.0 if nothing else 0.5)
    script = _SCRIPTS[number][0]
    if script == "latin":
        return _latin(sample, plain, by_words)
    if script == "arabic":
        return _arabic(sample[:_READ]) if letters >= 3 else LanguageGuess(UNDETERMINED, 0.5, ("ar",))
    if script == "ethiopic":
        signs = len(_TIGRINYA.findall(sample))  # one alone is a slip that Amharic writers make too
        return LanguageGuess("ti", 0.85) if signs > 1 else LanguageGuess("am", 0.9)
    if script == "bengali":
        return LanguageGuess("as" if _ASSAMESE.search(sample) else "bn", 0.9)
    if script == "devanagari" and len(_HINDI.findall(sample)) >= 2:
        return LanguageGuess("hi", 0.9)
    candidates = _CANDIDATES[script]
    if len(candidates) == 1:
        return LanguageGuess(candidates[0], 0.95)
    return _Open(" ".join(sample.split())[:_READ], candidates)


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
    "ben": "bn", "hin": "hi", "urd": "ur", "run": "rw", "rn": "rw", "deu": "de", "ger": "de", "ita": "it",
    "nld": "nl", "dut": "nl",
}  # fmt: skip


def scripts_of(text: str) -> tuple[str, ...]:
    """The scripts that a text has words in."""
    return _named(int(_present(_counts(code_points(text)))[0]))
