"""Cuts a calendar into its properties: encoding, folded lines, parameters, escaped text (RFC 5545, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nadhir.errors import FileRefused
from nadhir.sources.encodings import encoding_of

LONGEST = 200_000  # characters of one unfolded line; more is no property of an event
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)((?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPED = re.compile(r"\\([nN\\;,])")


@dataclass(frozen=True, slots=True)
class Property:
    """One line of content: `NAME;PARAMETER=value:value`.

    Attributes:
        line: its number in the file, from 1.
        value: as it is written; see `text`.
        cut: whether it was longer than is read.
    """

    line: int
    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)
    cut: bool = False

    @property
    def text(self) -> str:
        """The value of a property that holds text."""
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no property."""

    line: int
    words: str


def decoded(raw: bytes, name: str) -> tuple[str, str | None]:
    """The text of a file, and the codec where it was not UTF-8.

    Raises:
        FileRefused: it is empty or no text.
    """
    if not raw.strip():
        raise FileRefused("ics.empty", file=name)
    # A letter of several bytes may be folded in its middle: then lines are joined before they are read.
    for read in (bytes, _joined):
        try:
            return read(raw).decode("utf-8-sig"), None
        except UnicodeDecodeError:
            continue
    encoding = encoding_of(raw[: 1 << 20])
    if encoding is None:
        raise FileRefused("ics.not_text", file=name)
    return raw.decode(encoding.name, "replace"), None if encoding.name == "utf-8" else encoding.name


def _joined(raw: bytes) -> bytes:
    """The bytes without folds, so that letters cut by one are whole again; blank lines keep the count."""
    out: list[bytes] = []
    folds = 0
    for line in raw.replace(b"\r\n", b"\n").split(b"\n"):
        if out and line[:1] in (b" ", b"\t"):
            out[-1] += line[1:]
            folds += 1
            continue
        if folds:
            out.extend([b""] * folds)
            folds = 0
        out.append(line)
    return b"\n".join(out)


def properties(text: str) -> Iterator[Property | Broken]:
    """Every line of content with its folds joined; what is no property is handed over as it stands."""
    for number, line, cut in _unfolded(text):
        if not line.strip():
            continue
        yield _property(number, line, cut)


def _unfolded(text: str) -> Iterator[tuple[int, str, bool]]:
    parts: list[str] = []
    begun, length = 1, 0
    # Only line ends of the format: text may hold other characters that Python would split at.
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if parts and line[:1] in (" ", "\t"):
            length += len(line) - 1
            if length <= LONGEST:
                parts.append(line[1:])
            continue
        if parts:
            yield begun, "".join(parts), length > LONGEST
        parts, begun, length = [line[:LONGEST]], number, len(line)
    if parts:
        yield begun, "".join(parts), length > LONGEST


def _property(number: int, line: str, cut: bool) -> Property | Broken:
    name = _NAME.match(line)
    if name is None:
        return Broken(number, line[:200])
    at, parameters = name.end(), {}
    while found := _PARAMETER.match(line, at):
        parameters[found[1].upper()] = found[2].strip('"')
        at = found.end()
    if line[at : at + 1] != ":":
        return Broken(number, line[:200])
    return Property(number, name[0].upper(), line[at + 1 :], parameters, cut)
