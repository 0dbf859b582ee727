"""From techniques with levels to the engine's hierarchies, and back from chosen levels to text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt
import polars as pl

from publisher.deidentify.treatment import TreatmentContext
from publisher.model.errors import UserError, Where
from publisher.model.policy import AddressLevel, AgeBand, GeneraliseDate, Hierarchy, Technique, has_levels
from publisher.model.text import msg
from publisher.privacy.engine import Ladder, ladder_from_levels, read_rows

Codes = npt.NDArray[Any]
_NOTHING_LEFT = "*"


@dataclass(frozen=True, slots=True)
class Rung:
    """A quasi-identifier as the engine sees it: its hierarchy and the leaf of every record."""

    source: str
    ladder: Ladder
    codes: Codes

    def shown(self, level: int) -> pl.Series:
        """The values of all records at a level, of one kind at all levels; an empty label is a missing value."""
        every = dict.fromkeys(label for labels in self.ladder.labels for label in labels if label)
        labels = pl.Series(self.ladder.labels[level], dtype=pl.String).replace("", None).cast(pl.Enum(list(every)))
        per_leaf = labels.gather(pl.Series(self.ladder.codes[level], dtype=pl.UInt32))
        return per_leaf.gather(pl.Series(self.codes)).alias(self.ladder.name)


def finest(technique: Technique) -> Technique:
    """The technique at its finest level; techniques without levels are themselves."""
    return steps(technique)[0] if has_levels(technique) and not isinstance(technique, Hierarchy) else technique


def steps(technique: Technique) -> tuple[Technique, ...]:
    """One fixed technique for each level that may be chosen."""
    match technique:
        case GeneraliseDate() if technique.levels:
            return tuple(dataclasses.replace(technique, to=level, levels=()) for level in technique.levels)
        case AgeBand() if technique.levels:
            return tuple(dataclasses.replace(technique, width=width, levels=()) for width in technique.levels)
        case AddressLevel() if technique.levels:
            return tuple(dataclasses.replace(technique, level=level, levels=()) for level in technique.levels)
        case _:
            return (technique,)


def rung(
    name: str, technique: Technique, values: pl.Series, different: pl.DataFrame, context: TreatmentContext
) -> Rung:
    """The hierarchy of a field published as `name`; `values` are those of all records at the finest level.

    `different` are the combinations of the values of its levels that there are, missing values empty. A field
    without levels has one level only. Levels from a file have the file's leaves, others the values there are.
    Missing values are a leaf of their own, which joins the others where nothing is left. Raises UserError when
    levels do not nest.
    """
    if isinstance(technique, Hierarchy) and has_levels(technique):
        rows = _rows_of_file(technique, values, context)
    else:
        rows = different.sort("0").rows()
        if has_levels(technique):
            rows = [(*row, _NOTHING_LEFT) for row in rows]
    try:
        ladder = ladder_from_levels(name, list(zip(*rows, strict=True)) or [()])
    except ValueError as error:
        raise _does_not_nest(technique, context, int(str(error))) from None
    return Rung(context.field, ladder, leaf_codes(values, ladder).to_numpy())


def leaf_codes(values: pl.Series, ladder: Ladder) -> pl.Series:
    """The leaf of each value; missing where the ladder does not have it. A missing value is an empty leaf."""
    leaves = pl.Enum(list(ladder.labels[0]))
    return values.cast(pl.String).fill_null("").cast(leaves, strict=False).to_physical()


def with_missing(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows of a hierarchy with one for a missing value, which joins the others at the top."""
    if not all(row[0] for row in rows):
        return rows
    if len(rows[0]) == 1:
        return [*rows, ("",)]
    top = rows[0][-1] if len({row[-1] for row in rows}) == 1 else ""
    return [*rows, (*[""] * (len(rows[0]) - 1), top)]


def _rows_of_file(technique: Hierarchy, values: pl.Series, context: TreatmentContext) -> list[tuple[str, ...]]:
    rows = list(read_rows(context.folder / technique.file, f"datasets/{context.dataset}/{technique.file}"))
    return with_missing(rows) if values.null_count() else rows


def _does_not_nest(technique: Technique, context: TreatmentContext, leaf: int) -> UserError:
    where = Where(f"datasets/{context.dataset}/policy.yaml", field=context.field)
    if isinstance(technique, Hierarchy):
        return UserError(
            msg("The levels do not nest: a value stands twice or has two values above it."),
            Where(f"datasets/{context.dataset}/{technique.file}", line=leaf + 1),
            msg("Give every value one line, and every value of a level the same value in the next column."),
        )
    return UserError(
        msg("The levels do not nest: some values of one level belong to two values of the next."),
        where,
        msg("Write levels from fine to coarse; each age width a multiple of the one before."),
    )
