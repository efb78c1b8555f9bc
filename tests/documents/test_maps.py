"""Maps: every country has its place, classes are what they say, events stay where they were."""

from __future__ import annotations

import gzip
import itertools
from xml.etree import ElementTree
from xml.etree.ElementTree import fromstring

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.documents import charts
from nadhir.documents.charts.outlines import clipped, rings, world

SVG = "{http://www.w3.org/2000/svg}"
CLASSES = (0.01, 0.03, 0.1, 0.2)
LABELS = ("very low", "low", "moderate", "high", "very high")


def choropleth(values: dict[str, float]) -> ElementTree.Element:
    svg = charts.choropleth(values, classes=CLASSES, labels=LABELS, names={"KEN": "Kenya"}, title="Risk")
    root = fromstring(svg)
    assert isinstance(root, ElementTree.Element)
    return root


def classes_of(root: ElementTree.Element) -> dict[str, str]:
    return {
        shape.attrib["data-k"]: group.attrib["class"]
        for group in root.iter(f"{SVG}g")
        for shape in group
        if "data-k" in shape.attrib
    }


@pytest.mark.parametrize(
    ("value", "found"), [(None, 0), (0.0, 1), (0.0099, 1), (0.01, 2), (0.1, 4), (0.2, 5), (7.0, 5)]
)
def test_a_bound_belongs_to_the_class_above_it(value: float | None, found: int) -> None:
    assert charts.level(value, CLASSES) == found


def test_countries_stand_in_their_class() -> None:
    root = choropleth({"KEN": 0.25, "FRA": 0.001, "SOM": 0.05})
    assert classes_of(root) == {"KEN": "k5", "FRA": "k1", "SOM": "k3"}


def test_a_country_says_its_name_and_word() -> None:
    root = choropleth({"KEN": 0.25})
    assert [node.text for node in root.iter(f"{SVG}title")] == ["Risk", "Kenya: very high"]


def test_a_small_country_is_a_dot_and_an_unknown_code_nothing() -> None:
    root = choropleth({"COM": 0.25, "ZZZ": 0.25})
    assert classes_of(root) == {"COM": "k5"}
    assert len(list(root.iter(f"{SVG}circle"))) == 1


def test_few_classes_still_reach_the_darkest() -> None:
    svg = charts.choropleth({"KEN": 3, "FRA": 1}, classes=[2], labels=["less", "more"], title="x")
    assert classes_of(fromstring(svg)) == {"KEN": "k5", "FRA": "k1"}


@pytest.mark.parametrize(
    ("classes", "labels"),
    [((), ("a",)), ((1, 1), ("a", "b", "c")), ((2, 1), ("a", "b", "c")), ((1, 2), ("a", "b")),
     ((1, 2, 3, 4, 5), tuple("abcdef"))],
)  # fmt: skip
def test_classes_that_do_not_fit_are_refused(classes: tuple[float, ...], labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="rising"):
        charts.choropleth({}, classes=classes, labels=labels, title="x")


def test_a_map_of_every_country_is_light() -> None:
    values = {code: at % 50 / 200 for at, code in enumerate(world().countries)}
    names = {country.alpha_3: country.name for country in pycountry.countries}
    svg = charts.choropleth(values, classes=CLASSES, labels=LABELS, names=names, title="Risk")
    assert len(gzip.compress(svg.encode())) < 20_000


def test_the_world_is_whole() -> None:
    codes = world().countries.keys()
    absent = {country.alpha_3 for country in pycountry.countries} - codes
    # Antarctica, and small places that Natural Earth keeps inside another country or leaves out.
    assert absent == {
        "ATA", "BES", "BVT", "CCK", "CXR", "GIB", "GLP", "GUF", "MTQ", "MYT", "REU", "SJM", "TKL", "TUV",
        "UMI",
    }  # fmt: skip
    assert codes - {country.alpha_3 for country in pycountry.countries} == {"XKX"}


def test_both_files_hold_the_same_countries() -> None:
    assert {ring.country for ring in rings()} == set(world().countries)


def test_no_ring_crosses_the_antimeridian() -> None:
    for ring in rings():
        steps = zip(ring.points, ring.points[1:], strict=False)
        assert max((abs(a[0] - b[0]) for a, b in steps), default=0) < 180, ring.country


@pytest.mark.parametrize(
    ("code", "longitude", "latitude"),
    [
        ("KEN", 37, 0.5),
        ("RUS", 100, 60),
        ("RUS", -175, 67),
        ("SOM", 45, 9.6),
        ("CYP", 33.6, 35.25),
        ("SSD", 30, 7),
    ],
)
def test_places_lie_in_their_country(code: str, longitude: float, latitude: float) -> None:
    found = {ring.country for ring in rings() if _inside((longitude, latitude), ring.points)}
    assert found == {code}


def _inside(point: tuple[float, float], ring: tuple[tuple[float, float], ...]) -> bool:
    """Crossings of a line to the east are odd."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


def dots(svg: str) -> list[ElementTree.Element]:
    return list(fromstring(svg).iter(f"{SVG}circle"))


def test_events_close_together_become_one_larger_dot() -> None:
    near = [charts.Place(30 + at / 1000, 10, f"event {at}") for at in range(9)]
    far = charts.Place(35, 12, "alone")
    large, small = dots(charts.point_map([*near, far], title="x", write=lambda count: f"{count} events"))
    assert large[0].text == "9 events"
    assert small[0].text == "alone"
    assert float(large.attrib["r"]) > float(small.attrib["r"])


def test_events_outside_the_box_are_left_out() -> None:
    places = [charts.Place(30, 10, "in"), charts.Place(60, 40, "out")]
    (dot,) = dots(charts.point_map(places, title="x", box=(28, 8, 32, 12)))
    assert dot[0].text == "in"


def test_north_is_up_and_east_is_right() -> None:
    places = [charts.Place(30, 10, "south-west"), charts.Place(40, 15, "north-east")]
    by_name = {dot[0].text: dot for dot in dots(charts.point_map(places, title="x"))}
    low, high = by_name["south-west"], by_name["north-east"]
    assert float(low.attrib["cx"]) < float(high.attrib["cx"])
    assert float(low.attrib["cy"]) > float(high.attrib["cy"])


def test_a_rough_place_looks_rough_and_a_quiet_one_quiet() -> None:
    places = [charts.Place(30, 10, exact=False), charts.Place(35, 12, tone="low")]
    assert {dot.attrib["class"] for dot in dots(charts.point_map(places, title="x"))} == {
        "dot rough",
        "dot low",
    }


def test_no_events_still_make_a_map() -> None:
    assert dots(charts.point_map([], title="x")) == []


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85), st.integers(0, 50)), min_size=1, max_size=30)
)
def test_every_event_is_counted_once(spots: list[tuple[float, float, int]]) -> None:
    places = [charts.Place(x, y, "1", weight=1) for x, y, _ in spots]
    svg = charts.point_map(places, title="x", write=str)
    assert sum(int(dot[0].text or "0") for dot in dots(svg)) == len(places)


BOX = (0.0, 0.0, 10.0, 10.0)
INSIDE = [(1.0, 1.0), (5.0, 1.0), (5.0, 5.0)]


def test_what_lies_inside_a_box_stays() -> None:
    assert set(clipped(INSIDE, BOX)) == set(INSIDE)


def test_what_lies_outside_a_box_goes() -> None:
    assert clipped([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], BOX) == []


def test_what_crosses_the_edge_is_cut_there() -> None:
    assert set(clipped([(5.0, 2.0), (15.0, 2.0), (15.0, 4.0), (5.0, 4.0)], BOX)) == {
        (5.0, 2.0), (10.0, 2.0), (10.0, 4.0), (5.0, 4.0),
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
def test_each_language_has_its_disclaimer(lang: str) -> None:
    assert "Natural Earth" in charts.disclaimer(lang)
    assert charts.disclaimer(lang) != charts.disclaimer("en") or lang == "en"


def nets(svg: str) -> list[ElementTree.Element]:
    return [one for one in fromstring(svg).iter() if one.attrib.get("class") == "net"]


@pytest.mark.parametrize(("at", "land"), [((32.5, 15.6), True), ((-25.0, -30.0), False)])
def test_lines_of_degrees_stand_in_only_where_no_outline_lies(at: tuple[float, float], land: bool) -> None:
    places = [charts.Place(*at)]
    assert charts.on_land(places) is land
    assert len(nets(charts.point_map(places, title="x"))) == (0 if land else 1)
