"""Which column means what: guessed from names and contents, shown before it is used, overruled at will."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import abc
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, RecordRefused
from nadhir.sources import months
from nadhir.sources.dates import parse_written
from nadhir.sources.records import excerpt_of, note
from nadhir.sources.tables import Cell, words_of

Role = Literal[
    "id", "title", "text", "url", "language", "author", "published", "occurred", "place", "region", "country",
    "country_code", "latitude", "longitude", "deaths", "deaths_low", "deaths_high", "deaths_civilians",
    "side_a", "side_b", "injured", "displaced", "damage", "weapons", "cause", "response", "follow_up",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
DATES: frozenset[Role] = frozenset({"published", "occurred"})
_SIDES: frozenset[Role] = frozenset({"side_a", "side_b"})
COUNTS: frozenset[Role] = frozenset(
    {"deaths", "deaths_low", "deaths_high", "deaths_civilians", "injured", "displaced"}
)
# What a report of an incident says besides, in its own words.
TOLD: tuple[Role, ...] = ("damage", "weapons", "cause", "response", "follow_up")

_EXACT, _PARTLY = 100.0, 60.0
_ONLY_A_DATE = frozenset({"date", "التاريخ", "تاريخ"})
_DAY_MONTH = re.compile(r"\s*(\d{1,2})[/-](\d{1,2})[/-]\d{4}\b")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column was taken for. `role` is None where it is kept as an attribute only."""

    column: str
    role: Role | None
    why: Reason
    examples: tuple[str, ...] = ()

    @property
    def label(self) -> Reason:
        """The role in words."""
        return note(f"role.{self.role or 'none'}")

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "role": self.role,
            "why": self.why.as_json(),
            "examples": list(self.examples),
        }


@dataclass(frozen=True, slots=True)
class Mapping:
    """The roles of a table's columns.

    Attributes:
        uses: one per column of the table, in its order.
        day_first: whether 03/04/2012 is in April, where the columns themselves tell; else None, and
            such dates are left open.
    """

    uses: tuple[ColumnUse, ...]
    day_first: bool | None = None

    def column(self, role: Role) -> str | None:
        """The column that has `role`."""
        return next((use.column for use in self.uses if use.role == role), None)

    def as_dict(self) -> dict[str, str]:
        """Role to column: what `sources.read(…, mapping=…)` takes back."""
        return {use.role: use.column for use in self.uses if use.role}

    def describe(self) -> tuple[ColumnUse, ...]:
        """What to show a person before anything is taken in: columns with a role first."""
        return tuple(sorted(self.uses, key=lambda use: ROLES.index(use.role) if use.role else len(ROLES)))

    def with_roles(self, chosen: abc.Mapping[str, str]) -> Mapping:
        """The mapping with some roles given to other columns by a person, `{"text": "النص"}`. An empty
        column name takes the role away.

        Raises:
            FileRefused: `table.column_missing` or `table.role_unknown`.
        """
        columns = [use.column for use in self.uses]
        for role, column in chosen.items():
            if role not in ROLES:
                raise FileRefused("table.role_unknown", role=role, known=list(ROLES))
            if column and column not in columns:
                raise FileRefused("table.column_missing", column=column, columns=columns)
        given = {column: role for role, column in chosen.items() if column}
        uses = []
        for use in self.uses:
            if use.column in given:
                role_given: Any = given[use.column]
                use = ColumnUse(
                    use.column, role_given, note("mapping.chosen", column=use.column), use.examples
                )
            elif use.role in chosen:
                use = ColumnUse(use.column, None, note("mapping.kept", column=use.column), use.examples)
            uses.append(use)
        return Mapping(tuple(uses), self.day_first)


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    folded: str
    values: tuple[str, ...]
    rows: int

    def share(self, test: abc.Callable[[str], bool]) -> float:
        return sum(map(test, self.values)) / len(self.values) if self.values else 0.0


def guess_mapping(header: Sequence[str], rows: Sequence[abc.Mapping[str, Cell]]) -> Mapping:
    """Give roles to columns by their names in three languages and by what a sample of rows holds.

    A name that the contents contradict counts for nothing; a text column without a telling name is
    found by being the longest prose. A table without any has no `text` in its mapping.
    """
    columns = [_Column(name, fold_name(name), _values(name, rows), len(rows)) for name in header]
    roles: dict[str, tuple[Role, Reason]] = {}
    taken: set[Role] = set()
    for _, _, role, column, known in sorted(_by_name(columns), key=lambda match: match[:2]):
        if role not in taken and column.name not in roles:
            roles[column.name] = (role, note("mapping.name_matched", column=column.name, name=known))
            taken.add(role)
    _sides_need_an_event(roles, taken)
    _events_have_happened(roles, taken)
    _by_content(columns, roles, taken)
    given: dict[str, tuple[Role | None, Reason]] = {**roles}
    uses = []
    for column in columns:
        use_role, why = given.get(column.name, (None, note("mapping.kept", column=column.name)))
        examples = tuple(excerpt_of(value, 60) for value in dict.fromkeys(column.values))[:3]
        uses.append(ColumnUse(column.name, use_role, why, examples))
    dated = [column for column in columns if column.name in roles and roles[column.name][0] in DATES]
    return Mapping(tuple(uses), _day_first(dated))


def fold_name(name: str) -> str:
    """A column name with case, accents, letter variants and separators folded away."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", name))
    return " ".join(re.findall(r"[^\W_]+|°", months.folded(spaced).casefold()))


@functools.cache
def _names() -> tuple[tuple[Role, tuple[str, ...]], ...]:
    source = resources.files("nadhir.sources") / "columns.yaml"
    read = yaml.safe_load(source.read_text("utf-8"))
    return tuple((role, tuple(dict.fromkeys(fold_name(str(name)) for name in read[role]))) for role in ROLES)


def _by_name(columns: list[_Column]) -> abc.Iterator[tuple[float, int, Role, _Column, str]]:
    """Matches of names: negative score, position, role, column, the known name."""
    for role, names in _names():
        for at, column in enumerate(columns):
            best: tuple[float, str] | None = None
            for rank, known in enumerate(names):
                score = _score(column.folded, known) - rank / 10
                if score > 0 and (best is None or score > best[0]):
                    best = (score, known)
            if best and _content_fits(role, column):
                yield -best[0], at, role, column, best[1]


def _score(folded: str, known: str) -> float:
    if folded == known:
        return _EXACT
    if len(known) > 2 and (folded.startswith(known + " ") or folded.endswith(" " + known)):
        return _PARTLY
    return 0.0


def _content_fits(role: Role, column: _Column) -> bool:
    """Whether the sample allows this role. An empty column may still be what its name says, except
    that nobody reads an empty text; where there are no rows yet, names are all there is."""
    if not column.values:
        return role != "text" or not column.rows
    if role in DATES:
        return column.share(_is_date) >= 0.5
    if role in {"latitude", "longitude"}:
        return column.share(lambda value: _in_range(value, 90 if role == "latitude" else 180)) >= 0.9
    if role in COUNTS:
        return column.share(lambda value: number_of(value) is not None) >= 0.9
    if role == "url":
        return column.share(lambda value: "/" in value or "." in value) >= 0.5
    if role == "id":
        return len(set(column.values)) == len(column.values)
    if role in {"language", "country_code"}:
        return column.share(lambda value: len(value) <= 20) >= 0.9
    if role in {"text", "title"}:
        return column.share(lambda value: any(map(str.isalpha, value)) and not _ADDRESS.match(value)) >= 0.5
    return True


def _sides_need_an_event(roles: dict[str, tuple[Role, Reason]], taken: set[Role]) -> None:
    """A lone "target" may be anything; beside the dead, or beside its counterpart, it is a side."""
    if taken & COUNTS or taken >= _SIDES:
        return
    for column in [column for column, (role, _) in roles.items() if role in _SIDES]:
        del roles[column]
    taken -= _SIDES


def _events_have_happened(roles: dict[str, tuple[Role, Reason]], taken: set[Role]) -> None:
    """A bare "date" beside numbers of dead is the day it happened, not of publication."""
    if "occurred" in taken or not taken & (COUNTS | _SIDES):
        return
    for column, (role, why) in roles.items():
        if role == "published" and fold_name(column) in _ONLY_A_DATE:
            roles[column] = ("occurred", why)
            taken.symmetric_difference_update({"published", "occurred"})


def _by_content(columns: list[_Column], roles: dict[str, tuple[Role, Reason]], taken: set[Role]) -> None:
    free = [column for column in columns if column.name not in roles and column.values]
    if "url" not in taken:
        found = [column for column in free if column.share(lambda v: bool(_ADDRESS.match(v))) >= 0.6]
        if found:
            roles[found[0].name] = ("url", note("mapping.looks_like_addresses", column=found[0].name))
    if not taken & DATES:
        found = [column for column in free if column.share(_is_full_date) >= 0.8]
        if len(found) == 1:
            roles[found[0].name] = ("published", note("mapping.looks_like_dates", column=found[0].name))
    if "text" not in taken:
        prose = [column for column in columns if _may_be_prose(column, roles)]
        if prose:
            longest = max(prose, key=_length)
            why = "mapping.only_column" if len(columns) == 1 else "mapping.longest_text"
            if len(columns) == 1 or _is_prose(longest):
                roles[longest.name] = ("text", note(why, column=longest.name))


def _may_be_prose(column: _Column, roles: dict[str, tuple[Role, Reason]]) -> bool:
    role = roles[column.name][0] if column.name in roles else None
    return role in {None, "title"} and bool(column.values) and _content_fits("text", column)


def _is_prose(column: _Column) -> bool:
    """Sentences rather than names: long, of several words, seldom the same, seldom missing."""
    seldom_the_same = len(set(column.values)) > 0.6 * len(column.values)
    seldom_missing = len(column.values) >= 0.5 * column.rows
    return _length(column) >= 15 and column.share(_has_words) >= 0.5 and seldom_the_same and seldom_missing


def _has_words(value: str) -> bool:
    # Three words, or a run of letters in a script that does not space them.
    return len(value.split()) >= 3 or (sum(map(str.isalpha, value)) >= 15 and not value.isascii())


def _length(column: _Column) -> float:
    return sum(map(len, column.values)) / len(column.values)


def _values(name: str, rows: Sequence[abc.Mapping[str, Cell]]) -> tuple[str, ...]:
    return tuple(words for row in rows if (words := words_of(row.get(name))))


def _is_date(value: str) -> bool:
    """Whether it is meant as a date; one that means nothing certain still is."""
    try:
        parse_written(value)
    except RecordRefused as refused:
        return refused.code != "date.unreadable"
    return True


def _is_full_date(value: str) -> bool:
    return len(value) >= 8 and not value.isdigit() and _is_date(value)


def _day_first(columns: list[_Column]) -> bool | None:
    pairs = [found for column in columns for value in column.values if (found := _DAY_MONTH.match(value))]
    first = any(int(pair[1]) > 12 for pair in pairs)
    second = any(int(pair[2]) > 12 for pair in pairs)
    return first if first != second else None


def _in_range(value: str, limit: float) -> bool:
    number = decimal_of(value)
    return number is not None and abs(number) <= limit


_ARABIC_NUMBERS = {
    **{0x0660 + n: ord("0") + n for n in range(10)},
    **{0x06F0 + n: ord("0") + n for n in range(10)},
}
_THOUSANDS = re.compile(r"(?<=\d)[,٬\u00a0\u202f\u2009' ](?=\d{3}(?:\D|$))")
_NUMBER = re.compile(r"-?\d+(?:\.0+)?")


def number_of(words: str) -> int | None:
    """A whole number as people write it: 1,234 · 1 234 · ١٢٣٤ · 12.0; None where it is none."""
    plain = _THOUSANDS.sub("", words.strip().translate(_ARABIC_NUMBERS))
    return int(float(plain)) if len(plain) < 16 and _NUMBER.fullmatch(plain) else None


def decimal_of(words: str) -> float | None:
    """A decimal number: 12.5, 12,5 or ١٢٫٥; None where it is none."""
    plain = words.strip().translate(_ARABIC_NUMBERS).replace("٫", ".")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"[+-]?\d{1,4}(?:\.\d{0,20})?", plain, re.ASCII) else None
