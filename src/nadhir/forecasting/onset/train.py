"""Source files in, weights and model card out.

`python -m nadhir.forecasting.onset.train --data DIR` trains the onset model on all labelled years, runs the
back-test, and writes `weights/onset.json` and, if asked, the model card as Markdown. The same files, date
and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nadhir.doctrine.phrases import explain
from nadhir.errors import NadhirError
from nadhir.forecasting.onset import training
from nadhir.forecasting.onset.backtest import backtest
from nadhir.forecasting.onset.card import markdown
from nadhir.forecasting.onset.features import FEATURES
from nadhir.forecasting.onset.model import OnsetModel, OnsetWeights
from nadhir.forecasting.onset.training import Examples
from nadhir.forecasting.panel import Panel, build

RESAMPLES = 100


def train(
    folder: Path, *, trained_on: datetime.date, replicates: int = 1000, resamples: int = RESAMPLES
) -> OnsetWeights:
    """Fit on every base year of `folder` whose two years are over, and put the back-test on the card.

    Raises:
        PanelError: see `panel.build.build` and `onset.training.examples`.
    """
    panel = build.build(folder, first_year=training.FIRST_YEAR)
    rows = training.examples(folder, panel)
    known = np.flatnonzero(~np.isnan(rows.within_two_years))
    model = OnsetModel(resamples=resamples).fit(
        rows.X[known],
        rows.within_two_years[known].astype(np.int64),
        features=FEATURES,
        country=rows.country[known],
        year=rows.year[known],
    )
    weights = model.weights_
    record = backtest(folder, replicates=replicates).as_json()
    card = {
        "model": "onset",
        "version": f"onset-1-{_fingerprint(weights)}",
        "trained_on": trained_on.isoformat(),
        "training": _training(rows, known, model),
        "sources": _sources(panel, rows),
        "backtest": record,
    }
    # Through JSON once, so that what is used is exactly what is shipped.
    return OnsetWeights.of_json({**weights.as_json(), "card": card})


def write(weights: OnsetWeights, path: Path) -> None:
    """Write the weights; the file that was there stays until the new one is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    data = weights.as_json()
    short = {name: data[name] for name in data if name != "resampled"}
    head = json.dumps(short, indent=1, ensure_ascii=False)
    rows = ",\n  ".join(json.dumps(row) for row in data["resampled"])
    fresh.write_text(f'{head[:-2]},\n "resampled": [\n  {rows}\n ]\n}}\n', "utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - replaces on every system


def _training(rows: Examples, known: np.ndarray, model: OnsetModel) -> dict[str, Any]:
    import sklearn

    return {
        "target": "mk_onset_1or2: a new mass killing in one of the two years after the base year",
        "country_years": len(known),
        "with_onset": int(rows.within_two_years[known].sum()),
        "countries": len(set(rows.country[known].tolist())),
        "first_base_year": int(rows.year[known].min()),
        "last_base_year": int(rows.year[known].max()),
        "penalty": model.penalty_,
        "recent_years": model.recent_years,
        "resamples": model.resamples,
        "seed": model.seed,
        "libraries": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    }


def _sources(panel: Panel, rows: Examples) -> list[dict[str, str]]:
    told = [
        {name: getattr(source, name) for name in ("title", "version", "licence", "file", "sha256")}
        for source in panel.sources
    ]
    labels = {
        "title": "Early Warning Project, coding of mass killing (labels only)",
        "version": "2025",
        "licence": "none stated: cited, used for training, no row shipped",
        "file": rows.file.name,
        "sha256": rows.file.sha256,
    }
    return [*told, labels]


def _fingerprint(weights: OnsetWeights) -> str:
    data: Mapping[str, Any] = weights.as_json()
    numbers = {name: data[name] for name in data if name != "card"}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:8]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: train and write; exit status 0 only on success."""
    parser = argparse.ArgumentParser(prog="python -m nadhir.forecasting.onset.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of source files")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent / "weights" / "onset.json")
    parser.add_argument("--card", type=Path, help="write the model card here as Markdown")
    parser.add_argument(
        "--date",
        type=datetime.date.fromisoformat,
        default=datetime.datetime.now(tz=datetime.UTC).date(),
        help="date of training to write on the card (default: today)",
    )
    given = parser.parse_args(arguments)
    try:
        weights = train(given.data, trained_on=given.date)
    except NadhirError as error:
        print(explain(error, "en"), file=sys.stderr)
        return 1
    write(weights, given.into)
    if given.card:
        given.card.write_text(markdown(weights), "utf-8")
    print(f"{weights.card['version']}: {given.into}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
