"""What was, and what may come: a line of the past that opens into bands of the future."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from nadhir.documents.charts.lines import Value, runs, scale_marks
from nadhir.documents.charts.svg import BAR, EDGE, INK, LINE, SOFT, Svg, document, element, number, text

Scale = Literal["linear", "log"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fan:
    """What may come in one step of time, as quantiles: 5, 25, 50, 75 and 95 in a hundred."""

    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


def fan_chart(
    history: Sequence[Value],
    ahead: Sequence[Fan],
    *,
    title: str,
    description: str = "",
    ticks: Sequence[tuple[int, str]] = (),
    write: Callable[[float], str] = lambda value: f"{value:g}",
    scale: Scale = "linear",
    now: str = "",
    rtl: bool = False,
    width: float = 480,
    height: float = 220,
) -> Svg:
    """The past as a line, and after a border the middle of what may come with two bands around it.

    The inner band holds half of what may come, the outer one nine tenths. The middle is dashed, so that
    nobody takes it for something that was counted.

    Args:
        history: oldest first; None is a gap.
        ahead: the steps after the last of `history`.
        title, description: what it shows.
        ticks: position and word of marks on the time axis, counted from the start of `history`.
        write: writes a figure of the scale in the reader's digits.
        scale: "log" draws the logarithm of one more than the figure, so that nought has a place.
        now: the word at the border.
        rtl: newest at the left, scale at the right.
        width, height: in pixels.
    """
    known = [value for value in history if value is not None]
    marks = _marks(max([*known, *(step.q95 for step in ahead)], default=1.0), scale)
    side, under, above = 12 + 7.5 * max(len(write(mark)) for mark in marks), 24.0, 18.0 if now else 8.0
    count = max(len(history) + len(ahead), 2)
    inner, tall = width - side - 8, height - under - above
    top = _stretched(marks[-1], scale)

    def place(at: float, value: float) -> Point:
        x = side + at * inner / (count - 1)
        return (width - x if rtl else x), above + tall * (1 - _stretched(max(0.0, value), scale) / top)

    parts: list[str] = []
    for mark in marks:
        x, y = place(0, mark)
        line = f"M{number(x)} {number(y)}H{number(place(count - 1, mark)[0])}"
        parts.append(element("path", class_="axis", d=line, stroke=LINE))
        parts.append(text(write(mark), x + (8 if rtl else -8), y + 4, anchor="end"))
    parts.extend(_opening(history, ahead, place))
    parts.extend(
        _stroke([place(at, value) for at, value in run], stroke_width="1.6") for run in runs(history)
    )
    if ahead and history:
        x = place(len(history) - 0.5, 0)[0]
        border = f"M{number(x)} {number(above - 4)}V{number(above + tall)}"
        parts.append(element("path", class_="border", d=border, stroke=EDGE, stroke_dasharray="1 3"))
        if now:
            near = len(history) > count * 0.6
            parts.append(text(now, x, above - 7, size=11, anchor="end" if near else "start"))
    for at, words in ticks:
        anchor = "start" if at <= 0 else "end" if at >= count - 1 else "middle"
        parts.append(text(words, place(at, 0)[0], height - 6, anchor=anchor, fill=SOFT))
    return document(
        parts, width=width, height=height, title=title, description=description, class_="lines", rtl=rtl
    )


def _stretched(value: float, scale: Scale) -> float:
    return math.log10(1 + value) if scale == "log" else value


def _marks(top: float, scale: Scale) -> list[float]:
    """Nought and round figures, up to four at least; on a logarithmic scale powers of ten, at most six."""
    if scale == "linear" or not math.isfinite(top):
        return scale_marks(max(top, 4.0))
    powers = max(1, math.ceil(math.log10(max(top, 1.0)) - 1e-9))
    step = math.ceil(powers / 5)
    return [0.0, *(10.0**power for power in range(step, powers + step, step))]


def _opening(
    history: Sequence[Value], ahead: Sequence[Fan], place: Callable[[float, float], Point]
) -> list[str]:
    """The two bands and the dashed middle."""
    if not ahead:
        return []
    first = len(history)
    parts = []
    for low, high, opacity in (("q05", "q95", ".14"), ("q25", "q75", ".26")):
        edge = [place(first + at, getattr(step, high)) for at, step in enumerate(ahead)]
        edge += [place(first + at, getattr(step, low)) for at, step in reversed(list(enumerate(ahead)))]
        parts.append(element("polygon", class_="band", points=_points(edge), fill=BAR, fill_opacity=opacity))
    middle = [place(first + at, step.q50) for at, step in enumerate(ahead)]
    parts.append(
        element(
            "polyline",
            class_="middle",
            points=_points(middle),
            fill="none",
            stroke=INK,
            stroke_width="1.3",
            stroke_dasharray="4 3",
        )
    )
    return parts


def _stroke(points: Sequence[Point], stroke_width: str) -> str:
    return element(
        "polyline",
        class_="line",
        points=_points(points),
        fill="none",
        stroke=BAR,
        stroke_width=stroke_width,
        stroke_linejoin="round",
        stroke_linecap="round",
    )


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
