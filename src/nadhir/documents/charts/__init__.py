"""Charts and maps as SVG, made on the server, for pages, PDF and Word alike.

Numbers and words flow in, one SVG string flows out. A chart carries light colours as attributes, so that
it stands alone on paper; on a page the stylesheet's rules for its classes win, so that it follows the
dark theme. There is no style attribute, no script and no identifier in it: a strict content security
policy lets it pass, and the same chart can stand twice on a page.

Every chart is an image with a title and, where it says more, a description. It never carries a meaning
by colour alone. Beside each belongs a table; making it is the page's task.

Reading direction: time runs in the direction of reading. With `rtl=True` the newest month of a line is
at the left, as the newest step of a thread is, so that one page has one direction of time; bars grow
from the right. Maps are never mirrored.

Figures come in already written (digits, per cent signs, month names), because only the page knows the
reader's choice. Nothing here knows Django.
"""

from nadhir.documents.charts.bars import BAR_STATES, Bar, BarState, bar_list, factor_bars
from nadhir.documents.charts.fans import Fan, fan_chart
from nadhir.documents.charts.lines import line_chart, sparkline
from nadhir.documents.charts.maps import Place, choropleth, disclaimer, level, on_land, point_map
from nadhir.documents.charts.ranges import (
    Outcome,
    Range,
    calibration_plot,
    dot_ranges,
    push_bar,
    small_range,
)
from nadhir.documents.charts.svg import Svg
from nadhir.documents.charts.thread import Step, thread_dots

__all__ = [
    "BAR_STATES",
    "Bar",
    "BarState",
    "Fan",
    "Outcome",
    "Place",
    "Range",
    "Step",
    "Svg",
    "bar_list",
    "calibration_plot",
    "choropleth",
    "disclaimer",
    "dot_ranges",
    "factor_bars",
    "fan_chart",
    "level",
    "line_chart",
    "on_land",
    "point_map",
    "push_bar",
    "small_range",
    "sparkline",
    "thread_dots",
]
