"""The command line: `nadhir`.

Every command prints its result as words or, with `--json`, as data; it ends with status 0 only where it did
what it was asked. Heavy imports stay inside the commands, so that `nadhir --help` is instant.
"""

from __future__ import annotations

import sys

import typer

from nadhir import __version__
from nadhir.cli import (
    actors,
    bench,
    cap,
    certificate,
    doctrine,
    document,
    figures,
    forecast,
    intake,
    keys,
    ledger,
    people,
    platform,
    retraining,
    screen,
    screening,
    sending,
)
from nadhir.cli.output import language_of_terminal, say_error
from nadhir.errors import NadhirError
from nadhir.web.workspace import Workspace

app = typer.Typer(
    name="nadhir",
    help="Early warning and prevention of atrocity crimes and of the incitement that prepares them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(actors.app, name="actors")
app.add_typer(bench.app, name="bench")
app.add_typer(certificate.app, name="certificate")
app.add_typer(doctrine.app, name="doctrine")
app.add_typer(document.app, name="document")
app.add_typer(keys.app, name="keys")
app.add_typer(ledger.app, name="ledger")
app.add_typer(people.app, name="user")
screening.app.command("retrain")(retraining.retrain)
app.add_typer(screening.app, name="screening")
app.add_typer(figures.panel, name="panel")
app.add_typer(forecast.app, name="forecast")
app.command("up")(platform.up)
app.command("serve")(platform.serve)
app.command("worker")(platform.worker)
app.command("outbox")(sending.outbox)
app.command("bounces")(sending.bounces)
app.command("init")(platform.init)
app.command("demo")(platform.demo)
app.command("ingest")(intake.ingest)
app.command("screen")(screen.screen)
app.command("cap")(cap.cap)
app.command("watch")(figures.watch)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    pass


def main() -> None:
    """Run the command line; errors of the house become a sentence and status 1."""
    Workspace.of_environment().announce()
    try:
        app()
    except NadhirError as error:
        say_error(error, language_of_terminal())
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe went away, as `head` does; nothing is wrong.
        sys.stderr.close()
        sys.exit(1)
