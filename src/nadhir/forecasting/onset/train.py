"""Tables and panel in, weights and model card out.

`train` runs the back-test, fits the model on all labelled years and calibrates it by what the back-test's
windows had said; `write` keeps both where the package ships them. The same tables, date and library
versions give the same bytes.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nadhir.forecasting.onset import training
from nadhir.forecasting.onset.backtest import MODEL, SHIPPED, Backtest, backtest
from nadhir.forecasting.onset.features import FEATURES
from nadhir.forecasting.onset.model import ARRAYS, CARD, OnsetModel, OnsetWeights
from nadhir.forecasting.onset.training import Examples
from nadhir.forecasting.panel import Panel, Tables

RESAMPLES = 60


def train(
    tables: Tables,
    panel: Panel,
    *,
    trained_on: datetime.date,
    replicates: int = 1000,
    resamples: int = RESAMPLES,
    progress: Callable[[str], None] | None = None,
    judged: Backtest | None = None,
) -> OnsetWeights:
    """Fit on every base year whose two years are over, on the features that may ship, and put the
    back-test on the card.

    Args:
        tables: one folder's, with the labels.
        panel: made from them, with years far enough back to learn from.
        trained_on: date to write on the card.
        replicates: of the back-test's bootstrap.
        resamples: refits that make the range.
        progress: told of every step.
        judged: the back-test of the same tables, where it was run already.

    Raises:
        PanelError: see `onset.training.examples` and `onset.backtest.backtest`.
    """
    rows = training.examples(tables, panel, training.available(panel))
    if judged is None:
        judged = backtest(rows, training.reference(tables, panel), replicates=replicates, progress=progress)
    main = SHIPPED if SHIPPED in judged.past else MODEL
    seen = rows.only(FEATURES)
    known = np.flatnonzero(~np.isnan(seen.within_two_years))
    model = OnsetModel(resamples=resamples).fit(
        seen.X[known],
        seen.within_two_years[known].astype(np.int64),
        features=FEATURES,
        country=seen.country[known],
        year=seen.year[known],
        past=judged.past[main],
    )
    card = {
        "model": "onset",
        "version": f"onset-2-{_fingerprint(model.weights_)}",
        "trained_on": trained_on.isoformat(),
        "training": _training(seen, known, model),
        "sources": _sources(panel, seen),
        "backtest": judged.as_json(main),
    }
    # Through JSON once, so that what is used is exactly what is shipped.
    return replace(model.weights_, card=json.loads(json.dumps(card)))


def write(weights: OnsetWeights, folder: Path) -> tuple[Path, Path]:
    """Write arrays and card; the files that were there stay until the new ones are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps(dict(weights.card), indent=1, ensure_ascii=False) + "\n"
    contents = {ARRAYS: _archive(weights), CARD: told.encode()}
    for name, content in contents.items():
        (folder / f".{name}.new").write_bytes(content)
    for name in contents:
        os.replace(folder / f".{name}.new", folder / name)  # noqa: PTH105 - replaces on every system
    return folder / ARRAYS, folder / CARD


def _archive(weights: OnsetWeights) -> bytes:
    """The arrays as a numpy archive; numpy dates its parts 1980, so the same arrays give the same bytes."""
    out = io.BytesIO()
    np.savez_compressed(out, **weights.arrays())  # type: ignore[arg-type]
    return out.getvalue()


def _training(rows: Examples, known: np.ndarray, model: OnsetModel) -> dict[str, Any]:
    import sklearn

    weights = model.weights_
    return {
        "target": "mk_onset_1or2: a new mass killing in one of the two years after the base year",
        "country_years": len(known),
        "with_onset": int(rows.within_two_years[known].sum()),
        "countries": len(set(rows.country[known].tolist())),
        "first_base_year": int(rows.year[known].min()),
        "last_base_year": int(rows.year[known].max()),
        "trees": model.trees,
        "recent_years": model.recent_years,
        "resamples": model.resamples,
        "seed": model.seed,
        "slope": weights.calibration.slope,
        "intercept": weights.calibration.intercept,
        "libraries": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    }


def _sources(panel: Panel, rows: Examples) -> list[dict[str, str]]:
    fields = ("title", "version", "licence", "file", "sha256")
    told = [{name: str(getattr(source, name)) for name in fields} for source in panel.sources]
    labels = {name: str(getattr(rows.source, name)) for name in fields}
    labels["title"] = "Early Warning Project, coding of mass killing (labels only)"
    labels["licence"] = "none stated: cited, used for training, no row shipped"
    return [*told, labels]


def _fingerprint(weights: OnsetWeights) -> str:
    digest = hashlib.sha256()
    for name, array in sorted(weights.arrays().items()):
        digest.update(name.encode() + repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:8]
