"""Country outlines from Natural Earth's topology to what maps of ours need.

In flows a TopoJSON of countries (npm package world-atlas, made of Natural Earth's public-domain data).
Out flow two files:

- `outlines.json`: one SVG path per country in the Equal Earth projection, for maps of the world;
- `world.json`: a smaller TopoJSON in degrees, for maps of a region and for pages that pan and zoom.

Arcs are simplified once each and shared by both neighbours, so that no gap opens between countries.
Where Natural Earth draws a territory that the United Nations lists as part of a member state, the two
are joined (`JOINED`). This must not know Django.
"""

from __future__ import annotations

import heapq
import itertools
import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pycountry

Point = tuple[float, float]
Arc = list[Point]
# A country is a list of polygons, a polygon a list of rings, a ring a list of arc numbers (~n: reversed).
Rings = list[list[list[int]]]

# Shapes without an ISO number. XKX is the code that is customary for Kosovo (UNSCR 1244).
NAMED = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP"}
JOINED = {"SOM", "CYP"}
LEFT_OUT = {"ATA"}

WIDTH = 2000  # units of the world map
_TOP, _BOTTOM = 83.7, -56.0  # degrees of latitude shown


def countries(topology: dict[str, Any]) -> tuple[list[Arc], dict[str, Rings]]:
    """Arcs in degrees and the rings of each country by ISO 3166-1 alpha-3 code."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Arc] = []
    for packed in topology["arcs"]:
        x = y = 0
        arc: Arc = []
        for dx, dy in packed:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    found: dict[str, Rings] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = _code(geometry)
        if code is None or code in LEFT_OUT or "arcs" not in geometry:
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        found.setdefault(code, []).extend(polygons)
    for code in JOINED & found.keys():
        found[code] = [[ring] for ring in joined(found[code], arcs)]
    return arcs, dict(sorted(found.items()))


def _code(geometry: dict[str, Any]) -> str | None:
    number = geometry.get("id")
    if number is None:
        return NAMED.get(geometry["properties"]["name"])
    country = pycountry.countries.get(numeric=number)
    return str(country.alpha_3) if country else None


def joined(polygons: Rings, arcs: Sequence[Arc]) -> list[list[int]]:
    """The rings around several polygons together: arcs that two of them share fall out."""
    numbers = [number for polygon in polygons for ring in polygon for number in ring]
    shared = {number for number in numbers if ~number in numbers}
    loose = {n: None for n in numbers if n not in shared}
    rings: list[list[int]] = []
    while loose:
        ring = [next(iter(loose))]
        del loose[ring[0]]
        while _end(ring[-1], arcs) != _start(ring[0], arcs):
            following = next(n for n in loose if _start(n, arcs) == _end(ring[-1], arcs))
            del loose[following]
            ring.append(following)
        rings.append(ring)
    return rings


def _start(number: int, arcs: Sequence[Arc]) -> Point:
    return arcs[number][0] if number >= 0 else arcs[~number][-1]


def _end(number: int, arcs: Sequence[Arc]) -> Point:
    return arcs[number][-1] if number >= 0 else arcs[~number][0]


def equal_earth(longitude: float, latitude: float) -> Point:
    """The Equal Earth projection, x to the east and y to the north, in radii of the sphere.

    Source: Šavrič, Patterson and Jenny (2018), International Journal of Geographical Information Science.
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = 9 * a4 * sixth * square + 7 * a3 * sixth + 3 * a2 * square + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    y = theta * (a4 * sixth * square + a3 * sixth + a2 * square + a1)
    return x, y


def simplified(arc: Arc, least: float, placed: Callable[[Point], Point] = lambda point: point) -> Arc:
    """The arc without the points that matter least: Visvalingam's effective area above `least`.

    Both ends stay, because neighbours meet there. Areas are measured where `placed` puts the points.
    """
    flat = [placed(point) for point in unrolled(arc)]
    count = len(arc)
    before = list(range(-1, count - 1))
    after = list(range(1, count + 1))
    gone = [False] * count
    areas = [math.inf] * count

    def area(at: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = flat[before[at]], flat[at], flat[after[at]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    heap: list[tuple[float, int]] = []
    for at in range(1, count - 1):
        areas[at] = area(at)
        heap.append((areas[at], at))
    heapq.heapify(heap)
    while heap:
        size, at = heapq.heappop(heap)
        if gone[at] or size != areas[at]:
            continue
        if size >= least:
            break
        gone[at] = True
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for side in (left, right):
            if 0 < side < count - 1:
                # Never smaller than the point just taken, else a detail would go in the wrong order.
                areas[side] = max(size, area(side))
                heapq.heappush(heap, (areas[side], side))
    return [point for at, point in enumerate(arc) if not gone[at]]


def ring_points(ring: Iterable[int], arcs: Sequence[Arc]) -> Arc:
    """The points of a ring, the last repeating the first."""
    points: Arc = []
    for number in ring:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(part[1:] if points else part)
    return points


def unrolled(points: Sequence[Point]) -> Arc:
    """The same points without a jump from 180° east to 180° west: longitudes run on past 180."""
    result: Arc = []
    turns = 0.0
    for at, (longitude, latitude) in enumerate(points):
        if at and abs(longitude - points[at - 1][0]) > 180:
            turns += 360.0 if longitude < points[at - 1][0] else -360.0
        result.append((longitude + turns, latitude))
    return result


def cut_at_antimeridian(points: Sequence[Point]) -> list[Arc]:
    """A ring as rings that stay between 180° west and 180° east."""
    whole = unrolled(points)
    pieces = []
    for turn in (0.0, 360.0, -360.0):
        if all(-180 <= longitude - turn <= 180 for longitude, _ in whole):
            return [[(longitude - turn, latitude) for longitude, latitude in whole]]
        piece = _east_of(_east_of(whole, turn - 180, 1), turn + 180, -1)
        if len(piece) > 2:
            piece.append(piece[0])
            pieces.append([(longitude - turn, latitude) for longitude, latitude in piece])
    return pieces


def _east_of(points: Sequence[Point], edge: float, sign: int) -> Arc:
    """The part of a ring east of a meridian; west of it where `sign` is -1."""
    kept: Arc = []
    for at, (x, y) in enumerate(points):
        last_x, last_y = points[at - 1]
        inside, last_inside = sign * (x - edge) >= 0, sign * (last_x - edge) >= 0
        if inside != last_inside:
            kept.append((edge, last_y + (edge - last_x) / (x - last_x) * (y - last_y)))
        if inside:
            kept.append((x, y))
    return kept


def signed_area(points: Sequence[Point]) -> float:
    """The area inside a closed ring, by the shoelace formula; its sign says which way round it runs."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in itertools.pairwise(points)) / 2


def world_outlines(
    topology: dict[str, Any], *, least: float = 6.0, island: float = 14.0, dot: float = 60.0
) -> str:
    """The world as JSON of SVG paths: {"width", "height", "countries": {iso3: {"d", "at", "dot"?}}}.

    Args:
        topology: a TopoJSON of countries.
        least: area in square map units below which a point is dropped.
        island: area below which an island is dropped, unless it is the country's largest.
        dot: area below which a country gets a dot as well, so that it can be seen at all.
    """
    arcs, shapes = countries(topology)
    right = equal_earth(180, 0)[0]
    top, bottom = equal_earth(0, _TOP)[1], equal_earth(0, _BOTTOM)[1]
    scale = WIDTH / (2 * right)

    def placed(point: Point) -> Point:
        x, y = equal_earth(*point)
        return (x + right) * scale, (top - y) * scale

    lean = [simplified(arc, least, placed) for arc in arcs]
    result: dict[str, Any] = {}
    for code, polygons in shapes.items():
        rings = [
            [placed(point) for point in piece]
            for polygon in polygons
            for ring in polygon
            for piece in cut_at_antimeridian(ring_points(ring, lean))
        ]
        rings.sort(key=lambda points: -abs(signed_area(points)))
        kept = [rings[0]] + [points for points in rings[1:] if abs(signed_area(points)) >= island]
        largest = abs(signed_area(rings[0]))
        x, y = _middle(rings[0])
        entry: dict[str, Any] = {"d": "".join(_path(points) for points in kept), "at": [round(x), round(y)]}
        if largest < dot:
            entry["dot"] = True
        result[code] = entry
    height = round((top - bottom) * scale)
    return _json({"width": WIDTH, "height": height, "countries": result})


def _size(polygon: list[list[int]], arcs: Sequence[Arc]) -> float:
    return abs(signed_area(unrolled(ring_points(polygon[0], arcs))))


def _middle(points: Sequence[Point]) -> Point:
    """The centre of a ring; of its points where it encloses nothing."""
    area = signed_area(points)
    if abs(area) < 1e-9:
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    x = y = 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        cross = ax * by - bx * ay
        x += (ax + bx) * cross
        y += (ay + by) * cross
    return x / (6 * area), y / (6 * area)


def _path(points: Sequence[Point]) -> str:
    """A closed path with whole relative steps, written as short as SVG allows."""
    whole = [(round(x), round(y)) for x, y in points]
    x, y = whole[0]
    parts = [f"M{x} {y}l"]
    first = True
    for next_x, next_y in whole[1:-1]:
        dx, dy = next_x - x, next_y - y
        if dx or dy:
            parts.append(f"{dx}" if first or dx < 0 else f" {dx}")
            parts.append(f"{dy}" if dy < 0 else f" {dy}")
            first = False
        x, y = next_x, next_y
    return "".join(parts) + "z" if not first else ""


def small_topology(
    topology: dict[str, Any], *, least: float = 0.02, island: float = 0.03, step: float = 0.02
) -> str:
    """A TopoJSON of countries by ISO code, in degrees on a grid of `step` degrees.

    Args:
        topology: a TopoJSON of countries.
        least: area in square degrees below which a point is dropped.
        island: area below which an island is dropped, unless it is the country's largest.
        step: the grid.
    """
    arcs, shapes = countries(topology)
    lean = [simplified(arc, least) for arc in arcs]
    packed: list[list[list[int]]] = []
    number_of: dict[int, int] = {}

    def kept(number: int) -> int:
        plain = max(number, ~number)
        if plain not in number_of:
            number_of[plain] = len(packed)
            packed.append(_packed(lean[plain], step))
        return number_of[plain] if number >= 0 else ~number_of[plain]

    def own(piece: Arc) -> int:
        packed.append(_packed(piece, step))
        return len(packed) - 1

    geometries: list[dict[str, Any]] = []
    for code, polygons in shapes.items():
        largest = max(_size(polygon, arcs) for polygon in polygons)
        parts: Rings = []
        for polygon in polygons:
            if _size(polygon, arcs) < min(island, largest):
                continue
            pieces = cut_at_antimeridian(ring_points(polygon[0], lean))
            if len(pieces) > 1:
                parts.extend([[own(piece)]] for piece in pieces)
            else:
                parts.append([[kept(number) for number in ring] for ring in polygon])
        geometries.append({"type": "MultiPolygon", "id": code, "arcs": parts})
    return _json(
        {
            "type": "Topology",
            "transform": {"scale": [step, step], "translate": [0, 0]},
            "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
            "arcs": packed,
        }
    )


def _packed(arc: Arc, step: float) -> list[list[int]]:
    """Grid differences from point to point, as TopoJSON packs them."""
    x = y = 0
    deltas: list[list[int]] = []
    for longitude, latitude in arc:
        next_x, next_y = round(longitude / step), round(latitude / step)
        if deltas and next_x == x and next_y == y and len(deltas) > 1:
            continue
        deltas.append([next_x - x, next_y - y])
        x, y = next_x, next_y
    return deltas


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n"
