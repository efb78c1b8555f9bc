"""Whether two records may be one: what they share, and what tells them apart.

Nothing here decides. A pair whose likeness is strong enough is proposed to a person, with the reasons for
and against; what speaks against never hides a pair, since it may be an error itself. Two things do: what is
a person is no organisation, and who holds a role in the other is not the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from nadhir.screening.sounds import SMALL, sounds, words_of
from nadhir.web.directory import spans

ENOUGH = 2.0  # weight of what is shared, from which a pair is proposed
WEIGHTS = {
    "same_name": 3.0,
    "sounds_alike": 2.0,
    "part_of_name": 1.5,
    "same_family_name": 1.0,
    "same_email": 2.5,
    "same_url": 1.5,
    "same_body": 1.0,
    "same_place": 0.5,
}
AGAINST = {
    "other_first_names": 2.0,
    "other_terms": 1.0,
    "other_place": 1.0,
    "other_years": 2.0,
    "other_kind": 0.5,
}
LONG = 6  # letters of a word in which two may differ
_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Role:
    """A role that an actor holds or held: in which body, which office, from when to when."""

    body: UUID
    kind: str
    begin: str
    end: str


class Word(NamedTuple):
    """A word of a name, folded, and how it sounds."""

    text: str
    sounds: frozenset[str]


@dataclass
class Known:
    """What is compared of one actor."""

    pk: UUID
    kind: str
    fictional: bool
    place: UUID | None
    email: str
    url: str
    began: str
    ended: str
    owner: UUID | None = None
    names: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    @cached_property
    def spelt(self) -> dict[str, str]:
        """Names in one spelling of many, whatever the order of their words, with one of them as written."""
        return {" ".join(sorted(words_of(name))): name for name in self.names if words_of(name)}

    @cached_property
    def spoken(self) -> dict[str, list[tuple[Word, ...]]]:
        """The words of each name of several words, by script: `a` Arabic, `l` Latin."""
        found: dict[str, list[tuple[Word, ...]]] = {}
        for name in self.names:
            words = tuple(
                Word(word, forms)
                for word in words_of(_in_order(name))
                if word not in SMALL and (forms := sounds(word))
            )
            if len(words) > 1:
                script = "l" if words[0].text.isascii() else "a"
                found.setdefault(script, []).append(words)
        return found

    @cached_property
    def heard(self) -> list[tuple[Word, ...]]:
        """The words of each name of several words, in whatever script."""
        return [name for names in self.spoken.values() for name in names]

    @cached_property
    def last_words(self) -> dict[str, str]:
        """The last word of each name of several words: mostly what a family is called."""
        found = ((_in_order(name).split(), words_of(_in_order(name))) for name in self.names)
        return {words[-1]: written[-1] for written, words in found if len(words) > 1}

    @cached_property
    def first_sounds(self) -> frozenset[str]:
        """How all words but the last sound, of names of several words."""
        return frozenset(sound for one in self.heard for word in one[:-1] for sound in word.sounds)

    @property
    def person(self) -> bool:
        return self.kind == _PERSON


def _in_order(name: str) -> str:
    """`Karim, Salma` as one says it."""
    family, comma, first = name.replace("،", ",").partition(",")
    return f"{first.strip()} {family.strip()}" if comma and "," not in first else name


def judge(one: Known, other: Known) -> tuple[float, list[dict[str, Any]]] | None:
    """How much speaks for it that two are one, and the reasons; None where nothing is to be proposed.

    A reason is `code`, `for`, and what it needs to be told: `text`, `body`.
    """
    if one.person != other.person or one.fictional != other.fictional:
        return None
    if any(role.body == other.pk for role in one.roles) or any(role.body == one.pk for role in other.roles):
        return None
    shared = [*_names(one, other), *_besides(one, other)]
    weight = sum(WEIGHTS[reason["code"]] for reason in shared)
    if weight < ENOUGH or not any(
        reason["code"] not in ("same_place", "same_body", "same_url") for reason in shared
    ):
        return None
    whole = any(reason["code"] in ("same_name", "sounds_alike", "part_of_name") for reason in shared)
    apart = [reason for reason in _apart(one, other) if not (whole and reason["code"] == "other_first_names")]
    reasons = [{**reason, "for": True} for reason in shared] + [{**reason, "for": False} for reason in apart]
    return weight - sum(AGAINST[reason["code"]] for reason in apart), reasons


def _names(one: Known, other: Known) -> Iterator[dict[str, Any]]:
    """What the names share: the strongest of it only, and that a family is written alike."""
    if same := one.spelt.keys() & other.spelt.keys():
        yield {"code": "same_name", "text": one.spelt[max(same, key=len)]}
        return
    beside = list(_side_by_side(one, other))
    if any(_same_words(*names) for names in beside):
        yield {"code": "sounds_alike"}
        return
    if one.person and any(_some_words(*names) for names in beside):
        yield {"code": "part_of_name"}
        return
    if one.person and (family := one.last_words.keys() & other.last_words.keys()):
        yield {"code": "same_family_name", "text": one.last_words[max(family)]}


def _side_by_side(one: Known, other: Known) -> Iterator[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """Names to be compared: in the script that both are written in, else across scripts."""
    scripts = one.spoken.keys() & other.spoken.keys()
    if scripts:
        for script in scripts:
            yield from product(one.spoken[script], other.spoken[script])
    else:
        yield from product(one.heard, other.heard)


def _same_words(mine: tuple[Word, ...], theirs: tuple[Word, ...]) -> bool:
    """Whether the words of two names are alike, in whatever order."""
    return len(mine) == len(theirs) and _some_words(mine, theirs)


def _some_words(mine: tuple[Word, ...], theirs: tuple[Word, ...]) -> bool:
    """Whether each word of the shorter name is like another of the longer one."""
    short, long = sorted((mine, theirs), key=len)
    rest = list(long)
    for word in short:
        met = next((other for other in rest if _alike(word, other)), None)
        if met is None:
            return False
        rest.remove(met)
    return True


def _alike(one: Word, other: Word) -> bool:
    """Whether two words may be spellings of one: they sound alike, and in one script differ by a letter, or
    by two where they are long."""
    if not one.sounds & other.sounds:
        return False
    if one.text.isascii() != other.text.isascii() or one.text == other.text:
        return True
    first, second = _written(one.text), _written(other.text)
    most = 2 if min(len(first), len(second)) > LONG else 1
    return _steps(first, second, most) <= most


def _written(word: str) -> str:
    """A Latin word without what writers mix: ee and i, oo and u, doubled letters."""
    return re.sub(r"(.)\1", r"\1", word.replace("ee", "i").replace("oo", "u").replace("ou", "u"))


def _steps(one: str, other: str, most: int) -> int:
    """Letters to be put, taken or changed to make one of the other; more than `most` where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for beside, met in enumerate(other, 1):
            row.append(min(before[beside] + 1, row[-1] + 1, before[beside - 1] + (letter != met)))
        if min(row) > most:
            return most + 1
        before = row
    return before[-1]


def _besides(one: Known, other: Known) -> Iterator[dict[str, Any]]:
    """What they share besides their names."""
    # An address is read at the desk that keeps it: that another's is the same would give it away.
    if one.email and one.email.casefold() == other.email.casefold() and one.owner == other.owner:
        yield {"code": "same_email"}
    if one.url and _site(one.url) == _site(other.url):
        yield {"code": "same_url"}
    bodies = {role.body for role in one.roles} & {role.body for role in other.roles}
    if bodies:
        yield {"code": "same_body", "body": str(min(bodies))}
    if one.place and one.place == other.place:
        yield {"code": "same_place"}


def _apart(one: Known, other: Known) -> Iterator[dict[str, Any]]:
    """What tells them apart."""
    first = one.person and one.first_sounds and other.first_sounds
    if first and not one.first_sounds & other.first_sounds:
        yield {"code": "other_first_names"}
    if (body := _other_terms(one.roles, other.roles)) is not None:
        yield {"code": "other_terms", "body": str(body)}
    if one.place and other.place and one.place != other.place:
        yield {"code": "other_place"}
    if spans.apart((one.began, one.ended), (other.began, other.ended)):
        yield {"code": "other_years"}
    if one.kind != other.kind:
        yield {"code": "other_kind"}


def _other_terms(mine: Iterable[Role], theirs: Iterable[Role]) -> UUID | None:
    """A body in which both served, at times that share no day."""
    for role in mine:
        for other in theirs:
            if role.body == other.body and spans.apart((role.begin, role.end), (other.begin, other.end)):
                return role.body
    return None


def _site(url: str) -> str:
    """An address without what differs between two ways of writing it."""
    return url.casefold().split("://")[-1].removeprefix("www.").rstrip("/")
