"""Bars: one small bar per indicator of a factor, and a list of bars with words.

The bars of a factor are deliberately not a scale: they show which indicators were looked at and what was
found, and no length or sum suggests a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from nadhir.documents.charts.svg import (
    ACCENT,
    BAR,
    CARD,
    EDGE,
    INK,
    NONE,
    SOFT,
    Svg,
    document,
    element,
    escape,
    number,
    text,
)

BarState = Literal["present", "mitigation", "absent", "no_information", "not_assessed", "out_of_date"]
BAR_STATES: tuple[BarState, ...] = get_args(BarState)

_WIDE, _GAP, _TALL = 7.0, 3.0, 16.0


def factor_bars(
    states: Sequence[BarState],
    *,
    title: str,
    words: Mapping[BarState, str],
    labels: Sequence[str] = (),
    rtl: bool = False,
) -> Svg:
    """One bar per indicator, in the order of the framework.

    The states differ in shape as well as in colour: full, full with a notch, a low stump, hatched, an empty
    frame, a frame struck through.

    Args:
        states: what was found for each indicator.
        title: the factor.
        words: the word of each state in the reader's language; the description counts with them.
        labels: the indicator of each bar, shown when pointed at.
        rtl: first indicator at the right.

    Raises:
        KeyError: `words` lacks a state that occurs.
    """
    width = max(1, len(states)) * (_WIDE + _GAP) - _GAP
    parts = []
    for at, state in enumerate(states):
        x = at * (_WIDE + _GAP)
        if rtl:
            x = width - x - _WIDE
        name = f"{labels[at]}: {words[state]}" if at < len(labels) else words[state]
        shape = element("title", escape(name)) + _bar(state)
        moved = f"translate({number(x)})" if x else None
        parts.append(element("g", shape, transform=moved))
    counted = [f"{words[state]}: {states.count(state)}" for state in BAR_STATES if state in states]
    return document(
        parts, width=width, height=_TALL, title=title, description=" · ".join(counted), class_="bars"
    )


def _bar(state: BarState) -> str:
    whole = {"width": number(_WIDE), "height": number(_TALL), "rx": "1.5"}
    if state == "present":
        return element("rect", class_="bar", fill=BAR, **whole)
    if state == "mitigation":
        notch = element("path", class_="cut", d="M0 8h7", stroke=CARD, stroke_width="1.6")
        return element("rect", class_="ease", fill=ACCENT, **whole) + notch
    if state == "absent":
        return element("rect", class_="off", fill=NONE, y="11", width="7", height="5", rx="1.5")
    if state == "no_information":
        return element(
            "path", class_="hatch", d="M0 4 4 0M0 9 7 2M0 14 7 7M3 16 7 12", stroke=SOFT, stroke_width="1"
        )
    if state == "out_of_date":
        frame = element(
            "rect", x=".5", y=".5", width="6", height="15", rx="1.5", fill="none", stroke=SOFT, class_="old"
        )
        return frame + element("path", d="M1 15 6 1", stroke=SOFT, stroke_width="1.2")
    return element(
        "rect",
        class_="box",
        x=".5",
        y=".5",
        width="6",
        height="15",
        rx="1.5",
        fill="none",
        stroke=EDGE,
        stroke_dasharray="2 1.5",
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a list: its label, its value, and the value as the reader writes figures."""

    label: str
    value: float
    shown: str
    tone: Literal["", "ease", "off"] = ""


def bar_list(
    bars: Sequence[Bar], *, title: str, description: str = "", rtl: bool = False, width: float = 420
) -> Svg:
    """Horizontal bars under one another, each under its label and followed by its figure.

    Args:
        bars: from top to bottom; negative values count as nought.
        title, description: what they show.
        rtl: bars grow from the right.
        width: in pixels.
    """
    row, figure_room = 40.0, 72.0
    top = max((bar.value for bar in bars), default=0.0) or 1.0
    colours = {"": ("bar", BAR), "ease": ("ease", ACCENT), "off": ("off", NONE)}
    parts = []
    for at, bar in enumerate(bars):
        y = at * row
        length = max(1.0, max(0.0, bar.value) / top * (width - figure_room))
        name, colour = colours[bar.tone]
        parts.append(text(bar.label, width if rtl else 0, y + 14, class_="strong", fill=INK))
        parts.append(
            element(
                "rect",
                class_=name,
                x=float(width - length if rtl else 0),
                y=y + 20,
                width=float(length),
                height="11",
                rx="2",
                fill=colour,
            )
        )
        parts.append(text(bar.shown, width - length - 8 if rtl else length + 8, y + 30))
    height = max(1, len(bars)) * row
    return document(parts, width=width, height=height, title=title, description=description, rtl=rtl)
