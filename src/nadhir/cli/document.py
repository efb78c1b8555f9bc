"""`nadhir document`: make a document for a person's eyes, as the pages of the platform would."""

from __future__ import annotations

import uuid
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, LanguageCode, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.errors import NotPossibleNow

if TYPE_CHECKING:
    from nadhir.web.situations.documents import Audience

app = typer.Typer(
    help="Documents in PDF, Word and Markdown, as one person may have them.", no_args_is_help=True
)


class Form(StrEnum):
    """A kind of file."""

    PDF = "pdf"
    WORD = "docx"
    MARKDOWN = "md"


class Kind(StrEnum):
    """A document about a situation."""

    PROFILE = "profile"
    NOTE = "note"
    REPORT = "report"
    INSIGHTS = "insights"


Identifier = Annotated[str, typer.Argument(help="The identifier of the record.", metavar="ID")]
Reader = Annotated[
    str, typer.Option("--for", help="Address of the person whose clearance decides.", metavar="ADDRESS")
]
Out = Annotated[Path, typer.Option("--out", help="The file to write.", metavar="FILE")]
AsForm = Annotated[Form, typer.Option("--format", help="The kind of file.")]
Lang = Annotated[
    LanguageCode | None, typer.Option("--lang", help="Of the document; by default the person's own.")
]


@app.command()
def assessment(
    record: Identifier,
    reader: Reader,
    out: Out,
    form: AsForm = Form.PDF,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """An assessment with its evidence."""
    key = _identifier(record)
    audience = _audience(reader, lang)
    from nadhir.web.situations import selectors
    from nadhir.web.situations.documents import of_assessment

    _write(of_assessment(audience, selectors.assessment(audience.viewer, key)), form, out, as_json)


@app.command()
def situation(
    record: Identifier,
    reader: Reader,
    out: Out,
    kind: Annotated[Kind, typer.Option(help="Which document.")] = Kind.PROFILE,
    form: AsForm = Form.PDF,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """A profile, confidential note, situation report or dialogue brief of a situation."""
    key = _identifier(record)
    audience = _audience(reader, lang)
    from nadhir.web.situations import selectors
    from nadhir.web.situations.documents import OF_SITUATION

    one = selectors.situation(audience.viewer, key)
    _write(OF_SITUATION[kind.value].build(audience, one), form, out, as_json)


@app.command()
def incident(
    record: Identifier,
    reader: Reader,
    out: Out,
    form: AsForm = Form.PDF,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """An incident report of one report of an event."""
    key = _identifier(record)
    audience = _audience(reader, lang)
    from nadhir.web.intake import selectors
    from nadhir.web.situations.documents import of_item

    _write(of_item(audience, selectors.item(audience.viewer, key)), form, out, as_json)


@app.command()
def highlights(
    reader: Reader, out: Out, form: AsForm = Form.PDF, lang: Lang = None, as_json: AsJson = False
) -> None:
    """The highlights of the week."""
    audience = _audience(reader, lang)
    from nadhir.web.portal.documents.highlights import build

    _write(build(audience), form, out, as_json)


def _identifier(words: str) -> uuid.UUID:
    try:
        return uuid.UUID(words)
    except ValueError:
        raise NotPossibleNow("record.unknown", book="nadhir.cli", id=words) from None


def _audience(reader: str, lang: LanguageCode | None) -> Audience:
    """Whoever is to read it: nothing that this person may not see is in the document."""
    wake()
    from nadhir.doctrine.text import language
    from nadhir.web.accounts import selectors as accounts
    from nadhir.web.situations.documents import Audience

    user = accounts.person(reader)
    if user is None:
        raise NotPossibleNow("document.reader_unknown", book="nadhir.cli", address=reader)
    viewer = accounts.viewer_of(user)
    return Audience(viewer, language(lang.value if lang else viewer.language), accounts.digits_of(user))


def _write(made: Any, form: Form, out: Path, as_json: bool) -> None:
    from nadhir.web.situations.documents.outlet import FORMS

    content = FORMS[form.value][1](made)
    try:
        out.write_bytes(content)
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise NotPossibleNow("document.unwritten", book="nadhir.cli", file=str(out), detail=detail) from None
    if as_json:
        print_json({"file": str(out), "bytes": len(content), "marking": str(made.marking), "lang": made.lang})
    else:
        typer.echo(say("document.written", language_of_terminal(), file=str(out), marking=str(made.marking)))
