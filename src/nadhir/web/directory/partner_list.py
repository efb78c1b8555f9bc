"""A list of organisations as a spreadsheet saves it, row by row: what each becomes, what is wrong with it.

Columns are known by their headings in Arabic, English or French, in any order. Nothing is guessed: a row
whose name is in the directory already is asked about, and a row that says too little is left out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES
from nadhir.errors import NotPossibleNow, RecordRefused
from nadhir.screening.normalise import fold
from nadhir.sources.dates import parse_written
from nadhir.web.core import clock, policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory.models import Actor, ActorName, Consent, Field, Partner
from nadhir.web.directory.network_forms import LINES
from nadhir.web.directory.roster_forms import places_named
from nadhir.web.directory.selectors import languages
from nadhir.web.directory.services import Shown
from nadhir.web.directory.services.consented import told_already

MOST = 500  # rows of one list
BYTES = 400_000
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "organisation", "organization", "nom", "الاسم", "المنظمة"),
    "name_ar": ("name_ar", "name in arabic", "nom en arabe", "الاسم بالعربية"),
    "name_en": ("name_en", "name in english", "nom en anglais", "الاسم بالإنجليزية"),
    "name_fr": ("name_fr", "name in french", "nom en français", "الاسم بالفرنسية"),
    "kind": ("kind", "type", "النوع"),
    "places": ("places", "place", "lieux", "lieu", "الأماكن", "المكان"),
    "works_on": ("works on", "works_on", "fields", "domaines", "travaille sur", "تعمل على", "المجالات"),
    "offers": ("offers", "offre", "ما تقدمه", "العرض"),
    "languages": ("languages", "langues", "اللغات"),
    "contact": ("contact", "الاتصال", "جهة الاتصال"),
    "scope": ("may be shown to", "scope", "visible pour", "تظهر لمن", "النطاق"),
    "on": ("agreed on", "date", "accord donné le", "تاريخ الموافقة"),
    "until": ("agreed until", "until", "accord jusqu'au", "accord jusqu’au", "الموافقة حتى"),
    "how": ("how they agreed", "how", "comment", "كيف وافقت"),
}
SEVERAL = ("places", "works_on", "languages")


@dataclass
class Line:
    """A row of the list: what it would become, what is wrong with it, and whom it may be."""

    number: int
    name: str
    told: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    known: list[Actor] = field(default_factory=list)


def read(viewer: Viewer, raw: bytes) -> list[Line]:
    """The rows of a list.

    Raises:
        NotPossibleNow: `list.unreadable`, `list.too_long`, `list.no_heading`.
    """
    return [_line(viewer, number, row) for number, row in _rows(decoded(raw))]


def decoded(raw: bytes) -> str:
    """The text of a file, in UTF-8 or as spreadsheets write it."""
    if len(raw) > BYTES:
        raise NotPossibleNow("list.too_long", many=MOST)
    codecs = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    for codec in codecs:
        try:
            return raw.decode(codec).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise NotPossibleNow("list.unreadable")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        table = list(islice(reader, MOST + 2))
    except csv.Error:
        raise NotPossibleNow("list.unreadable") from None
    headings = {fold(one): name for name, known in HEADINGS.items() for one in known}
    columns = [headings.get(fold(cell.strip()), "") for cell in table[0]] if table else []
    if not {"name", "name_ar", "name_en", "name_fr"} & set(columns):
        raise NotPossibleNow("list.no_heading")
    if len(table) > MOST + 1:
        raise NotPossibleNow("list.too_long", many=MOST)
    for number, row in enumerate(table[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}
        if any(cells.values()):
            yield number, cells


def _line(viewer: Viewer, number: int, cells: dict[str, str]) -> Line:
    names: dict[str, str] = {code: cells[f"name_{code}"] for code in LANGUAGES if cells.get(f"name_{code}")}
    plain = cells.get("name", "")
    if plain and plain not in names.values():
        names.setdefault(_script(plain), plain)
    line = Line(number, next(iter(names.values()), ""))
    if not names:
        line.problems.append(_("It has no name."))
    told: dict[str, Any] = {"names": names, "contact": cells.get("contact", "")}
    line.told = told
    told["kind"] = _one(line, "kind", cells, Partner.Kind.choices) or Partner.Kind.OTHER
    try:
        told["places"] = places_named(_cut(cells.get("places", "")))
    except ValidationError as refused:
        line.problems += refused.messages
    told["works_on"] = _many(line, "works_on", cells, Field.choices)
    told["languages"] = _many(line, "languages", cells, languages())
    told["offers"] = {_script(cells["offers"]): cells["offers"]} if cells.get("offers") else {}
    told["agreed"] = _agreed(line, cells)
    line.known = _known(viewer, names)
    stands = [one.partner for one in line.known[:1] if hasattr(one, "partner")]
    if any(one.withdrawn_at is None and told_already(viewer, one) for one in stands):
        line.problems.append(_("It stands here already."))
    return line


def _script(text: str) -> str:
    """The working language that a name is most likely written in: by its script, else the reader's."""
    if any("\u0600" <= letter <= "\u06ff" for letter in text):
        return "ar"
    reader = get_language()
    return reader if reader in ("en", "fr") else "en"


def _cut(cell: str) -> list[str]:
    found = cell
    for mark in ";؛،|\n":
        found = found.replace(mark, ",")
    return [one.strip() for one in found.split(",") if one.strip()][:LINES]


def _words(choices: Any) -> dict[str, str]:
    """Codes by what they are called in each language, and by themselves."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {fold(str(label)): code for code, label in choices}
    return known | {fold(code): code for code, _label in choices}


def _one(line: Line, name: str, cells: dict[str, str], choices: Any) -> str:
    written = cells.get(name, "")
    code = _words(choices).get(fold(written), "") if written else ""
    if written and not code:
        line.problems.append(_("“%(word)s” is not known here.") % {"word": written})
    return code


def _many(line: Line, name: str, cells: dict[str, str], choices: Any) -> list[str]:
    known, found = _words(choices), []
    for written in _cut(cells.get(name, "")):
        if (code := known.get(fold(written))) is None:
            line.problems.append(_("“%(word)s” is not known here.") % {"word": written})
        elif code not in found:
            found.append(code)
    return found


def _agreed(line: Line, cells: dict[str, str]) -> Shown | None:
    scope = _one(line, "scope", cells, Consent.choices) or Consent.DESK
    days = {}
    for name in ("on", "until"):
        if not cells.get(name):
            continue
        try:
            days[name] = parse_written(cells[name], reference=clock.now().date())
        except RecordRefused as refused:
            line.problems.append(explain(refused, get_language()))
    if not cells.get("how"):
        line.problems.append(_("It does not say how they agreed."))
    if not cells.get("until"):
        line.problems.append(_("It does not say until when they agreed."))
    if line.problems:
        return None
    on = days["on"].start if "on" in days else None
    return Shown(scope, days["until"].end, cells["how"], on)


def _known(viewer: Viewer, names: Mapping[str, str]) -> list[Actor]:
    """Actors of the same name that the viewer may know of; persons are none of them."""
    spelt = ActorName.objects.filter(folded__in={fold(name)[:300] for name in names.values()})
    found = policy.visible(Actor.objects.select_related("partner"), viewer)
    found = found.filter(pk__in=policy.visible(spelt, viewer).values("actor"))
    return list(found.exclude(kind__in=(Actor.Kind.PERSON, Actor.Kind.STATE)).order_by("pk")[:5])
