"""Burmese in Zawgyi, a font that puts shapes of its own on Unicode's code points, read as Unicode.

A text goes in; out comes the same in Unicode, with the way back to the original. Zawgyi stores what the eye
sees: the vowel ေ and the medial ြ before their consonant, every width of a sign by itself, a stacked letter
as one sign. Most of its code points mean something else in Unicode, so a text must be recognised first: by
what only one of the two writes, line by line, because posts often say the same in both. Shan, Mon and Karen
have letters where Zawgyi has its stacked signs; those by themselves tell nothing.

Sources of facts. What each code point shows in Zawgyi, and that upper vowels go before lower ones: CLDR's
transform my-t-my-s0-zawgyi. The order of a syllable in Unicode: Hosken, "Myanmar Script Canonical Ordering"
(L2/02-283), and for the dot below normalisation form C. What other languages write: Unicode's names of the
block Myanmar, and texts in them. Must not know lexicons or what words mean.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Sequence

# ------------------------------------------------------------------ which of the two

# Consonants and vowels as letters, in Unicode, of all languages of the script; then the medials.
_LETTERS = (
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"
    "\ua9e0-\ua9fe\uaa60-\uaa7f"
)
_MEDIALS = "\u103b-\u103e\u105e-\u1060\u1082"

# What Unicode does not write, in any language of the script.
_ONLY_ZAWGYI = re.compile(
    # The vowel ေ before its consonant.
    rf"(?<![{_LETTERS}{_MEDIALS}\u1031])\u1031(?=[\u1000-\u1021\u103b\u107e-\u1084])"
    # The medial ြ before its consonant; in Unicode it is ျ, and stands after it.
    rf"|(?<![{_LETTERS}{_MEDIALS}\u1031\u103a])\u103b(?=[\u1000-\u1021])"
    # The sign that silences a letter. In Unicode it stacks the next one, and here there is none …
    rf"|\u1039(?![{_LETTERS}\u200c\u200d])"
    # … or one that it never stacks on င, ည, န and ယ; on most others Mon does.
    r"|\u1004\u1039|\u100a\u1039(?=[\u1000-\u1004\u1009\u100b-\u1021])|\u101a\u1039(?!\u101a)"
    r"|\u1014\u1039(?=[\u1000-\u100f\u1015-\u1018\u101b\u101c\u101e-\u1021])"
    # … or one of Shan's, on a letter that Shan has not.
    r"|[\u1000-\u1003\u1005-\u1009\u100b-\u100f\u1012-\u1014\u1016-\u1018]\u1039(?=[\u1075-\u1081])"
    # A stacked sign before a vowel sign; in Unicode vowels and tones, which end a syllable.
    r"|[\u1062-\u1064\u1067-\u1069\u106c\u106d\u1071-\u1074](?=[\u102b-\u1030\u1032-\u1034])"
    # A stacked ဒ or ဓ; in Unicode letters of Shan, which has no ဒ to write them after.
    r"|\u1012[\u1075\u1076]"
    # The lower vowels, moved aside by another sign; in Unicode vowels of Mon, which do not stand there.
    r"|[\u102d\u1061-\u1069\u1071-\u107c\u108f\u1090](?=[\u1033\u1034])"
    r"|[\u107e-\u1084][\u1000-\u1021][\u1033\u1034]"
    # Narrow န and short ရ with a sign on them; in Unicode a tone and a digit of other languages.
    r"|[\u108f\u1090](?=[\u102b-\u1030\u1039\u103a\u103c\u103d])"
    # The dot below, moved aside by another sign; in Unicode digits.
    r"|[\u102d-\u1030\u1032-\u1034\u103c\u103d](?=[\u1094\u1095])"
)

# What Zawgyi does not write, or hardly ever.
_ONLY_UNICODE = re.compile(
    r"[\u1022\u1028\u1035\u103e\u1050-\u1059\u105b-\u105f\u1098-\u109f]"  # it shows nothing there
    r"|\u1031(?=[\u102b-\u1030\u1032-\u103a\s\u104a\u104b]|\Z)"  # ေ after its consonant
    r"|(?<=[\u1000-\u1021])\u103b(?=[\u102b-\u1030\u1032\u1036-\u103a\u103c-\u103e])"  # ျ likewise
    r"|\u1004\u103a\u1039"  # င, silenced, above the next letter
    r"|[\u102b\u102c\u1037\u105a]\u103a"  # the sign that silences, which is ျ there, where no ျ can stand
    r"|\u103a(?=[\u1037\u1038\u1087-\u108d\s\u104a\u104b]|\Z)"
)

_SIGN = re.compile("[\u1031-\u1097]")  # one of these is in whatever tells; quicker to look for


def is_zawgyi(text: str) -> bool:
    """Whether a text, taken as a whole, is written in Zawgyi rather than in Unicode."""
    return _balance(text) > 0


def _balance(text: str) -> int:
    """How much more speaks for Zawgyi than for Unicode; 0 also where both write alike, as in ကုလား."""
    return len(_ONLY_ZAWGYI.findall(text)) - len(_ONLY_UNICODE.findall(text))


def as_unicode(text: str) -> tuple[str, Sequence[int]] | None:
    """The text with its lines in Zawgyi `converted`, and the offsets; None where it has no such line.

    A line that does not tell is read as the whole text is.
    """
    if not _SIGN.search(text) or not _ONLY_ZAWGYI.search(text):
        return None
    whole = is_zawgyi(text)
    pieces: list[str] = []
    offsets: list[int] = []
    for line in re.finditer(r"[^\n]+|\n+", text):
        words, balance = line.group(), _balance(line.group())
        back: Sequence[int] = range(len(words) + 1)
        if balance > 0 or (whole and balance == 0):
            words, back = converted(words)
        pieces.append(words)
        offsets += [line.start() + index for index in back[:-1]]
    read = "".join(pieces)
    return (read, [*offsets, len(text)]) if read != text else None


def spelling_in_unicode(word: str) -> str:
    """A word as texts have it when they are read; one that does not tell what it is written in stays."""
    read = as_unicode(word)
    return read[0] if read else word


# ------------------------------------------------------------------ from the one to the other

# What stands before a letter, letters that mean something else in Unicode, and what stands after them.
_BEFORE = {"\u1031": "ေ", "\u103b": "ြ"} | {chr(point): "ြ" for point in range(0x107E, 0x1085)}
_LETTER = {
    "\u106a": "ဉ", "\u106b": "ည", "\u106e": "ဍ္ဍ", "\u106f": "ဍ္ဎ", "\u1086": "ဿ", "\u108f": "န", "\u1090": "ရ",
    "\u1091": "ဏ္ဍ", "\u1092": "ဋ္ဌ", "\u1097": "ဋ္ဋ", "၀": "ဝ", "၇": "ရ", "၎": "၎င်း",
}  # fmt: skip
_STACKED = {
    "\u1060": "က", "\u1061": "ခ", "\u1062": "ဂ", "\u1063": "ဃ", "\u1065": "စ", "\u1066": "ဆ", "\u1067": "ဆ",
    "\u1068": "ဇ", "\u1069": "ဈ", "\u106c": "ဋ", "\u106d": "ဌ", "\u1070": "ဏ", "\u1071": "တ", "\u1072": "တ",
    "\u1073": "ထ", "\u1074": "ထ", "\u1075": "ဒ", "\u1076": "ဓ", "\u1077": "န", "\u1078": "ပ", "\u1079": "ဖ",
    "\u107a": "ဗ", "\u107b": "ဘ", "\u107c": "မ", "\u1085": "လ", "\u1093": "ဘ",
}  # fmt: skip
_AFTER: dict[str, tuple[str, ...]] = {
    **{sign: (sign,) for sign in "ါာိီုူဲံ့း"},
    **{sign: ("္" + letter,) for sign, letter in _STACKED.items()},
    "\u1033": ("ု",), "\u1034": ("ူ",), "\u1039": ("်",), "\u103a": ("ျ",), "\u103c": ("ွ",), "\u103d": ("ှ",),
    "\u103e": ("ှ",), "\u105a": ("ါ", "်"), "\u1064": ("င်္",), "\u107d": ("ျ",), "\u1087": ("ှ",),
    "\u1088": ("ှ", "ု"), "\u1089": ("ှ", "ူ"), "\u108a": ("ွ", "ှ"), "\u108b": ("င်္", "ိ"),
    "\u108c": ("င်္", "ီ"), "\u108d": ("င်္", "ံ"), "\u108e": ("ိ", "ံ"), "\u1094": ("့",), "\u1095": ("့",),
    "\u1096": ("္တ", "ွ"),
}  # fmt: skip
_SIGNS = _AFTER | {sign: (meant,) for sign, meant in _BEFORE.items()}

# The order of a syllable in Unicode; the place of what silences depends on what it silences.
_PLACES = {
    "င်္": 0, "LETTER": 1, "STACKED": 2, "ျ": 4, "ြ": 5, "ွ": 6, "ှ": 7, "ေ": 9, "ိ": 10, "ီ": 10, "ဲ": 10,
    "ု": 11, "ူ": 11, "ာ": 12, "ါ": 12, "ံ": 14, "့": 15, "း": 16,
}  # fmt: skip
# Letters that writers of Zawgyi put together from another letter and a sign.
_COMPOSED = {("စ", "ျ"): "ဈ", ("သ", "ြ"): "ဩ", ("ဥ", "ီ"): "ဦ", ("ဉ", "ီ"): "ဦ"}

_UNSEEN = "\u200b\u200c\u200d\u2060"  # spaces without width, which programs have put in to break lines
_FIGURES = "0-9၀-၉"
_before, _after = "".join(_BEFORE), "".join(_AFTER)
_SYLLABLE = re.compile(
    # Possessive, so that nothing is looked at twice, and bounded, so that any syllable can be remembered.
    rf"(?:[{_before}][{_UNSEEN}]{{0,4}}+){{0,8}}+"
    r"(?:[က-အဣ-ဧဩဪဿ\u106a\u106b\u106e\u106f\u1086\u108f-\u1092\u1097]|၎(?!င\u1039း)"
    # Figures that look like ဝ and ရ and are typed for them: with signs around, or ၀ among letters.
    rf"|(?<![{_FIGURES}])[၀၇](?=[{_after.replace('း', '')}])|(?<=[{_before}])[၀၇]"
    rf"|(?<=[က-ဿ\u1060-\u1097])၀(?![{_FIGURES}])|(?<![{_FIGURES}.,])၀(?=[က-အ]))?+"
    rf"(?:[{_UNSEEN}]{{0,4}}+[{_after}]){{0,24}}+"
)


def converted(text: str) -> tuple[str, Sequence[int]]:
    """A text in Zawgyi in Unicode, and for each character of it the index of the one it came from.

    The offsets never decrease and have one entry more than the text: the length of the original. What
    moves within its syllable has the offset of the first character that it now stands before.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _SYLLABLE.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        read, back = _syllable(match.group())
        pieces += (text[done:start], read)
        offsets += range(done, start)
        offsets += [start + index for index in back]
        done = end
    pieces.append(text[done:])
    offsets += range(done, len(text) + 1)
    return "".join(pieces), offsets


@functools.lru_cache(maxsize=4096)
def _syllable(written: str) -> tuple[str, tuple[int, ...]]:
    """One syllable in Unicode, and its offsets."""
    parts = _parts(written)
    first = len(written)
    back: list[int] = []
    for sign, index in reversed(parts):
        first = min(first, index)
        back += [first] * len(sign)
    back[-1] = 0  # also where the first character was taken up by another
    return "".join(sign for sign, _ in parts), tuple(reversed(back))


def _parts(written: str) -> list[tuple[str, int]]:
    """The parts of a syllable in Unicode's order, each with the index of where it stood."""
    letter, place = "", 0
    signs: dict[str, int] = {}  # once each: typed twice, they lie on top of each other and nobody notices
    for index, char in enumerate(written):
        if char in _SIGNS:
            for sign in _SIGNS[char]:
                signs.setdefault(sign, index)
        elif char not in _UNSEEN:
            letter, place = _LETTER.get(char, char), index
    if letter == "ဥ" and ("်" in signs or any(sign[0] == "္" for sign in signs)):
        letter = "ဉ"  # without its tail it has the shape of ဥ
    for sign in ("ျ", "ြ", "ီ"):
        if sign in signs and (letter, sign) in _COMPOSED and not (sign == "ြ" and "ေ" in signs):
            letter = _COMPOSED[letter, sign]
            del signs[sign]
    parts = [(_place(sign, signs), index, sign) for sign, index in signs.items()]
    if letter:
        parts.append((_PLACES["LETTER"], place, letter))
    ordered = [(sign, index) for _, index, sign in sorted(parts)]
    for at in range(len(ordered) - 1):
        if ordered[at][0] == "်" and ordered[at + 1][0] == "့":  # as normalisation form C has them
            ordered[at : at + 2] = ordered[at + 1], ordered[at]
    return ordered


def _place(sign: str, signs: Container[str]) -> int:
    if sign != "်":
        return _PLACES["STACKED" if sign[0] == "္" else sign]
    if "ေ" in signs and ("ာ" in signs or "ါ" in signs):
        return 13  # ော်
    return 3 if "ျ" in signs else 8  # ယောက်ျား, but ရှ်
