"""A release as someone who downloads it has it: the table read back, and what each of its fields is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from publisher.gate.readback import read_table
from publisher.model.certificate import FieldTreatment
from publisher.model.errors import DatasetError, Where
from publisher.model.policy import Role
from publisher.model.release import Release
from publisher.model.table_schema import primary_key
from publisher.model.text import msg
from publisher.privacy.tables.within import CountTable, count_table

MISSING = "\x00"
"""Stands for a missing value where releases are held against each other: a value as any other."""
_MEASURES = frozenset({"integer", "number"})
_YEAR = r"^[0-9]{3,4}$"
_QUARTER = r"^第?([1-4])季?$"


@dataclass(frozen=True, slots=True)
class PublishedField:
    """One published field. `concept` is what it is about; `tokens`: its values are codes of this dataset."""

    name: str
    concept: str
    role: str
    tokens: bool
    measure: bool

    @property
    def identifying(self) -> bool:
        """Whether it tells who it is, by itself or together with others."""
        return self.role in (Role.QUASI_IDENTIFIER, Role.DIRECT_IDENTIFIER)


@dataclass(frozen=True, slots=True)
class Count:
    """A published count: of which dataset's records, on which conditions (by published field), its threshold."""

    field: str
    of: str
    where: Mapping[str, str]
    at_least: int
    small: bool = False
    """Whether the policy says that what is empty is a small count."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release with its table (all texts). `k` is 0 and `diversity` empty where the policy promised none."""

    release: Release
    frame: pl.DataFrame
    fields: tuple[PublishedField, ...]
    k: int
    diversity: Mapping[str, int]
    counts: tuple[Count, ...]
    dimensions: tuple[str, ...]
    """Of a table of counts: the fields that say what is counted."""
    _within: list[CountTable | None] = field(default_factory=list)

    @property
    def dataset(self) -> str:
        """The dataset's id."""
        return self.release.dataset

    @property
    def tabulated(self) -> bool:
        """Whether it is a table of counts and not of records."""
        return bool(self.counts)

    def counts_within(self) -> CountTable | None:
        """The sums inside a table of counts; None where it is none, or too large."""
        if not self._within:
            least = {item.field: item.at_least for item in self.counts if item.at_least}
            small = frozenset(item.field for item in self.counts if item.small)
            left_out = self.release.certificate.records_suppressed > 0
            made = (
                count_table(self.frame, least, self.dimensions, small, rows_left_out=left_out)
                if self.dimensions
                else None
            )
            self._within.append(made)
        return self._within[0]

    @property
    def base(self) -> pl.DataFrame:
        """The rows that are no sums of other rows."""
        table = self.counts_within()
        return self.frame if table is None else self.frame.filter(pl.Series(table.base, dtype=pl.Boolean))

    @property
    def quasi_identifiers(self) -> tuple[PublishedField, ...]:
        """The fields that the policy calls quasi-identifiers, as published."""
        return tuple(field for field in self.fields if field.role == Role.QUASI_IDENTIFIER)


def published(release: Release) -> Published:
    """Read `release` back from its files. Raises DatasetError when no table of it can be read."""
    frame = _table(release.folder, release)
    measures = release.certificate.measures
    typed = _types(release.schema)
    key = primary_key(release.schema)
    fields = tuple(
        _field(item, typed.get(item.published_as or "") if item.published_as not in key else None)
        for item in release.certificate.treatments
        if item.published_as in frame.columns
    )
    counts = tuple(_counts(release))
    names = {item.field for item in counts}
    dimensions = key or tuple(item.name for item in fields if not item.measure)
    frame, fields, dimensions = _with_quarters(frame, fields, dimensions)
    return Published(
        release=release,
        frame=frame,
        fields=fields,
        k=max((int(item.params["k"]) for item in measures if item.model == "k-anonymity"), default=0),
        diversity={
            str(item.params["sensitive"]): math.ceil(float(item.params["l"]))
            for item in measures
            if "l" in item.params and str(item.params["sensitive"]) in frame.columns
        },
        counts=counts,
        dimensions=tuple(name for name in dimensions if name in frame.columns and name not in names),
    )


def _table(folder: Path, release: Release) -> pl.DataFrame:
    data = sorted(
        (item for item in release.artifacts if item.kind == "data"), key=lambda item: item.format != "csv"
    )
    if not data:
        raise DatasetError(msg("the release has no table"), Where(release.dataset))
    return read_table(folder / data[0].path, data[0].format)


def _field(item: FieldTreatment, kind: str | None) -> PublishedField:
    assert item.published_as is not None
    return PublishedField(
        item.published_as,
        item.concept or item.field,
        item.role,
        item.technique == "pseudonym",
        kind in _MEASURES and item.role not in (Role.QUASI_IDENTIFIER, Role.DIRECT_IDENTIFIER),
    )


def _with_quarters(
    frame: pl.DataFrame, fields: tuple[PublishedField, ...], dimensions: tuple[str, ...]
) -> tuple[pl.DataFrame, tuple[PublishedField, ...], tuple[str, ...]]:
    """A year and a quarter of the same concept in two columns (115, 第1季) as one field (115-Q1)."""
    for year in fields:
        for quarter in fields:
            if year is quarter or year.concept != quarter.concept or not frame.height:
                continue
            columns = (pl.col(year.name).str.contains(_YEAR), pl.col(quarter.name).str.contains(_QUARTER))
            if not frame.select(pl.all_horizontal(columns).fill_null(value=False).all()).item():
                continue
            number = pl.col(quarter.name).str.extract(_QUARTER, 1)
            joined = replace(year, name=f"{year.name}+{quarter.name}")
            frame = frame.with_columns(pl.format("{}-Q{}", pl.col(year.name), number).alias(joined.name))
            rest = tuple(item for item in fields if item not in (year, quarter))
            kept = tuple(name for name in dimensions if name not in (year.name, quarter.name))
            return frame, (joined, *rest), (joined.name, *kept) if kept != dimensions else dimensions
    return frame, fields, dimensions


def _counts(release: Release) -> list[Count]:
    """Counts with a smallest cell, and those that say what they count; others count what they are named."""
    least = {
        name.strip(): int(item.params["at_least"])
        for item in release.certificate.measures
        if item.model == "minimum-cell-count"
        for name in str(item.params["fields"]).split(",")
    }
    small = {
        name.strip()
        for item in release.certificate.measures
        if item.params.get("empty") == "small"
        for name in str(item.params["fields"]).split(",")
    }
    found = []
    for item in release.certificate.treatments:
        if item.published_as is None or not (item.counts or item.published_as in least):
            continue
        of = item.counts.of if item.counts else f"={item.concept or item.field}"
        where = dict(item.counts.where) if item.counts else {}
        found.append(
            Count(item.published_as, of, where, least.get(item.published_as, 0), item.published_as in small)
        )
    return found


def _types(schema: Mapping[str, object]) -> dict[str, str]:
    fields = schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    return {str(item["name"]): str(item.get("type")) for item in fields}
