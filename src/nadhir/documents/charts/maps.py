"""Maps: the world in classes of a figure, and events as dots in a part of it.

Maps of the world are in the Equal Earth projection, which keeps areas true, so that a large country does
not seem worse for being far north. A part of the world is drawn with straight degrees, narrowed for its
latitude. Under each map belongs `disclaimer()`.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nadhir.doctrine.phrases import phrasebook
from nadhir.documents.charts.outlines import Point, clipped, rings, world
from nadhir.documents.charts.svg import BAR, CARD, LINE, RISK, SOFT, Svg, document, element, escape, text

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


def disclaimer(lang: str | None) -> str:
    """What a map's boundaries do not say, and whose outlines they are, in the language of the reader."""
    return phrasebook("nadhir.documents.charts").say("map.disclaimer", lang)


def level(value: float | None, classes: Sequence[float]) -> int:
    """The class of a value: 0 where there is none, 1 below the first bound, and so on."""
    return 0 if value is None else 1 + bisect_right(classes, value)


def choropleth(
    values: Mapping[str, float],
    *,
    classes: Sequence[float],
    labels: Sequence[str],
    title: str,
    description: str = "",
    names: Mapping[str, str] | None = None,
    write: Callable[[float], str] | None = None,
    href: str | None = None,
    width: float = 640,
) -> Svg:
    """The world, each country in the colour of its class.

    Args:
        values: figure by ISO 3166-1 alpha-3 code; a code that has no outline is passed over.
        classes: one to four rising bounds; a value equal to a bound belongs above it.
        labels: the word of each class, one more than bounds.
        title, description: what it shows.
        names: names of countries in the reader's language; the code where one is missing.
        write: writes a figure as the reader reads it; only the word is shown without it.
        href: where a country leads, with `{}` for its code (a help for the pointer; the table has links).
        width: in pixels where no stylesheet says otherwise.

    Raises:
        ValueError: bounds do not rise, are more than four, or words do not fit them.
    """
    if list(classes) != sorted(set(classes)) or not 1 <= len(classes) <= 4 or len(labels) != len(classes) + 1:
        raise ValueError("classes need one to four rising bounds and one label more than bounds")
    names = names or {}
    shapes: dict[int, list[str]] = {}
    bare: list[str] = []
    for code, outline in world().countries.items():
        value = values.get(code)
        if value is None:
            bare.append(outline.path)
            continue
        found = level(value, classes)
        words = f"{names.get(code, code)}: {labels[found - 1]}" + (f", {write(value)}" if write else "")
        told = element("title", escape(words))
        shape = element("path", told, d=outline.path, data_k=code) if outline.path else ""
        if outline.small:
            x, y = outline.at
            told = "" if shape else told
            shape += element("circle", told, cx=x, cy=y, r=7, data_k=code)
        shapes.setdefault(_shade(found, len(labels)), []).append(shape)
    parts = [element("path", class_="land", d="".join(bare), fill=RISK[0])]
    parts += [element("g", "".join(shapes[at]), class_=f"k{at}", fill=RISK[at]) for at in sorted(shapes)]
    return document(
        [
            element(
                "g", "".join(parts), class_="edge", stroke=CARD, stroke_width="1.6", stroke_linejoin="round"
            )
        ],
        width=world().width,
        height=world().height,
        drawn_width=width,
        title=title,
        description=description,
        class_="world",
        data_href=href,
    )


def _shade(found: int, count: int) -> int:
    """Classes spread over the five colours, so that the highest is always the darkest."""
    return 5 if count == 1 else 1 + round((found - 1) * 4 / (count - 1))


@dataclass(frozen=True, slots=True)
class Place:
    """Something that happened somewhere.

    Attributes:
        longitude, latitude: in degrees.
        label: what it is, in words.
        weight: how many, for what stands for several.
        tone: "low" for what is drawn quietly.
        exact: False draws a ring: the place is known only roughly.
    """

    longitude: float
    latitude: float
    label: str = ""
    weight: int = 1
    tone: Literal["", "low"] = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Dot:
    x: float
    y: float
    weight: int
    words: str
    tone: str
    exact: bool


def point_map(
    places: Sequence[Place],
    *,
    title: str,
    description: str = "",
    box: Box | None = None,
    names: Mapping[str, str] | None = None,
    write: Callable[[int], str] = str,
    width: float = 640,
    height: float = 400,
    cell: float = 18,
) -> Svg:
    """Events as dots on a part of the world; those close together become one larger dot.

    Where no outline lies, as around an invented place, lines of whole degrees are drawn instead: `on_land`
    tells, so that a page can say so.

    Args:
        places: what to show; what lies outside the box is left out.
        title, description: what it shows.
        box: west, south, east, north in degrees; by default all places with a margin. It is widened to
            the shape of the picture and does not cross the 180th meridian.
        names: names of countries to write on the map, by ISO 3166-1 alpha-3 code.
        write: words for a number of places ("14 events").
        width, height: in pixels.
        cell: places in one square of this side, in pixels, become one dot.
    """
    shown = _widened(box or _around(places), width / height)
    west, _, east, north = shown
    across = width / (east - west)
    down = across / _narrowing(shown)

    def placed(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) * across, (north - latitude) * down

    dots = _gathered(places, shown, placed, cell, write)
    most = max((dot.weight for dot in dots), default=1)
    land, labels = _land(shown, placed, names or {})
    parts = [land or _net(shown, placed, width, height)]
    for dot in sorted(dots, key=lambda dot: (-dot.weight, dot.x, dot.y)):
        radius = 3.0 + (cell * 0.75 - 3.0) * math.sqrt((dot.weight - 1) / most)
        name = " ".join(filter(None, ("dot", dot.tone, "" if dot.exact else "rough")))
        colour = SOFT if dot.tone == "low" else BAR
        paint = (
            {"fill": colour, "stroke": CARD, "fill_opacity": ".85"}
            if dot.exact
            else {"fill": colour, "stroke": colour, "fill_opacity": ".15"}
        )
        words = element("title", escape(dot.words)) if dot.words else ""
        parts.append(element("circle", words, class_=name, cx=dot.x, cy=dot.y, r=radius, **paint))
    return document(
        [*parts, *labels],
        width=width,
        height=height,
        title=title,
        description=description,
        class_="points",
        overflow="hidden",
    )


def on_land(places: Sequence[Place], *, shape: float = 1.6) -> bool:
    """Whether any outline lies in the part of the world that `point_map` shows of these places.

    Args:
        places: as for `point_map`.
        shape: how much wider than tall the map is.
    """
    return any(True for _ in _rings_in(_widened(_around(places), shape)))


def _around(places: Sequence[Place]) -> Box:
    if not places:
        return (-180.0, -56.0, 180.0, 80.0)
    xs, ys = [place.longitude for place in places], [place.latitude for place in places]
    margin = max(1.0, 0.08 * max(max(xs) - min(xs), max(ys) - min(ys)))
    return (min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)


def _narrowing(box: Box) -> float:
    """How much narrower a degree of longitude is than one of latitude in the middle of a box."""
    return max(0.2, math.cos(math.radians((box[1] + box[3]) / 2)))


def _widened(box: Box, shape: float) -> Box:
    west, south, east, north = box
    narrowing = _narrowing(box)
    wide, tall = max(east - west, 0.1) * narrowing, max(north - south, 0.1)
    if wide / tall < shape:
        more = (tall * shape - wide) / narrowing / 2
        return (west - more, south, east + more, north)
    more = (wide / shape - tall) / 2
    return (west, south - more, east, north + more)


def _gathered(
    places: Iterable[Place],
    box: Box,
    placed: Callable[[float, float], tuple[float, float]],
    cell: float,
    write: Callable[[int], str],
) -> list[_Dot]:
    west, south, east, north = box
    groups: dict[tuple[int, int], list[Place]] = {}
    for place in places:
        if west <= place.longitude <= east and south <= place.latitude <= north:
            x, y = placed(place.longitude, place.latitude)
            groups.setdefault((int(x // cell), int(y // cell)), []).append(place)
    dots = []
    for members in groups.values():
        weight = sum(place.weight for place in members)
        spots = [(placed(place.longitude, place.latitude), place.weight) for place in members]
        share = max(1, weight)
        dots.append(
            _Dot(
                x=sum(x * heavy for (x, _), heavy in spots) / share if weight else spots[0][0][0],
                y=sum(y * heavy for (_, y), heavy in spots) / share if weight else spots[0][0][1],
                weight=max(1, weight),
                words=members[0].label if len(members) == 1 else write(weight),
                tone="low" if all(place.tone == "low" for place in members) else "",
                exact=any(place.exact for place in members),
            )
        )
    return dots


def _outline(points: Sequence[tuple[float, float]]) -> str:
    """A ring as a path in whole pixels. Steps are relative and those of a pixel are left out: a map of the
    world weighs a third."""
    kept = [(round(points[0][0]), round(points[0][1]))]
    for x, y in points[1:]:
        at = (round(x), round(y))
        if abs(at[0] - kept[-1][0]) + abs(at[1] - kept[-1][1]) > 1:
            kept.append(at)
    if len(kept) < 3:
        return ""
    steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps}z"


def _rings_in(box: Box) -> Iterator[tuple[str, list[Point]]]:
    """Country and corners of each outline in a box, cut a little outside of it."""
    west, south, east, north = box
    margin = (east - west) / 100
    frame = (west - margin, south - margin, east + margin, north + margin)
    for ring in rings():
        left, bottom, right, top = ring.bounds
        if left > east or right < west or bottom > north or top < south:
            continue
        points = clipped(ring.points, frame)
        if len(points) >= 3:
            yield ring.country, points


def _land(
    box: Box, placed: Callable[[float, float], tuple[float, float]], names: Mapping[str, str]
) -> tuple[str, list[str]]:
    """The land of a box as one path, empty where there is none; names of countries with room for one."""
    paths: list[str] = []
    middles: dict[str, tuple[float, tuple[float, float]]] = {}
    for country, corners in _rings_in(box):
        points = [placed(*point) for point in corners]
        paths.append(_outline(points))
        if country in names:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            size = (max(xs) - min(xs)) * (max(ys) - min(ys))
            if size > max(2500.0, middles.get(country, (0.0, (0.0, 0.0)))[0]):
                middles[country] = (size, ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2))
    if not paths:
        return "", []
    path = element(
        "path", class_="land edge", d="".join(paths), fill=RISK[0], stroke=CARD, stroke_width="1.5"
    )
    return path, [
        text(names[code], x, y, size=11, anchor="middle", class_="halo", halo=RISK[0])
        for code, (_, (x, y)) in sorted(middles.items())
    ]


def _net(box: Box, placed: Callable[[float, float], tuple[float, float]], width: float, height: float) -> str:
    """Lines of whole degrees, so that dots far from any coast do not float in nothing."""
    west, south, east, north = box
    step = max(1, round((north - south) / 6))
    down = [placed(at, north)[0] for at in range(math.ceil(west), math.floor(east) + 1, step)]
    across = [placed(west, at)[1] for at in range(math.ceil(south), math.floor(north) + 1, step)]
    path = "".join(f"M{round(x)} 0v{round(height)}" for x in down)
    path += "".join(f"M0 {round(y)}h{round(width)}" for y in across)
    return element("path", class_="net", d=path, fill="none", stroke=LINE)
