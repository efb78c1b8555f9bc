"""Decision trees as arrays: grown by scikit-learn, kept and walked by numpy alone.

A forest is a set of trees laid end to end. Walking gives what each tree says of each row and, on the way,
how much each column of the design moved it (Saabas 2014: the change of a node's mean from parent to child
belongs to the column that was asked), so that what columns add sums to what the tree says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from nadhir.forecasting.panel import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees end to end.

    Attributes:
        root: (trees,), the place of each root.
        column: (nodes,), the column asked, −1 at a leaf.
        threshold: (nodes,), rows at or below it go left.
        left, right: (nodes,), places of the children; a leaf points to itself.
        value: (nodes,), the mean at the node.
    """

    root: npt.NDArray[np.int32]
    column: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: npt.NDArray[np.float32]

    @classmethod
    def of(cls, grown: list[tuple[Any, FloatArray]]) -> Trees:
        """From scikit-learn's `tree_` objects, each with the values of its nodes."""
        offset, parts = 0, []
        for tree, value in grown:
            place = np.arange(tree.node_count)
            leaf = tree.children_left < 0
            parts.append(
                (
                    offset,
                    np.where(leaf, -1, tree.feature),
                    np.where(leaf, 0.0, tree.threshold),
                    np.where(leaf, place, tree.children_left) + offset,
                    np.where(leaf, place, tree.children_right) + offset,
                    value,
                )
            )
            offset += tree.node_count
        root, column, threshold, left, right, values = zip(*parts, strict=True)
        return cls(
            root=np.array(root, dtype=np.int32),
            column=np.concatenate(column).astype(np.int16),
            threshold=np.concatenate(threshold).astype(np.float32),
            left=np.concatenate(left).astype(np.int32),
            right=np.concatenate(right).astype(np.int32),
            value=np.concatenate(values).astype(np.float32),
        )

    def leaves(self, design: FloatArray) -> FloatArray:
        """(rows, trees), what each tree says."""
        rows = np.asarray(design, dtype=np.float32)
        at = np.tile(self.root, (len(rows), 1))
        line = np.arange(len(rows))[:, None]
        while bool((self.column[at] >= 0).any()):
            at = self._step(rows, line, at)
        return self.value[at].astype(np.float64)

    def moves(self, design: FloatArray) -> FloatArray:
        """(rows, columns), the sum over trees of what each column added on the way from root to leaf."""
        rows = np.asarray(design, dtype=np.float32)
        found = np.zeros(rows.shape)
        at = np.tile(self.root, (len(rows), 1))
        line = np.arange(len(rows))[:, None]
        while bool((self.column[at] >= 0).any()):
            then = self._step(rows, line, at)
            moved = self.value[then].astype(np.float64) - self.value[at]
            asked = np.maximum(self.column[at], 0)
            np.add.at(found, (np.broadcast_to(line, at.shape), asked), moved)
            at = then
        return found

    def _step(self, rows: npt.NDArray[np.float32], line: np.ndarray, at: np.ndarray) -> np.ndarray:
        asked = rows[line, np.maximum(self.column[at], 0)]
        return np.asarray(np.where(asked <= self.threshold[at], self.left[at], self.right[at]))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """For an archive, each array under `name.field`."""
        return {f"{name}.{field.name}": getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of_arrays(cls, name: str, arrays: Mapping[str, np.ndarray]) -> Trees:
        """The opposite of `arrays`.

        Raises:
            KeyError: where one is missing.
        """
        return cls(**{field.name: arrays[f"{name}.{field.name}"] for field in fields(cls)})
