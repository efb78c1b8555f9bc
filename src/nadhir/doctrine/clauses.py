"""The clauses of an agreement, cut from its plain text, and two versions of them beside each other.

A line that begins with `Article 3`, `Article premier`, `المادة الثالثة`, `Section II`, `4.` or `4.2` begins
a clause; what stands before the first is its preamble. Nothing is dropped and nothing is put in: apart from
white space, label, heading and text of all clauses one after the other are the text that was given.

    >>> [(one.number, one.heading) for one in cut("Article 1 – Aims\\nTo learn.\\nArticle 2\\nTo meet.")]
    [('1', 'Aims'), ('2', '')]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

HEADING = 90  # letters of the longest heading
ALIKE = 0.6  # share of common words from which two clauses of different numbers are the same one, moved
RELATED = 0.3  # the same for two clauses of one number
WORDS_MOST = 600  # of a clause, that tell whether it is like another
MOST = 1_000  # clauses that are told apart; what follows stays in the last of them

_WORD = (
    r"article|art\.|section|clause|paragraph|annex|annexe|chapter|chapitre|part|"
    r"المادة|مادة|البند|بند|الفقرة|القسم|الفصل|الباب|الملحق|ملحق|مرفق|المرفق"
)
_ROMAN = r"[IVXLC]{1,7}(?![A-Za-z])"
_FIGURES = r"[0-9٠-٩۰-۹]{1,3}(?:\.[0-9٠-٩۰-۹]{1,3}){0,3}"
_AR_ORDINAL = (
    "الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة",
    "العاشرة",
)  # fmt: skip
_TEENS = ("الحادية", *_AR_ORDINAL[1:9])
_ORDINALS: dict[str, int] = {
    **{word: at for at, word in enumerate(_AR_ORDINAL, start=1)},
    **{f"{word} عشرة": at for at, word in enumerate(_TEENS, start=11)},
    **{f"{word} عشر": at for at, word in enumerate(_TEENS, start=11)},
    "العشرون": 20, "العشرين": 20,
    **dict(zip(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        range(1, 11), strict=True,
    )),
    **dict(zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), range(1, 11),
        strict=True,
    )),
    "premier": 1, "première": 1, "unique": 1, "1er": 1, "1re": 1, "deuxième": 2, "troisième": 3,
    "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10,
    "وحيدة": 1, "الوحيدة": 1,
}  # fmt: skip
_SPELT = "|".join(sorted(map(re.escape, _ORDINALS), key=len, reverse=True))
_MARKS = r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*"
_END = r"(?=$|[\s.:)\]–—،,\u200e\u200f-])"
_CLOSE = rf"{_MARKS}[)\]]?{_MARKS}[.:–—،-]?{_MARKS}"
_NAMED = re.compile(
    rf"^{_MARKS}(?P<word>{_WORD})\s*[(\[]?{_MARKS}(?P<number>{_SPELT}|{_FIGURES}|{_ROMAN}){_END}{_CLOSE}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^[\s\u200e\u200f]*(?P<number>"
    r"[0-9٠-٩۰-۹]{1,3}(?:\.[0-9٠-٩۰-۹]{1,3}){1,3}(?=[\s.)–-]|$)|[0-9٠-٩۰-۹]{1,3}(?=[.)][\s]|[.)]$|\s?[–-]\s))"
    rf"{_CLOSE}"
)
# Words that begin a level of their own: under "Annex", numbers begin anew.
_APART = {"annex": "A", "annexe": "A", "الملحق": "A", "ملحق": "A", "مرفق": "A", "المرفق": "A"}
_OUTER = frozenset({"chapter", "chapitre", "part", "الفصل", "الباب"})
_PARTING = (":", "–", "—", "-")
_STOPS = ".؛;:،,؟?!"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as it is written.

    Attributes:
        number: `3`, `3.1`, `A1` for an annex; empty for what stands before the first clause.
        label: the words that say which one it is, as written: "Article premier :".
        heading: its title, where it has one.
        text: the rest, line by line.
    """

    number: str
    label: str
    heading: str
    text: str

    @property
    def words(self) -> str:
        """Heading and text, as they are compared."""
        return "\n".join(part for part in (self.heading, self.text) if part)

    def as_dict(self) -> dict[str, str]:
        return {"number": self.number, "label": self.label, "heading": self.heading, "text": self.text}

    @classmethod
    def of(cls, told: dict[str, str]) -> Clause:
        """A clause as it was kept."""
        return cls(told["number"], told.get("label", ""), told.get("heading", ""), told.get("text", ""))


@dataclass(slots=True)
class _Open:
    """A clause while its lines are read."""

    number: str
    label: str
    named: bool
    lines: list[str]

    def closed(self) -> Clause:
        heading, lines = "", list(self.lines)
        if self.number and lines:
            first = next((at for at, line in enumerate(lines) if line.strip()), None)
            rest = [] if first is None else [line for line in lines[first + 1 :] if line.strip()]
            # What stands on the line of the article itself, after a dash or colon, is its title even where
            # the first paragraph follows at once.
            titled = self.named and first == 0 and self.label.strip()[-1:] in _PARTING
            if first is not None and _is_heading(
                lines[first], named=self.named, alone=not rest and not titled
            ):
                heading, lines = lines[first].strip(), lines[first + 1 :]
        return Clause(self.number, self.label.strip(), heading, "\n".join(lines).strip())


def _is_heading(line: str, *, named: bool, alone: bool) -> bool:
    """Whether the first line of a clause is its title: short, ended by nothing, and something follows it."""
    said = line.strip()
    short = 0 < len(said) <= HEADING and said[-1] not in _STOPS
    return short and not alone and (named or len(said.split()) <= 10)


def cut(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in their order, without empty ones."""
    done: list[_Open] = []
    current = _Open("", "", False, [])
    seen: set[str] = set()
    article = apart = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        found = _NAMED.match(line)
        named = found is not None
        found = found or _BARE.match(line)
        number = ""
        if found is not None and len(done) < MOST:
            number, article, apart = _numbered(found, named, article, apart, seen)
        if found is None or not number:
            current.lines.append(line)
            continue
        done.append(current)
        seen.add(number)
        current = _Open(number, found[0], named, [line[found.end() :]])
    done.append(current)
    return tuple(one for one in (part.closed() for part in done) if one.label or one.heading or one.text)


def _numbered(
    found: re.Match[str], named: bool, article: str, apart: str, seen: set[str]
) -> tuple[str, str, str]:
    """The number of a clause that begins here, empty where the line is only a point of a list; and the
    article and the annex that it stands under from now on."""
    figure = figure_of(found["number"])
    if named:
        word = found["word"].casefold()
        if word in _APART:
            number = f"{_APART[word]}{figure}"
            return ("", article, apart) if number in seen else (number, "", number)
        if word in _OUTER:
            figure = f"{'C'}{figure}"
            return ("", article, apart) if figure in seen else (figure, "", apart)
        number = f"{apart}.{figure}" if apart else figure
        return ("", article, apart) if number in seen else (number, number, apart)
    above = article or apart
    if "." in figure:
        number = figure if not apart or article else f"{apart}.{figure}"
        if number in seen or (article and not number.startswith(f"{article}.")):
            return "", article, apart
        return number, article, apart
    # "1." under an article is its first paragraph; on its own it counts on from the one before.
    number = f"{above}.{figure}" if above else figure
    before = f"{above}.{int(figure) - 1}" if above else str(int(figure) - 1)
    if number in seen or (int(figure) != 1 and before not in seen):
        return "", article, apart
    return number, article, apart


def figure_of(written: str) -> str:
    """A number in Arabic figures, whatever it is written in: ٣, III, third, الثالثة."""
    said = " ".join(written.split())
    if said.casefold() in _ORDINALS:
        return str(_ORDINALS[said.casefold()])
    if said in _ORDINALS:
        return str(_ORDINALS[said])
    if re.fullmatch(r"[IVXLC]+", said, re.IGNORECASE):
        return str(_roman(said.upper()))
    plain = "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in said
    )  # fmt: skip
    return ".".join(str(int(part)) for part in plain.split(".") if part)


def _roman(said: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in said]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def whole(clauses: Sequence[Clause]) -> str:
    """The clauses as one text again."""
    parts = (
        "\n".join(part for part in (" ".join(filter(None, (one.label, one.heading))), one.text) if part)
        for one in clauses
    )
    return "\n\n".join(parts)


# ------------------------------------------------------------------------------------------ two versions

Kind = Literal["same", "changed", "moved", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one clause.

    Attributes:
        kind: `moved` where it stands under another number; its words may have changed as well (`reworded`).
        older, newer: the clause in either version; None where it is in one only.
    """

    kind: Kind
    older: Clause | None
    newer: Clause | None

    @property
    def reworded(self) -> bool:
        if self.older is None or self.newer is None:
            return False
        return _plain(self.older) != _plain(self.newer)


def compared(older: Sequence[Clause], newer: Sequence[Clause]) -> tuple[Change, ...]:
    """What became of each clause, in the order of the newer version; a removed one stands after the clause
    that it followed."""
    pairs = _matched(older, newer)
    back = {there: here for here, there in pairs.items()}
    changes: list[Change] = []
    told: set[int] = set()

    def gone(after: int) -> None:
        at = after + 1
        while at < len(older) and at not in pairs:
            if at not in told:
                told.add(at)
                changes.append(Change("removed", older[at], None))
            at += 1

    gone(-1)
    for at, clause in enumerate(newer):
        if (before := back.get(at)) is None:
            changes.append(Change("added", None, clause))
            continue
        was = older[before]
        if was.number != clause.number:
            kind: Kind = "moved"
        else:
            kind = "same" if _plain(was) == _plain(clause) else "changed"
        changes.append(Change(kind, was, clause))
        gone(before)
    for at, clause in enumerate(older):
        if at not in pairs and at not in told:
            changes.append(Change("removed", clause, None))
    return tuple(changes)


def _matched(older: Sequence[Clause], newer: Sequence[Clause]) -> dict[int, int]:
    """Which clause of the older version is which of the newer: those alike in number and words first, then in
    words, then in number, then those whose words are mostly the same."""
    pairs: dict[int, int] = {}
    free_old, free_new = set(range(len(older))), set(range(len(newer)))
    plain_old, plain_new = [_plain(one) for one in older], [_plain(one) for one in newer]

    def take(a: int, b: int) -> None:
        pairs[a] = b
        free_old.discard(a)
        free_new.discard(b)

    for with_number in (True, False):
        for a in sorted(free_old):
            for b in sorted(free_new):
                if not plain_old[a] or plain_old[a] != plain_new[b]:
                    continue
                if not with_number or older[a].number == newer[b].number:
                    take(a, b)
                    break
    by_number = {newer[b].number: b for b in sorted(free_new, reverse=True)}
    for least, same_number in ((ALIKE, True), (ALIKE, False), (RELATED, True)):
        for a in sorted(free_old):
            if same_number:
                there = by_number.get(older[a].number, -1)
                if there in free_new and _alike(plain_old[a], plain_new[there]) >= least:
                    take(a, there)
                continue
            best = max(
                ((_alike(plain_old[a], plain_new[b]), -b) for b in free_new), default=(0.0, 0)
            )  # fmt: skip
            if best[0] >= least:
                take(a, -best[1])
    return pairs


def _plain(clause: Clause) -> str:
    return " ".join(clause.words.split())


def _alike(a: str, b: str) -> float:
    """The share of words that two texts have in common, in order; 0 to 1."""
    left, right = a.split()[:WORDS_MOST], b.split()[:WORDS_MOST]
    if not left or not right:
        return 1.0 if left == right else 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.quick_ratio() < RELATED:
        return 0.0
    return matcher.ratio()
