"""Learn the weights that ship: `python -m nadhir.forecasting.fatalities.train [--into DIR]`.

From the panel that ships with the package, one file for each kind of violence. Takes under a minute.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from nadhir.forecasting.fatalities.kinds import OUTCOMES, monthly_deaths
from nadhir.forecasting.fatalities.learnt import rounded, write
from nadhir.forecasting.fatalities.model import FatalitiesModel
from nadhir.forecasting.panel.grid import Panel
from nadhir.forecasting.panel.store import load


def train(panel: Panel, into: Path) -> None:
    """Write the weights of every outcome, learnt from all of `panel`."""
    into.mkdir(parents=True, exist_ok=True)
    for outcome in OUTCOMES:
        weights = FatalitiesModel().fit(monthly_deaths(panel, outcome)).weights_
        write(rounded(weights), into / f"{outcome}.npz", outcome=outcome, learnt_to=panel.as_of)


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the weights of the forecast of deaths.")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent / "weights")
    train(load(), parser.parse_args().into)


if __name__ == "__main__":
    main()
