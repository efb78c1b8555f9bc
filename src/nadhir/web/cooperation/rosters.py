"""Lists of participants as people keep them: pasted or as a file, in any script, with or without headings.

What each column holds is guessed from its heading in Arabic, English, French or Amharic, else from what
stands in it; a person can say otherwise. Nothing is kept here: a list is read, shown, and read again when it
is taken over.
"""

from __future__ import annotations

import csv
import functools
import io
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal, get_args

import yaml

from nadhir.errors import NotPossibleNow
from nadhir.screening.normalise import fold
from nadhir.sources.limits import Limits
from nadhir.sources.tables import Row, words_of

Role = Literal["name", "given", "family", "organisation", "sex", "age", "language", ""]
ROLES: tuple[Role, ...] = get_args(Role)

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 3_000, 40, 4 * 1024 * 1024
LONGEST = 200
# A cell between quotation marks may hold several lines.
MOST_LINES = 4 * MOST_ROWS

_NUMBERING = re.compile(r"^\s*(?:no\.?|n°|nº|#|№|م|الرقم|رقم|ተ\.?ቁ\.?|row|id)\s*$", re.IGNORECASE)
_ADDRESS = re.compile(r"[<(\[]?[^\s<>()\[\]]*@[^\s<>()\[\]]*[>)\]]?")


@functools.lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    """Folded words with what they mean, by what is asked: `headings`, `sexes`, `languages`."""
    text = resources.files("nadhir.web.cooperation").joinpath("rosters.yaml").read_text("utf-8")
    listed: dict[str, dict[str, list[str]]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {
        asked: {fold(word): meaning for meaning, words in by.items() for word in words}
        for asked, by in listed.items()
    }


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a list. `young` is whether under 30, None where the list does not tell; `row` is counted as
    in the list; `problem` is a code, empty where all is well: `without_name`, `twice`, `there_already`,
    `unclear_sex`, `unclear_age`, `unusual`: its line is divided otherwise than the rest. Of these only the
    last three are taken over."""

    row: int
    name: str
    organisation: str = ""
    sex: str = "other"
    young: bool | None = None
    language: str = ""
    problem: str = ""

    @property
    def key(self) -> str:
        return key_of(self.name)

    @property
    def kept_out(self) -> bool:
        return self.problem in ("without_name", "twice", "there_already")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as rows of cells. `header` is empty where the first row is already a person; `numbers` are those
    of the rows as the list counts them, `unusual` those of rows that are divided otherwise than the rest."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    unusual: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        return max((len(row) for row in (self.header, *self.rows)), default=0)

    def as_text(self) -> str:
        """The list as it is handed on by a page: tabs between cells."""
        written = io.StringIO()
        writer = csv.writer(written, delimiter="\t", lineterminator="\n")
        rows = [self.header, *self.rows] if self.header else self.rows
        writer.writerows((*row, *[""] * (self.width - len(row))) for row in rows)
        return written.getvalue()


def key_of(name: str) -> str:
    """What two spellings of one name have in common: letters folded, order and dots of the parts ignored."""
    return " ".join(sorted(fold(name).replace(".", " ").replace(",", " ").split()))


def read_bytes(content: bytes) -> Sheet:
    """A file: a workbook, or text whose columns stand between commas, semicolons, tabs or bars.

    Raises:
        NotPossibleNow: `roster.empty`, `roster.too_large`, `roster.too_long`.
        FileRefused: it is damaged, or no list at all.
    """
    if len(content) > MOST_BYTES:
        raise NotPossibleNow("roster.too_large", most=MOST_BYTES // (1024 * 1024))
    if content.startswith(b"PK\x03\x04"):
        return _sheet(_workbook(content))
    from nadhir.sources.prose import decode

    text, _notes = decode(Path("list"), content)
    return read_text(text)


def read_text(text: str) -> Sheet:
    """A list as it was pasted; see `read_bytes`. A line that is divided otherwise than the rest is read by
    its own mark, and noted."""
    lines = text.replace("\0", "").rstrip("\r\n\t ;,|،").splitlines()
    if len(lines) > MOST_LINES:
        raise NotPossibleNow("roster.too_long", most=MOST_ROWS)
    filled = [line for line in lines if line.strip()]
    # A comma may stand within a name; what else divides most lines is asked first.
    marks = sorted("\t;|،", key=lambda mark: -sum(mark in line for line in filled))
    best = next((mark for mark in (*marks, ",") if sum(mark in one for one in filled) * 2 > len(filled)), "")
    each = [_mark_of(line, best) for line in lines]
    across = bool(best) and any(line.count('"') % 2 for line in lines)
    if set(each) - {best, ""} and not across:
        rows = [_divided(line, mark) for line, mark in zip(lines, each, strict=True)]
        noted = (at for at, mark in enumerate(each, start=1) if mark != best)
        return _sheet(_aligned(rows), frozenset(noted))
    if not best:
        return _sheet([[line.strip()] for line in lines])
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))
    try:
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=best))
    except csv.Error:
        rows = [line.split(best) for line in lines]
    return _sheet(rows)


def _mark_of(line: str, best: str) -> str:
    """What divides a line: what divides most of them, else a mark of its own; a comma only where what stands
    after it is no part of a name."""
    if best and best in line:
        return best
    for mark in "\t;|":
        if mark in line:
            return mark
    for mark in "،,":
        after = line.split(mark)[1:]
        if len(after) > 1 or any("@" in one or sex_of(one) for one in after):
            return mark
    return ""


def _divided(line: str, mark: str) -> list[str]:
    """The cells of one line, cut to what is looked at."""
    try:
        row = next(csv.reader([line], delimiter=mark), []) if mark else [line]
    except csv.Error:
        row = line.split(mark)
    return [cell[: 2 * LONGEST] for cell in row[:MOST_COLUMNS]]


def _aligned(rows: list[list[str]]) -> list[list[str]]:
    """Lines that are each divided by themselves, with the sex and the address of each in the same columns;
    as they are where they have headings."""
    known = _words()["headings"]
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    if any(fold(cell.strip()) in known for cell in first):
        return rows
    parted = []
    for row in rows:
        sex = next((at for at, cell in enumerate(row) if at and sex_of(cell)), -1)
        address = next((at for at, cell in enumerate(row) if at and _ADDRESS.fullmatch(cell.strip())), -1)
        rest = [cell for at, cell in enumerate(row) if at not in (sex, address)]
        parted.append((rest, row[sex] if sex > 0 else "", row[address] if address > 0 else ""))
    width = max(len(rest) for rest, _sex, _address in parted)
    return [[*rest, *[""] * (width - len(rest)), sex, address] for rest, sex, address in parted]


def _workbook(content: bytes) -> list[list[str]]:
    from nadhir.sources.workbooks import open_workbook

    with tempfile.TemporaryDirectory(prefix="nadhir-list-") as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(content)
        small = Limits(file_bytes=MOST_BYTES, workbook_bytes=64 * 1024 * 1024, shared_bytes=16 * 1024 * 1024)
        table = open_workbook(path, small)
        rows = [["" if re.fullmatch(r"column \d+", name) else name for name in table.columns]]
        for row in table.rows():
            if isinstance(row, Row):
                rows.append([words_of(row.cells.get(name)) for name in table.columns])
            if len(rows) > MOST_ROWS + 1:
                break
    return rows


def _sheet(rows: Iterable[Sequence[str]], unusual: frozenset[int] = frozenset()) -> Sheet:
    clean = [tuple(_cell(cell) for cell in row[:MOST_COLUMNS]) for row in rows]
    filled = [(at, row) for at, row in enumerate(clean, start=1) if any(row)]
    if not filled:
        raise NotPossibleNow("roster.empty")
    known = _words()["headings"]
    first = filled[0][1]
    heading = any(fold(cell) in known for cell in first)
    people = filled[1:] if heading else filled
    if not people:
        raise NotPossibleNow("roster.empty")
    if len(people) > MOST_ROWS:
        raise NotPossibleNow("roster.too_long", most=MOST_ROWS)
    return Sheet(
        first if heading else (),
        tuple(row for _, row in people),
        tuple(number for number, _ in people),
        unusual,
    )


def _cell(cell: str) -> str:
    """A cell without what nobody sees, cut to what is kept."""
    seen = "".join(
        char
        for char in str(cell)
        if unicodedata.category(char) not in ("Cf", "Cc", "Cs") or char in "\t\n\u200c\u200d"
    )
    return " ".join(seen.split())[:LONGEST]


def guess(sheet: Sheet) -> tuple[Role, ...]:
    """What each column holds; each role once."""
    known = _words()["headings"]
    roles: list[Role] = []
    for at in range(sheet.width):
        heading = sheet.header[at] if at < len(sheet.header) else ""
        role: Role = known.get(fold(heading), "") if heading else ""  # type: ignore[assignment]
        roles.append(role if role not in roles else "")
    columns = [
        [row[at] for row in sheet.rows[:200] if at < len(row) and row[at]] for at in range(sheet.width)
    ]
    for at, cells in enumerate(columns):
        if roles[at] or not cells or (at < len(sheet.header) and _NUMBERING.match(sheet.header[at] or "")):
            continue
        if "sex" not in roles and all(sex_of(cell) for cell in cells):
            roles[at] = "sex"
        elif (
            "age" not in roles
            and all((number_of(cell) or 0) > 9 for cell in cells)
            and len(set(cells)) < len(cells)
        ):
            roles[at] = "age"
    if "name" not in roles and "given" not in roles and "family" not in roles:
        free = [
            at
            for at, cells in enumerate(columns)
            if not roles[at] and cells and number_of(cells[0]) is None and not _addresses(cells)
        ]
        if free:
            roles[free[0]] = "name"
            if len(free) > 1 and not sheet.header:
                roles[free[1]] = "organisation"
    return tuple(roles)


def _addresses(cells: list[str]) -> bool:
    return sum("@" in cell for cell in cells) * 2 > len(cells)


def people_of(
    sheet: Sheet, roles: Sequence[Role], *, year: int, known: Iterable[str] = (), both: bool = False
) -> list[Person]:
    """Everybody of the list, in its order.

    Args:
        year: this one, to tell the age of whoever gave a year of birth.
        known: keys of names that are there already.
        both: keep people of one name apart: they are said to be several.
    """
    there, seen, found = set(known), Counter[str](), []
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        cells: dict[Role, str] = {role: row[at] for at, role in enumerate(roles) if role and at < len(row)}
        person = _person(number, cells, year)
        problem = person.problem or ("unusual" if number in sheet.unusual else "")
        if not problem.startswith("without") and not both:
            if person.key in there:
                problem = "there_already"
            elif seen[person.key]:
                problem = "twice"
        seen[person.key] += 1
        found.append(
            Person(
                number, person.name, person.organisation, person.sex, person.young, person.language, problem
            )
        )
    return found


def _person(number: int, cells: dict[Role, str], year: int) -> Person:
    written = cells.get("name") or " ".join(filter(None, (cells.get("given"), cells.get("family"))))
    name, told = _name_in(written)
    sex, age = cells.get("sex", "") or told, cells.get("age", "")
    young = young_of(age, year) if age else None
    problem = ""
    if not any(char.isalpha() for char in name):
        problem = "without_name"
    elif sex and not sex_of(sex):
        problem = "unclear_sex"
    elif age and young is None:
        problem = "unclear_age"
    elif name != written:
        problem = "unusual"
    spoken = _words()["languages"].get(fold(cells.get("language", "")), "")
    of = " ".join(_ADDRESS.sub(" ", cells.get("organisation", "")).split())
    return Person(number, name, of, sex_of(sex) or "other", young, spoken, problem)


def _name_in(written: str) -> tuple[str, str]:
    """A name without an address, and without the word at its end that says a sex; and that word. Short ones
    and titles can be parts of a name, and stay."""
    parts = _ADDRESS.sub(" ", written).split()
    if len(parts) > 1 and fold(parts[-1].strip("-–—:/()")) in _words()["plain"]:
        return " ".join(parts[:-1]).rstrip(" -–—:/,;،"), parts[-1].strip("-–—:/()")
    if len(parts) < len(written.split()):
        return " ".join(parts).rstrip(" -–—:/,;،"), ""
    return written, ""


def sex_of(word: str) -> str:
    """`female`, `male`, `other`; empty where the word says none of them."""
    return _words()["sexes"].get(fold(word.strip(" .")), "")


def number_of(word: str) -> int | None:
    """A whole number in the digits of any script, Ethiopic ones included; None where it is none."""
    text = word.strip()
    if not text or len(text) > 10:
        return None
    values = [unicodedata.numeric(char, -1.0) for char in text]
    if any(value < 0 or value != int(value) for value in values):
        return None
    if all(char.isdecimal() for char in text):
        return int(text)
    # Ethiopic figures are added, and multiplied by hundred: ፲፱፻፹፭ is 1985.
    total = part = 0
    for value in map(int, values):
        if value == 100:
            total, part = total + (part or 1) * 100, 0
        else:
            part += value
    return total + part


def young_of(word: str, year: int) -> bool | None:
    """Whether under 30, of an age, a year or a date of birth, or a range such as 18–29; None if unclear."""
    numbers = [number_of(part) for part in re.split(r"[^\w]+", word) if part]
    plain = [one for one in numbers if one is not None]
    years = [one for one in plain if 1900 <= one <= year]
    if years:
        return year - years[0] < 30
    ages = [one for one in plain if 5 <= one <= 120]
    if len(ages) == 1:
        return ages[0] < 30
    if len(ages) == 2 and (max(ages) < 30 or min(ages) >= 30):
        return max(ages) < 30
    return None
