"""Learning screening anew, from labelled sets and from what people said of findings, and judging the result.

    from nadhir.screening.retraining import install, retrain
    made = retrain(Path("speech"), Path("tried"), corrections=[Path("corrections.jsonl")], day="2026-11-22")
    install(made, home=Path("var/screening"))

Both parts are learnt, the model of wording first; then what holds now and what was learnt are measured on the
same sets. Nothing changes for anybody until it is installed. Functional suites are only measured.
"""

from nadhir.screening.retraining.comparing import Comparison
from nadhir.screening.retraining.installing import install
from nadhir.screening.retraining.run import Retrained, retrain

__all__ = ["Comparison", "Retrained", "install", "retrain"]
