"""Address cards: vCard 2.1, 3.0 and 4.0 read, 3.0 and 4.0 written (RFC 2426, RFC 6350).

Read is what says who somebody is: names, also in several languages, organisation, role, web address, note.
Telephone numbers, addresses and pictures are passed over. What phones write is understood too:
quoted-printable with any charset, lines folded or not.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nadhir.errors import RecordRefused
from nadhir.sources.encodings import encoding_of

Version = Literal["3.0", "4.0"]

MOST = 2_000  # cards of one file
_LINE = 75  # octets after which a written line is folded
_LONGEST = 4_000  # letters of one value that are kept
_WHOLE = 12 * _LONGEST + 1_000  # of a line as it is written: a letter is up to four octets, each `=XX`
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)(?:=((?:"[^"]*"|[^;:",]*)(?:,(?:"[^"]*"|[^;:",]*))*))?')
_KINDS = {"individual": "person", "org": "organisation", "group": "network"}


@dataclass
class Card:
    """Who a card is of.

    Attributes:
        number: from 1, in the order of the file.
        names: names with their language, empty where none is told; the first is the one it goes by.
        others: nicknames and further spellings.
        kind: `person`, `organisation` or `network`; empty where the card does not tell.
        organisations: what it belongs to, the widest first.
        uid: its identifier, as the card gives it.
    """

    number: int
    names: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    kind: str = ""
    organisations: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    url: str = ""
    note: str = ""
    uid: str = ""


class _Property(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file, and the name of its encoding.

    Raises:
        RecordRefused: `encoding.unknown`.
    """
    found = encoding_of(raw[: 1 << 20])
    if found is None:
        raise RecordRefused("card.unreadable")
    return raw.decode(found.name, errors="replace").removeprefix("\ufeff").replace("\0", ""), found.name


def read(text: str) -> Iterator[Card]:
    """The cards of a file, as far as they can be read.

    Raises:
        RecordRefused: `card.none`, `card.too_many`.
    """
    number = 0
    card: Card | None = None
    for found in _properties(text):
        if found.name == "BEGIN" and found.value.upper() == "VCARD":
            number += 1
            if number > MOST:
                raise RecordRefused("card.too_many", most=MOST)
            card = Card(number)
        elif found.name == "END" and card is not None:
            yield _named(card)
            card = None
        elif card is not None:
            _take(card, found)
    if card is not None:
        yield _named(card)
    if not number:
        raise RecordRefused("card.none")


def _properties(text: str) -> Iterator[_Property]:
    for line in _unfolded(text):
        head = re.match(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)", line)
        if head is None:
            continue
        at, parameters = head.end(), {}
        while (found := _PARAMETER.match(line, at)) is not None:
            key, value = found.group(1).upper(), found.group(2)
            # vCard 2.1 names an encoding without saying that it is one.
            bare = value is None and key in {"QUOTED-PRINTABLE", "BASE64"}
            parameters["ENCODING" if bare else key] = key if bare else (value or "").strip('"')
            at = found.end()
        if line[at : at + 1] == ":":
            yield _Property(head.group(1).upper(), parameters, _value(line[at + 1 :], parameters))


def _unfolded(text: str) -> Iterator[str]:
    """Whole lines: what was folded is joined, also the soft line ends of quoted-printable."""
    parts: list[str] = []
    room, quoted = 0, False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        soft = quoted and bool(parts) and parts[-1].endswith("=")
        if soft or (parts and line[:1] in (" ", "\t")):
            if soft:
                parts[-1] = parts[-1][:-1]
            more = line if soft else line[1:]
        else:
            if parts:
                yield "".join(parts)
            quoted = "QUOTED-PRINTABLE" in line[:_WHOLE].partition(":")[0].upper()
            parts, room, more = [], _WHOLE, line
        # What is too long is passed over, but for its end, which says whether more follows.
        end = "=" if quoted and len(more) > room and more.endswith("=") else ""
        if more or parts:
            parts.append(more[:room] + end)
        room = max(0, room - len(more))
    if parts:
        yield "".join(parts)


def _value(written: str, parameters: Mapping[str, str]) -> str:
    if parameters.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return written
    try:
        raw = quopri.decodestring(written.encode("utf-8"))
        return raw.decode(parameters.get("CHARSET") or "utf-8", errors="replace")
    except (LookupError, binascii.Error):
        return written


def _take(card: Card, found: _Property) -> None:
    """What one line says of whom the card is of."""
    told = " ".join(_parts(found.value)).strip()[:_LONGEST]
    language = found.parameters.get("LANGUAGE", "").split("-")[0].lower()[:3]
    if found.name == "FN" and told:
        card.names.append((told, language))
    elif found.name == "N" and told:
        family, given, *more = [*_parts(found.value), "", ""][:5]
        name = " ".join(part for part in (given, *more[:1], family) if part.strip())
        card.others.append((name, language))
    elif found.name == "NICKNAME":
        card.others += [(name, language) for one in _parts(found.value, ",") if (name := one.strip())]
    elif found.name == "ORG":
        card.organisations += [part.strip() for part in _parts(found.value) if part.strip()]
    elif found.name in ("TITLE", "ROLE") and told:
        card.titles.append(told)
    elif found.name == "URL" and not card.url:
        card.url = _plain(found.value).strip()
    elif found.name == "NOTE":
        card.note = _plain(found.value).strip()[:_LONGEST]
    elif found.name == "UID":
        card.uid = found.value.strip().removeprefix("urn:uuid:")
    elif found.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):
        card.kind = _KINDS.get(found.value.strip().lower(), "")


def _named(card: Card) -> Card:
    """A card under a name, if it has any: the written one, what its parts make, or its organisation."""
    if not card.names and card.others:
        card.names.append(card.others.pop(0))
    if not card.names and card.organisations:
        card.names.append((card.organisations[0], ""))
        card.kind = card.kind or "organisation"
    known = {name for name, _language in card.names}
    card.others = [one for one in dict.fromkeys(card.others) if one[0] not in known]
    return card


def _parts(value: str, separator: str = ";") -> list[str]:
    """The parts of a value between separators that are not escaped, in plain letters."""
    parts: list[list[str]] = [[]]
    for met in re.finditer(r"\\.?|[^\\]", value, re.DOTALL):
        if met.group() == separator:
            parts.append([])
        else:
            parts[-1].append(met.group())
    return [_plain("".join(part)) for part in parts]


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda met: "\n" if met.group(1) in "nN" else met.group(1), value)


def written(cards: Iterable[Card], *, version: Version = "4.0") -> Iterator[str]:
    """Cards as a file, line by line."""
    for card in cards:
        lines = ["BEGIN:VCARD", f"VERSION:{version}", *_lines(card, version), "END:VCARD"]
        yield "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(card: Card, version: Version) -> Iterator[str]:
    kinds = {ours: theirs for theirs, ours in _KINDS.items()}
    first = card.names[0][0] if card.names else ""
    if version == "4.0":
        yield f"KIND:{kinds.get(card.kind, 'org')}"
        for name, language in card.names:
            yield f"FN;{f'LANGUAGE={language};' if language else ''}ALTID=1:{_escaped(name)}"
    else:
        yield f"FN:{_escaped(first)}"
        # The older format wants parts of a name; which part is which is not known of every name.
        yield f"N:{_escaped(first)};;;;"
    further = [*card.others, *(card.names[1:] if version == "3.0" else [])]
    if further:
        yield f"NICKNAME:{','.join(_escaped(name) for name, _language in further)}"
    if card.organisations:
        yield f"ORG:{';'.join(_escaped(name) for name in card.organisations)}"
    yield from (f"TITLE:{_escaped(title)}" for title in card.titles)
    if card.url:
        yield f"URL:{_one_line(card.url)}"
    if card.note:
        yield f"NOTE:{_escaped(card.note)}"
    if card.uid:
        yield f"UID:urn:uuid:{_one_line(card.uid)}"


def _one_line(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", "", value)


def _escaped(value: str) -> str:
    plain = re.sub(r"[;,\\]", lambda met: f"\\{met.group()}", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _one_line(plain.replace("\n", "\\n"))


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no letter cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += width
    return "\r\n".join([*pieces, piece])
