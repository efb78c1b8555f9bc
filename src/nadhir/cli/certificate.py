"""`nadhir certificate verify`: whether a certificate of training is what was issued, also without a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.errors import FileRefused

app = typer.Typer(help="Certificates of training.", no_args_is_help=True)
MOST = 256 * 1024


@app.callback()
def _group() -> None:
    """Certificates of training."""


@app.command()
def verify(
    certificate: Annotated[
        str,
        typer.Argument(
            help="The number on the paper, or a file with its signed words.", metavar="NUMBER|FILE"
        ),
    ],
    key: Annotated[
        str | None,
        typer.Option(
            help="The public key (Base64) of whoever issued it, where that is another installation."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Check a certificate. Ends with status 0 only where it holds.

    A number is looked up in this workspace. A file is checked by its signature alone, against the key of this
    installation or the one given; where its number is known here, also whether it was revoked.
    """
    chosen = language_of_terminal(lang)
    wake()
    path = Path(certificate)
    found = _of_file(path, key) if path.is_file() else _of_number(certificate)
    if as_json:
        print_json(found)
    else:
        shown = {"number": found["number"] or "–", "name": found["name"], "on": found["revoked_on"] or "–"}
        typer.echo(say(f"certificate.{found['state']}", chosen, **shown))
    if found["state"] != "holds":
        raise typer.Exit(1)


def _of_number(typed: str) -> dict[str, Any]:
    from nadhir.web.cooperation import certifying, selectors

    number = certifying.number_read(typed)
    kept = selectors.certificate_numbered(number) if number else None
    if kept is None:
        return _told("unknown", number or typed)
    printed = json.loads(kept.printed.open())
    if printed.get("number") != kept.number or not certifying.holds(printed, kept.signature):
        return _told("altered", kept.number)
    return _told("revoked" if kept.revoked_at else "holds", kept.number, printed, kept.revoked_at)


def _of_file(path: Path, key: str | None) -> dict[str, Any]:
    from nadhir.web.cooperation import certifying, selectors

    try:
        with path.open("rb") as file:
            text = file.read(MOST).decode("utf-8", "replace")
    except OSError:
        raise FileRefused("file.missing", file=path.name) from None
    printed, signature, _carried = certifying.statement_read(text)
    number = str(printed.get("number", ""))
    # The key that a file brings with it proves nothing: anybody can sign with one of their own.
    if not certifying.holds(printed, signature, key):
        return _told("not_ours" if key is None else "altered", number)
    kept = selectors.certificate_numbered(number) if key is None else None
    if kept is not None and kept.revoked_at:
        return _told("revoked", number, printed, kept.revoked_at)
    return _told("holds", number, printed)


def _told(
    state: str, number: str, printed: dict[str, Any] | None = None, revoked_at: Any = None
) -> dict[str, Any]:
    said = printed or {}
    return {
        "state": state,
        "number": number,
        "name": said.get("name", ""),
        "certificate": said or None,
        "revoked_on": revoked_at.date().isoformat() if revoked_at else None,
    }
