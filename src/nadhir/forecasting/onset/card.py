"""The model card as Markdown, filled from the weights alone, so that no figure on it is typed by hand."""

from __future__ import annotations

from importlib import resources
from typing import Any

from nadhir.forecasting.onset.backtest import ALL_FIGURES
from nadhir.forecasting.onset.features import descriptions
from nadhir.forecasting.onset.model import OnsetWeights

_STATISTICS = {
    "auc": "AUC",
    "average_precision": "average precision",
    "recall_at_10": "recall@10",
    "recall_at_20": "recall@20",
    "recall_at_30": "recall@30",
}
_FORECASTS = {
    "model": "**this model**",
    "reference": "EWP 2025, its own forecasts",
    ALL_FIGURES: "this model with the figures that may not ship (repression, excluded groups)",
    "battle_deaths": "battle deaths of the year alone",
    "past_attacks_on_civilians": "worst year of attacks on civilians alone",
    "infant_mortality": "infant mortality alone",
    "own_history": "the country's own onsets so far",
}


def markdown(weights: OnsetWeights) -> str:
    """The card of `weights` as Markdown, in English."""
    card = weights.card
    training, record = card["training"], card["backtest"]
    template = (resources.files("nadhir.forecasting.onset") / "card.md").read_text("utf-8")
    return template.format(
        **{name: value for name, value in training.items() if name != "libraries"},
        **{f"judged_{name}": value for name, value in record["judged"].items()},
        **{name: value for name, value in record["model"].items() if name not in _STATISTICS},
        version=card["version"],
        trained_on=card["trained_on"],
        base_rate=weights.base_rate,
        figures_end=training["last_base_year"] + 2,
        sources=_table(
            ["source", "version", "terms"],
            [[source["title"], source["version"], source["licence"]] for source in card["sources"]],
        ),
        other=_other(record),
        features=_features(weights),
        scores=_scores(record),
        difference=_difference(record),
    )


def _features(weights: OnsetWeights) -> str:
    rows = []
    for name, weight in zip(weights.features, weights.linear, strict=False):
        about = descriptions()[name]
        framework = ", ".join(about.indicators) or "none"
        # A bar would end the cell.
        formula = about.formula.replace("|", "&#124;")
        rows.append([about.title.en, about.group, formula, f"{weight:+.2f}", framework])
    return _table(["feature", "group", "formula", "weight", "Framework"], rows)


def _scores(record: dict[str, Any]) -> str:
    known = {**record["baselines"], "model": record["model"], "reference": record["reference"]}
    rows = [
        [title, *(_interval(known[name][statistic]) for statistic in _STATISTICS)]
        for name, title in _FORECASTS.items()
        if known.get(name)
    ]
    return _table(["forecast", *_STATISTICS.values()], rows)


def _difference(record: dict[str, Any]) -> str:
    found = record["differences_to_reference"].get("model")
    if not found:
        return "No reference forecasts were at hand."
    told = [f"{title} {_interval(found[name], '+')}" for name, title in _STATISTICS.items()]
    return f"Paired difference to EWP: {'; '.join(told)}."


def _other(record: dict[str, Any]) -> str:
    found = record["baselines"].get(ALL_FIGURES)
    if not found:
        return ""
    return (
        "With the figures that may not ship the slope is "
        f"{found['calibration_slope']} and the intercept {found['calibration_intercept']}."
    )


def _interval(score: dict[str, float], sign: str = "") -> str:
    return f"{score['value']:{sign}.3f} ({score['low']:{sign}.3f} to {score['high']:{sign}.3f})"


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
