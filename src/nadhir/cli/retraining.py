"""`nadhir screening retrain`: learn screening anew, see before and after, and let it hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, plain, print_json, say, tell
from nadhir.web.workspace import Workspace

if TYPE_CHECKING:
    from nadhir.doctrine.phrases import Reason
    from nadhir.screening.retraining.comparing import Comparison, Row

TABLES = ("set", "language", "functionality")


def retrain(
    data: Annotated[
        Path,
        typer.Option(
            help="Folder of labelled sets: Parquet with text and label, named as in DATA-SOURCES.md. Sets"
            " with other names are measured only.",
            metavar="DIR",
            exists=True,
            file_okay=False,
        ),
    ],
    corrections: Annotated[
        list[Path] | None,
        typer.Option(
            help="What people said of findings, from export-corrections; may be repeated.",
            metavar="FILE",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where to put what was learnt, and comparison.json; by default screening/tried in the"
            " workspace.",
            metavar="DIR",
            file_okay=False,
        ),
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Let it hold, unless the mean over held parts falls by a point.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --install: also where that mean falls or is not known.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(help="Measure at most so many texts of a set, evenly spread.", min=1)
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Learn screening anew from labelled sets and from people's corrections, and compare before and after.

    Functional suites and parts that are held back are only measured, never learnt from. Takes minutes, with a
    hundred thousand posts about a quarter of an hour. Nothing changes for anybody without --install.
    """
    from nadhir.screening import retraining
    from nadhir.screening.screener import Screener

    chosen = language_of_terminal(lang)
    home = Workspace.of_environment().screening

    def told(reason: Reason) -> None:
        tell(plain(reason.say(chosen), chosen))

    made = retraining.retrain(
        data,
        out or home / "tried",
        day=dt.datetime.now(dt.UTC).date().isoformat(),
        said=corrections or (),
        limit=limit,
        told=told,
    )
    if not as_json:
        _show(made.comparison, chosen)
        typer.echo(say("retrain.learnt", chosen, folder=str(made.folder)))
    place = retraining.install(made, home=home, force=force) if install else None
    if as_json:
        installed = str(place) if place else None
        print_json({**made.comparison.as_json(), "folder": str(made.folder), "installed": installed})
    elif place:
        typer.echo(say("retrain.installed", chosen, folder=str(place), version=Screener.default().version))


def _show(compared: Comparison, lang: str) -> None:
    for table in TABLES:
        rows = [row for row in compared.rows if row.table == table]
        if not rows:
            continue
        heads = [
            say(f"retrain.column.{name}", lang) for name in (table, "texts", "before", "after", "change")
        ]
        lines = [heads, *(_cells(row) for row in rows)]
        widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
        typer.echo("")
        for first, *rest in lines:
            cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
            typer.echo("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    typer.echo("\n" + say("retrain.about", lang))
    means = compared.means
    if means is not None:
        before, after = (f"{mean:.3f}" for mean in means)
        typer.echo(say("retrain.means", lang, before=before, after=after))


def _cells(row: Row) -> list[str]:
    name = row.name if row.table == "set" else f"{row.name} · {row.kind}"
    shown = name if row.held else f"{name} *"
    figures = [f"{row.before:.3f}", f"{row.after:.3f}", f"{row.after - row.before:+.3f}"]
    return [shown, f"{row.texts:,}", *figures]
