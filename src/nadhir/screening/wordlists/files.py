"""Lists of words as files: CSV with our columns, or TSV as the HurtLex lexicon is published.

A HurtLex file has the columns id, pos, category, stereotype, lemma and level, and names no language: whoever
brings it says which. Its categories are mapped to our concepts by `hurtlex.yaml`; a category that says
nothing of a group is not taken, and every row that is not is told with the reason.
(Bassignana, Basile and Patti, Hurtlex: A Multilingual Lexicon of Words to Hurt, CLiC-it 2018.)
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

import yaml

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, RecordRefused
from nadhir.screening.normalise import fold
from nadhir.screening.wordlists.terms import BOOK, MOST_TERMS, Word, checked

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 20_000
_FIELD = 5_000

Kind = Literal["csv", "hurtlex"]
COLUMNS = ("term", "language", "concept", "form", "weight", "note", "since", "reviewed_by")
HURTLEX = frozenset({"pos", "category", "stereotype", "lemma", "level"})
# What lists call our columns.
_ALIASES = {
    "word": "term", "lemma": "term", "phrase": "term", "expression": "term", "terme": "term", "mot": "term",
    "lang": "language", "langue": "language", "meaning": "concept", "category": "concept", "sens": "concept",
    "forme": "form", "poids": "weight", "notes": "note", "comment": "note", "depuis": "since",
    "reviewer": "reviewed_by", "reviewed by": "reviewed_by",
    "الكلمه": "term", "كلمه": "term", "العباره": "term", "اللغه": "language", "المعني": "concept",
    "الصيغه": "form", "الوزن": "weight", "ملاحظه": "note", "منذ": "since",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that was not taken: its number as a spreadsheet counts it, its words, and why."""

    row: int
    excerpt: str
    reason: Reason


@dataclass
class ListRead:
    """What a list holds: the words that can be taken, each with its row, and the rows that cannot."""

    kind: Kind
    words: list[tuple[int, Word]] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)


def _file(code: str, **params: object) -> FileRefused:
    return FileRefused(f"list.{code}", book=BOOK, **params)


_Named = tuple[int, dict[str, str]]
_Made = tuple[int, str, Word | Reason]


@functools.cache
def hurtlex_concepts() -> Mapping[str, str | None]:
    """Our concept for each category of HurtLex, in capitals; None for one that is not taken."""
    source = resources.files(BOOK) / "hurtlex.yaml"
    raw: dict[str, dict[str, Any]] = yaml.safe_load(source.read_text("utf-8"))
    return {category: about["concept"] for category, about in raw.items()}


def read_list(raw: bytes, *, language: str = "", concept: str = "") -> ListRead:
    """Read a list.

    Args:
        language: of rows that name none; HurtLex names none at all.
        concept: of rows that name none.

    Raises:
        FileRefused: `list.too_large`, `list.too_many_rows`, `list.not_text`, `list.empty`,
            `list.no_term_column`, `list.no_language`.
    """
    if len(raw) > MOST_BYTES:
        raise _file("too_large", most=MOST_BYTES // 1024 // 1024)
    table = _rows(_text(raw))
    head = [fold(cell).strip().strip("\ufeff") for cell in next(table, (0, []))[1]]
    if not any(head):
        raise _file("empty")
    if set(head) >= HURTLEX:
        if not language:
            raise _file("no_language", source="HurtLex")
        read = ListRead("hurtlex")
        made = (_hurtlex(row, language) for row in _named(table, head))
    else:
        columns = [_ALIASES.get(name, name) for name in head]
        if "term" not in columns:
            raise _file("no_term_column", found=head[:12], known=list(COLUMNS))
        read = ListRead("csv")
        made = (_csv(row, language, concept) for row in _named(table, columns))
    seen: dict[tuple[str, str, str, str], int] = {}
    for number, excerpt, result in made:
        if isinstance(result, Reason):
            read.refused.append(RowRefused(number, excerpt, result))
            continue
        key = (result.language, result.concept, result.form, fold(result.term))
        if key in seen:
            read.refused.append(RowRefused(number, excerpt, _reason("term.twice", row=seen[key])))
        elif len(read.words) >= MOST_TERMS:
            read.refused.append(RowRefused(number, excerpt, _reason("list.full", most=MOST_TERMS)))
        else:
            seen[key] = number
            read.words.append((number, result))
    if not read.words and not read.refused:
        raise _file("empty")
    return read


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _file("not_text")


_NO_FIELD = 100_000  # characters: no cell of a list of words, but a quotation mark that was never closed


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=first.count)
    # A tab-separated list quotes nothing: a lone quotation mark is part of a word.
    lines = io.StringIO(text, newline="")
    if delimiter == "\t":
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise _file("too_many_rows", most=MOST_ROWS)
            # Said here, since the reader's own limit is one for the whole process and others raise it.
            if any(len(cell) > _NO_FIELD for cell in row):
                raise _file("not_text")
            yield number, [cell[:_FIELD] for cell in row]
    except csv.Error:
        raise _file("not_text") from None


def _named(
    table: Iterator[tuple[int, list[str]]], columns: list[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in table:
        if any(cell.strip() for cell in cells):
            yield number, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}


def _reason(code: str, **params: object) -> Reason:
    return Reason(code, params, BOOK)


def _checked(number: int, excerpt: str, word: Word) -> _Made:
    try:
        return number, excerpt, checked(word)
    except RecordRefused as refused:
        return number, excerpt, Reason(refused.code, refused.params, BOOK)


def _csv(numbered: _Named, language: str, concept: str) -> _Made:
    number, row = numbered
    excerpt = row.get("term", "")[:60]
    weight = row.get("weight") or "2"
    if weight not in ("1", "2", "3"):
        return number, excerpt, _reason("term.weight", weight=weight[:20])
    named = row.get("concept") or concept
    word = Word(
        language=row.get("language") or language,
        concept=named,
        term=row.get("term", ""),
        form=row.get("form") or "plain",
        weight=int(weight),
        note=row.get("note", ""),
        since=row.get("since", ""),
        reviewed_by=tuple(filter(None, (one.strip()[:80] for one in row.get("reviewed_by", "").split(";")))),
    )
    return _checked(number, excerpt, word)


def _hurtlex(numbered: _Named, language: str) -> _Made:
    """One row of HurtLex. Its "conservative" words hurt by themselves, the "inclusive" ones only in some of
    their senses: they weigh less."""
    number, row = numbered
    lemma, category = row.get("lemma", "").replace("_", " "), row.get("category", "").upper()
    excerpt = lemma[:60]
    if category not in hurtlex_concepts():
        return number, excerpt, _reason("hurtlex.category_unknown", source="HurtLex", category=category[:20])
    concept = hurtlex_concepts()[category]
    if concept is None:
        return number, excerpt, _reason("hurtlex.category_left_out", category=category)
    level = row.get("level", "").lower()
    word = Word(
        language=language,
        concept=concept,
        term=lemma.replace("(", "").replace(")", ""),
        form="about" if concept in ("animals", "filth", "vermin") else "plain",
        weight=2 if level == "conservative" else 1,
        note=f"HurtLex {row.get('id', '')} {category} {level}".strip(),
    )
    return _checked(number, excerpt, word)
