"""`nadhir screening`: keep findings up to date, and take corrections along."""

from __future__ import annotations

import time
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nadhir.cli.output import BOOK, AsJson, Lang, language_of_terminal, print_json, say, tell
from nadhir.cli.shell import wake
from nadhir.errors import NotPossibleNow

if TYPE_CHECKING:
    from nadhir.web.situations.models import Rescreening, Situation

app = typer.Typer(help="The screener and what people say of it.", no_args_is_help=True)

PAUSE = 2.0  # seconds between two lines of progress
COUNTS = ("read", "renewed", "raised", "lowered", "kept")

OfSituation = Annotated[
    str | None, typer.Option("--situation", help="Only reports of this situation.", metavar="ID")
]


@app.command()
def rescreen(
    situation: OfSituation = None,
    since: Annotated[
        str | None, typer.Option(help="Only reports received on this day or later.", metavar="YYYY-MM-DD")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Read reports again with the words and the screener of today. Judgements of people stay.

    Goes on where it stopped if it was interrupted; what was read by the same screener is passed over.
    """
    chosen, day = language_of_terminal(lang), _day(since)
    wake()
    from nadhir.web.core.viewer import installation
    from nadhir.web.situations.services import rescreening_run, rescreenings_open

    named = _situation(situation)
    began, total = time.monotonic(), dict.fromkeys(COUNTS, 0)
    progress = _Progress(chosen, quiet=as_json)
    viewer = replace(installation(), language=chosen)
    for run in rescreenings_open(viewer=viewer, situation=named, since=day):
        rescreening_run(viewer=viewer, rescreening=run, progress=progress)
        for name in COUNTS:
            total[name] += getattr(run, name)
    if as_json:
        print_json({**total, "seconds": round(time.monotonic() - began, 3)})
    else:
        typer.echo(say("screening.rescreened", chosen, **total))


@app.command("export-corrections")
def export_corrections(
    out: Annotated[Path, typer.Option("--out", help="The file to write: .jsonl or .parquet.")],
    situation: OfSituation = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Write what people said of findings, to train with: text, language, hateful, violence, concern, targets,
    mode, judged_at, version. Reports for named persons only (TLP:RED) are never in it.
    """
    chosen = language_of_terminal(lang)
    wake()
    from nadhir.web.core.viewer import installation
    from nadhir.web.intake.selectors import corrections, corrections_to
    from nadhir.web.situations.selectors import items_of

    named = _situation(situation)
    viewer = replace(installation(), language=chosen)
    try:
        many = corrections_to(out, corrections(viewer, items_of(viewer, named) if named else None))
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise NotPossibleNow("screening.unwritable", book=BOOK, file=str(out), detail=detail) from None
    if as_json:
        print_json({"file": str(out), "rows": many})
    else:
        typer.echo(say("screening.exported", chosen, rows=many, file=str(out)))


class _Progress:
    """A line now and then on the error stream."""

    def __init__(self, lang: str, *, quiet: bool) -> None:
        self._lang, self._quiet, self._told = lang, quiet, time.monotonic()

    def __call__(self, run: Rescreening) -> None:
        if not self._quiet and time.monotonic() - self._told >= PAUSE:
            self._told = time.monotonic()
            tell(say("screening.so_far", self._lang, read=run.read, of=run.expected, renewed=run.renewed))


def _day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter("--since takes YYYY-MM-DD") from None


def _situation(words: str | None) -> Situation | None:
    if words is None:
        return None
    from nadhir.web.core.viewer import installation
    from nadhir.web.situations.selectors import situations

    try:
        found = situations(installation()).filter(pk=uuid.UUID(words)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotPossibleNow("record.unknown", book=BOOK, id=words)
    return found
