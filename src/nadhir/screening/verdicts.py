"""What was found in many texts, as columns: all of findings but their marks and reasons.

Most texts of most batches have nothing said in them; they cost no object here. What is listed, or is rare,
stands in dictionaries by the number of the text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from nadhir.screening.explain import Chance, Verdict
from nadhir.screening.finding import CONCERNS, COVERAGES, VIOLENCE, Coverage, Mode, Target

Read = Literal["part", "empty", "not_text"]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chances:
    """What was learnt says of each text of a batch, as columns: see `explain.Chance`. `concern` and
    `violence` count in `CONCERNS` and `VIOLENCE`; `inciting` is NaN where nothing was learnt of it, and
    `first` None where no second look is taken, NaN for the texts that it passed over."""

    hateful: Floats
    above: Flags
    concern: Integers
    inciting: npt.NDArray[np.floating]
    violence: Integers
    first: Floats | None = None

    def of(self, numbers: Sequence[int]) -> list[Chance]:
        """Those of some texts."""
        looked = np.full(len(numbers), np.nan) if self.first is None else self.first[numbers]
        columns = (
            self.hateful[numbers].tolist(),
            self.above[numbers].tolist(),
            [CONCERNS[one] for one in self.concern[numbers].tolist()],
            _known(self.inciting[numbers]),
            [VIOLENCE[one] for one in self.violence[numbers].tolist()],
            _known(looked),
        )
        return list(map(Chance, *columns))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The columns for n texts. `language` is a number of `languages`; `coverage`, `concern` and `violence`
    count in `COVERAGES`, `CONCERNS` and `VIOLENCE`; probabilities are NaN where there is none."""

    language: Integers
    coverage: Integers
    concern: Integers
    violence: Integers
    hateful: Flags
    hateful_probability: Floats
    inciting_probability: Floats
    languages: list[str]
    hallmarks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    targets: dict[int, tuple[Target, ...]] = field(default_factory=dict)
    mode: dict[int, Mode] = field(default_factory=dict)
    indicators: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reading: dict[int, Read] = field(default_factory=dict)

    @classmethod
    def blank(cls, count: int, language: str) -> Verdicts:
        """Columns for so many texts in a `language` that nothing covers, of which nothing is said."""
        return cls(
            language=np.zeros(count, np.int64),
            coverage=np.zeros(count, np.int64),
            concern=np.zeros(count, np.int64),
            violence=np.zeros(count, np.int64),
            hateful=np.zeros(count, bool),
            hateful_probability=np.full(count, np.nan),
            inciting_probability=np.full(count, np.nan),
            languages=[language],
        )

    def written(self, places: Integers, languages: Sequence[str], coverages: Mapping[str, Coverage]) -> None:
        """Put down the languages that the texts at `places` are in."""
        for code in set(languages) - set(self.languages):
            self.languages.append(code)
        number = {code: at for at, code in enumerate(self.languages)}
        level = np.array([COVERAGES.index(coverages.get(code, "not_covered")) for code in self.languages])
        self.language[places] = [number[code] for code in languages]
        self.coverage[places] = level[self.language[places]]

    def learnt(self, places: Integers, chances: Chances, covered: Flags) -> None:
        """Put down what was learnt for the texts at `places`, as if nothing were claimed in them; nothing
        where they are not `covered`."""
        at = places[covered]
        violence = chances.violence[covered]
        # As in `explain.verdict`: a call is for review by itself, approval is worth a look.
        self.concern[at] = np.maximum(chances.concern[covered], violence)
        self.violence[at] = violence
        self.hateful[at] = chances.above[covered]
        self.hateful_probability[at] = rounded(chances.hateful[covered])
        self.inciting_probability[at] = rounded(chances.inciting[covered])

    def put(self, place: int, found: Verdict) -> None:
        """Put down what was found in a text in which something is claimed or reported."""
        self.concern[place] = CONCERNS.index(found.concern)
        self.violence[place] = VIOLENCE.index(found.violence)
        self.hateful[place] = found.hateful
        if found.hallmarks:
            self.hallmarks[place] = found.hallmarks
        if found.targets:
            self.targets[place] = found.targets
        if found.mode != "none":
            self.mode[place] = found.mode
        if found.indicators:
            self.indicators[place] = found.indicators


def _known(values: npt.NDArray[np.floating]) -> list[float | None]:
    """Numbers, and None for those that are NaN."""
    return [None if math.isnan(one) else one for one in values.tolist()]


def rounded(shares: npt.NDArray[np.floating]) -> list[float]:
    """Probabilities with four digits, as Python rounds them."""
    return [round(one, 4) for one in shares.tolist()]
