"""Hierarchies as integer codes: what a leaf becomes at every level, and how many leaves that stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

TOP = "*"
"""What a value is called of which nothing is left."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of one field. `labels[0]` are the leaves; leaf `i` is `labels[l][codes[l][i]]` at level `l`.

    `leaves[l][c]` is the number of leaves under value `c` of level `l`. An empty label is a missing value.
    """

    name: str
    labels: tuple[tuple[str, ...], ...]
    codes: tuple[npt.NDArray[np.int64], ...]
    leaves: tuple[npt.NDArray[np.int64], ...]

    @property
    def height(self) -> int:
        """Number of levels."""
        return len(self.labels)

    @property
    def total(self) -> int:
        """Number of leaves."""
        return self.codes[0].size

    def parents(self) -> tuple[npt.NDArray[np.int64], ...]:
        """For each level but the last, the code of every value's parent at the next level."""
        found = []
        for below, above in pairwise(self.codes):
            parent = np.empty(int(below.max()) + 1, dtype=np.int64)
            parent[below] = above
            found.append(parent)
        return tuple(found)

    def only(self, levels: Sequence[int]) -> Ladder:
        """The same leaves with some of the levels."""
        labels, codes, leaves = (
            tuple(items[level] for level in levels) for items in (self.labels, self.codes, self.leaves)
        )
        return Ladder(self.name, labels, codes, leaves)  # type: ignore[arg-type]


def ladder_from_levels(name: str, levels: Sequence[Sequence[str]]) -> Ladder:
    """A ladder from one list per level, each with the value of every leaf; `levels[0]` are the leaves themselves.

    Raises ValueError with the position of the first leaf (from 0) that stands there twice, or whose value at one
    level belongs to two values of the next.
    """
    labels, codes, leaves = [], [], []
    for level in levels:
        index: dict[str, int] = {}
        codes.append(np.array([index.setdefault(value, len(index)) for value in level], dtype=np.int64))
        labels.append(tuple(index))
        leaves.append(np.bincount(codes[-1], minlength=len(index)).astype(np.int64))
    if len(labels[0]) < len(levels[0]):
        raise ValueError(_first_repeated(levels[0]))
    for below, above in pairwise(codes):
        parent = np.full(int(below.max(initial=-1)) + 1, -1, dtype=np.int64)
        parent[below[::-1]] = above[::-1]  # the first leaf of each value decides
        wrong = np.flatnonzero(parent[below] != above)
        if wrong.size:
            raise ValueError(int(wrong[0]))
    return Ladder(name, tuple(labels), tuple(codes), tuple(leaves))


def _first_repeated(values: Sequence[str]) -> int:
    seen: set[str] = set()
    for position, value in enumerate(values):
        if value in seen:
            return position
        seen.add(value)
    raise AssertionError
