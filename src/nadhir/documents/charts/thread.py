"""The thread of a warning as dots, for paper. On a page the component `thread.html` shows it as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nadhir.documents.charts.svg import (
    ACCENT,
    EDGE,
    INK,
    NONE,
    SOFT,
    WARN,
    Svg,
    document,
    element,
    number,
    text,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, when it was or is due (in words), and how it stands."""

    label: str
    when: str
    state: Literal["done", "due", "late", "open"] = "done"


def thread_dots(
    steps: Sequence[Step], *, title: str, description: str = "", rtl: bool = False, width: float = 560
) -> Svg:
    """Dots in reading direction with their words under them: full where done, hollow where to come.

    Args:
        steps: in the order of the thread.
        title, description: whose thread it is. Without a description the steps themselves are told.
        rtl: first step at the right.
        width: in pixels.
    """
    room = width / max(1, len(steps))
    parts = []
    for at, step in enumerate(steps):
        start = at * room
        x = width - start - 6 if rtl else start + 6
        if at + 1 < len(steps):
            line = (x - 9, width - start - room + 3) if rtl else (x + 9, start + room - 3)
            parts.append(
                element("path", class_="axis", d=f"M{number(line[0])} 8H{number(line[1])}", stroke=NONE)
            )
        parts.append(_dot(x, step))
        edge = width - start if rtl else start
        parts.append(text(step.label, edge, 30, class_="strong", fill=INK))
        parts.append(text(step.when, edge, 46, fill=WARN if step.state == "late" else SOFT))
    told = description or " · ".join(f"{step.label}: {step.when}" for step in steps)
    return document(parts, width=width, height=52, title=title, description=told, rtl=rtl)


def _dot(x: float, step: Step) -> str:
    if step.state == "done":
        return element("circle", class_="done", cx=x, cy="8", r="5", fill=ACCENT)
    name, colour = ("late", WARN) if step.state == "late" else ("ring", EDGE)
    return element(
        "circle", class_=name, cx=x, cy="8", r="4.2", fill="none", stroke=colour, stroke_width="1.6"
    )
