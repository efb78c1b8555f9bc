"""A whole run: inputs to one output, kept in parts on the way, so that it can be taken up again.

    OUT.parts/manifest.json      what is being screened, how, and by which screener
    OUT.parts/part-….parquet     each batch as it is done

A run that finds parts goes on with them, if input, options and screener are the same; otherwise it refuses
and says what differs.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, NotPossibleNow
from nadhir.screening.bulk import local
from nadhir.screening.bulk.batch import Chunk
from nadhir.screening.bulk.formats import GuessEncoding, Source, inputs, recognise, refuse
from nadhir.screening.bulk.joining import join, output_format, planned
from nadhir.screening.bulk.lines import BOOK
from nadhir.screening.bulk.parts import Parts
from nadhir.screening.bulk.reading import chunks, column_names
from nadhir.screening.bulk.tally import Report, Tally, peak_memory, summed
from nadhir.screening.bulk.work import OtherScreener, Work, is_text
from nadhir.screening.screener import Screener

BATCH_ROWS = 8_192
_NAMED = 40  # columns that an error names
_USUAL = (
    "text",
    "tweet",
    "content",
    "body",
    "message",
    "post",
    "comment",
    "description",
    "texte",
    "النص",
    "نص",
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to screen. What changes the result (columns, batch, reasons, encoding) belongs to a run that can be
    taken up again; engine and workers do not.

    Attributes:
        text_column: the column that holds the texts.
        language_column: a column that says in which language each text is (ISO 639), or None.
        reasons_language: `ar`, `en` or `fr` to add the reasons in words.
        engine: `local` or `spark`.
        master: the address of the cluster, for Spark.
        workers: processes of the local engine, or cores of a local Spark; 1 starts no process.
        batch_rows: rows screened at once.
        fresh: throw away what an earlier run left.
        encoding: a Python codec, where it should not be recognised.
        guess: asked for the codec of a file that is not UTF-8.
        language: of the messages in the file of rejected rows.
        second_look: have an encoder read uncertain sentences; by default as the installation says.
    """

    text_column: str = "text"
    language_column: str | None = None
    reasons_language: str | None = None
    engine: str = "local"
    master: str | None = None
    workers: int = 1
    batch_rows: int = BATCH_ROWS
    fresh: bool = False
    encoding: str | None = None
    guess: GuessEncoding | None = None
    language: str = "en"
    second_look: bool | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: rows done, the share of the input, rows a second, seconds left if known."""

    rows: int
    share: float
    rows_per_second: float
    seconds_left: float | None


def screen_files(
    paths: Sequence[Path],
    out: Path,
    options: Options | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Screen files or folders of them and write all their rows, with findings, to `out`.

    Raises:
        FileRefused: an input cannot be read, lacks the column, or `out` cannot be what was asked.
        NotPossibleNow: `parts.differ` (see the module), `disk.full`, `parts.in_use`, `worker.died`,
            `screener.other`, and `encoder.*` and `spark.*` where what is asked for is missing.
        KeyboardInterrupt: passed on; what is done is kept.
    """
    chosen = options or Options()
    began = time.monotonic()
    sources = [recognise(one, encoding=chosen.encoding, guess=chosen.guess) for one in inputs(paths)]
    _check_output(out, sources)
    _check_columns(sources, chosen)
    screener = Screener.default(second_look=chosen.second_look)
    parts = Parts(out)
    wanted = parts.described(sources, chosen, screener.version)
    with _words_for_trouble(out), parts.held(wanted, fresh=chosen.fresh):
        work = Work(
            parts.folder.resolve(),
            chosen.text_column,
            chosen.language_column,
            chosen.reasons_language,
            screener.version,
            screener.second_look is not None,
        )
        tallies, resumed, peaks = _screened(sources, chosen, parts, work, progress, began)
        plan = planned(parts.folder, len(tallies), with_reasons=chosen.reasons_language is not None)
        join(parts.folder, len(tallies), plan, out)
        rejects = parts.join_rejects(len(tallies), chosen.language)
        parts.remove()
    report = Report(
        out=str(out),
        **summed(tallies),
        rejects=str(rejects) if rejects else None,
        engine=chosen.engine,
        workers=chosen.workers,
        screener_version=screener.version,
        resumed=resumed,
        renamed=plan.renamed,
        notes=tuple(_notes(sources, plan.renamed)),
    )
    seconds = time.monotonic() - began
    peaks[0] = peak_memory()
    return replace(
        report,
        seconds=round(seconds, 3),
        rows_per_second=round((report.rows_read - resumed) / seconds, 1),
        peak_memory=sum(peaks.values()),
    )


def _screened(
    sources: Sequence[Source],
    options: Options,
    parts: Parts,
    work: Work,
    progress: Callable[[Progress], None] | None,
    began: float,
) -> tuple[list[Tally], int, dict[int, int]]:
    """The counts of all batches in order, the rows that were there before, and the peak memory of each
    process that did the work."""
    there: dict[int, Tally] = {}
    done: dict[int, Tally] = {}

    def missing() -> Iterator[Chunk]:
        for chunk in chunks(sources, options.batch_rows):
            before = parts.tally(chunk.index)
            if before is None:
                yield chunk
            else:
                there[chunk.index] = before

    peaks: dict[int, int] = {}
    rows = 0
    share = 0.0
    for tally in _engine(options, work, missing()):
        done[tally.index] = tally
        peaks[tally.process] = max(peaks.get(tally.process, 0), tally.peak)
        rows += tally.rows + tally.rejected
        share = max(share, tally.done)
        if progress is not None:
            progress(_progress(rows, sum(one.rows for one in there.values()), share, began))
    peaks.pop(os.getpid(), None)
    everything = {**there, **done}
    resumed = sum(one.rows + one.rejected for one in there.values())
    return [everything[index] for index in range(len(everything))], resumed, peaks


def _engine(options: Options, work: Work, missing: Iterable[Chunk]) -> Iterator[Tally]:
    if options.engine == "spark":
        from nadhir.screening.bulk import spark

        return spark.run(missing, work, master=options.master or f"local[{options.workers}]")
    return local.run(missing, work, options.workers)


def _progress(rows: int, before: int, share: float, began: float) -> Progress:
    seconds = max(time.monotonic() - began, 1e-6)
    left = seconds * (1 - share) / share if share > 0 and not before else None
    return Progress(rows + before, share, rows / seconds, left)


def _check_output(out: Path, sources: Sequence[Source]) -> None:
    output_format(out)
    if out.is_dir():
        raise refuse(out, "out.is_folder")
    if not out.parent.is_dir():
        raise FileRefused("out.no_folder", book=BOOK, file=str(out), folder=str(out.parent))
    for source in sources:
        if out.exists() and out.samefile(source.path):
            raise refuse(out, "out.is_input")


def _check_columns(sources: Sequence[Source], options: Options) -> None:
    """Refuse before any work where a column is not there, or cannot hold texts."""
    for source in sources:
        names = column_names(source)
        for wanted in filter(None, (options.text_column, options.language_column)):
            if wanted not in names:
                close = _close(wanted, names)
                code = "column.missing_close" if close else "column.missing"
                raise refuse(source.path, code, column=wanted, there=names[:_NAMED], close=close)
        if source.format == "parquet":
            kind = pq.read_schema(source.path).field(options.text_column).type
            if not is_text(kind):
                raise refuse(source.path, "column.not_text", column=options.text_column, found=str(kind))


def _close(wanted: str, names: Sequence[str]) -> list[str]:
    """Columns that may have been meant: spelled alike, or often the text."""
    lower = {name.casefold().strip(): name for name in names}
    near = get_close_matches(wanted.casefold(), lower, n=2, cutoff=0.6)
    usual = [name for name in _USUAL if name in lower]
    holds = [name for name in lower if wanted.casefold() in name]
    return [lower[name] for name in dict.fromkeys([*near, *holds, *usual])][:3]


def _notes(sources: Sequence[Source], renamed: dict[str, str]) -> Iterator[Reason]:
    for source in sources:
        if source.guessed:
            params = {"file": source.path.name, "encoding": source.encoding}
            yield Reason("note.encoding_guessed", params, book=BOOK)
    for old, new in renamed.items():
        yield Reason("note.renamed", {"column": old, "new": new}, book=BOOK)


@contextmanager
def _words_for_trouble(out: Path) -> Iterator[None]:
    """Say in words of the house why a run cannot go on."""
    try:
        yield
    except OtherScreener as problem:
        raise NotPossibleNow("screener.other", book=BOOK) from problem
    except pa.ArrowException as problem:
        raise FileRefused("out.unwritable", book=BOOK, file=str(out), detail=str(problem)[:200]) from problem
    except OSError as problem:
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(problem)
        if full:
            raise NotPossibleNow("disk.full", book=BOOK, folder=str(out.parent)) from problem
        detail = problem.strerror or str(problem)[:200]
        raise FileRefused("out.unwritable", book=BOOK, file=str(out), detail=detail) from problem
