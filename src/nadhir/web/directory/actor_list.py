"""Lists of actors that come from outside, as a table or as address cards: what each row would become.

Our own export is read back as it was written. Columns of others are known by their headings in Arabic,
English or French. Nothing is guessed: a row that may be somebody who is known is asked about, and one that
says too little is refused with the reason. Nothing is kept here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from nadhir.doctrine.phrases import explain
from nadhir.doctrine.text import LANGUAGES
from nadhir.errors import NotPossibleNow, RecordRefused
from nadhir.screening.normalise import fold
from nadhir.sources import vcard
from nadhir.sources.dates import parse_written
from nadhir.web.core import clock
from nadhir.web.directory import spans
from nadhir.web.directory.models import Actor, ActorName, Place
from nadhir.web.directory.roster_forms import places_named

MOST = 1_000  # rows of one list
BYTES = 2_000_000
COLUMNS = (
    "id", "kind", "name_ar", "name_en", "name_fr", "other_names", "place", "since", "until", "web", "note_ar",
    "note_en", "note_fr",
)  # fmt: skip
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "identifier", "identifiant", "المعرف"),
    "kind": ("kind", "type", "genre", "nature", "النوع"),
    "name": (
        "name", "full name", "organisation", "organization", "nom", "nom complet", "الاسم", "الاسم الكامل",
        "المنظمة", "الجهة",
    ),
    "given": ("given name", "first name", "prénom", "الاسم الأول"),
    "family": ("family name", "last name", "surname", "nom de famille", "اسم العائلة", "اللقب"),
    "name_ar": ("name_ar", "name in arabic", "arabic", "arabe", "nom en arabe", "الاسم بالعربية", "بالعربية"),
    "name_en": ("name_en", "name in english", "english", "anglais", "nom en anglais", "الاسم بالإنجليزية"),
    "name_fr": ("name_fr", "name in french", "french", "français", "nom en français", "الاسم بالفرنسية"),
    "other_names": ("other_names", "other names", "aliases", "autres noms", "أسماء أخرى"),
    "place": ("place", "country", "location", "lieu", "pays", "المكان", "البلد", "الدولة"),
    "since": ("since", "from", "founded", "depuis", "منذ", "تاريخ التأسيس"),
    "until": ("until", "to", "ended", "jusqu'à", "حتى"),
    "web": ("web", "url", "website", "web address", "site", "site web", "الموقع", "موقع الويب"),
    "note": ("note", "notes", "remarks", "remarque", "ملاحظة", "ملاحظات"),
    "note_ar": ("note_ar",), "note_en": ("note_en",), "note_fr": ("note_fr",),
}  # fmt: skip
_GUARD = re.compile(r"^'(?=[\s\"'\0]*[=+\-@|%\t])")
_OTHER = re.compile(r"^(?P<text>.*?)\s*(?:\[(?P<told>[^\[\]]*)\])?$", re.DOTALL)

# What was written as a place, with the place that it names or why it names none.
Places = dict[str, Place | str]


@dataclass
class Line:
    """A row of a list: what it would become, what is wrong with it, and whom it may be.

    Attributes:
        told: what `services.actors_take` is given.
        problems: why it is refused, in words.
        known: actors that it may be; `same` is the one whose identifier it bears.
        twice: numbers of rows of this list under the same name.
    """

    number: int
    name: str
    told: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    known: list[Actor] = field(default_factory=list)
    same: Actor | None = None
    twice: list[int] = field(default_factory=list)
    uid: str = ""

    @property
    def state(self) -> str:
        """`refused`, `asked` where a person has to say what becomes of it, or `whole`."""
        if self.problems:
            return "refused"
        return "asked" if self.known or self.same or self.twice else "whole"


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding it was read in.

    Raises:
        NotPossibleNow: `actors_list.too_long`, `actors_list.unreadable`.
    """
    if len(raw) > BYTES:
        raise NotPossibleNow("actors_list.too_long", many=MOST)
    try:
        return vcard.decoded(raw)
    except RecordRefused:
        raise NotPossibleNow("actors_list.unreadable") from None


def read(text: str) -> list[Line]:
    """The rows of a list, each by itself; see `selectors.lines_compared` for whom they may be.

    Raises:
        NotPossibleNow: `actors_list.unreadable`, `actors_list.too_long`, `actors_list.no_heading`.
    """
    if "BEGIN:VCARD" in text[:4_000].upper():
        lines = list(_cards(text))
    else:
        places: Places = {}
        lines = [_line(number, row, places) for number, row in islice(_rows(text), MOST + 1)]
    if len(lines) > MOST:
        raise NotPossibleNow("actors_list.too_long", many=MOST)
    seen: dict[str, list[int]] = {}
    for line in lines:
        seen.setdefault(fold(line.name), []).append(line.number)
    for line in lines:
        line.twice = [number for number in seen[fold(line.name)] if line.name and number != line.number]
    return lines


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    known = {fold(word): column for column, words in HEADINGS.items() for word in words}
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        header: list[str] | None = None
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [known.get(fold(cell.strip()), "") for cell in cells]
                if not any(column.startswith(("name", "given", "family")) for column in header):
                    raise NotPossibleNow("actors_list.no_heading")
                continue
            row: dict[str, str] = {}
            for column, cell in zip(header, cells, strict=False):
                if column and cell.strip() and column not in row:
                    row[column] = _GUARD.sub("", cell.strip())
            yield reader.line_num, row
    except csv.Error:
        raise NotPossibleNow("actors_list.unreadable") from None
    if header is None:
        raise NotPossibleNow("actors_list.no_heading")


def _line(number: int, row: Mapping[str, str], places: Places) -> Line:
    names: dict[str, str] = {
        language: row[f"name_{language}"] for language in LANGUAGES if row.get(f"name_{language}")
    }
    whole = row.get("name") or " ".join(part for part in (row.get("given"), row.get("family")) if part)
    if whole and whole not in names.values():
        names.setdefault(_script(whole), whole)
    line = Line(number, whole or next(iter(names.values()), ""), uid=row.get("id", ""))
    notes: dict[str, str] = {
        language: row[f"note_{language}"] for language in LANGUAGES if row.get(f"note_{language}")
    }
    if row.get("note"):
        notes.setdefault(_script(row["note"]), row["note"])
    line.told = {"names": names, "note": notes, "kind": _kind(line, row)}
    line.told["spellings"] = list(_others(row.get("other_names", "")))
    if row.get("given") and row.get("family") and whole != row.get("name"):
        line.told["kind"] = line.told["kind"] or "person"
    line.told["kind"] = line.told["kind"] or "organisation"
    line.told["place"] = _place(line, row.get("place", ""), places)
    for column, name in (("since", "began"), ("until", "ended")):
        line.told[name] = _date(line, row.get(column, ""), end=name == "ended")
    if spans.backwards(line.told["began"], line.told["ended"]):
        line.problems.append(_("It ends before it begins."))
    line.told["url"] = _web(line, row.get("web", ""))
    return _checked(line)


def _by_language(row: Mapping[str, str], what: str) -> dict[str, str]:
    return {language: text for language in LANGUAGES if (text := row.get(f"{what}_{language}", ""))}


def _checked(line: Line) -> Line:
    if not line.told["names"]:
        line.problems.append(_("No name."))
    if any(len(text) > 300 for text in line.told["names"].values()):
        line.problems.append(_("The name is longer than 300 letters."))
    if "\ufffd" in line.name:
        line.problems.append(_("Letters were lost: the file is not in the encoding it seems to be."))
    return line


def _script(text: str) -> str:
    """The language that a name is taken to be in, by its letters."""
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in text)
    return "ar" if arabic * 2 > sum(letter.isalpha() for letter in text) else "en"


def _kind(line: Line, row: Mapping[str, str]) -> str:
    written = row.get("kind", "")
    if not written:
        return ""
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in Actor.Kind.choices:
                if fold(written) in (code, fold(str(label))):
                    return str(code)
    line.problems.append(_("“%(written)s” is no kind.") % {"written": written[:60]})
    return ""


def _place(line: Line, written: str, places: Places) -> Place | None:
    if written and written not in places:
        try:
            places[written] = places_named([written])[0]
        except ValidationError as refused:
            places[written] = " ".join(refused.messages)
    found = places.get(written)
    if isinstance(found, str):
        line.problems.append(found)
        return None
    return found


def _date(line: Line, written: str, *, end: bool) -> str:
    if not written:
        return ""
    try:
        return spans.known(parse_written(written[:200], reference=clock.now().date()), end=end)
    except RecordRefused as refused:
        line.problems.append(explain(refused, translation.get_language()))
        return ""


def _web(line: Line, written: str) -> str:
    address = written if "://" in written or not written else f"https://{written}"
    if address and not re.fullmatch(r"https?://[^\s<>\"]{3,290}", address):
        line.problems.append(_("“%(written)s” is no web address.") % {"written": written[:60]})
        return ""
    return address


def _others(cell: str) -> Iterator[dict[str, str]]:
    """Other names of a cell: `text [language; kind; from; to]`, one after the other, bars between them."""
    for part in re.split(r"\s*[|\n]\s*", cell):
        met = _OTHER.match(part.strip())
        if met is None or not met["text"]:
            continue
        told = [*(one.strip() for one in (met["told"] or "").split(";")), "", "", ""]
        spelling = {"text": met["text"][:300], "language": told[0][:3] or _script(met["text"])}
        spelling["kind"] = told[1] if told[1] in ActorName.Kind.values else ActorName.Kind.SPELLING
        dates = [date if re.fullmatch(r"\d{4}(-\d\d){0,2}", date) else "" for date in told[2:4]]
        if not spans.backwards(*dates):
            spelling |= {"valid_from": dates[0], "valid_to": dates[1]}
        yield spelling


def _cards(text: str) -> Iterator[Line]:
    try:
        for card in vcard.read(text):
            names: dict[str, str] = {}
            for name, language in card.names:
                names.setdefault(language if language in LANGUAGES else _script(name), name[:300])
            line = Line(card.number, next(iter(names.values()), ""), uid=card.uid)
            others = [*card.others, *((name, language) for name, language in card.names)]
            spellings = {
                name[:300]: language or _script(name)
                for name, language in others
                if name not in names.values()
            }
            kind = ActorName.Kind.SPELLING
            line.told = {
                "names": names,
                "kind": card.kind or "person",
                "note": {_script(card.note): card.note} if card.note else {},
                "spellings": [
                    {"text": name, "language": language, "kind": kind} for name, language in spellings.items()
                ],
                "place": None,
                "began": "",
                "ended": "",
                "url": card.url if re.fullmatch(r"https?://[^\s<>\"]{3,290}", card.url) else "",
            }
            yield _checked(line)
    except RecordRefused as refused:
        code = "too_long" if refused.code == "card.too_many" else "unreadable"
        raise NotPossibleNow(f"actors_list.{code}", many=MOST) from None


def row_of(actor: Actor, spellings: Iterable[ActorName]) -> tuple[str, ...]:
    """An actor as a row of our own list: see `COLUMNS`. Addresses are never in it."""
    names = [actor.names.get(language, "") for language in LANGUAGES]
    others = " | ".join(_other(name) for name in spellings if name.text not in actor.names.values())
    notes = [str(actor.note.get(language, "")) for language in LANGUAGES]
    place = actor.place.code if actor.place else ""
    return (str(actor.pk), actor.kind, *names, others, place, actor.began, actor.ended, actor.url, *notes)


def _other(name: ActorName) -> str:
    text = re.sub(r"[|\n\[\]]", " ", name.text)
    return f"{text} [{name.language}; {name.kind}; {name.valid_from}; {name.valid_to}]"
