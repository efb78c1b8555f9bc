"""How the forecast commands write: tables of scores for a terminal, and files that are there whole or not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nadhir.cli.output import BOOK, say
from nadhir.errors import PanelError

if TYPE_CHECKING:
    from nadhir.forecasting.fatalities import FatalitiesBacktest
    from nadhir.forecasting.onset.backtest import Backtest

_STATISTICS = ("auc", "average_precision", "recall_at_10", "recall_at_20", "recall_at_30")
_SCORES = ("crps", "crps_log", "ign", "mis", "onset_log_score", "crps_median_country", "crps_median_active")


def onset_table(found: Backtest, lang: str) -> list[str]:
    """How well each forecast told countries apart, with intervals."""
    lines = [f"{'':26}" + "".join(f"{name:>24}" for name in _STATISTICS)]
    lines += [
        f"{name:26}" + "".join(_interval(scores[one]) for one in _STATISTICS)
        for name, scores in found.scores.items()
    ]
    lines += [
        f"{name + ' − reference':26}" + "".join(_interval(scores[one], "+") for one in _STATISTICS)
        for name, scores in found.differences.items()
        if name == "model"
    ]
    first, last = (str(year) for year in found.years)
    lines.append(
        say("forecast.judged", lang, rows=found.country_years, first=first, last=last, onsets=found.onsets)
    )
    lines.append("; ".join(f"{name} {value}" for name, value in found.probability["model"].items()))
    return lines


def _interval(score: dict[str, float], sign: str = "") -> str:
    return f"{score['value']:{sign}.3f} ({score['low']:{sign}.3f}–{score['high']:{sign}.3f})".rjust(24)


def fatalities_table(found: FatalitiesBacktest) -> list[str]:
    """The scores of every forecast of deaths, window by window."""
    windows = list(next(iter(found.scores.values())))
    lines = []
    for score in _SCORES:
        lines.append(f"{score:26}" + "".join(f"{window:>10}" for window in windows))
        lines += [
            f"  {name:24}" + "".join(f"{of[window][score]:>10.3f}" for window in windows)
            for name, of in found.scores.items()
        ]
        lines.append("")
    return lines


def kept_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file that is there whole or not at all."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        write(fresh)
        fresh.replace(path)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """What stands in the way of a file is said in a sentence."""
    try:
        yield
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise PanelError("forecast.unwritable", book=BOOK, file=str(path), detail=detail) from None
