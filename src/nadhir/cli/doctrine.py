"""`nadhir doctrine`: the catalogues that everything is assessed against."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json

app = typer.Typer(help="The field's frameworks, tests, plans and scales.", no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the catalogues."""
    from nadhir import doctrine

    chosen = language_of_terminal(lang)
    infos = doctrine.catalogues()
    if as_json:
        print_json(
            [
                {
                    "id": info.id,
                    "kind": info.kind,
                    "version": info.version,
                    "title": info.title.as_dict(),
                    "elements": info.elements,
                    "to_verify": info.to_verify,
                }
                for info in infos
            ]
        )
        return
    width = max(len(info.id) for info in infos)
    for info in infos:
        typer.echo(f"{info.id:<{width}}  {info.version:<8} {info.elements:>4}  {info.title.in_(chosen)}")


@app.command()
def show(
    catalogue: Annotated[str, typer.Argument(help="The catalogue's id, such as un-foa-2014.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show a catalogue with all its elements."""
    from nadhir import doctrine
    from nadhir.doctrine.catalogue import Element

    chosen = language_of_terminal(lang)
    loaded = doctrine.load(catalogue)

    def data(element: Element) -> dict[str, Any]:
        return {
            "id": element.id,
            "kind": element.kind,
            "parent": element.parent,
            "label": element.label.as_dict() if element.label else None,
            "text": element.text.as_dict(),
            "to_verify": element.to_verify,
            "show_number": element.show_number,
            "guidance": [entry.as_dict() for entry in element.guidance],
            "attributes": dict(element.attributes),
        }

    if as_json:
        print_json(
            {
                "id": loaded.id,
                "kind": loaded.kind,
                "version": loaded.version,
                "title": loaded.title.as_dict(),
                "summary": loaded.summary.as_dict(),
                "citation": loaded.citation,
                "sources": list(loaded.sources),
                "licence_note": loaded.licence_note,
                "elements": [data(element) for element in loaded.elements],
            }
        )
        return
    typer.echo(
        f"{loaded.title.in_(chosen)} ({loaded.version})\n{loaded.summary.in_(chosen)}\n{loaded.citation}\n"
    )
    depth: dict[str, int] = {}
    for element in loaded.elements:
        depth[element.id] = depth.get(element.parent or "", -1) + 1
        mark = " (?)" if element.to_verify else ""
        shown = f"{element.id}  " if element.show_number else "·  "
        label = f"{element.label.in_(chosen)}: " if element.label else ""
        typer.echo(f"{'    ' * depth[element.id]}{shown}{label}{element.text.in_(chosen)}{mark}")
