"""`nadhir ledger`: prove that the record of acts is whole, and read it."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer

from nadhir.cli.output import AsJson, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.errors import NotPossibleNow

app = typer.Typer(help="The chain of recorded acts.", no_args_is_help=True)


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Walk the whole chain; status 0 only where every link holds."""
    wake()
    from nadhir.web.core import ledger

    proof = ledger.verify()
    if as_json:
        print_json({"whole": True, "entries": proof.count, "hash": proof.hash})
    else:
        typer.echo(say("ledger.whole", language_of_terminal(), entries=proof.count, hash=proof.hash))


@app.command()
def show(
    subject: Annotated[str | None, typer.Option(help="Only the acts upon this record.", metavar="ID")] = None,
    last: Annotated[int, typer.Option(help="How many of the latest acts.", min=1)] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the latest acts."""
    record = _identifier(subject) if subject else None
    wake()
    from nadhir.web.core.models import Entry

    entries = Entry.objects.order_by("-number")
    if record:
        entries = entries.filter(subject_id=record)
    shown = list(reversed(entries[:last]))
    if as_json:
        names = ("number", "at", "actor_id", "act", "noun", "subject_id", "data", "hash")
        print_json([{name: getattr(entry, name) for name in names} for entry in shown])
        return
    if not shown:
        typer.echo(say("ledger.empty", language_of_terminal()))
    for entry in shown:
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        typer.echo(f"{entry.number:>7}  {when}  {entry.act:<22} {entry.noun} {entry.subject_id}")


def _identifier(words: str) -> uuid.UUID:
    try:
        return uuid.UUID(words)
    except ValueError:
        raise NotPossibleNow("record.unknown", book="nadhir.cli", id=words) from None
