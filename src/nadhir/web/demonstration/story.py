"""Playing the invented story: its steps one after another, each at its time and as the person who did it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from nadhir.web.core import clock
from nadhir.web.core.viewer import NOBODY
from nadhir.web.demonstration import (  # noqa: F401 - bring acts
    agreement_acts,
    alert_acts,
    assessing,
    assistance_acts,
    authority_acts,
    body_acts,
    calendar_acts,
    cohort_acts,
    dialogue_acts,
    engagement_acts,
    expressions,
    following_acts,
    joint_acts,
    kept,
    learning_acts,
    library_acts,
    plan_acts,
    register_acts,
    reporting_acts,
    sending_acts,
    texts,
    warning_acts,
)
from nadhir.web.demonstration.acts import ACTS
from nadhir.web.demonstration.people import Cast
from nadhir.web.demonstration.stage import Stage

CHAPTERS = (
    "1-first-signs",
    "2-first-warning",
    "2b-the-warning-goes-on",
    "3-escalation",
    "4-before-the-vote",
    "5-two-views",
    "6-what-we-saw",
    "7-who-does-what",
    "8-what-runs-out",
    "9-who-was-reached",
    "10-alerts-of-others",
    "11-what-we-convened",
    "12-what-was-agreed",
    "15-what-we-report",
    "14-who-can-help",
    "17-who-is-who",
    "16-who-learnt",
    "13-the-committee",
    "18-what-is-planned",
    "19-our-own-module",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the story.

    Attributes:
        at: when it happens.
        who: the persona who does it; empty where the installation does, or the holder of a link.
        do: the name of an act, see `acts`.
        keep: under what name later steps find what it made.
        what: what the act asks for.
    """

    at: datetime
    who: str
    do: str
    keep: str
    what: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Script:
    """The steps in the order of time, and the day from which they are counted."""

    today: date
    steps: tuple[Step, ...]

    @property
    def begins(self) -> datetime:
        """The day before the first step: when everybody is there and nothing has happened."""
        return self.steps[0].at - timedelta(days=1)


def read(end: datetime) -> Script:
    """The story as it ends at `end`.

    Chapters may run beside each other: their steps are brought into the order of time.

    Raises:
        ValueError: the steps of a chapter do not follow each other in time, or one lies after the end.
    """
    today = end.astimezone(UTC).date()
    steps: list[Step] = []
    for chapter in CHAPTERS:
        told = [_step(step, today) for step in texts.load(f"story/chronicle/{chapter}.yaml")]
        if told != sorted(told, key=_when) or told[-1].at >= end:
            raise ValueError(f"the steps of {chapter} do not follow each other in time")
        steps += told
    return Script(today, tuple(sorted(steps, key=_when)))


def _when(step: Step) -> datetime:
    return step.at


def play(script: Script, cast: Cast) -> Iterator[Step]:
    """Do one step after another; each is handed on when it is done."""
    with tempfile.TemporaryDirectory(prefix="nadhir-demonstration-") as folder:
        stage = Stage(script.today, cast, Path(folder))
        with clock.at(script.begins):
            stage.set_scene()
        for step in script.steps:
            with clock.at(step.at):
                viewer = stage.viewer(step.who) if step.who else NOBODY
                made = ACTS[step.do](stage, viewer, **step.what)
            if step.keep:
                stage.kept[step.keep] = made
            yield step


def _step(told: dict[str, Any], today: date) -> Step:
    what = dict(told)
    hour, minute = map(int, what.pop("at").split(":"))
    at = datetime.combine(today + timedelta(days=what.pop("day")), time(hour, minute), UTC)
    return Step(at, what.pop("who", ""), what.pop("do"), what.pop("keep", ""), what)
