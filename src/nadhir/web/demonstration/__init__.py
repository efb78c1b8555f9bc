"""The demonstration workspace: real institutions with their sources, and an invented situation.

What it shows stands in `content/`: under `facts/` what documents say of real institutions, each with its
source; under `story/` an invented valley with its reports, people and acts, all of it marked as fictional.
Everything is made through the same services that people use, at the times at which the story has it happen.

Loading is one transaction: a workspace has all of the demonstration or none, and loading again adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from nadhir.web.core import clock
from nadhir.web.demonstration import institutions, people, story
from nadhir.web.demonstration.people import Person

__all__ = ["Loaded", "Person", "load"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The demonstration of this workspace.

    Attributes:
        fresh: whether it was loaded just now.
        people: who can sign in, with the password that was made for this workspace.
    """

    fresh: bool
    people: list[Person]


def load(*, now: datetime | None = None) -> Loaded:
    """Load the demonstration into the workspace, unless it is there already.

    Args:
        now: the end of the story, by default this moment; it tells of the ninety days before.
    """
    end = now or clock.now()
    if people.known():
        return Loaded(False, people.sign_ins())
    script = story.read(end)
    with _progress() as progress, transaction.atomic():
        task = progress.add_task("demonstration", total=len(script.steps) + 1)
        cast = people.assemble(begins=script.begins)
        if cast is None:
            # Another process loaded it while this one waited.
            return Loaded(False, people.sign_ins())
        for _ in story.play(script, cast):
            progress.advance(task)
        with clock.at(end):
            institutions.record(cast.desk)
        progress.advance(task)
    return Loaded(True, people.sign_ins())


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
