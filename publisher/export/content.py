"""What is to be written: the cleaned table, its fields with their types, and the dataset it belongs to.

Texts are cleaned here, once, so that every format holds the same values: control characters, which XML cannot
hold, are left out; CR LF and CR become LF; a tab becomes a space, for readers of ODS lose it. Nothing else is
changed: what a spreadsheet would run as a formula is made harmless only in the file that spreadsheets open
(`formulas`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from publisher.documents.templates import folder_of
from publisher.export.casting import canonical, is_text
from publisher.model.catalog import Catalog
from publisher.model.errors import DatasetError, Where
from publisher.model.table import Table
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Dataset

CELLS = 60_000
"""Cells in memory at a time."""


_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


@dataclass(frozen=True, slots=True)
class ExportField:
    """One published field: a Table Schema field descriptor, with its texts in both languages."""

    name: str
    type: str
    format: str
    title: LocalText
    description: LocalText
    constraints: Mapping[str, object]
    descriptor: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ExportContent:
    """A table ready to be written. `path` is a Parquet file of texts; missing values are null."""

    dataset: Dataset
    catalog: Catalog
    fields: tuple[ExportField, ...]
    path: Path
    rows: int
    cleaned: int

    @property
    def templates(self) -> Path:
        """Where the agency keeps templates of its own."""
        return folder_of(self.dataset.folder.parent.parent)

    def texts(self) -> pl.LazyFrame:
        """The cells as texts, as a CSV file holds them."""
        return pl.scan_parquet(self.path)

    def values(self) -> pl.LazyFrame:
        """The cells as canonical texts of the types that the schema gives them."""
        return self.texts().select(canonical(item.name, item.descriptor) for item in self.fields)

    def batches(self, frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
        """The rows of `frame` in order, a bounded number of cells at a time; at least one frame."""
        step = rows_at_a_time(len(self.fields))
        for start in range(0, max(self.rows, 1), step):
            yield frame.slice(start, step).collect()


def rows_at_a_time(columns: int) -> int:
    """How many rows of so many columns are in memory at a time; the file has them together."""
    return max(CELLS // max(columns, 1), 1)


def prepare(dataset: Dataset, catalog: Catalog, table: Table, path: Path) -> ExportContent:
    """Clean `table`, put its columns into the schema's order, and prove that every cell has its field's type."""
    dataset = replace(dataset, schema=_as_written(dataset.schema))
    fields = _fields(dataset.schema)
    names = [item.name for item in fields]
    if set(names) != set(table.columns):
        raise DatasetError(
            msg("The table does not have the fields of its schema."),
            Where(f"datasets/{dataset.id}/schema.json", field=", ".join(sorted(set(names) ^ set(table.columns)))),
            msg("Name in schema.json exactly the fields that the policy publishes."),
        )
    whole = dataset.schema.get("missingValues")
    present = pl.scan_parquet(table.path).select(
        pl.when(pl.col(item.name).is_in(_strings(item.descriptor.get("missingValues", whole))))
        .then(None)
        .otherwise(pl.col(item.name))
        .alias(item.name)
        for item in fields
    )
    texts = [item.name for item in fields if is_text(item.type)]
    clean = present.with_columns(_clean(name) for name in texts)
    cleaned = present.select(_count(_clean(name) != pl.col(name) for name in texts)).collect().item()
    clean.sink_parquet(path, row_group_size=rows_at_a_time(len(fields)))
    content = ExportContent(dataset, catalog, fields, path, table.rows, cleaned=int(cleaned or 0))
    _prove_types(content)
    return content


def _prove_types(content: ExportContent) -> None:
    """Raise DatasetError when a cell is not of its field's type: a cast must never lose a value silently."""
    typed = [item for item in content.fields if not is_text(item.type)]
    if not typed:
        return
    lost = (
        content.texts()
        .select(
            (canonical(item.name, item.descriptor).is_null() & pl.col(item.name).is_not_null())
            .sum()
            .alias(item.name)
            for item in typed
        )
        .collect()
        .row(0)
    )
    for item, count in zip(typed, lost, strict=True):
        if count:
            raise DatasetError(
                msg("{count} values cannot be written as {type}.", count=count, type=item.type),
                Where(f"datasets/{content.dataset.id}/schema.json", field=item.name),
                msg("Correct the field's type in schema.json, or bring its values into form in structure."),
            )


def _clean(name: str) -> pl.Expr:
    return (
        pl.col(name)
        .str.replace_all("\r\n?", "\n")
        .str.replace_all("\t", " ", literal=True)
        .str.replace_all(_CONTROL, "")
    )


def _count(conditions: Iterator[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(pl.lit(0), *(condition.sum() for condition in conditions)).first()


def _as_written(schema: Mapping[str, object]) -> Mapping[str, object]:
    """The schema of what is written: whatever else is said to be missing, a missing value is an empty cell."""
    listed = schema["fields"]
    assert isinstance(listed, list | tuple)
    fields = [
        {**item, "missingValues": _with_empty(item["missingValues"])} if "missingValues" in item else item
        for item in listed
    ]
    made = {**schema, "fields": fields}
    if "missingValues" in schema:
        made["missingValues"] = _with_empty(schema["missingValues"])
    return made


def _with_empty(values: object) -> list[str]:
    given = _strings(values)
    return given if "" in given else ["", *given]


def _fields(schema: Mapping[str, object]) -> tuple[ExportField, ...]:
    listed = schema["fields"]
    assert isinstance(listed, list | tuple)
    return tuple(_field(item) for item in listed)


def _field(item: Mapping[str, object]) -> ExportField:
    name = str(item["name"])
    title = str(item.get("title") or name)
    description = str(item.get("description") or "")
    constraints = item.get("constraints") or {}
    assert isinstance(constraints, Mapping)
    return ExportField(
        name=name,
        type=str(item.get("type") or "string"),
        format=str(item.get("format") or "default"),
        title=LocalText(title, str(item.get("title_en") or title)),
        description=LocalText(description, str(item.get("description_en") or description)),
        constraints=constraints,
        descriptor=item,
    )


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [""]
