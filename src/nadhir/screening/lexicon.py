"""Lexicons: the words that screening knows, as YAML that people can read, argue about and mend.

`concepts.yaml` says what words mean, once for all languages; `<language>.yaml` says which words of a
language mean it. In a word list `(x)` is optional, `(x/y)` optional one of several, `…` stands for up to
four words in between; a last `-` says that the word goes on (the Arabic preposition li-), a first `-` that
it may begin earlier. Particles that a language writes onto its words are named once, under `particles`.
Slurs stand under the group they are thrown at. Under a concept the words may be sorted by what they do in
a sentence, their *form*:

    toward   the group follows: "expel all …"          about   the group comes before: "… are vermin"
    base     a bare verb, a call only after "must"     past    a report, a call only after "must"
    strong   a report of violence by itself            plain   no such distinction

"Follows" is said of languages that put the object after the verb; where `order` is "sov" it comes before.

A lexicon must not know how findings are made of it; that is `structure.py` and `rules.py`.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from itertools import islice, product
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from nadhir.doctrine.text import Text
from nadhir.errors import DoctrineError
from nadhir.screening.finding import Coverage
from nadhir.screening.normalise import fold

Kind = Literal[
    # who
    "group", "unprotected", "personnel", "pronoun", "us", "victim", "property",
    # what
    "slur", "dehumanising", "hostile", "approval", "expulsion", "violence", "coded", "praise", "profanity",
    # how
    "negation", "prevention", "quotation", "counter_speech", "question", "self", "modal", "link", "barrier",
    "contrast", "idiom",
]  # fmt: skip
Form = Literal["plain", "toward", "about", "base", "past", "strong"]
Order = Literal["svo", "sov"]

CUES: frozenset[str] = frozenset(
    {
        *("negation", "prevention", "quotation", "counter_speech", "question", "self"),
        *("modal", "link", "barrier", "contrast"),
    }
)
"""Kinds that only matter where something is said or told; looked for in a second pass."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRICT = ConfigDict(extra="forbid", frozen=True)


class _Words3(BaseModel):
    model_config = _STRICT
    ar: str = Field(min_length=1)
    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


class _ConceptFile(BaseModel):
    model_config = _STRICT
    kind: Kind
    gloss: _Words3
    attribute: str | None = None
    weight: int = Field(default=2, ge=1, le=3)
    hallmark: str | None = None
    indicators: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    person: bool = False
    wishes: bool = False


class _Terms(BaseModel):
    """A few words that share a note: where they are said, since when they are listed, by whom seen."""

    model_config = _STRICT
    terms: tuple[str, ...]
    weight: int | None = Field(default=None, ge=1, le=3)
    variant: str | None = None
    note: str | None = None
    since: str | None = None
    reviewed_by: tuple[str, ...] | None = None


_ALONE = _Terms(terms=())  # what words that stand for themselves share: nothing
_List = tuple[str | _Terms, ...]


class _Particles(BaseModel):
    """What may be written onto a word without making it another: before it, after it."""

    model_config = _STRICT
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class _HeadingFile(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    language: str
    script: str
    coverage: Coverage
    also: tuple[str, ...] = ()


class _LexiconFile(_HeadingFile):
    model_config = _STRICT
    since: str
    reviewed_by: tuple[str, ...]
    order: Order = "svo"
    particles: _Particles = _Particles()
    slurs: dict[str, _List] = {}
    words: dict[str, _List | dict[Form, _List]]

    @field_validator("words", "slurs", mode="before")
    @classmethod
    def _as_lists(cls, value: Any) -> Any:
        # YAML reads a bare no, false or 12 as something other than a word: refuse it rather than guess.
        for concept, lists in value.items():
            for words in lists.values() if isinstance(lists, dict) else (lists,):
                if not all(isinstance(word, (str, dict)) for word in words):
                    raise ValueError(f"{concept}: a word needs quotes")
        return value


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word means. `person`: as a target it is somebody, though no protected group ("the traitors").
    `wishes`: it wishes harm without calling people to act. `group`: the group that a slur is thrown at."""

    id: str
    kind: Kind
    gloss: Text
    attribute: str | None = None
    weight: int = 2
    hallmark: str | None = None
    indicators: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    person: bool = False
    wishes: bool = False
    group: Concept | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase of one language. `term` is as written in the YAML, `patterns` are folded."""

    id: str
    language: str
    concept: Concept
    form: Form
    term: str
    patterns: tuple[str, ...]
    weight: int
    since: str
    reviewed_by: tuple[str, ...] = ()
    variant: str | None = None
    note: str | None = None
    order: Order = "svo"

    @property
    def kind(self) -> Kind:
        return self.concept.kind


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of a lexicon that has not been opened yet. `digest` is of the whole file."""

    language: str
    script: str
    coverage: Coverage
    also: tuple[str, ...]
    digest: str

    def opened(self) -> Lexicon:
        return lexicon(self.language)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language in one script; `digest` changes with every change of its file.

    `language` is a code, with the script where it is not the usual one: "ar", "ur-Latn"; `also` names
    languages that are written alike in that script. `particles` are those written before and after a word.
    """

    language: str
    script: str
    coverage: Coverage
    entries: tuple[Entry, ...]
    digest: str
    also: tuple[str, ...] = ()
    order: Order = "svo"
    particles: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def opened(self) -> Lexicon:
        return self

    def vocabulary(self, *, cues: bool = False) -> frozenset[str]:
        """All single folded words of the content entries, for reading disguised spellings; or of the cues."""
        patterns = [
            pattern for entry in self.entries if (entry.kind in CUES) == cues for pattern in entry.patterns
        ]
        words = set(" ".join(patterns).translate(_PARTING).split(" "))
        return frozenset(word for word in words if len(word) > (1 if cues else 2))


_PARTING = str.maketrans(".-", "  ")

MAX_SPELLINGS = 512
"""That one term with optional parts may stand for."""

_OPTION = re.compile(r"\(([^()]*)\)")


def spelled_out(term: str) -> Iterator[str]:
    """Every spelling that a term with optional parts stands for."""
    pieces = _OPTION.split(term)  # what always stands there, and by turns what may
    if len(pieces) == 1:
        yield term
        return
    choices = [("", *piece.split("/")) if at % 2 else (piece,) for at, piece in enumerate(pieces)]
    for chosen in product(*choices):
        spelling = "".join(chosen)
        if "(" in spelling:  # an option around another
            yield from spelled_out(spelling)
        else:
            yield spelling


def _bytes(name: str) -> bytes:
    source = resources.files("nadhir.screening.lexicons") / name
    if not source.is_file():
        raise DoctrineError("lexicon.missing", book="nadhir.screening", lexicon=name)
    return source.read_bytes()


def _read(name: str) -> tuple[Any, str]:
    raw = _bytes(name)
    try:
        return yaml.load(raw, Loader=_LOADER), hashlib.sha256(raw).hexdigest()  # noqa: S506 - a safe loader
    except yaml.YAMLError as problem:
        raise _broken(name, problem) from None


def _broken(name: str, problem: object) -> DoctrineError:
    return DoctrineError("lexicon.broken", book="nadhir.screening", lexicon=name, detail=str(problem))


@functools.cache
def concepts() -> tuple[Mapping[str, Concept], str]:
    """All concepts by id, and the digest of their file.

    Raises:
        DoctrineError: "lexicon.broken".
    """
    raw, digest = _read("concepts.yaml")
    read: dict[str, Concept] = {}
    for identifier, fields in raw.items():
        try:
            made = _ConceptFile.model_validate(fields)
        except ValidationError as problem:
            raise _broken(f"concepts.yaml#{identifier}", problem) from None
        if made.kind == "group" and made.attribute is None:
            raise _broken(f"concepts.yaml#{identifier}", "a group needs an attribute")
        values = made.model_dump() | {"gloss": Text.of(made.gloss.model_dump())}
        read[identifier] = Concept(id=identifier, **values)
    return read, digest


def group_name(group: str) -> Text | None:
    """The name of a `Target.group` in three languages; None for a group no lexicon knows (any more)."""
    known = concepts()[0].get(group)
    return known.gloss if known and known.kind == "group" else None


def available() -> tuple[str, ...]:
    """The languages whose lexicons come with the project, in the order of their codes."""
    folder = resources.files("nadhir.screening.lexicons")
    names = (path.name for path in folder.iterdir() if path.name.endswith(".yaml"))
    return tuple(sorted(name[: -len(".yaml")] for name in names if name not in _NO_LANGUAGE))


_NO_LANGUAGE = ("concepts.yaml", "zxx.yaml")


def signs() -> Lexicon:
    """Emoji, which are read along with every language."""
    return lexicon("zxx")


@functools.cache
def heading(language: str) -> Heading:
    """The head of a lexicon, without the time that reading its words takes.

    Raises:
        DoctrineError: "lexicon.missing", "lexicon.broken".
    """
    raw = _bytes(f"{language}.yaml")
    head = re.split(rb"^(?:slurs|words|particles):", raw, maxsplit=1, flags=re.MULTILINE)[0]
    try:
        file = _HeadingFile.model_validate(yaml.load(head, Loader=_LOADER))  # noqa: S506 - a safe loader
    except (ValidationError, yaml.YAMLError) as problem:
        raise _broken(language, problem) from None
    return Heading(file.language, file.script, file.coverage, file.also, hashlib.sha256(raw).hexdigest())


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of `language` that comes with the project.

    Raises:
        DoctrineError: "lexicon.missing", "lexicon.broken".
    """
    raw, digest = _read(f"{language}.yaml")
    return make(raw, digest)


def make(raw: Any, digest: str) -> Lexicon:
    """A lexicon of what its YAML says.

    Raises:
        DoctrineError: "lexicon.broken": it does not fit the format, or uses an unknown concept.
    """
    name = str(raw.get("language", "?")) if isinstance(raw, dict) else "?"
    try:
        file = _LexiconFile.model_validate(raw)
    except ValidationError as problem:
        raise _broken(name, problem) from None
    known, _ = concepts()
    entries: dict[str, Entry] = {}
    for concept, lists in (*_slurs(file, known, name), *_words(file, known, name)):
        forms = lists if isinstance(lists, dict) else {"plain": lists}
        for form, words in forms.items():
            for word in words:
                shared, terms = (word, word.terms) if isinstance(word, _Terms) else (_ALONE, (word,))
                for term in terms:
                    entry = _new_among(entries, _entry(file, concept, form, term, shared))
                    if entry is not None:
                        entries[entry.id] = entry
    return Lexicon(
        file.language,
        file.script,
        file.coverage,
        tuple(entries.values()),
        digest,
        file.also,
        file.order,
        (tuple(map(fold, file.particles.before)), tuple(map(fold, file.particles.after))),
    )


def _new_among(entries: Mapping[str, Entry], entry: Entry | None) -> Entry | None:
    """The entry with the spellings that are not listed before it under the same first one, and named by the
    first of these; None where all are."""
    while entry is not None and entry.id in entries:
        listed = entries[entry.id].patterns
        new = tuple(pattern for pattern in entry.patterns if pattern not in listed)
        name = entry.id.removesuffix(entry.patterns[0])
        entry = replace(entry, id=f"{name}{new[0]}", patterns=new) if new else None
    return entry


def _words(
    file: _LexiconFile, known: Mapping[str, Concept], name: str
) -> Iterator[tuple[Concept, _List | dict[Form, _List]]]:
    for concept, lists in file.words.items():
        if concept not in known:
            raise _broken(name, f"unknown concept {concept}")
        yield known[concept], lists


def _slurs(file: _LexiconFile, known: Mapping[str, Concept], name: str) -> Iterator[tuple[Concept, _List]]:
    for group, words in file.slurs.items():
        if group not in known or known[group].kind != "group":
            raise _broken(name, f"slurs: unknown group {group}")
        yield slur_against(known[group]), words


@functools.cache
def slur_against(group: Concept) -> Concept:
    """The concept of a slur thrown at `group`."""
    gloss = Text.of(
        {
            "ar": f"شتيمة ضد: {group.gloss.ar}",
            "en": f"slur against: {group.gloss.en}",
            "fr": f"insulte visant : {group.gloss.fr}",
        }
    )
    return Concept(
        id=f"slur.{group.id}", kind="slur", gloss=gloss, attribute=group.attribute, weight=3, group=group
    )


def extended(
    base: Lexicon, words: Mapping[str, Any], *, since: str, reviewed_by: tuple[str, ...] = ()
) -> Lexicon:
    """`base` with further words, in the form of the `words` of a lexicon file, as a situation may need them.

    Raises:
        DoctrineError: "lexicon.broken".
    """
    raw = {
        "language": base.language,
        "script": base.script,
        "coverage": base.coverage,
        "since": since,
        "reviewed_by": reviewed_by,
        "also": base.also,
        "order": base.order,
        "particles": dict(zip(("before", "after"), base.particles, strict=True)),
        "words": words,
    }
    digest = hashlib.sha256(f"{base.digest}{words!r}".encode()).hexdigest()
    added = make(raw, digest)
    entries = {entry.id: entry for entry in (*base.entries, *added.entries)}
    return replace(base, entries=tuple(entries.values()), digest=digest)


def _entry(file: _LexiconFile, concept: Concept, form: Any, term: str, shared: _Terms) -> Entry:
    # Each optional part doubles them: a term of twenty would take minutes and gigabytes.
    spellings = list(islice(spelled_out(term), MAX_SPELLINGS + 1)) if "(" in term else [term]
    if len(spellings) > MAX_SPELLINGS:
        raise _broken(file.language, f"{concept.id}: {term[:80]!r} has more than {MAX_SPELLINGS} spellings")
    patterns = tuple(dict.fromkeys([fold(spelling).strip() for spelling in spellings]))
    if "" in [pattern.strip(" .-") for pattern in patterns]:
        raise _broken(file.language, f"{concept.id}: {term!r} may be empty")
    return Entry(
        id=f"{file.language}.{concept.id}.{form}.{patterns[0]}",
        language=file.language,
        concept=concept,
        form=form,
        term=term,
        patterns=patterns,
        weight=shared.weight or concept.weight,
        since=shared.since or file.since,
        reviewed_by=file.reviewed_by if shared.reviewed_by is None else shared.reviewed_by,
        variant=shared.variant,
        note=shared.note,
        order=file.order,
    )
