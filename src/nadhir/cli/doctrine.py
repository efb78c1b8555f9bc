"""`nadhir doctrine`: the catalogues that everything is assessed against."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
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


class Form(StrEnum):
    """A form in which partners' systems read a catalogue."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    SKOS = "skos"


@app.command()
def export(
    catalogue: Annotated[
        str, typer.Argument(help="A catalogue’s id, or two with -- between them for the crosswalk.")
    ],
    form: Annotated[Form, typer.Option("--format", help="json, csv, xlsx, or skos (Turtle).")] = Form.JSON,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; by default the screen.")
    ] = None,
    base_uri: Annotated[
        str, typer.Option("--base-uri", help="What identifiers of SKOS begin with.")
    ] = "urn:nadhir:",
) -> None:
    """Write a catalogue or a crosswalk for another system."""
    from nadhir import doctrine
    from nadhir.doctrine.exchange import export_catalogue, export_crosswalk

    source, _dashes, target = catalogue.partition("--")
    if target:
        walk = doctrine.crosswalk(source, target)
        ends = doctrine.load(source), doctrine.load(target)
        written = export_crosswalk(walk, *ends, form.value, base=base_uri)
    else:
        written = export_catalogue(doctrine.load(catalogue), form.value, base=base_uri)
    if out is not None:
        out.write_bytes(written)
    else:
        sys.stdout.buffer.write(written)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="CSV, Excel, JSON or YAML with code, words and parent.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Look whether a partner's own indicators can be read as a catalogue, and what is missing in them."""
    from nadhir.doctrine.schemes import read_scheme
    from nadhir.errors import FileRefused

    chosen = language_of_terminal(lang)
    if not file.is_file():
        raise FileRefused("file.missing", file=file.name)
    read = read_scheme(file.read_bytes(), file_name=file.name, catalogue_id="scheme", language=chosen)
    gaps = [gap.say(chosen) for gap in read.gaps]
    if as_json:
        print_json({"elements": len(read.catalogue.elements), "gaps": gaps, **read.catalogue.as_json()})
        return
    for element in read.catalogue.elements:
        depth = len(read.catalogue.lineage(element.id)) - 1
        typer.echo(f"{'    ' * depth}{element.id}  {element.text.in_(chosen)}")
    for gap in gaps:
        typer.echo(f"! {gap}")


@app.command()
def evidence(
    folder: Annotated[
        Path, typer.Option("--from", help="The folder with findings.csv.gz and tool_factors.csv.gz.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; by default the screen.")
    ] = None,
    release: Annotated[str, typer.Option("--release", help="What the release calls itself.")] = "",
    lang: Lang = None,
) -> None:
    """Count what research found of the tools of prevention, from a release of its tables, as JSON."""
    import json

    from nadhir.doctrine.phrases import phrasebook
    from nadhir.doctrine.responses.counting import count_folder

    counted = count_folder(folder, release=release)
    written = json.dumps(counted.as_json(), ensure_ascii=False, indent=1) + "\n"
    if out is not None:
        out.write_text(written, encoding="utf-8")
    else:
        typer.echo(written, nl=False)
    say, chosen = phrasebook("nadhir.doctrine").say, language_of_terminal(lang)
    whole = sum(one.whole.findings for one in counted.tools)
    typer.echo(say("evidence.counted", chosen, tools=len(counted.tools), findings=whole), err=True)
    if counted.reversed:
        typer.echo(say("evidence.reversed", chosen, many=counted.reversed), err=True)
    if counted.unnamed:
        unnamed = list(counted.unnamed)
        typer.echo(say("evidence.unnamed", chosen, names=unnamed, file="names.tsv"), err=True)
