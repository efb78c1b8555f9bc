"""Everything that can go wrong in Nadhir, as one tree.

    NadhirError
    ├── InputRefused         a file or record cannot be taken; says which and why
    │   ├── FileRefused      the whole file: empty, locked, not what it claims, too deep a bomb
    │   └── RecordRefused    one record of it: no text, an impossible date
    ├── DoctrineError        a catalogue or phrase book is missing, broken or asked for an unknown element
    ├── DocumentError        a paper cannot be made of what it was given: empty, a damaged figure, uneven rows
    ├── PanelError           figures for the forecast are missing or contradict themselves
    ├── NotAllowed           the policy says no
    ├── NotPossibleNow       the act does not fit the state of the thing (signing a signed assessment)
    ├── Conflict             somebody else changed it first
    └── LedgerBroken         the chain of acts does not verify

An error carries a *code* and *parameters*, never a sentence. The sentence is made at the edge, in the
reader's language, from the phrase book of the package that raised it (`nadhir.doctrine.phrases`).
"""

from __future__ import annotations

from typing import Any, ClassVar


class NadhirError(Exception):
    """The root. `code` names a phrase, `params` fill it; `book` says in whose phrase book it stands."""

    book: ClassVar[str] = "nadhir.doctrine"

    def __init__(self, code: str, /, *, book: str | None = None, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
        self.phrase_book = book or self.book

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class InputRefused(NadhirError):
    """Something from outside cannot be taken."""

    book = "nadhir.sources"


class FileRefused(InputRefused):
    """A whole file cannot be read; nothing of it was kept."""


class RecordRefused(InputRefused):
    """One record of a file cannot be taken; the others can."""


class DoctrineError(NadhirError):
    """A catalogue or a phrase book is missing or broken, or lacks the element asked for."""


class DocumentError(NadhirError):
    """A document cannot be made: nothing in it, a damaged figure, a table whose rows differ in length."""

    book = "nadhir.documents"


class PanelError(NadhirError):
    """Figures for the forecast are missing or contradict themselves."""

    book = "nadhir.forecasting"


class NotAllowed(NadhirError):
    """The policy does not let this person do or see this."""

    book = "nadhir.web"


class NotPossibleNow(NadhirError):
    """The act does not fit the state the thing is in."""

    book = "nadhir.web"


class Conflict(NadhirError):
    """Somebody else changed the same thing first; nothing was overwritten."""

    book = "nadhir.web"


class LedgerBroken(NadhirError):
    """The chain of recorded acts does not verify."""

    book = "nadhir.web"
