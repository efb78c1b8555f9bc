"""`nadhir actors`: the directory as files, in and out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.cli.written import kept_whole
from nadhir.errors import FileRefused

app = typer.Typer(help="People, organisations and bodies of the directory.", no_args_is_help=True)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A list (CSV) or address cards (vCard).")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Add what is whole and known to nobody; without it, only show.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what a list would become, row by row, and add it where --apply is given: all or nothing.

    Rows that may be somebody who is known, or stand twice, are left out: a person looks at them on the page.
    """
    chosen = language_of_terminal(lang)
    wake()
    from django.utils import translation

    from nadhir.web.core.viewer import installation
    from nadhir.web.directory import actor_list
    from nadhir.web.directory.list_compared import lines_compared
    from nadhir.web.directory.services import actors_take
    from nadhir.web.setup import desk_prepare

    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise FileRefused("file.unreadable", file=path.name, detail=problem.strerror or "") from problem
    viewer = installation(desk_prepare().pk)
    with translation.override(chosen):
        lines = lines_compared(viewer, actor_list.read(actor_list.decoded(raw)[0]))
    whole = [line for line in lines if line.state == "whole"]
    taken = actors_take(viewer=viewer, rows=[line.told for line in whole], source=path.name) if apply else []
    told = [
        {"row": line.number, "name": line.name, "state": line.state, "why": line.problems} for line in lines
    ]
    if as_json:
        print_json({"rows": told, "added": len(taken)})
        return
    for line in lines:
        words = say(f"actors.{line.state}", chosen, row=line.number, name=line.name)
        typer.echo(" ".join([words, *line.problems]))
    typer.echo(say("actors.added" if apply else "actors.would_add", chosen, many=len(whole)))


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="The file to write: .csv, or .vcf for address cards.")],
    lang: Lang = None,
) -> None:
    """Write the directory into a file, without addresses. The CSV can be imported again."""
    chosen = language_of_terminal(lang)
    wake()
    from django.utils import translation

    from nadhir.sources.rejects import safe_cell
    from nadhir.web.core.viewer import installation
    from nadhir.web.directory import actor_list, list_given, selectors
    from nadhir.web.setup import desk_prepare

    viewer = installation(desk_prepare().pk)
    found = selectors.actors(viewer, language=chosen)

    def write(into: Path) -> None:
        with into.open("w", encoding="utf-8", newline="") as file, translation.override(chosen):
            if path.suffix.lower() == ".vcf":
                rows = selectors.with_roles(viewer, found).iterator(chunk_size=500)
                file.writelines(list_given.cards(viewer, rows))
                return
            file.write("\ufeff")
            table = csv.writer(file)
            table.writerow(actor_list.COLUMNS)
            table.writerows([safe_cell(cell) for cell in row] for row in list_given.rows(viewer, found))

    kept_whole(path, write)
    typer.echo(say("actors.exported", chosen, file=path.name))
