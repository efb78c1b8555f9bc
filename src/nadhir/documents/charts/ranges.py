"""Estimates and how sure they are: dots on a range, a small one for a table row, bars to both sides of
nought, and forecasts against what came."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from nadhir.documents.charts.svg import (
    ACCENT,
    BAR,
    CARD,
    EDGE,
    INK,
    LINE,
    SOFT,
    Svg,
    document,
    element,
    escape,
    number,
    text,
)

Scale = Literal["linear", "log"]


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with its range.

    Attributes:
        label: what is estimated.
        value: the estimate.
        low, high: the ends of its range, None where it has none.
        shown: estimate and range as the reader writes figures.
        tone: "off" for what is there for comparison only; drawn as a ring, not a dot.
    """

    label: str
    value: float
    low: float | None
    high: float | None
    shown: str
    tone: Literal["", "off"] = ""


def dot_ranges(
    rows: Sequence[Range],
    *,
    title: str,
    description: str = "",
    bounds: tuple[float, float],
    marks: Sequence[tuple[float, str]] = (),
    reference: tuple[float, str] | None = None,
    scale: Scale = "linear",
    rtl: bool = False,
    width: float = 520,
) -> Svg:
    """Dots with their ranges under one another on one scale, each under its words.

    Args:
        rows: from top to bottom.
        title, description: what they show.
        bounds: both ends of the scale; what lies outside is drawn at the end.
        marks: figures of the scale, with their words, in the order of the scale.
        reference: a figure to compare with, drawn as a dashed line, and its word.
        scale: "log" gives each tenfold the same room; `bounds` must then lie above nought.
        rtl: the scale begins at the right.
        width: in pixels.

    Raises:
        ValueError: bounds that do not rise, or are not above nought on a logarithmic scale.
    """
    at = _axis(bounds, scale, width, 8.0, rtl)
    row, above = 42.0, 20.0 if reference else 4.0
    bottom = above + max(1, len(rows)) * row
    parts = []
    for value, words in marks:
        x = at(value)
        parts.append(
            element("path", class_="axis", d=f"M{number(x)} {number(above)}V{number(bottom)}", stroke=LINE)
        )
        parts.append(text(words, x, bottom + 16, size=11, anchor=_anchor(x, width, rtl)))
    if reference is not None:
        x = at(reference[0])
        parts.append(_border(x, above - 4, bottom))
        parts.append(text(reference[1], x, above - 8, size=11, anchor=_anchor(x, width, rtl)))
    for place, one in enumerate(rows):
        y = above + place * row
        edge = width if rtl else 0.0
        parts.append(text(one.label, edge, y + 14, class_="strong halo-card", fill=INK, halo=CARD))
        parts.append(text(one.shown, width - edge, y + 14, anchor="end", class_="halo-card", halo=CARD))
        parts.append(_dotted(one, at, y + 28))
    height = bottom + (22 if marks else 4)
    return document(
        parts, width=width, height=height, title=title, description=description, class_="lines", rtl=rtl
    )


def small_range(
    value: float,
    low: float | None,
    high: float | None,
    *,
    title: str,
    bounds: tuple[float, float],
    reference: float | None = None,
    scale: Scale = "log",
    rtl: bool = False,
    width: float = 112,
    height: float = 16,
) -> Svg:
    """The same as small as a word, for a row of a table.

    Args:
        value, low, high: the estimate and its range.
        title: what it says, with its figures in words.
        bounds: both ends of the scale, the same for every row.
        reference: a figure to compare with.
        scale: as for `dot_ranges`.
        rtl: the scale begins at the right.
        width, height: in pixels.

    Raises:
        ValueError: as `dot_ranges`.
    """
    at = _axis(bounds, scale, width, 4.0, rtl)
    middle = height / 2
    parts = [element("path", class_="axis", d=f"M0 {number(middle)}H{number(width)}", stroke=LINE)]
    if reference is not None:
        parts.append(_border(at(reference), 1, height - 1))
    parts.append(_dotted(Range("", value, low, high, ""), at, middle))
    return document(parts, width=width, height=height, title=title, class_="range")


def _axis(
    bounds: tuple[float, float], scale: Scale, width: float, pad: float, rtl: bool
) -> Callable[[float], float]:
    """Where a figure lies across the picture."""
    low, high = bounds
    if not low < high or (scale == "log" and low <= 0):
        raise ValueError("bounds must rise, and lie above nought on a logarithmic scale")

    def at(value: float) -> float:
        inside = min(max(value, low), high)
        if scale == "log":
            share = math.log(inside / low) / math.log(high / low)
        else:
            share = (inside - low) / (high - low)
        x = pad + share * (width - 2 * pad)
        return width - x if rtl else x

    return at


def _dotted(one: Range, at: Callable[[float], float], y: float) -> str:
    found = ""
    if one.low is not None and one.high is not None:
        line = f"M{number(at(one.low))} {number(y)}H{number(at(one.high))}"
        name, colour = ("span off", EDGE) if one.tone else ("span", BAR)
        found += element(
            "path",
            class_=name,
            d=line,
            stroke=colour,
            stroke_width="5",
            stroke_opacity=".38",
            stroke_linecap="round",
        )
    if one.tone:
        return found + element(
            "circle", class_="ring", cx=at(one.value), cy=y, r="4", fill=CARD, stroke=EDGE, stroke_width="1.6"
        )
    return found + element("circle", class_="end", cx=at(one.value), cy=y, r="4.2", fill=BAR)


def _border(x: float, top: float, bottom: float) -> str:
    line = f"M{number(x)} {number(top)}V{number(bottom)}"
    return element("path", class_="border", d=line, stroke=EDGE, stroke_dasharray="2 2")


def _anchor(x: float, width: float, rtl: bool) -> str:
    """How words stand at `x` without leaving the picture."""
    if x < width * 0.12:
        return "end" if rtl else "start"
    if x > width * 0.88:
        return "start" if rtl else "end"
    return "middle"


def push_bar(value: float, most: float, *, title: str, rtl: bool = False, width: float = 120) -> Svg:
    """A bar away from the middle: towards the end of the line what raises, towards its beginning what lowers.

    What lowers is also notched, so that nobody has to tell the two by their colours.

    Args:
        value: above nought raises, below lowers.
        most: the largest size that the scale has room for.
        title: what it says, in words.
        rtl: the end of the line is at the left.
        width: in pixels.
    """
    middle, tall = width / 2, 12.0
    length = min(1.0, abs(value) / most if most > 0 else 0.0) * (middle - 2)
    right = (value >= 0) != rtl
    x = middle if right else middle - length
    long = max(length, 1.0)
    name, colour = ("bar", BAR) if value >= 0 else ("ease", ACCENT)
    bar = element("rect", class_=name, x=float(x), y="1", width=long, height="10", rx="1.5", fill=colour)
    if value < 0:
        cut = f"M{number(x)} 6H{number(x + long)}"
        bar += element("path", class_="cut", d=cut, stroke=CARD, stroke_width="1.4")
    zero = element("path", class_="border", d=f"M{number(middle)} 0V12", stroke=EDGE)
    return document([bar, zero], width=width, height=tall, title=title, class_="push")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Forecasts of about one size, and how often what they spoke of came.

    Attributes:
        forecast, observed: means, as shares of one.
        low, high: the range that chance alone leaves around `observed`.
        weight: how many forecasts it stands for.
        label: the same in words, shown when pointed at.
    """

    forecast: float
    observed: float
    low: float
    high: float
    weight: int
    label: str = ""


def calibration_plot(
    points: Sequence[Outcome],
    *,
    title: str,
    across: str,
    up: str,
    description: str = "",
    marks: Sequence[tuple[float, str]] = (),
    rtl: bool = False,
    width: float = 420,
    height: float = 320,
) -> Svg:
    """Forecast against what came; on the diagonal, forecasts say what they mean.

    Both scales give small shares more room (square roots), since most forecasts of rare events are small and
    a logarithm would have no place for "never came".

    Args:
        points: forecasts gathered by size.
        title, description: what it shows.
        across, up: words of the two scales.
        marks: figures of both scales, with their words.
        rtl: the scale across begins at the right.
        width, height: in pixels.
    """
    largest = [*(point.high for point in points), *(point.forecast for point in points)]
    top = math.sqrt(max([*largest, *(value for value, _ in marks)], default=1.0) or 1.0)
    side, under, above = 52.0, 44.0, 22.0
    inner, tall = width - side - 12, height - under - above

    def place(forecast: float, observed: float) -> tuple[float, float]:
        x = side + math.sqrt(max(0.0, forecast)) / top * inner
        return (width - x if rtl else x), above + tall * (1 - math.sqrt(max(0.0, observed)) / top)

    (left, low), (right, high) = place(0, 0), place(top**2, top**2)
    parts = []
    for value, words in marks:
        x, y = place(value, value)
        parts.append(
            element("path", class_="axis", d=f"M{number(left)} {number(y)}H{number(right)}", stroke=LINE)
        )
        parts.append(text(words, left + (8 if rtl else -8), y + 4, size=11, anchor="end"))
        parts.append(text(words, x, low + 16, size=11, anchor="middle"))
    diagonal = f"M{number(left)} {number(low)}L{number(right)} {number(high)}"
    parts.append(element("path", class_="border", d=diagonal, stroke=EDGE, stroke_dasharray="4 3"))
    parts.append(text(up, width if rtl else 0, 12))
    parts.append(text(across, right, height - 6, anchor="end"))
    most = max((point.weight for point in points), default=1) or 1
    parts += [_judged(point, place, 3.5 + 3.5 * math.sqrt(point.weight / most)) for point in points]
    return document(
        parts, width=width, height=height, title=title, description=description, class_="lines", rtl=rtl
    )


def _judged(point: Outcome, place: Callable[[float, float], tuple[float, float]], radius: float) -> str:
    x, y = place(point.forecast, point.observed)
    whisker = f"M{number(x)} {number(place(0, point.low)[1])}V{number(place(0, point.high)[1])}"
    words = element("title", escape(point.label)) if point.label else ""
    return element("path", class_="whisker", d=whisker, stroke=SOFT, stroke_width="1.2") + element(
        "circle", words, class_="dot", cx=x, cy=y, r=float(radius), fill=BAR, stroke=CARD
    )
