"""`nadhir ingest`: take files in."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json, say_error
from nadhir.cli.shell import wake
from nadhir.errors import InputRefused

if TYPE_CHECKING:
    from nadhir.web.intake.models import Batch

Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="Read a column as a role, as in --map text=Body; may be repeated.",
        metavar="ROLE=COLUMN",
    ),
]


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Files: CSV, XLSX, JSONL, Parquet, TXT, HTML, PDF, RSS, Atom.")
    ],
    source: Annotated[
        str | None, typer.Option(help="Whose reports these are; a connector such as ucdp.")
    ] = None,
    text_column: Annotated[str | None, typer.Option(help="The column that holds the text.")] = None,
    map_: Mapped = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the columns would be read, and end.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Take files in: each record becomes an item, screened, placed and sorted. Twice adds nothing.

    Ends with status 1 where a file could not be read; the others are taken in all the same.
    """
    chosen = language_of_terminal(lang)
    mapping = dict(pair.split("=", 1) for pair in map_ or () if "=" in pair)
    if len(mapping) != len(map_ or ()):
        raise typer.BadParameter("--map takes ROLE=COLUMN")
    wake()
    began = time.monotonic()
    files = [
        _one(path, source, text_column, mapping, dry_run=dry_run, quiet=as_json, lang=chosen) for path in paths
    ]
    totals = {
        name: sum(file.get(name, 0) for file in files) for name in ("added", "known", "revised", "rejected")
    }
    refused = [file for file in files if file["problem"]]
    if as_json:
        print_json({**totals, "seconds": round(time.monotonic() - began, 3), "files": files})
    elif not dry_run:
        typer.echo("  ".join(f"{name} {count}" for name, count in totals.items()))
    if refused:
        raise typer.Exit(1)


def _one(
    path: Path,
    source: str | None,
    text_column: str | None,
    mapping: dict[str, str],
    *,
    dry_run: bool,
    quiet: bool,
    lang: str,
) -> dict[str, Any]:
    """Take one file in, or say why not."""
    from nadhir import sources
    from nadhir.doctrine.phrases import explain
    from nadhir.web.core.viewer import installation
    from nadhir.web.intake.services import batch_receive, source_record
    from nadhir.web.setup import desk_prepare

    viewer = installation(desk_prepare().pk)
    try:
        connector = source if source in {known.id for known in sources.connectors()} else None
        opened = sources.read(path, source=connector, mapping=mapping or None, text_column=text_column)
        if not quiet:
            _show_mapping(path, opened, lang)
        if dry_run:
            return {"file": str(path), "format": opened.format, "problem": None}
        named = source_record(viewer=viewer, slug=source) if source and not connector else None
        with _progress(path, opened.expected, quiet=quiet) as advance:
            taken = batch_receive(
                viewer=viewer,
                path=path,
                source=named,
                connector=connector,
                mapping=mapping or None,
                text_column=text_column,
                progress=advance,
            )
    except InputRefused as refused:
        say_error(refused, lang)
        return {"file": str(path), "problem": {"code": refused.code, "words": explain(refused, lang)}}
    batch = taken.batch
    problem = None
    if batch.problem:
        broken = InputRefused(batch.problem["code"], **batch.problem["params"])
        say_error(broken, lang)
        problem = {"code": broken.code, "words": explain(broken, lang)}
    if taken.rejects and not quiet:
        sys.stderr.write(f"{path}: {taken.rejects}\n")
    return {
        "file": str(path),
        "format": batch.format,
        "added": batch.added,
        "known": batch.known,
        "revised": batch.revised,
        "rejected": batch.rejected,
        "rejects": str(taken.rejects) if taken.rejects else None,
        "problem": problem,
    }


def _show_mapping(path: Path, opened: Any, lang: str) -> None:
    """Say how the columns of a table will be read, before they are."""
    if opened.mapping is None:
        return
    sys.stderr.write(f"{path.name} ({opened.format}{', ' + opened.connector if opened.connector else ''})\n")
    for use in opened.mapping.describe():
        sys.stderr.write(f"  {use.label.say(lang)} ← {use.column}  ({use.why.say(lang)})\n")


class _progress:  # noqa: N801 - reads as a word where it is used
    """A progress bar on the error stream, where there is a person to see it."""

    def __init__(self, path: Path, expected: int | None, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=quiet,
        )
        self._task = self._bar.add_task(path.name, total=expected)

    def __enter__(self) -> Any:
        self._bar.start()
        return self._advance

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _advance(self, batch: Batch) -> None:
        self._bar.update(self._task, completed=batch.added + batch.known + batch.rejected)
