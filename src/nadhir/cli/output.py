"""How the command line speaks: in the language of the terminal, in words or as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated, Any

import typer

from nadhir.doctrine.text import Language, language
from nadhir.errors import NadhirError

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Lang = Annotated[
    str | None, typer.Option("--lang", help="ar, en or fr; by default that of the terminal.", metavar="CODE")
]


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
    """Print data as JSON, one document, non-ASCII kept."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))


def say_error(error: NadhirError, lang: str) -> None:
    """Say an error of the house on the error stream."""
    from nadhir.doctrine.phrases import explain

    sys.stderr.write(explain(error, lang) + "\n")
