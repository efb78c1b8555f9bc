"""Which bytes are which letters: UTF-8 first, then what the letters themselves make likely."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What reports in our languages are still written in; a guess outside this list would be a wild one.
_CANDIDATES = ["cp1256", "iso8859_6", "cp1252", "cp1251", "cp1254", "mac_roman"]
# Python also knows "encodings" that are none, such as hex and punycode.
_OF_LETTERS = re.compile(
    r"cp\d+|iso8859-\d+|utf-\d+(-[bl]e)?|koi8-.|mac-.+|gb\w+|big5\w*|euc_\w+|shift_\w+|ascii"
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ENOUGH_VALID = 0.5


@dataclass(frozen=True, slots=True)
class Encoding:
    """A Python codec name, and whether it was guessed rather than said by the file or plain UTF-8."""

    name: str
    guessed: bool = False

    @property
    def wide(self) -> bool:
        """Whether a line end is more than one byte, so that bytes cannot be cut into lines."""
        return self.name.startswith(("utf-16", "utf-32"))


UTF_8 = Encoding("utf-8")


def encoding_of(head: bytes) -> Encoding | None:
    """The encoding of a text that begins with `head`; None where it looks like no text at all."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    wide = _wide(head)
    if wide:
        return Encoding(wide, guessed=True)
    if len(_CONTROLS.findall(head[:65536])) > 8 + len(head[:65536]) // 20:
        return None
    if _is_utf8(head) or _mostly_utf8(head):
        return UTF_8
    return _likely(head)


def encoding_said(raw: bytes, pattern: re.Pattern[bytes]) -> str:
    """The codec of a page or feed: what its bytes show first, then what it says of itself (the first
    group of `pattern`), then a guess, then UTF-8."""
    guessed = encoding_of(raw[: 1 << 20])
    said = pattern.search(raw[:4096])
    if said and (guessed is None or guessed.guessed):
        try:
            name = codecs.lookup(said[1].decode("ascii")).name
        except (LookupError, UnicodeDecodeError):
            name = ""
        if _OF_LETTERS.fullmatch(name):
            return "cp1252" if name == "iso8859-1" else name  # as every browser reads it
    return guessed.name if guessed else "utf-8"


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(head: bytes) -> bool:
    """UTF-8 with some damaged lines, which are then refused one by one. Letters of another encoding
    hardly ever happen to be valid UTF-8, so that half the lines is plenty."""
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    valid = sum(_is_utf8(line + b"\n") for line in lines)
    return len(lines) > 1 and valid >= _ENOUGH_VALID * len(lines)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text, commas and line ends is zero."""
    pairs = head[: len(head[:4096]) // 2 * 2]
    if len(pairs) < 8:
        return None
    low, high = pairs[0::2], pairs[1::2]
    name = ""
    if high.count(0) > 0.15 * len(high) and low.count(0) == 0:
        name = "utf-16-le"
    elif low.count(0) > 0.15 * len(low) and high.count(0) == 0:
        name = "utf-16-be"
    text = pairs.decode(name, "replace") if name else ""
    readable = sum(letter.isprintable() or letter in "\t\r\n" for letter in text)
    return name if text and readable >= 0.98 * len(text) else None


def _likely(head: bytes) -> Encoding | None:
    import charset_normalizer  # here, because it is needed for a few old files only

    best = charset_normalizer.from_bytes(head, cp_isolation=_CANDIDATES).best()
    return Encoding(best.encoding, guessed=True) if best else None
