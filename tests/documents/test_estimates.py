"""Charts of what is not certain: a fan of what may come, ranges, pushes, forecasts against what came."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.documents import charts
from nadhir.documents.charts import Fan, Outcome, Range
from nadhir.documents.charts.fans import Scale

SVG = "{http://www.w3.org/2000/svg}"
AHEAD = [Fan(0, 2, 5, 9, 30), Fan(0, 1, 5, 12, 60)]
BOUNDS = (0.001, 1.0)


def parsed(svg: str) -> ElementTree.Element:
    root = fromstring(svg)
    assert isinstance(root, ElementTree.Element)
    return root


def of_class(svg: str, tag: str, name: str) -> list[ElementTree.Element]:
    return [node for node in parsed(svg).iter(f"{SVG}{tag}") if name in (node.get("class") or "").split()]


def corners(svg: str, tag: str, name: str) -> list[list[tuple[float, float]]]:
    found = []
    for node in of_class(svg, tag, name):
        pairs = (pair.split(",") for pair in (node.get("points") or "").split())
        found.append([(float(x), float(y)) for x, y in pairs])
    return found


def words(svg: str) -> list[str]:
    return [node.text or "" for node in parsed(svg).iter(f"{SVG}text")]


# -- the fan ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_outer_band_holds_the_inner_one_and_both_the_middle(scale: Scale) -> None:
    svg = charts.fan_chart([1, 2, 3], AHEAD, title="x", scale=scale)
    outer, inner = corners(svg, "polygon", "band")
    (middle,) = corners(svg, "polyline", "middle")
    for at, (x, y) in enumerate(middle):
        (top_out, low_out), (top_in, low_in) = ((band[at], band[-1 - at]) for band in (outer, inner))
        assert {x} == {top_out[0], low_out[0], top_in[0], low_in[0]}
        assert top_out[1] <= top_in[1] <= y <= low_in[1] <= low_out[1], "up is more"


@pytest.mark.parametrize("rtl", [False, True])
def test_what_may_come_lies_after_what_was_in_reading_direction(rtl: bool) -> None:
    svg = charts.fan_chart([1, 2, 3], AHEAD, title="x", rtl=rtl)
    (past,) = corners(svg, "polyline", "line")
    (middle,) = corners(svg, "polyline", "middle")
    xs = [x for x, _ in [*past, *middle]]
    assert xs == sorted(xs, reverse=rtl)


def test_a_gap_in_the_past_stays_a_gap() -> None:
    assert len(corners(charts.fan_chart([1, 2, None, 3, 4], AHEAD, title="x"), "polyline", "line")) == 2


def test_on_the_logarithmic_scale_nought_has_a_place_and_each_tenfold_the_same_room() -> None:
    svg = charts.fan_chart([0, 9, 99, 999], [Fan(0, 0, 0, 0, 999)], title="x", scale="log")
    (line,) = corners(svg, "polyline", "line")
    steps = [before - after for (_, before), (_, after) in itertools.pairwise(line)]
    assert max(steps) - min(steps) < 0.3
    assert words(svg) == ["0", "10", "100", "1000"]


@given(
    st.lists(st.none() | st.floats(0, 1e7), max_size=40),
    st.lists(st.lists(st.floats(0, 1e7), min_size=5, max_size=5), max_size=36),
    st.sampled_from(["linear", "log"]),
    st.booleans(),
)
def test_whatever_is_expected_stays_in_the_picture(
    history: Sequence[float | None], quantiles: list[list[float]], scale: Scale, rtl: bool
) -> None:
    ahead = [Fan(*sorted(step)) for step in quantiles]
    svg = charts.fan_chart(history, ahead, title="x", scale=scale, rtl=rtl)
    for line in (*corners(svg, "polyline", "line"), *corners(svg, "polygon", "band")):
        assert all(-1 <= x <= 481 and -1 <= y <= 221 for x, y in line)


# -- ranges -------------------------------------------------------------------------------------------


def spots(svg: str, name: str) -> list[float]:
    return [float(node.get("cx") or 0) for node in of_class(svg, "circle", name)]


@pytest.mark.parametrize("rtl", [False, True])
def test_more_lies_further_along_the_line(rtl: bool) -> None:
    rows = [Range("a", value, None, None, "") for value in (0.002, 0.02, 0.2)]
    first, second, third = spots(
        charts.dot_ranges(rows, title="x", bounds=BOUNDS, scale="log", rtl=rtl), "end"
    )
    assert (first < second < third) is not rtl
    assert abs((second - first) - (third - second)) < 0.3, "each tenfold has the same room"


def test_what_is_there_for_comparison_is_a_ring() -> None:
    svg = charts.dot_ranges([Range("a", 0.5, 0.4, 0.6, "", "off")], title="x", bounds=BOUNDS)
    assert (len(spots(svg, "ring")), len(spots(svg, "end"))) == (1, 0)


def test_what_lies_beyond_the_scale_stops_at_its_end() -> None:
    svg = charts.small_range(7.0, 0.0, 9.0, title="x", bounds=BOUNDS)
    assert spots(svg, "end") == [108.0]


@pytest.mark.parametrize("bounds", [(1.0, 1.0), (2.0, 1.0), (0.0, 1.0)])
def test_a_scale_that_cannot_be_drawn_is_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="bounds"):
        charts.small_range(0.5, None, None, title="x", bounds=bounds)


# -- pushes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rtl", [False, True])
def test_raising_and_lowering_go_opposite_ways_and_look_different(rtl: bool) -> None:
    up = charts.push_bar(1.0, 2.0, title="x", rtl=rtl)
    down = charts.push_bar(-1.0, 2.0, title="x", rtl=rtl)
    (raised,), (lowered,) = of_class(up, "rect", "bar"), of_class(down, "rect", "ease")
    after = float(raised.get("x") or 0) >= 60, float(lowered.get("x") or 0) >= 60
    assert after == ((False, True) if rtl else (True, False))
    assert of_class(down, "path", "cut")
    assert not of_class(up, "path", "cut"), "told apart without colour"


@pytest.mark.parametrize(("value", "most"), [(5.0, 1.0), (0.0, 0.0), (-9.0, 1.0)])
def test_a_push_stays_in_its_box(value: float, most: float) -> None:
    svg = charts.push_bar(value, most, title="x")
    (bar,) = of_class(svg, "rect", "bar") or of_class(svg, "rect", "ease")
    x, wide = float(bar.get("x") or 0), float(bar.get("width") or 0)
    assert 0 <= x <= x + wide <= 120


# -- forecasts against what came ----------------------------------------------------------------------


def test_a_forecast_that_says_what_it_means_lies_on_the_diagonal() -> None:
    shares = (0.01, 0.04, 0.25)
    points = [Outcome(share, share, 0.0, share, 10) for share in shares]
    svg = charts.calibration_plot(points, title="x", across="forecast", up="came")
    dots = of_class(svg, "circle", "dot")
    xs = [(float(dot.get("cx") or 0) - 52) / 356 for dot in dots]
    ys = [1 - (float(dot.get("cy") or 0) - 22) / 254 for dot in dots]
    assert xs == pytest.approx(ys, abs=0.01)


def test_forecasts_of_what_never_came_lie_at_the_bottom() -> None:
    points = [Outcome(0.01, 0.0, 0.0, 0.02, 40), Outcome(0.2, 0.3, 0.1, 0.4, 4)]
    first, second = of_class(charts.calibration_plot(points, title="x", across="", up=""), "circle", "dot")
    assert float(first.get("cy") or 0) == pytest.approx(276, abs=0.1)
    assert float(first.get("r") or 0) > float(second.get("r") or 0), "more forecasts, larger dot"


def test_no_forecasts_are_no_reason_to_break() -> None:
    assert words(charts.calibration_plot([], title="x", across="a", up="b")) == ["b", "a"]
