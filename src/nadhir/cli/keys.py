"""`nadhir keys`: the keys of sealed fields, and how they are changed."""

from __future__ import annotations

from typing import Annotated

import typer

from nadhir.cli.output import AsJson, language_of_terminal, print_json, say
from nadhir.cli.shell import wake

app = typer.Typer(help="The keys of what is sealed.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The keys of what is sealed."""


@app.command()
def rotate(
    forget: Annotated[
        bool,
        typer.Option(
            "--forget",
            help="Destroy the old keys afterwards. Backups made before can then no longer be opened.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Seal every sealed field anew with a new key; the old one is kept beside it."""
    wake()
    from nadhir.web.core import sealed
    from nadhir.web.core.services import records_reseal

    made = sealed.key_change()
    done = records_reseal()
    gone = sealed.keys_forget() if forget else 0
    if as_json:
        print_json({"new_key": made, "fields": done, "forgotten": gone})
    else:
        typer.echo(say("keys.rotated", language_of_terminal(), fields=done, forgotten=gone))
