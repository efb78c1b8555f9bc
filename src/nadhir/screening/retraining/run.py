"""One run: take corrections in, measure, train the model, learn the decision, measure again, compare."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nadhir.doctrine.phrases import Reason
from nadhir.errors import FileRefused, NotPossibleNow
from nadhir.screening import learnt
from nadhir.screening.decision import learn, wording
from nadhir.screening.learnt import BOOK, Part
from nadhir.screening.measure import measure_folder
from nadhir.screening.model import train
from nadhir.screening.model.sets import languages
from nadhir.screening.model.weights import Model
from nadhir.screening.retraining.comparing import Comparison, compared
from nadhir.screening.retraining.corrections import corrections, write_sets

COMPARISON = "comparison.json"

Told = Callable[[Reason], None]


@dataclass(frozen=True, slots=True)
class Retrained:
    """What was learnt and lies in `folder`, how it compares, and the languages of the model that holds of
    which there were no labelled posts: their part of the model was taken over."""

    folder: Path
    comparison: Comparison
    lacking: tuple[str, ...] = ()


def retrain(
    data: Path,
    out: Path,
    *,
    day: str,
    said: Sequence[Path] = (),
    limit: int | None = None,
    told: Told = lambda _: None,
) -> Retrained:
    """Learn model and decision from the labelled sets of `data` and people's corrections, and compare.

    What is learnt goes to `out`, with `comparison.json`; what stood there of an earlier run is replaced.

    Args:
        day: for the cards, YYYY-MM-DD.
        said: files of corrections, as `nadhir screening export-corrections` writes them.
        limit: measure at most so many texts of a set, evenly spread.
        told: hears how far the run is.

    Raises:
        FileRefused: `retrain.nothing`: `data` holds nothing to learn from; `corrections.*`: see there.
        NotPossibleNow: `retrain.unwritable`.
    """
    read = corrections(said)
    # Only for as long as the run takes: what people judged may name people.
    with tempfile.TemporaryDirectory(prefix="nadhir-corrections-") as temporary:
        more = (Path(temporary),)
        for note in write_sets(read, data, more[0]):
            told(note)
        codes = languages(data, *more)
        if not codes:
            raise FileRefused("retrain.nothing", book=BOOK, folder=str(data))
        lacking = tuple(sorted(set(Model.load().languages) - set(codes)))
        if lacking:
            told(_step("taken_over", languages=list(lacking)))
        told(_step("measuring_before"))
        before = measure_folder(data, more=more, limit=limit)
        _train(data, out, more, day=day, told=told)
        with learnt.using(out):
            told(_step("measuring_after"))
            after = measure_folder(data, more=more, limit=limit)
    found = compared(before, after)
    (out / COMPARISON).write_text(json.dumps(found.as_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return Retrained(out, found, lacking)


def _train(data: Path, out: Path, more: Sequence[Path], *, day: str, told: Told) -> None:
    model, decision = _made(out)
    kept = train.Kept(Model.load(), _card("model"))
    lines = _card("decision").get("lines", {})

    def trained(code: str, figures: Mapping[str, Any]) -> None:
        told(_step("trained", language=code, sets=list(figures)))

    scores = train.train_all(data, model, day=day, more=more, kept=kept, told=trained)
    told(_step("deciding"))
    # Where the model of a language was taken over, its wording and the line that was fitted to it still are
    # the best.
    trained_now = set(scores["language"].unique().to_list())
    taken_over = sorted(set(kept.model.languages) & set(lines) - trained_now)
    wordings = wording.held(taken_over)
    with learnt.using(out):
        arrays, card = learn.learn(data, scores, more, day=day, kept=wordings)
    card["lines"] |= {code: lines[code] for code in taken_over}
    learn.save(decision, arrays, card)


def _made(out: Path) -> tuple[Path, Path]:
    """Fresh folders for both parts."""
    folders = out / "model", out / "decision"
    try:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
    except OSError as problem:
        detail = problem.strerror or str(problem)
        raise NotPossibleNow("retrain.unwritable", book=BOOK, folder=str(out), detail=detail) from problem
    return folders


def _card(part: Part) -> dict[str, Any]:
    raw = learnt.read(part, "card.json")
    loaded: dict[str, Any] = json.loads(raw) if raw else {}
    return loaded


def _step(code: str, **params: Any) -> Reason:
    return Reason(f"retrain.{code}", params, BOOK)
