"""`nadhir screen`: files in, the same rows with findings out."""

from __future__ import annotations

import os
import signal
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, LanguageCode, language_of_terminal, plain, print_json, say, tell

if TYPE_CHECKING:
    from nadhir.screening.bulk import Progress, Report

PAUSE = 60.0  # seconds between two lines of progress where nobody watches
SHOWN = 8  # languages named in words; all of them with --json
INTERRUPTED = 130  # as a shell says of a program ended by Ctrl-C


class Engine(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    SPARK = "spark"


def screen(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            help="CSV, JSON Lines, Parquet, also packed with gzip; or a folder of them.", metavar="IN"
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="What to write: .parquet, .csv or .jsonl, the last two also with .gz.")
    ],
    text_column: Annotated[str, typer.Option(help="The column that holds the texts.")] = "text",
    language_column: Annotated[
        str | None, typer.Option(help="A column that says which language each text is in (ISO 639).")
    ] = None,
    reasons_language: Annotated[
        LanguageCode | None, typer.Option(help="Add the reasons in words: ar, en or fr.", metavar="CODE")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="This machine, or a Spark cluster.", metavar="NAME")
    ] = Engine.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(
            help="The cluster, such as spark://host:7077; by default Spark on this machine.", metavar="URL"
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that screen; by default one for each core.", min=1, max=512)
    ] = None,
    batch_rows: Annotated[int, typer.Option(help="Rows screened at once.", min=1, max=65_536)] = 8_192,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh/--resume", help="Drop what an interrupted run left, instead of going on with it."
        ),
    ] = False,
    second_look: Annotated[
        bool | None,
        typer.Option(
            "--second-look/--no-second-look",
            help="Have an encoder read the sentences that known words do not settle; slower. Needs the extra"
            " `encoder`. By default as NADHIR_SECOND_LOOK says, else not.",
            show_default=False,
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="The encoding of CSV or JSON Lines, where it should not be recognised.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress and no report.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Screen files of any size: all rows and columns are kept, findings are added.

    An interrupted run goes on where it stopped when the same command is given again. Rows that cannot be
    read are kept in OUT.rejects.jsonl, with line and reason. "Not covered" is never "clean".
    """
    from nadhir.screening.bulk import Options, screen_files

    chosen = language_of_terminal(lang)
    options = Options(
        text_column=text_column,
        language_column=language_column,
        reasons_language=reasons_language.value if reasons_language else None,
        engine=engine.value,
        master=master,
        workers=workers or _cores(),
        batch_rows=batch_rows,
        fresh=fresh,
        encoding=encoding,
        guess=_guess,
        language=chosen,
        second_look=second_look,
    )
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        with _Bar(chosen, quiet=quiet) as advance:
            report = screen_files(inputs, out, options, progress=advance)
    except KeyboardInterrupt:
        tell(say("screen.interrupted", chosen))
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json({**report.as_json(), "notes": _notes(report, chosen)})
    elif not quiet:
        typer.echo("\n".join(_words(report, chosen)))


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _guess(head: bytes) -> str | None:
    from nadhir.sources.encodings import encoding_of

    found = encoding_of(head)
    return found.name if found else None


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _notes(report: Report, lang: str) -> list[dict[str, str]]:
    return [{"code": note.code, "words": plain(note.say(lang), lang)} for note in report.notes]


def _words(report: Report, lang: str) -> list[str]:
    """The report, line by line; what did not occur is not mentioned."""
    lines = [say("screen.read", lang, rows=report.rows_read, screened=report.screened, out=report.out)]
    for name in ("empty", "not_text", "read_in_part", "repaired", "faults", "resumed"):
        count = getattr(report, name)
        if count:
            lines.append(say(f"screen.{name}", lang, rows=count))
    if report.rejected:
        lines.append(say("screen.rejected", lang, rows=report.rejected, path=report.rejects))
    lines += [
        say(f"screen.by_{name}", lang, counts=_counts(getattr(report, f"by_{name}"), name, lang))
        for name in ("concern", "coverage", "violence", "language")
    ]
    lines += [note["words"] for note in _notes(report, lang)]
    memory = round(report.peak_memory / 1e6) or None
    lines.append(
        say(
            "screen.speed",
            lang,
            seconds=round(report.seconds, 1),
            rate=round(report.rows_per_second),
            memory=memory,
        )
    )
    return lines


def _counts(counts: dict[str, int], name: str, lang: str) -> list[str]:
    shown = list(counts.items())[: SHOWN if name == "language" else None]
    words = [f"{_value(name, value, lang)} {count:,}" for value, count in shown]
    rest = sum(counts.values()) - sum(count for _, count in shown)
    return [*words, *([f"{say('screen.others', lang)} {rest:,}"] if rest else [])]


def _value(name: str, value: str, lang: str) -> str:
    return value if name == "language" else say(f"screen.{name}.{value}", lang)


class _Bar:
    """How far the run is, on the error stream: a bar where a person watches, a line a minute elsewhere."""

    def __init__(self, lang: str, *, quiet: bool) -> None:
        self._lang = lang
        self._quiet = quiet
        self._told = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Any:
        return None if self._quiet else self._advance

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _advance(self, progress: Progress) -> None:
        rate = round(progress.rows_per_second)
        if sys.stderr.isatty():
            self._bar = self._bar or self._started()
            self._bar.update(0, completed=progress.share, rows=f"{progress.rows:,}", rate=f"{rate:,}")
        elif time.monotonic() - self._told >= PAUSE:
            self._told = time.monotonic()
            share = f"{progress.share:.0%}"
            tell(say("screen.so_far", self._lang, rows=progress.rows, share=share, rate=rate))

    def _started(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        bar = Bar(
            TextColumn("{task.fields[rows]}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn(f"{{task.fields[rate]}} {say('screen.rate', self._lang)}", markup=False),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        bar.add_task("", total=1.0, rows="", rate="")
        bar.start()
        return bar
