"""The exact search for any table with hierarchies, as one function: no policy, no workspace.

from publisher.deidentify import search_levels
from publisher.model.policy import KAnonymity

found = search_levels(frame, {"age": Path("age.csv"), "sex": Path("sex.csv")}, [KAnonymity(k=5)], 0.05)
found.loss, found.levels, found.suppressed
published = found.table()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from publisher.deidentify.conditions import prepare
from publisher.deidentify.ladders import Rung, leaf_codes, with_missing
from publisher.model.errors import UserError, Where
from publisher.model.policy import PrivacyModel
from publisher.model.text import msg
from publisher.privacy.engine import (
    Ladder,
    Problem,
    Progress,
    SearchResult,
    kept_records,
    ladder_from_levels,
    read_rows,
    search,
)

Hierarchies = Mapping[str, Path | Sequence[Sequence[str]] | Ladder]
"""By quasi-identifier: a CSV file, its rows (leaf first, then ever coarser), or a ladder."""


@dataclass(frozen=True, slots=True)
class FoundLevels:
    """The combination of levels of least loss (0 is the finest level), and what it costs."""

    levels: Mapping[str, int]
    loss: float
    field_losses: Mapping[str, float]
    suppressed: int
    classes: int
    checked: int
    nodes: int
    frame: pl.DataFrame
    rungs: Sequence[Rung]
    problem: Problem

    def kept(self) -> pl.Series:
        """For each record whether it stays."""
        return pl.Series(kept_records(self.problem, tuple(self.levels.values())), dtype=pl.Boolean)

    def table(self) -> pl.DataFrame:
        """The records that stay, generalised."""
        shown = [item.shown(self.levels[item.ladder.name]) for item in self.rungs]
        return self.frame.with_columns(shown).filter(self.kept())


def search_levels(
    frame: pl.DataFrame,
    hierarchies: Hierarchies,
    models: Sequence[PrivacyModel],
    suppression_limit: float = 0.05,
    folder: Path = Path(),
    progress: Progress | None = None,
) -> FoundLevels | None:
    """The least loss at which at most this share of records violates a model; None when there are no such levels.

    Every column named in `hierarchies` is a quasi-identifier; missing values are a leaf of their own.
    Hierarchies of sensitive columns (t-closeness) are files in `folder`. The distribution of t-closeness is that
    of all of `frame`. Raises UserError for a value that its hierarchy does not have, and for levels that do not
    nest.
    """
    rungs = [_rung(frame[name], hierarchy) for name, hierarchy in hierarchies.items()]
    conditions, sensitive = prepare(models, frame, folder)
    problem = Problem.of([item.ladder for item in rungs], [item.codes for item in rungs], conditions, sensitive)
    found = search(problem, int(suppression_limit * frame.height + 1e-9), progress)
    return None if found is None else _named(found, frame, rungs, problem)


def _named(found: SearchResult, frame: pl.DataFrame, rungs: Sequence[Rung], problem: Problem) -> FoundLevels:
    names = [item.ladder.name for item in rungs]
    return FoundLevels(
        levels=dict(zip(names, found.levels, strict=True)),
        loss=found.loss,
        field_losses=dict(zip(names, found.field_losses, strict=True)),
        suppressed=found.suppressed,
        classes=found.classes,
        checked=found.checked,
        nodes=found.nodes,
        frame=frame,
        rungs=rungs,
        problem=problem,
    )


def _rung(values: pl.Series, hierarchy: Path | Sequence[Sequence[str]] | Ladder) -> Rung:
    name = values.name
    shown = hierarchy.name if isinstance(hierarchy, Path) else name
    if isinstance(hierarchy, Ladder):
        ladder = hierarchy
    else:
        rows = list(read_rows(hierarchy, shown)) if isinstance(hierarchy, Path) else [*map(tuple, hierarchy)]
        rows = with_missing(rows) if values.null_count() else rows
        try:
            ladder = ladder_from_levels(name, list(zip(*rows, strict=True)))
        except ValueError as error:
            raise UserError(
                msg("The levels do not nest: a value stands twice or has two values above it."),
                Where(shown, line=int(str(error)) + 1),
                msg("Give every value one line, and every value of a level the same value in the next column."),
            ) from None
    codes = leaf_codes(values.cast(pl.String), ladder)
    if missing := codes.null_count():
        raise UserError(
            msg('{count} values of "{field}" are not in its hierarchy.', count=missing, field=name),
            Where(shown),
            msg("Add a line for each of them."),
        )
    return Rung(name, ladder, codes.to_numpy())
