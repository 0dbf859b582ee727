"""Noise of discrete Laplace or Gaussian kind for the counts of a table: differential privacy for its persons.

The noise is drawn by OpenDP from whole numbers alone, so that no digit after the point gives it away. Ghosh,
Roughgarden, Sundararajan 2009; Canonne, Kamath, Steinke, The Discrete Gaussian for Differential Privacy, 2020.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from publisher.model.errors import MissingPartError
from publisher.model.extras import install_hint
from publisher.model.policy import DifferentialPrivacy
from publisher.model.text import msg


class Mechanism:
    """The noise that `method` asks for. Raises MissingPartError without the library."""

    def __init__(self, method: DifferentialPrivacy) -> None:
        if find_spec("opendp") is None:
            raise MissingPartError(
                msg("the library for differential privacy is missing (opendp)"),
                hint=install_hint("differential-privacy"),
            )
        import opendp.prelude as dp

        dp.enable_features("contrib")
        self._dp = dp
        self._cells, self._times = method.cells_per_person, method.times_per_cell
        if method.mechanism == "discrete-laplace":
            self._distance: float = self._cells * self._times
            made = self._cheapest(self._laplace, method.epsilon)
        else:
            self._distance = self._times * math.sqrt(self._cells)
            self._delta = method.delta
            made = self._cheapest(self._gaussian, (method.epsilon, method.delta))
        self.scale, self._measurement = made
        spent = self._measurement.map(self._distance)
        self.epsilon, self.delta = spent if isinstance(spent, tuple) else (spent, 0.0)

    def noisy(self, counts: Sequence[int]) -> list[int]:
        """Counts with noise; some come out below zero."""
        return list(self._measurement(list(counts)))

    def _cheapest(self, make: Any, most: Any) -> tuple[float, Any]:
        """The least scale with which one person changes the odds by no more than `most`, and what it makes."""
        scale = float(self._dp.binary_search_param(make, d_in=self._distance, d_out=most, T=float))
        return scale, make(scale)

    def _laplace(self, scale: float) -> Any:
        dp = self._dp
        return dp.m.make_laplace(dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64"), scale=scale)

    def _gaussian(self, scale: float) -> Any:
        dp = self._dp
        inner = dp.m.make_gaussian(dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64"), scale=scale)
        return dp.c.make_fix_delta(dp.c.make_zCDP_to_approxDP(inner), self._delta)
