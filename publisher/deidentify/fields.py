"""One source field under its rule: its values batch by batch, and what is said of it at the end."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from publisher.deidentify.batches import Encoded, batches
from publisher.deidentify.drawing import rests_on_the_table
from publisher.deidentify.ladders import finest, steps
from publisher.deidentify.techniques import treat
from publisher.deidentify.treatment import Treated, TreatmentContext
from publisher.model.certificate import FieldTreatment
from publisher.model.finding import MOST_PLACES
from publisher.model.policy import (
    Drop,
    FieldPolicy,
    Hierarchy,
    Microaggregate,
    Role,
    Technique,
    Winsorise,
    has_levels,
)
from publisher.model.redacted import Redacted, value_class
from publisher.model.stage import Services
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset
from publisher.privacy.recognisers import AllowList

_MOST_SHAPES = 5


@dataclass(slots=True)
class TreatedField:
    """A field as far as its batches have come.

    `encoded` holds its published values where a model looks at them; `different` are the combinations of its
    levels where they are chosen later; `whole` its treated values where a technique has to see all records.
    """

    dataset: Dataset
    name: str
    rule: FieldPolicy
    services: Services
    encoded: Encoded | None = None
    different: pl.DataFrame | None = None
    whole: Treated | None = None
    records: int = 0
    changed: int = 0
    uncovered: int = 0
    _rows: list[int] = field(default_factory=list)
    _shapes: Counter[Redacted] = field(default_factory=Counter)

    @property
    def published_as(self) -> str | None:
        """The published name; None when the field is dropped."""
        return None if isinstance(self.rule.technique, Drop) else self.rule.publish_as or self.name

    @property
    def leveled(self) -> bool:
        """Whether its level is chosen after all values are known."""
        quasi = self.rule.role is Role.QUASI_IDENTIFIER and self.published_as is not None
        return quasi and self.dataset.policy.mode_in_force() != "suppress"

    @property
    def _technique(self) -> Technique:
        return finest(self.rule.technique) if self.leveled else self.rule.technique

    def context(self, frame: pl.DataFrame, shared: dict[Any, Any] | None = None) -> TreatmentContext:
        """What its technique may look at: the records in `frame`, and what other fields `shared` of them."""
        return TreatmentContext(
            dataset=self.dataset.id,
            field=self.name,
            frame=frame,
            policy=self.dataset.policy,
            now=self.services.now,
            keys=self.services.keys,
            allow=AllowList.of(self.services.allowlist),
            folder=self.dataset.folder,
            shared={} if shared is None else shared,
        )

    def add(self, context: TreatmentContext) -> pl.Series:
        """The published values of one more batch of records (of a quasi-identifier with levels the finest)."""
        source = context.frame[self.name]
        if self.whole is None:
            treated = treat(self._technique, source, context)
        else:
            here = slice(self.records, self.records + source.len())
            treated = Treated(self.whole.values[here], self.whole.uncovered[here])
        self.changed += int(source.ne_missing(treated.values).sum())
        self._count_uncovered(source, treated.uncovered)
        self.records += source.len()
        values = treated.values.cast(pl.String)
        values = values.replace("", None) if source.len() else values
        if self.encoded is not None:
            self.encoded.add(values)
        if self.leveled:
            self.different = _joined(self.different, level_values(self.rule.technique, values, context))
        return values

    def _count_uncovered(self, source: pl.Series, uncovered: pl.Series) -> None:
        count = int(uncovered.sum())
        if not count:
            return
        self.uncovered += count
        rows = uncovered.arg_true().head(MOST_PLACES - len(self._rows)).to_list()
        self._rows += [self.records + row for row in rows]
        per_value = source.filter(uncovered).value_counts(name="records", sort=True)
        for value, records in per_value.iter_rows():
            self._shapes[value_class(value)] += records

    @property
    def uncovered_rows(self) -> Sequence[int]:
        """Where the first values stand that the technique does not cover (from 0)."""
        return self._rows

    def uncovered_classes(self) -> tuple[Redacted, ...]:
        """The classes of values not covered that occur most, without the values."""
        shapes = self._shapes
        return tuple(sorted(shapes, key=lambda shape: (-shapes[shape], shape.shape))[:_MOST_SHAPES])

    def record(self) -> FieldTreatment:
        """What was done to it, for the certificate."""
        return FieldTreatment(
            field=self.name,
            published_as=self.published_as,
            role=self.rule.role.value,
            technique=self.rule.technique.technique,
            params=_params_of(self.rule),
            changed=self.changed,
        )


def level_values(
    technique: Technique,
    finest_values: pl.Series,
    context: TreatmentContext,
    every: Sequence[Technique] | None = None,
) -> pl.DataFrame:
    """The different combinations of the values of all levels (columns `0`, `1`, …; missing values empty).

    `every` has one technique for each level, where they are others than those of `technique`.
    """
    further = (steps(technique) if has_levels(technique) and not isinstance(technique, Hierarchy) else ())[1:]
    source = context.frame[context.field]
    coarser = [treat(step, source, context).values for step in (further if every is None else every[1:])]
    levels = [finest_values, *coarser]
    return pl.DataFrame({str(number): values.fill_null("") for number, values in enumerate(levels)}).unique()


def _joined(known: pl.DataFrame | None, more: pl.DataFrame) -> pl.DataFrame:
    return more if known is None else pl.concat([known, more]).unique()


def different_values(item: TreatedField, table: Path, every: Sequence[Technique]) -> pl.DataFrame:
    """`level_values` of a field over the whole table, at levels that its policy does not have."""
    known: pl.DataFrame | None = None
    for frame in batches(table):
        context = item.context(frame)
        values = treat(every[0], frame[item.name], context).values
        known = _joined(known, level_values(item.rule.technique, values, context, every))
    assert known is not None
    return known


def look_at_all_records(fields: Sequence[TreatedField], table: Path) -> None:
    """Treat those fields that have to see all records at once: they cannot be streamed."""
    waiting = [item for item in fields if _sees_the_table(item)]
    if not waiting:
        return
    columns = _columns_of(waiting)
    frame = pl.concat(list(batches(table, columns)))
    shared: dict[Any, Any] = {}
    for item in waiting:
        item.whole = treat(item.rule.technique, frame[item.name], item.context(frame, shared))


def _sees_the_table(item: TreatedField) -> bool:
    technique = item.rule.technique
    if isinstance(technique, Winsorise):
        return True
    if isinstance(technique, Microaggregate):
        return technique.within != "classes"
    return rests_on_the_table(technique, item.dataset.policy)


def _columns_of(waiting: Sequence[TreatedField]) -> list[str] | None:
    """The columns that must be in memory: of averages and extremes their own, else all."""
    if all(isinstance(item.rule.technique, Microaggregate | Winsorise) for item in waiting):
        return [item.name for item in waiting]
    return None


def _params_of(rule: FieldPolicy) -> Mapping[str, Scalar]:
    settings = {item.name: getattr(rule.technique, item.name) for item in dataclasses.fields(rule.technique)}
    del settings["technique"]
    return {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in settings.items()
        if value not in ((), None)
    }
