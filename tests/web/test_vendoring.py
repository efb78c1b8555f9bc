"""Vendored files are the ones that were listed, and outlines keep their borders."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from nadhir.web.vendoring import manifest, topology
from nadhir.web.vendoring.manifest import VendoredFile, VendoredPackage


def test_what_stands_in_the_repository_is_what_was_listed() -> None:
    packages = manifest.read()
    assert {package.name for package in packages} >= {"leaflet", "world-atlas"}
    assert list(manifest.problems(packages)) == []


@pytest.fixture
def vendored(tmp_path: Path) -> tuple[Path, VendoredPackage]:
    """A package of two files as it should stand."""
    folder = tmp_path / manifest.VENDOR
    folder.mkdir(parents=True)
    files = []
    for name in ("LICENSE", "a.js"):
        (folder / name).write_text(name)
        path = f"{manifest.VENDOR}/{name}"
        files.append(VendoredFile(path=path, source=name, sha256=manifest.sha256(folder / name)))
    return tmp_path, VendoredPackage("a", "1.0", "MIT", "npm", files=files)


def test_a_sound_folder_has_no_problem(vendored: tuple[Path, VendoredPackage]) -> None:
    root, package = vendored
    assert list(manifest.problems([package], root)) == []


def test_a_changed_file_is_found(vendored: tuple[Path, VendoredPackage]) -> None:
    root, package = vendored
    (root / manifest.VENDOR / "a.js").write_text("alert(1)")
    assert list(manifest.problems([package], root)) == [
        f"{manifest.VENDOR}/a.js: not the file that was listed"
    ]


def test_a_missing_file_is_found(vendored: tuple[Path, VendoredPackage]) -> None:
    root, package = vendored
    (root / manifest.VENDOR / "a.js").unlink()
    assert list(manifest.problems([package], root)) == [f"{manifest.VENDOR}/a.js: missing"]


def test_a_file_that_nobody_listed_is_found(vendored: tuple[Path, VendoredPackage]) -> None:
    root, package = vendored
    (root / manifest.VENDOR / "b.js").write_text("b")
    assert list(manifest.problems([package], root)) == [f"{manifest.VENDOR}/b.js: not listed"]


def test_a_package_keeps_its_licence(vendored: tuple[Path, VendoredPackage]) -> None:
    root, package = vendored
    (root / manifest.VENDOR / "LICENSE").unlink()
    del package.files[0]
    assert list(manifest.problems([package], root)) == ["a: no licence text is kept"]


def test_the_list_is_written_as_it_was_read(tmp_path: Path) -> None:
    copy = tmp_path / "VENDORED.yaml"
    manifest.write(manifest.read(), copy)
    assert copy.read_text("utf-8") == manifest.LIST.read_text("utf-8")


def test_equal_earth_as_published() -> None:
    # The ends of the axes, from the paper's polynomial: theta is 0 at the equator and 60° at the pole.
    x, y = topology.equal_earth(180, 0)
    assert (x, y) == (pytest.approx(2.706629, abs=1e-5), 0)
    assert topology.equal_earth(0, 90) == (0, pytest.approx(1.317362, abs=1e-5))


@pytest.mark.parametrize("latitude", [0.5, 30.5, 60.5, 85.5])
def test_equal_earth_keeps_areas(latitude: float) -> None:
    corners = [
        (10, latitude - 0.5),
        (11, latitude - 0.5),
        (11, latitude + 0.5),
        (10, latitude + 0.5),
        (10, latitude - 0.5),
    ]
    flat = topology.signed_area([topology.equal_earth(*corner) for corner in corners])
    south, north = math.radians(latitude - 0.5), math.radians(latitude + 0.5)
    on_sphere = math.radians(1) * (math.sin(north) - math.sin(south))
    assert flat == pytest.approx(on_sphere, rel=2e-3)


def test_what_matters_least_is_dropped_first_and_ends_stay() -> None:
    arc = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0)]
    assert topology.simplified(arc, 0.1) == [arc[0], arc[2], arc[3], arc[4]]
    assert topology.simplified(arc, 100) == [arc[0], arc[4]]
    assert topology.simplified(arc, 0) == arc


def test_a_ring_across_the_antimeridian_is_cut() -> None:
    ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0), (170.0, 0.0)]
    east, west = topology.cut_at_antimeridian(ring)
    assert {x for x, _ in east} == {170.0, 180.0}
    assert {x for x, _ in west} == {-180.0, -170.0}
    assert abs(topology.signed_area(east)) == abs(topology.signed_area(west)) == 100


def test_a_ring_elsewhere_is_left_whole() -> None:
    ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    assert topology.cut_at_antimeridian(ring) == [ring]


def two_squares() -> dict[str, Any]:
    """Kenya and, on its east, a square without a number; both share the arc 0."""
    return {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [
            [[2, 0], [0, 2]],
            [[2, 2], [-2, 0], [0, -2], [2, 0]],
            [[2, 0], [2, 0], [0, 2], [-2, 0]],
        ],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "id": "706", "properties": {"name": "Somalia"}, "arcs": [[0, 1]]},
                    {"type": "Polygon", "properties": {"name": "Somaliland"}, "arcs": [[2, ~0]]},
                    {"type": "Polygon", "properties": {"name": "Nowhere"}, "arcs": [[2, ~0]]},
                ]
            }
        },
    }


def test_joined_territories_lose_the_border_between_them() -> None:
    arcs, shapes = topology.countries(two_squares())
    assert set(shapes) == {"SOM"}
    ((ring,),) = shapes["SOM"]
    points = topology.ring_points(ring, arcs)
    assert points[0] == points[-1]
    assert abs(topology.signed_area(points)) == 8
    assert 0 not in ring
    assert ~0 not in ring


def test_a_small_topology_can_be_read_again() -> None:
    made = json.loads(topology.small_topology(two_squares(), step=0.5))
    arcs, _ = topology.countries({**made, "objects": {"countries": {"geometries": []}}})
    ((ring,),) = made["objects"]["countries"]["geometries"][0]["arcs"]
    assert abs(topology.signed_area(topology.ring_points(ring, arcs))) == 8
