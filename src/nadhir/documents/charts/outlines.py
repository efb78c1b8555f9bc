"""The outlines of countries, read once: the whole world as paths, and its parts in degrees.

Both files are made by `nadhir.web.vendoring` of Natural Earth's public-domain data.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """A country on the map of the world: its path, its middle, whether it is too small to be seen."""

    path: str
    at: tuple[int, int]
    small: bool


@dataclass(frozen=True, slots=True)
class World:
    """The map of the world in the Equal Earth projection, in its own units."""

    width: int
    height: int
    countries: Mapping[str, Outline]


@functools.cache
def world() -> World:
    """All countries and territories by ISO 3166-1 alpha-3 code, without Antarctica."""
    raw = _read("outlines.json")
    countries = {
        code: Outline(entry["d"], (entry["at"][0], entry["at"][1]), bool(entry.get("dot")))
        for code, entry in raw["countries"].items()
    }
    return World(raw["width"], raw["height"], countries)


def _read(name: str) -> Any:
    return json.loads((resources.files(__package__ or "") / name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of a country in degrees, with its bounds: west, south, east, north."""

    country: str
    points: tuple[Point, ...]
    bounds: tuple[float, float, float, float]


@functools.cache
def rings() -> tuple[Ring, ...]:
    """Every ring of every country, longitude before latitude, the last point repeating the first."""
    raw = _read("world.json")
    step_x, step_y = raw["transform"]["scale"]
    arcs: list[list[Point]] = []
    for packed in raw["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in packed:
            x, y = x + dx, y + dy
            arc.append((x * step_x, y * step_y))
        arcs.append(arc)
    return tuple(_rings_of(raw["objects"]["countries"]["geometries"], arcs))


def _rings_of(geometries: Sequence[dict[str, Any]], arcs: Sequence[list[Point]]) -> Iterator[Ring]:
    for geometry in geometries:
        for polygon in geometry["arcs"]:
            for ring in polygon:
                points: list[Point] = []
                for at in ring:
                    part = arcs[at] if at >= 0 else arcs[~at][::-1]
                    points.extend(part[1:] if points else part)
                xs, ys = [x for x, _ in points], [y for _, y in points]
                yield Ring(geometry["id"], tuple(points), (min(xs), min(ys), max(xs), max(ys)))


def clipped(points: Sequence[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The part of a ring inside a box (west, south, east, north), by Sutherland and Hodgman (1974)."""
    west, south, east, north = box
    kept = list(points)
    for axis, edge, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        before, kept = kept, []
        for at, here in enumerate(before):
            last = before[at - 1]
            here_in, last_in = sign * (here[axis] - edge) >= 0, sign * (last[axis] - edge) >= 0
            if here_in != last_in:
                share = (edge - last[axis]) / (here[axis] - last[axis])
                kept.append((last[0] + share * (here[0] - last[0]), last[1] + share * (here[1] - last[1])))
            if here_in:
                kept.append(here)
    return kept
