"""`nadhir ingest`: take files in."""

from __future__ import annotations

import logging
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, plain, print_json, say, tell, words_of
from nadhir.cli.shell import wake
from nadhir.errors import InputRefused, NadhirError

if TYPE_CHECKING:
    from nadhir.doctrine.phrases import Reason
    from nadhir.sources import Reading
    from nadhir.web.core.viewer import Viewer
    from nadhir.web.intake.models import Batch
    from nadhir.web.intake.services import Taken

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between two lines of progress
COUNTS = ("added", "known", "revised", "rejected")

Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="Read a column as a role, as in --map text=Body; may be repeated.",
        metavar="ROLE=COLUMN",
    ),
]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for on the command line."""

    source: str | None
    text_column: str | None
    mapping: dict[str, str]
    quiet: bool
    lang: str

    @property
    def connector(self) -> str | None:
        """The connector that `--source` names, if it names one."""
        from nadhir import sources

        return self.source if self.source in {known.id for known in sources.connectors()} else None


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Files: CSV, XLSX, JSONL, Parquet, TXT, HTML, PDF, RSS, Atom.")
    ],
    source: Annotated[
        str | None,
        typer.Option(help="Whose reports these are: a connector such as ucdp, or a name of your own."),
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

    Ends with status 1 where a file could not be read to its end; the others are taken in all the same.
    """
    chosen = language_of_terminal(lang)
    mapping = dict(pair.split("=", 1) for pair in map_ or () if "=" in pair)
    if len(mapping) != len(map_ or ()):
        raise typer.BadParameter("--map takes ROLE=COLUMN, each role once")
    wish = _Wish(source, text_column, mapping, quiet=as_json, lang=chosen)
    began = time.monotonic()
    if dry_run:
        files = [_shown(path, wish) for path in paths]
    else:
        wake()
        viewer = _desk(chosen)
        files = [_taken(path, wish, viewer) for path in paths]
    totals = {name: sum(file[name] for file in files) for name in COUNTS}
    if as_json:
        print_json({**totals, "seconds": round(time.monotonic() - began, 3), "files": files})
    elif not dry_run:
        typer.echo(say("ingest.totals", chosen, **totals))
    if any(file["problem"] for file in files):
        raise typer.Exit(1)


def _desk(lang: str) -> Viewer:
    from nadhir.web.core.viewer import installation
    from nadhir.web.setup import desk_prepare

    return replace(installation(desk_prepare().pk), language=lang)


def _shown(path: Path, wish: _Wish) -> dict[str, Any]:
    """Say how one file would be read."""
    from nadhir import sources

    try:
        opened = sources.read(
            path, source=wish.connector, mapping=wish.mapping or None, text_column=wish.text_column
        )
    except InputRefused as refused:
        return _refused(path, refused, wish)
    if not wish.quiet:
        typer.echo("\n".join(_read_as(path, opened, wish.lang)))
    return {**_result(path), "format": opened.format, **_how(opened)}


def _taken(path: Path, wish: _Wish, viewer: Viewer) -> dict[str, Any]:
    """Take one file in, or say why not."""
    from nadhir.web.intake.services import NewSource, batch_receive

    connector = wish.connector
    named = NewSource(wish.source) if wish.source and not connector else None
    how: dict[str, Any] = {}

    def show(opened: Reading) -> None:
        how.update(_how(opened))
        if not wish.quiet and opened.mapping is not None:
            tell("\n".join(_read_as(path, opened, wish.lang)))

    try:
        with _Progress(path, wish) as advance:
            taken = batch_receive(
                viewer=viewer,
                path=path,
                source=named,
                connector=connector,
                mapping=wish.mapping or None,
                text_column=wish.text_column,
                show=show,
                progress=advance,
            )
    except NadhirError as refused:
        return _refused(path, refused, wish)
    except Exception as fault:
        # One file that the program cannot cope with must not keep the others out. Its batch is marked.
        tell(say("ingest.defect", wish.lang, file=path.name, kind=type(fault).__name__))
        logger.exception("%r could not be taken in", str(path))
        problem = {"code": "ingest.defect", "words": repr(fault)}
        return {**_result(path), **how, "problem": problem}
    return {**_outcome(path, taken, wish), **how}


def _result(path: Path) -> dict[str, Any]:
    """What is told of every file, also of one that was refused."""
    return {
        "file": str(path),
        "format": None,
        "source": None,
        "batch": None,
        **dict.fromkeys(COUNTS, 0),
        "rejects": None,
        "notes": [],
        "problem": None,
    }


def _how(opened: Reading) -> dict[str, Any]:
    return {
        "connector": opened.connector,
        "mapping": opened.mapping.as_dict() if opened.mapping else None,
    }


def _refused(path: Path, error: NadhirError, wish: _Wish) -> dict[str, Any]:
    words = words_of(error, wish.lang)
    tell(words)
    return {**_result(path), "problem": {"code": error.code, "words": words}}


def _outcome(path: Path, taken: Taken, wish: _Wish) -> dict[str, Any]:
    from nadhir.doctrine.phrases import Reason

    batch, lang = taken.batch, wish.lang
    notes = [Reason.of_json(note) for note in batch.notes]
    problem = None
    if batch.problem:
        reason = Reason.of_json(batch.problem)
        words = plain(reason.say(lang), lang)
        tell(words)
        problem = {"code": reason.params.get("why", reason.code), "words": words}
    if not wish.quiet:
        for note in notes:
            tell(_remark(note, lang))
        if taken.rejects:
            tell(say("ingest.rejects", lang, file=path.name, path=str(taken.rejects)))
    return {
        **_result(path),
        "format": batch.format,
        "source": batch.source.slug,
        "batch": str(batch.pk),
        **{name: getattr(batch, name) for name in COUNTS},
        "rejects": str(taken.rejects) if taken.rejects else None,
        "notes": [{"code": note.code, "words": plain(note.say(lang), lang)} for note in notes],
        "problem": problem,
    }


def _remark(note: Reason, lang: str) -> str:
    return plain(note.say(lang), lang)


def _read_as(path: Path, opened: Reading, lang: str) -> list[str]:
    """What a file is taken for and how its columns will be read, line by line."""
    uses = opened.mapping.describe() if opened.mapping else ()
    lines = [
        f"{path.name} ({', '.join(filter(None, (opened.format, opened.connector)))})",
        *(f"  {use.label.say(lang)} ← {use.column}  ({use.why.say(lang)})" for use in uses),
    ]
    return [plain(line, lang) for line in lines]


class _Progress:
    """How far a file is, on the error stream: a bar where a person watches, a line now and then elsewhere.
    A short file has neither."""

    def __init__(self, path: Path, wish: _Wish) -> None:
        self._name = plain(path.name, wish.lang)
        self._lang = wish.lang
        self._quiet = wish.quiet
        self._told = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Any:
        return self._advance

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            # What was expected of a compressed file is a guess; the end is the end.
            self._bar.update(0, total=self._bar.tasks[0].completed)
            self._bar.stop()

    def _advance(self, batch: Batch) -> None:
        if self._quiet:
            return
        if not sys.stderr.isatty():
            self._line(batch)
        elif self._bar is not None or batch.expected != batch.seen:
            self._bar = self._bar or self._started(batch.expected)
            self._bar.update(0, completed=batch.seen)

    def _line(self, batch: Batch) -> None:
        if time.monotonic() - self._told >= PAUSE:
            self._told = time.monotonic()
            tell(say("ingest.so_far", self._lang, file=self._name, seen=batch.seen, of=batch.expected))

    def _started(self, expected: int | None) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        bar.add_task(self._name, total=expected)
        bar.start()
        return bar
