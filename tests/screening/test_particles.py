"""Particles are found by number as they are by their letters."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.normalise import code_points
from nadhir.screening.particles import Particles

BEFORE = ("al", "wal", "l", "b")


def _takes_any(particle: str | None) -> bool:
    return particle is not None


def _takes_what_ends_in_l(particle: str | None) -> bool:
    return particle is not None and particle.endswith("l")


def _takes_everything(particle: str | None) -> bool:
    return True


TAKES = (_takes_any, _takes_what_ends_in_l, _takes_everything)


@given(
    st.text(alphabet="walbx \U0001f600", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 2)), max_size=20),
)
def test_each_is_looked_up_as_if_alone(text: str, rows: list[tuple[int, int, int]]) -> None:
    spans = [(*sorted((min(one, len(text)), min(two, len(text)))), kind) for one, two, kind in rows]
    start, end, kind = np.array(spans, np.int64).reshape(-1, 3).T
    found = Particles(BEFORE, TAKES).fit(code_points(text), start, end, kind).tolist()
    written = [text[first:last] for first, last, _ in spans]
    assert found == [
        TAKES[number](word if word in ("", *BEFORE) else None)
        for word, (_, _, number) in zip(written, spans, strict=True)
    ]
