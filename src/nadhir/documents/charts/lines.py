"""Lines over time: the small one in a table row, and the larger one with axes and a band."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from nadhir.documents.charts.svg import BAR, EDGE, LINE, SOFT, Svg, document, element, number, text

Value = float | None


def sparkline(
    values: Sequence[Value],
    *,
    title: str,
    description: str = "",
    rtl: bool = False,
    width: float = 96,
    height: float = 24,
    most: float | None = None,
) -> Svg:
    """A line as small as a word, its last point marked.

    Args:
        values: oldest first; None is a gap, because no report and no deaths are two things.
        title: what it shows, with its figures in words.
        description: more of it.
        rtl: newest at the left.
        width, height: in pixels.
        most: the end of the scale; without it, the highest value.
    """
    known = [value for value in values if value is not None]
    top, low = (max(known), min(0.0, *known)) if known else (1.0, 0.0)
    top = most if most is not None else top
    span = (top - low) or 1.0
    pad = 2.5
    step = (width - 2 * pad) / max(1, len(values) - 1)

    def place(at: int, value: float) -> tuple[float, float]:
        x = pad + at * step
        return (width - x if rtl else x), height - pad - (value - low) / span * (height - 2 * pad)

    parts = [_line(run, place, "1.3") for run in runs(values)]
    if known:
        last = max(at for at, value in enumerate(values) if value is not None)
        x, y = place(last, values[last] or 0.0)
        parts.append(element("circle", class_="end", cx=x, cy=y, r="2", fill=BAR))
    return document(parts, width=width, height=height, title=title, description=description, class_="spark")


def runs(values: Sequence[Value]) -> Iterator[list[tuple[int, float]]]:
    """The stretches without a gap."""
    run: list[tuple[int, float]] = []
    for at, value in enumerate(values):
        if value is not None:
            run.append((at, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(
    run: list[tuple[int, float]], place: Callable[[int, float], tuple[float, float]], stroke: str
) -> str:
    points = " ".join(",".join(number(part) for part in place(at, value)) for at, value in run)
    return element(
        "polyline",
        class_="line",
        points=points,
        fill="none",
        stroke=BAR,
        stroke_width=stroke,
        stroke_linejoin="round",
        stroke_linecap="round",
    )


def line_chart(
    values: Sequence[Value],
    *,
    title: str,
    description: str = "",
    ticks: Sequence[tuple[int, str]] = (),
    write: Callable[[float], str] = lambda value: f"{value:g}",
    band: Sequence[tuple[float, float] | None] = (),
    reference: tuple[float, str] | None = None,
    rtl: bool = False,
    width: float = 420,
    height: float = 170,
) -> Svg:
    """A line with a scale, words under it and, where given, a band of uncertainty.

    Args:
        values: oldest first; None is a gap.
        title, description: what it shows.
        ticks: position and word of marks on the time axis.
        write: writes a figure of the scale in the reader's digits.
        band: (low, high) for each position, or None; may be longer than `values` (what is to come).
        reference: a figure to compare with, drawn as a dashed line, and its word.
        rtl: newest at the left, scale at the right.
        width, height: in pixels.
    """
    known = [value for value in values if value is not None] + [
        high for pair in band if pair for high in pair
    ]
    known += [reference[0]] if reference else []
    marks = scale_marks(max(known, default=1.0))
    side, under, above = 12 + 7.5 * max(len(write(mark)) for mark in marks), 24.0, 8.0
    count = max(len(values), len(band), 2)
    inner, tall = width - side - 8, height - under - above

    def place(at: int, value: float) -> tuple[float, float]:
        x = side + at * inner / (count - 1)
        return (width - x if rtl else x), above + tall * (1 - max(0.0, value) / marks[-1])

    parts: list[str] = []
    for mark in marks:
        x, y = place(0, mark)
        far = place(count - 1, mark)[0]
        parts.append(element("path", class_="axis", d=f"M{number(x)} {number(y)}H{number(far)}", stroke=LINE))
        parts.append(text(write(mark), x + (8 if rtl else -8), y + 4, anchor="end"))
    parts.extend(_bands(band, place))
    if reference:
        x, y = place(0, reference[0])
        across = f"M{number(x)} {number(y)}H{number(place(count - 1, 0)[0])}"
        parts.append(element("path", class_="border", d=across, stroke=EDGE, stroke_dasharray="2 2"))
        parts.append(text(reference[1], place(count - 1, 0)[0], y - 5, size=11, anchor="end"))
    parts.extend(_line(run, place, "1.8") for run in runs(values))
    for at, words in ticks:
        x = place(at, 0)[0]
        anchor = "start" if at == 0 else "end" if at >= count - 1 else "middle"
        parts.append(text(words, x, height - 6, anchor=anchor, fill=SOFT))
    return document(
        parts, width=width, height=height, title=title, description=description, class_="lines", rtl=rtl
    )


def _bands(
    band: Sequence[tuple[float, float] | None], place: Callable[[int, float], tuple[float, float]]
) -> Iterator[str]:
    known = [(at, pair) for at, pair in enumerate(band) if pair is not None]
    if not known:
        return
    edge = [place(at, pair[1]) for at, pair in known] + [place(at, pair[0]) for at, pair in reversed(known)]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in edge)
    yield element("polygon", class_="band", points=points, fill=BAR, fill_opacity=".16")


def scale_marks(top: float) -> list[float]:
    """Nought and two to five round figures, the last not below `top`."""
    if top <= 0 or not math.isfinite(top):
        return [0.0, 1.0]
    rough = top / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999999)
    return [round(step * at, 10) for at in range(math.ceil(top / step - 1e-9) + 1)]
