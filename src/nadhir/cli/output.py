"""How the command line speaks: in the language of the terminal, in words or as JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from nadhir.doctrine.text import Language, language
from nadhir.errors import NadhirError

BOOK = "nadhir.cli"

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Lang = Annotated[
    str | None, typer.Option("--lang", help="ar, en or fr; by default that of the terminal.", metavar="CODE")
]


class LanguageCode(StrEnum):
    """A working language, as an option takes it."""

    AR = "ar"
    EN = "en"
    FR = "fr"


# What could move the cursor, colour or rename the window: a file's name is not ours to trust.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LATIN_ISOLATED = re.compile("\u2068([ -~]*)\u2069")


def language_of_terminal(asked: str | None = None) -> Language:
    """The language asked for, else NADHIR_LANG, else that of the terminal's locale."""
    for value in (
        asked,
        *(os.environ.get(name) for name in ("NADHIR_LANG", "LC_ALL", "LC_MESSAGES", "LANG")),
    ):
        if value:
            return language(value)
    return "en"


def print_json(result: Any) -> None:
    """Print data as JSON, one document, non-ASCII kept. Half letters, which a file name can hold, are
    escaped, so that any reader can take them."""
    said = json.dumps(result, ensure_ascii=False, indent=2, default=str)
    typer.echo(said.encode("utf-8", "backslashreplace").decode())


def say(code: str, lang: str, /, **params: Any) -> str:
    """A phrase of the command line, fit for a terminal."""
    from nadhir.doctrine.phrases import phrasebook

    return plain(phrasebook(BOOK).say(code, lang, **params), lang)


def plain(words: str, lang: str) -> str:
    """Words fit for a terminal: no control characters, and no isolates round what needs none."""
    shown = _CONTROLS.sub("\ufffd", words)
    return shown if lang == "ar" else _LATIN_ISOLATED.sub(r"\1", shown)


def words_of(error: NadhirError, lang: str) -> str:
    """An error of the house in one sentence for the terminal."""
    from nadhir.doctrine.phrases import explain

    return plain(explain(error, lang), lang)


def tell(words: str) -> None:
    """Write a line on the error stream, where remarks go that are no result."""
    sys.stderr.write(words.encode("utf-8", "backslashreplace").decode() + "\n")


def say_error(error: NadhirError, lang: str) -> None:
    """Say an error of the house on the error stream."""
    tell(words_of(error, lang))
