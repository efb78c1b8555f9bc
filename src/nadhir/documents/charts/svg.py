"""The few things that every chart needs to write SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Colours for paper; classes carry the same names on a page (static/nadhir/nadhir.css).
INK, SOFT, LINE, EDGE, CARD, NONE = "#1b2328", "#5b666e", "#e4e1d9", "#8b867b", "#ffffff", "#d3cfc4"
BAR, ACCENT, WARN = "#c76d3e", "#0a6a66", "#8f2d2a"
RISK = ("#efede7", "#f5ead6", "#f0d2a4", "#e3a668", "#c76d3e", "#8f2d2a")

# What XML 1.0 cannot hold even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Svg(str):
    """An SVG document as a string that a template need not escape again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def escape(words: object) -> str:
    """Words for the inside of an element or an attribute."""
    clean = _ILLEGAL.sub("\ufffd", str(words))
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def number(value: float) -> str:
    """A coordinate with at most one decimal, as short as it can be."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.", "-.") if value else "0"


def element(name: str, content: str | None = None, **attributes: object) -> str:
    """One element. `_` in an attribute's name stands for `-`, a trailing one is dropped (`class_`);
    an attribute that is None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def _short(value: object) -> object:
    return number(value) if isinstance(value, float) else value


def document(
    parts: Iterable[str],
    *,
    width: float,
    height: float,
    title: str,
    description: str = "",
    class_: str = "",
    rtl: bool = False,
    drawn_width: float | None = None,
    **attributes: object,
) -> Svg:
    """A whole chart.

    Args:
        parts: its elements.
        width, height: the box it is drawn in.
        title: its name for those who do not see it.
        description: what it shows, in a sentence.
        class_: a class beside `chart`.
        rtl: whether its words run from right to left.
        drawn_width: how wide it stands where no stylesheet says otherwise; the box's width by default.
        attributes: more attributes of the outermost element.
    """
    shown = drawn_width or width
    content = element("title", escape(title))
    if description:
        content += element("desc", escape(description))
    return Svg(
        element(
            "svg",
            content + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            class_=f"chart {class_}".strip(),
            viewBox=f"0 0 {number(width)} {number(height)}",
            width=number(shown),
            height=number(height * shown / width),
            role="img",
            direction="rtl" if rtl else "ltr",
            **attributes,
        )
    )


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float = 12,
    anchor: str = "start",
    class_: str | None = None,
    fill: str = SOFT,
    halo: str | None = None,
) -> str:
    """Words at a point. `anchor` is logical: with right-to-left words "start" is their right end.
    `halo` is a colour drawn round the letters, so that they can be read on top of other things."""
    return element(
        "text",
        escape(words),
        class_=class_,
        x=float(x),
        y=float(y),
        fill=fill,
        font_size=number(size),
        text_anchor=None if anchor == "start" else anchor,
        stroke=halo,
        stroke_width="3" if halo else None,
        paint_order="stroke" if halo else None,
    )
