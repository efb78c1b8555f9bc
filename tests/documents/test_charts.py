"""Charts are valid, quiet SVG: nothing a strict page forbids, nothing said by colour alone, no surprises."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.documents import charts
from nadhir.documents.charts.lines import scale_marks
from nadhir.documents.charts.svg import escape, number

SVG = "{http://www.w3.org/2000/svg}"
WORDS = dict(
    zip(
        charts.BAR_STATES,
        ("there", "eased", "not there", "unknown", "not looked at", "out of date"),
        strict=True,
    )
)
# Words that would break out of a careless template.
NASTY = "</title><script>alert('1')</script> & \"x\" \x00\x1b \ud800 ﷽"


def every_chart(words: str, *, rtl: bool = False) -> dict[str, charts.Svg]:
    return {
        "spark": charts.sparkline([1, None, 3, 2], title=words, description=words, rtl=rtl),
        "line": charts.line_chart(
            [1, 2, None, 4],
            title=words,
            ticks=[(0, words), (3, words)],
            band=[None, None, None, (3, 5), (2, 7)],
            write=lambda value: f"{value:g}{words}",
            rtl=rtl,
        ),
        "fan": charts.fan_chart(
            [1, None, 3, 20],
            [charts.Fan(0, 1, 2, 8, 90), charts.Fan(0, 0, 3, 10, 120)],
            title=words,
            ticks=[(0, words), (5, words)],
            write=lambda value: f"{value:g}{words}",
            scale="log",
            now=words,
            rtl=rtl,
        ),
        "ranges": charts.dot_ranges(
            [charts.Range(words, 0.03, 0.01, 0.2, words), charts.Range(words, 0.1, None, None, words, "off")],
            title=words,
            bounds=(0.001, 0.5),
            marks=[(0.01, words)],
            reference=(0.02, words),
            scale="log",
            rtl=rtl,
        ),
        "small range": charts.small_range(
            0.03, 0.01, 0.2, title=words, bounds=(0.001, 0.5), reference=0.02, rtl=rtl
        ),
        "push": charts.push_bar(-0.4, 2, title=words, rtl=rtl),
        "calibration": charts.calibration_plot(
            [charts.Outcome(0.02, 0.0, 0.0, 0.04, 90, words), charts.Outcome(0.1, 0.12, 0.05, 0.2, 9)],
            title=words,
            across=words,
            up=words,
            marks=[(0.0, words), (0.1, words)],
            rtl=rtl,
        ),
        "factor": charts.factor_bars(charts.BAR_STATES, title=words, words=WORDS, labels=[words], rtl=rtl),
        "bars": charts.bar_list(
            [charts.Bar(words, 2, words), charts.Bar(words, -1, words)], title=words, rtl=rtl
        ),
        "thread": charts.thread_dots(
            [charts.Step(words, words), charts.Step(words, words, "late"), charts.Step(words, words, "due")],
            title=words,
            rtl=rtl,
        ),
        "world": charts.choropleth(
            {"KEN": 0.5, "COM": 0.1},
            classes=[0.2],
            labels=[words, words],
            names={"KEN": words},
            write=lambda value: f"{value}{words}",
            title=words,
            href=words,
        ),
        "points": charts.point_map(
            [charts.Place(36.8, -1.3, words), charts.Place(39.7, -4.0, words, exact=False, tone="low")],
            names={"KEN": words},
            title=words,
        ),
    }


KINDS = sorted(every_chart("x"))


def parsed(svg: str) -> ElementTree.Element:
    root = fromstring(svg)
    assert isinstance(root, ElementTree.Element)
    return root


def attributes(svg: str) -> set[str]:
    return {name for node in parsed(svg).iter() for name in node.attrib}


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_an_image_with_a_name(kind: str, rtl: bool) -> None:
    root = parsed(every_chart("Deaths", rtl=rtl)[kind])
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Deaths"


@pytest.mark.parametrize("kind", KINDS)
def test_a_strict_page_lets_every_chart_pass(kind: str) -> None:
    svg = every_chart("Deaths")[kind]
    assert not {name for name in attributes(svg) if name in {"style", "id", "href"} or name.startswith("on")}
    tags = {str(node.tag).removeprefix(SVG) for node in parsed(svg).iter()}
    assert not tags & {"script", "style", "image", "use", "foreignObject", "a"}


@pytest.mark.parametrize("kind", KINDS)
def test_words_cannot_leave_their_place(kind: str) -> None:
    svg = every_chart(NASTY)[kind]
    assert "<script" not in svg
    assert any("alert('1')" in (node.text or "") for node in parsed(svg).iter())


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_figures_make_the_same_bytes(kind: str) -> None:
    assert every_chart("Deaths")[kind] == every_chart("Deaths")[kind]


@given(st.text())
def test_any_text_can_be_a_title(words: str) -> None:
    read = parsed(charts.sparkline([1], title=words))[0].text or ""
    for here, there in zip(read, re.sub("\r\n?", "\n", words), strict=True):
        assert here in (there, "\ufffd")


def test_a_template_need_not_escape_a_chart() -> None:
    svg = charts.sparkline([1], title="x")
    assert svg.__html__() is svg


def test_escaping_covers_attributes_too() -> None:
    assert escape('a<b>&"') == "a&lt;b&gt;&amp;&quot;"


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0"), (3.0, "3"), (3.14, "3.1"), (-0.04, "-.0"), (12.96, "13")]
)
def test_coordinates_are_short(value: float, written: str) -> None:
    assert float(number(value)) == float(written)
    assert len(number(value)) <= 4


def line_points(svg: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in node.attrib["points"].split())]
        for node in parsed(svg).iter(f"{SVG}polyline")
    ]


def test_a_gap_is_not_drawn_over() -> None:
    lines = line_points(charts.sparkline([1, 2, None, 4, 5, 6], title="x"))
    assert [len(line) for line in lines] == [2, 3]


def test_higher_is_up_and_time_runs_in_reading_direction() -> None:
    (left,) = line_points(charts.sparkline([0, 5, 10], title="x", width=96))
    (right,) = line_points(charts.sparkline([0, 5, 10], title="x", width=96, rtl=True))
    assert left[0][1] > left[1][1] > left[2][1]
    assert left[0][0] < left[2][0]
    assert [round(96 - x, 1) for x, _ in left] == [x for x, _ in right]


@pytest.mark.parametrize("values", [[], [None], [0, 0], [7], [-2, -1]])
def test_odd_series_are_drawn(values: list[float | None]) -> None:
    parsed(charts.sparkline(values, title="x"))
    parsed(charts.line_chart(values, title="x"))


def test_a_small_line_is_small() -> None:
    svg = charts.sparkline([float(at * 37 % 90) for at in range(36)], title="Deaths, 36 months")
    assert len(svg.encode()) < 800


@pytest.mark.parametrize(
    ("top", "marks"),
    [(0, [0, 1]), (4, [0, 1, 2, 3, 4]), (31, [0, 10, 20, 30, 40]), (0.16, [0, 0.05, 0.1, 0.15, 0.2]),
     (1000, [0, 250, 500, 750, 1000])],
)  # fmt: skip
def test_scales_have_round_figures(top: float, marks: list[float]) -> None:
    assert scale_marks(top) == marks


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_scales_reach_their_top(top: float) -> None:
    marks = scale_marks(top)
    assert marks[-1] >= top * 0.999
    assert 3 <= len(marks) <= 6


def test_the_six_states_of_an_indicator_look_different_without_colour() -> None:
    shapes = []
    for state in charts.BAR_STATES:
        group = parsed(charts.factor_bars([state], title="x", words=WORDS)).find(f"{SVG}g")
        assert group is not None
        drawn = [
            (
                child.tag,
                sorted((k, v) for k, v in child.attrib.items() if k not in {"class", "fill", "stroke"}),
            )
            for child in group
            if child.tag != f"{SVG}title"
        ]
        shapes.append(str(drawn))
    assert len(set(shapes)) == 6


def test_bars_of_a_factor_are_told_by_state_and_not_summed() -> None:
    states = ("present", "present", "absent", "not_assessed")
    root = parsed(charts.factor_bars(states, title="Motives", words=WORDS))
    assert root[1].text == "there: 2 · not there: 1 · not looked at: 1"


def test_a_bar_says_its_indicator_and_state() -> None:
    root = parsed(charts.factor_bars(["absent"], title="x", words=WORDS, labels=["4.1 Gain"]))
    assert [node.text for node in root.iter(f"{SVG}title")] == ["x", "4.1 Gain: not there"]


def test_a_state_without_a_word_is_refused() -> None:
    with pytest.raises(KeyError):
        charts.factor_bars(["absent"], title="x", words={})


def test_the_first_indicator_stands_at_the_reader_s_side() -> None:
    def places(rtl: bool) -> list[str | None]:
        root = parsed(charts.factor_bars(["present", "absent"], title="x", words=WORDS, rtl=rtl))
        return [group.get("transform") for group in root.findall(f"{SVG}g")]

    assert places(rtl=False) == [None, "translate(10)"]
    assert places(rtl=True) == ["translate(10)", None]


def test_bars_are_as_long_as_their_values() -> None:
    svg = charts.bar_list([charts.Bar("a", 10, "10"), charts.Bar("b", 5, "5")], title="x")
    long, short = (float(node.attrib["width"]) for node in parsed(svg).iter(f"{SVG}rect"))
    assert long == pytest.approx(2 * short, abs=0.2)


def test_a_thread_is_told_in_words() -> None:
    steps = [charts.Step("Signal", "2 Nov"), charts.Step("Result", "due 28 Nov", "due")]
    root = parsed(charts.thread_dots(steps, title="Warning"))
    assert root[1].text == "Signal: 2 Nov · Result: due 28 Nov"
    assert [node.get("class") for node in root.iter(f"{SVG}circle")] == ["done", "ring"]
