"""Catalogues and crosswalks in the forms that partners' systems read: JSON, tables and SKOS.

In: a `Catalogue` or a `Crosswalk`. Out: bytes. SKOS (W3C Recommendation of 18 August 2009) is written as
Turtle: a concept scheme, a concept for each element with notation, labels and definitions in three
languages, and what stands above and below it. A correspondence is `closeMatch` where two elements answer to
each other and to nothing else, `relatedMatch` otherwise: our crosswalks are reading aids, never identities.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from nadhir.doctrine.catalogue import Catalogue, Crosswalk, Element
from nadhir.doctrine.text import LANGUAGES, Text

FORMATS = ("json", "csv", "xlsx", "skos")
ENDINGS = {"json": "json", "csv": "csv", "xlsx": "xlsx", "skos": "ttl"}
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "skos": "text/turtle; charset=utf-8",
}
BASE = "urn:nadhir:"

Table = tuple[list[str], list[list[str]]]

_PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def export_catalogue(catalogue: Catalogue, form: str, *, base: str = BASE) -> bytes:
    """A catalogue in one of `FORMATS`.

    Args:
        base: what identifiers of SKOS begin with.
    """
    if form == "json":
        return _json(catalogue.as_json())
    if form == "skos":
        return "".join(_catalogue_turtle(catalogue, base)).encode()
    return _TABLES[form](_catalogue_table(catalogue))


def export_crosswalk(
    walk: Crosswalk, source: Catalogue, target: Catalogue, form: str, *, base: str = BASE
) -> bytes:
    """A crosswalk in one of `FORMATS`; `source` and `target` are its two catalogues."""
    if form == "json":
        pairs = {one: list(others) for one, others in walk.items()}
        note = walk.note.as_dict()
        return _json(
            {"source": walk.source, "target": walk.target, "ours": walk.ours, "note": note, "pairs": pairs}
        )
    if form == "skos":
        return "".join(_crosswalk_turtle(walk, base)).encode()
    return _TABLES[form](_crosswalk_table(walk, source, target))


def _json(data: Mapping[str, object]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _catalogue_table(catalogue: Catalogue) -> Table:
    columns = ["code", "kind", "parent", *(f"label_{lang}" for lang in LANGUAGES)]
    columns += [*(f"text_{lang}" for lang in LANGUAGES), "number_confirmed", "wording_to_verify", "citation"]
    rows = [
        [
            one.id,
            one.kind,
            one.parent or "",
            *(one.label.in_(lang) if one.label else "" for lang in LANGUAGES),
            *(one.text.in_(lang) for lang in LANGUAGES),
            "yes" if one.show_number else "no",
            "yes" if one.to_verify else "no",
            one.citation or "",
        ]
        for one in catalogue.elements
    ]
    return columns, rows


def _crosswalk_table(walk: Crosswalk, source: Catalogue, target: Catalogue) -> Table:
    columns = ["source", "source_code", *(f"source_{lang}" for lang in LANGUAGES)]
    columns += ["target", "target_code", *(f"target_{lang}" for lang in LANGUAGES), "match"]
    rows = []
    for one, other, match in _matches(walk):
        here, there = source.element(one).text, target.element(other).text
        ours = [walk.source, one, *(here.in_(lang) for lang in LANGUAGES)]
        rows.append([*ours, walk.target, other, *(there.in_(lang) for lang in LANGUAGES), match])
    return columns, rows


def _as_csv(table: Table) -> bytes:
    columns, rows = table
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _as_xlsx(table: Table) -> bytes:
    import openpyxl

    columns, rows = table
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("catalogue")
    sheet.append(columns)
    for row in rows:
        sheet.append([_safe(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_TABLES: Mapping[str, Callable[[Table], bytes]] = {"csv": _as_csv, "xlsx": _as_xlsx}


def _safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    shown = "".join(letter for letter in cell if letter in "\t\n" or letter >= " ")
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@", "\t") else shown


# ------------------------------------------------------------------ SKOS


def _catalogue_turtle(catalogue: Catalogue, base: str) -> Iterator[str]:
    scheme = _iri(base, catalogue.id)
    yield _PREFIXES
    about: list[tuple[str, Iterable[str]]] = [
        ("a", ["skos:ConceptScheme"]),
        ("dct:identifier", [_literal(catalogue.id)]),
        ("skos:prefLabel", _three(catalogue.title)),
        ("dct:title", _three(catalogue.title)),
        ("dct:description", _three(catalogue.summary)),
        ("owl:versionInfo", [_literal(catalogue.version)]),
        ("dct:source", [_literal(one) for one in (catalogue.citation, *catalogue.sources) if one]),
        ("dct:rights", [_literal(catalogue.licence_note)] if catalogue.licence_note else []),
        ("skos:scopeNote", [said for text in catalogue.guidance for said in _three(text)]),
        ("skos:hasTopConcept", [_iri(base, catalogue.id, one.id) for one in catalogue.roots()]),
    ]
    yield _subject(scheme, about)
    for one in catalogue.elements:
        yield _subject(_iri(base, catalogue.id, one.id), _concept(catalogue, one, base))


def _concept(catalogue: Catalogue, one: Element, base: str) -> list[tuple[str, Iterable[str]]]:
    scheme = _iri(base, catalogue.id)
    verify = '"The wording is ours and has not been compared with the official text yet."@en'
    return [
        ("a", ["skos:Concept"]),
        ("skos:inScheme", [scheme]),
        ("skos:topConceptOf", [] if one.parent else [scheme]),
        ("dct:identifier", [_literal(one.id)]),
        ("skos:notation", [_literal(one.id)] if one.show_number else []),
        ("skos:prefLabel", _three(one.label or one.text)),
        ("skos:definition", _three(one.text)),
        ("skos:scopeNote", [said for text in one.guidance for said in _three(text)]),
        ("skos:editorialNote", [verify] if one.to_verify else []),
        ("dct:source", [_literal(one.citation)] if one.citation else []),
        ("skos:broader", [_iri(base, catalogue.id, one.parent)] if one.parent else []),
        ("skos:narrower", [_iri(base, catalogue.id, child.id) for child in catalogue.children(one.id)]),
    ]


def _crosswalk_turtle(walk: Crosswalk, base: str) -> Iterator[str]:
    yield _PREFIXES
    by_source: dict[str, dict[str, list[str]]] = {}
    for one, other, match in _matches(walk):
        by_source.setdefault(one, {}).setdefault(match, []).append(_iri(base, walk.target, other))
    for one, matches in by_source.items():
        yield _subject(
            _iri(base, walk.source, one), [(f"skos:{match}", iris) for match, iris in matches.items()]
        )


def _matches(walk: Crosswalk) -> Iterator[tuple[str, str, str]]:
    """Every pair with what SKOS calls it."""
    back = walk.reversed()
    for one, others in walk.items():
        for other in others:
            alone = len(others) == 1 and len(back[other]) == 1
            yield one, other, "closeMatch" if alone else "relatedMatch"


def _subject(iri: str, said: Sequence[tuple[str, Iterable[str]]]) -> str:
    lines = [f"    {name} {', '.join(values)}" for name, given in said if (values := list(given))]
    return f"\n{iri}\n" + " ;\n".join(lines) + " .\n"


def _iri(base: str, *parts: str) -> str:
    # A base comes from a person's option: what would end the identifier is written out.
    start = quote(base, safe=":/?#[]@!$&'()*+,;=~%-._")
    return f"<{start}{':'.join(quote(part, safe='') for part in parts)}>"


def _three(text: Text) -> list[str]:
    return [f"{_literal(text.in_(lang))}@{lang}" for lang in LANGUAGES]


def _literal(words: str) -> str:
    plain = "".join(_ESCAPES.get(letter, letter) for letter in words if letter in "\n\r\t" or letter >= " ")
    return f'"{plain}"'
