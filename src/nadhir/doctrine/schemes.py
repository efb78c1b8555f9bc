"""A partner's own indicators, read as a catalogue: from CSV, Excel, JSON or YAML.

In: the bytes of a file with a code, words in one language at least and, where there is one, the code of the
element above. Out: a `Catalogue` and its *gaps* in words: languages that are missing and which stands in for
them, elements above that are named and not there, numbers that a series leaves out. A file that would make a
wrong catalogue (a code twice, a circle of parents) is refused, with every problem named.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from nadhir.doctrine.catalogue import Catalogue, Element
from nadhir.doctrine.phrases import Reason, phrasebook
from nadhir.doctrine.text import LANGUAGES, Text
from nadhir.errors import DoctrineError

BOOK = "nadhir.doctrine"
MOST_BYTES = 5 * 2**20
MOST_ELEMENTS = 2_000
LONGEST_TEXT, LONGEST_LABEL = 1_000, 40
DEEPEST = 6
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,19}")
_SHOWN = 8

# How columns and keys are called; folded to lower case, spaces and hyphens to underscores.
_NAMES = {
    "code": ("code", "id", "notation", "number", "no", "indicator_code", "الرمز", "رمز", "numéro", "numero"),
    "parent": ("parent", "parent_code", "broader", "above", "الأصل"),
    "kind": ("kind", "type", "level", "نوع"),
    "label": ("label", "name", "title", "short_label", "preflabel", "libellé", "libelle", "الاسم", "تسمية"),
    "text": ("text", "description", "definition", "indicator", "wording", "texte", "نص", "المؤشر"),
}
_PART_OF = {name: part for part, names in _NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class SchemeRead:
    """A scheme as a catalogue, and what is missing in it."""

    catalogue: Catalogue
    gaps: tuple[Reason, ...]


@dataclass(slots=True)
class _Row:
    """One element as it was written: words by part and language ("" where no language is said)."""

    at: int
    code: str = ""
    parent: str = ""
    kind: str = ""
    words: dict[tuple[str, str], str] = field(default_factory=dict)


def read_scheme(
    raw: bytes, *, file_name: str, catalogue_id: str, title: str = "", language: str = "en"
) -> SchemeRead:
    """Read a scheme.

    Args:
        catalogue_id: what the catalogue is called in here.
        title: where the file gives none; by default the name of the file.
        language: of words for which the file names none.

    Raises:
        DoctrineError: `scheme.too_large`, `scheme.format`, `scheme.empty`, `scheme.too_many`, or
            `scheme.broken` with every problem (the first eight).
    """
    if len(raw) > MOST_BYTES:
        raise DoctrineError("scheme.too_large", file=file_name, largest=MOST_BYTES // 2**20)
    rows, head = _rows(raw, file_name)
    rows = [row for row in rows if row.code or row.words]
    if not rows:
        raise DoctrineError("scheme.empty", file=file_name)
    if len(rows) > MOST_ELEMENTS:
        raise DoctrineError("scheme.too_many", file=file_name, most=MOST_ELEMENTS)
    _check(rows, file_name)
    gaps: list[Reason] = []
    elements = _elements(rows, language, gaps)
    named = _titles(head, title or file_name.rpartition(".")[0] or file_name)
    catalogue = Catalogue(
        id=catalogue_id,
        kind="framework",
        version=str(head.get("version") or head.get("edition") or "1")[:40],
        title=named,
        summary=named,
        citation=str(head.get("citation") or file_name)[:300],
        sources=(),
        licence_note="",
        elements=tuple(elements),
    )
    gaps.extend(_numbers_left_out(elements))
    return SchemeRead(catalogue, tuple(gaps))


def catalogue_of(data: Mapping[str, Any]) -> Catalogue:
    """A catalogue from what `Catalogue.as_json` gave.

    Raises:
        DoctrineError: `scheme.broken`: it is not that.
    """
    try:
        elements = tuple(
            Element(
                id=one["id"],
                kind=one["kind"],
                parent=one["parent"],
                text=Text.of(one["text"]),
                label=Text.of(one["label"]) if one["label"] else None,
                to_verify=one["to_verify"],
                show_number=one["show_number"],
                guidance=tuple(Text.of(words) for words in one["guidance"]),
                citation=one["citation"],
            )
            for one in data["elements"]
        )
        return Catalogue(
            id=data["id"],
            kind=data["kind"],
            version=data["version"],
            title=Text.of(data["title"]),
            summary=Text.of(data["summary"]),
            citation=data["citation"],
            sources=tuple(data["sources"]),
            licence_note=data["licence_note"],
            elements=elements,
        )
    except (KeyError, TypeError) as error:
        raise DoctrineError("scheme.broken", file="–", detail=[]) from error


# ------------------------------------------------------------------ forms of files


def _rows(raw: bytes, file_name: str) -> tuple[list[_Row], Mapping[str, Any]]:
    ending = file_name.lower().rpartition(".")[2]
    if raw[:4] == b"PK\x03\x04":
        return list(_of_table(_sheet(raw, file_name))), {}
    if ending in ("json", "yaml", "yml") or raw.lstrip()[:1] in (b"{", b"["):
        return _of_data(_data(raw, ending, file_name), file_name)
    text = _decoded(raw, file_name)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        table = list(csv.reader(io.StringIO(text), dialect))
    except csv.Error as error:
        raise DoctrineError("scheme.format", file=file_name) from error
    return list(_of_table(table)), {}


def _decoded(raw: bytes, file_name: str) -> str:
    for codec in ("utf-8-sig", "utf-16"):
        if codec == "utf-16" and raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return raw.decode(codec).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise DoctrineError("scheme.not_utf8", file=file_name)


def _sheet(raw: bytes, file_name: str) -> list[list[str]]:
    import zipfile

    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > 20 * MOST_BYTES:
                raise DoctrineError("scheme.too_large", file=file_name, largest=MOST_BYTES // 2**20)
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ELEMENTS + 50, max_col=40)
        return [["" if cell is None else _cell(cell) for cell in row] for row in rows]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError) as error:
        raise DoctrineError("scheme.format", file=file_name) from error


def _cell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _data(raw: bytes, ending: str, file_name: str) -> Any:
    text = _decoded(raw, file_name)
    try:
        if ending in ("yaml", "yml"):
            if re.search(r"(?m)(^|[\s\[{,:-])[&*][A-Za-z0-9_]", text):
                raise DoctrineError("scheme.format", file=file_name)  # aliases: a small file that grows
            return yaml.safe_load(text)
        return json.loads(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise DoctrineError("scheme.format", file=file_name) from error


def _part(name: object) -> tuple[str, str] | None:
    """Which part of an element a column or key holds, and in which language."""
    folded = re.sub(r"[\s-]+", "_", str(name).strip().lower())
    start, _underscore, end = folded.rpartition("_")
    if end in LANGUAGES and start in _PART_OF:
        return _PART_OF[start], end
    return (_PART_OF[folded], "") if folded in _PART_OF else None


def _of_table(table: Sequence[Sequence[str]]) -> Iterator[_Row]:
    heads = next((at for at, row in enumerate(table[:20]) if ("code", "") in map(_part, row)), None)
    if heads is None:
        raise DoctrineError("scheme.no_code")
    columns = [_part(name) for name in table[heads]]
    for at, cells in enumerate(table[heads + 1 :], start=heads + 2):
        row = _Row(at)
        for column, cell in zip(columns, cells, strict=False):
            if column is not None and cell.strip():
                _put(row, column, cell)
        yield row


def _put(row: _Row, column: tuple[str, str], said: object) -> None:
    part, lang = column
    words = " ".join(str(said).split())[:LONGEST_TEXT]
    if part in ("code", "parent", "kind"):
        setattr(row, part, words)
    elif words:
        row.words[part, lang] = words


def _of_data(data: Any, file_name: str) -> tuple[list[_Row], Mapping[str, Any]]:
    head = data if isinstance(data, Mapping) else {}
    listed = head.get("elements") or head.get("indicators") if head else data
    if not isinstance(listed, list):
        raise DoctrineError("scheme.format", file=file_name)
    rows: list[_Row] = []
    _gather(listed, "", rows, 0, file_name)
    return rows, head


def _gather(listed: list[Any], parent: str, rows: list[_Row], depth: int, file_name: str) -> None:
    for entry in listed:
        if not isinstance(entry, Mapping) or depth > DEEPEST:
            raise DoctrineError("scheme.format", file=file_name)
        row = _Row(len(rows) + 1, parent=parent)
        for name, said in entry.items():
            column = _part(name)
            if column is None or said is None:
                continue
            if isinstance(said, Mapping):
                for lang, words in said.items():
                    if lang in LANGUAGES and isinstance(words, str):
                        _put(row, (column[0], lang), words)
            elif isinstance(said, (str, int, float)):
                _put(row, column, said)
        rows.append(row)
        children = entry.get("children")
        if isinstance(children, list):
            _gather(children, row.code, rows, depth + 1, file_name)


# ------------------------------------------------------------------ making the catalogue


def _check(rows: Sequence[_Row], file_name: str) -> None:
    """Refuse what would make a wrong catalogue."""
    problems: list[Text] = []
    seen: dict[str, int] = {}
    for row in rows:
        if not CODE.fullmatch(row.code):
            problems.append(_said("scheme.code_wrong", row=row.at, found=row.code[:40] or "–"))
        elif row.code in seen:
            problems.append(_said("scheme.code_twice", row=row.at, code=row.code, first=seen[row.code]))
        seen.setdefault(row.code, row.at)
        if not row.words:
            problems.append(_said("scheme.no_words", row=row.at, code=row.code[:40] or "–"))
    above = {row.code: row.parent for row in rows}
    for row in rows:
        line, at = {row.code}, row.parent
        while at in above and at not in line:
            line.add(at)
            at = above[at]
        if at in line and at:
            problems.append(_said("scheme.circle", row=row.at, code=row.code))
        elif len(line) > DEEPEST:
            problems.append(_said("scheme.too_deep", row=row.at, most=DEEPEST))
    if problems:
        raise DoctrineError("scheme.broken", file=file_name, detail=problems[:_SHOWN])


def _elements(rows: Sequence[_Row], language: str, gaps: list[Reason]) -> list[Element]:
    codes = {row.code for row in rows}
    missing: dict[str, int] = dict.fromkeys(LANGUAGES, 0)
    made: dict[str, Element] = {}
    for row in rows:
        parent = row.parent or None
        if parent is not None and parent not in codes:
            gaps.append(Reason("scheme.parent_missing", {"code": row.code, "parent": parent[:40]}, book=BOOK))
            parent = None
        text, label = (_text(row, part, language) for part in ("text", "label"))
        words = text or label
        assert words is not None  # noqa: S101 - a row without words was refused
        for lang in LANGUAGES:
            missing[lang] += not _has(row, lang, language)
        short = label if label and all(len(label.in_(lang)) <= LONGEST_LABEL for lang in LANGUAGES) else None
        kind = row.kind if CODE.fullmatch(row.kind) else ("indicator" if parent else "factor")
        made[row.code] = Element(row.code, kind, parent, words, label=short if text else None)
    for spoken, many in missing.items():
        if many:
            gaps.append(Reason("scheme.language_missing", {"language": spoken, "elements": many}, book=BOOK))
    return list(_in_order(made))


def _in_order(made: Mapping[str, Element]) -> Iterator[Element]:
    """Children behind their parent, otherwise as written."""
    children: dict[str | None, list[Element]] = {}
    for one in made.values():
        children.setdefault(one.parent, []).append(one)

    def under(parent: str | None) -> Iterator[Element]:
        for one in children.get(parent, ()):
            yield one
            yield from under(one.id)

    yield from under(None)


def _has(row: _Row, lang: str, language: str) -> bool:
    keys = [
        (part, said) for part in ("text", "label") for said in (lang, *([""] if lang == language else []))
    ]
    return any(row.words.get(key) for key in keys)


def _text(row: _Row, part: str, language: str) -> Text | None:
    """The words of one part; a language that is missing is filled by another that is there."""
    found = {lang: row.words[part, lang] for lang in (*LANGUAGES, "") if (part, lang) in row.words}
    if not found:
        return None
    found.setdefault(language, found.get("", ""))
    order = (language, "en", "fr", "ar")
    stands_in = next((found[lang] for lang in order if found.get(lang)), "")
    return Text(**{lang: found.get(lang) or stands_in for lang in LANGUAGES})


def _numbers_left_out(elements: Iterable[Element]) -> Iterator[Reason]:
    """Numbers that a series such as 1.1, 1.2, 1.4 leaves out."""
    series: dict[str, list[int]] = {}
    for one in elements:
        if found := re.fullmatch(r"(.*?)(\d{1,3})", one.id):
            series.setdefault(found[1], []).append(int(found[2]))
    for start, numbers in series.items():
        gaps = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
        if len(numbers) > 1 and gaps and len(gaps) <= len(numbers):
            codes = [f"{start}{number}" for number in gaps]
            yield Reason("scheme.numbers_missing", {"codes": codes[:12]}, book=BOOK)


def _titles(head: Mapping[str, Any], instead: str) -> Text:
    title = head.get("title") or head.get("name") or instead
    if isinstance(title, Mapping):
        said = {lang: str(title[lang]).strip()[:200] for lang in LANGUAGES if title.get(lang)}
        first = next(iter(said.values()), instead)
        return Text(**{lang: said.get(lang, first) for lang in LANGUAGES})
    words = str(title).strip()[:200] or instead
    return Text(words, words, words)


def _said(phrase: str, **params: Any) -> Text:
    book = phrasebook(BOOK)
    return Text(**{lang: book.say(phrase, lang, **params) for lang in LANGUAGES})
