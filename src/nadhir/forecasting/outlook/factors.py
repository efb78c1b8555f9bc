"""The table from figures to the Framework of Analysis, as a page: `features.yaml` in, Markdown out.

`python -m nadhir.forecasting.outlook.factors docs/reference/features-and-factors.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from nadhir import doctrine
from nadhir.doctrine.catalogue import Catalogue
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.outlook.drivers import title_of
from nadhir.forecasting.outlook.levers import handles
from nadhir.forecasting.outlook.reasons import capital
from nadhir.forecasting.outlook.ties import low_figures

FRAMEWORK = "un-foa-2014"

_HEAD = """# From figures to risk factors

Which figure of the onset model speaks to which factor and indicator of the UN Framework of Analysis
(A/70/741–S/2016/71). A high figure, or a low one where it says so, is a reason to look at an indicator; it is
never proof that it is present, and most indicators have no figure at all. A figure without any measures
exposure or context. Written from `src/nadhir/forecasting/onset/features.yaml` and
`src/nadhir/forecasting/outlook/low.yaml` by `python -m nadhir.forecasting.outlook.factors`; a test keeps them
alike.
"""

_LEVERS = """
## What people can act on

"What would lower it" asks the model again with these figures set to the median of all countries, one line at
a time, everything else being equal. Size, geography and the record of old crimes are not among them: nobody
can act on those.
"""

_UNSEEN = """
## What no figure speaks to

Factors of the Framework that the model is blind to; only people can judge them:
"""


def markdown() -> str:
    """The page, in English."""
    framework = doctrine.load(FRAMEWORK)
    told = descriptions()
    lines = [_HEAD, "| group | figure | computed as | factors | indicators |", "|---|---|---|---|---|"]
    groups: dict[str, list[str]] = {}
    for name, about in told.items():
        groups.setdefault(about.group, []).append(name)
    for group, names in groups.items():
        title = title_of(group, names).en
        for name in names:
            about = told[name]
            factors = (
                "<br>".join(f"{id_} {_label(framework, id_)}" for id_ in about.factors) or "none: exposure"
            )
            indicators = "<br>".join(_indicator(framework, id_) for id_ in about.indicators) or "–"
            cells = (title, capital(about.title).en, f"`{about.formula}`", factors, indicators)
            lines.append(f"| {' | '.join(cells)} |")
    lines += [_LEVERS, "| lever | figures |", "|---|---|"]
    for handle in handles().values():
        known = [told[name].title.en for name in handle.features if name in told]
        if known:
            lines.append(f"| {handle.title.en} | {', '.join(known)} |")
    spoken = {id_ for about in told.values() for id_ in about.factors}
    spoken |= {id_ for ties in low_figures().values() for id_ in ties.factors}
    lines.append(_UNSEEN)
    lines += [
        f"- {element.id} {_label(framework, element.id)}"
        for element in framework.of_kind("factor")
        if element.id not in spoken
    ]
    return "\n".join(lines) + "\n"


def _cell(several: list[str]) -> str:
    return "<br>".join(several) or "–"


def _label(framework: Catalogue, id_: str) -> str:
    element = framework.element(id_)
    return (element.label or element.text).en


def _indicator(framework: Catalogue, id_: str) -> str:
    element = framework.element(id_)
    return f"{id_} {element.text.en}" if element.show_number else element.text.en


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page to the path given."""
    (path,) = sys.argv[1:] if arguments is None else arguments
    Path(path).write_text(markdown(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
