"""The errors of frictionless at a fraction of its cost: it judges only the rows that are not proven clean.

A row that the columnar proof calls clean has no error of its own; it can matter to others only through a value
that must be unique. So those rows go to frictionless (its own stream of rows, with its own header, handlers and
memory of keys) that are not proven, and beside them each proven row whose key occurs once more. All of them keep
the number they have in the file, so what frictionless says of them is what it says over the whole file.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Dialect, FrictionlessException
from frictionless import Error as FrictionlessError
from frictionless.formats import CsvControl
from frictionless.resources import TableResource
from frictionless.schema.field import Field
from frictionless.vendors import stringcase

from publisher.validate import proof
from publisher.validate.proof import UnprovenError
from publisher.validate.records import Block, Cells, CsvRecords, Numbered, Records, TableRecords

READING_ERRORS = (
    FrictionlessException,
    ArithmeticError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    AssertionError,
    RuntimeError,
)
_SECOND_LOOK = 0.1
"""Share of unproven cells from which frictionless reads each different text once, rather than every row."""

_NUMBER = "row number"
_PRIMARY = "primary key"


@dataclass(slots=True)
class Outcome:
    """`errors` in frictionless's order; `rows` is all of them, `judged` those that frictionless saw;
    `above` is the number of rows up to the end of the header."""

    errors: list[FrictionlessError]
    rows: int
    judged: int
    above: int


@dataclass(slots=True)
class _Seen:
    """What a pass over the blocks gathered: the rows not proven, and the keys of those that are."""

    rows: int = 0
    unproven: list[Numbered] = field(default_factory=list)
    keys: dict[str, list[pl.DataFrame]] = field(default_factory=dict)


def judge(resource: TableResource, table: TableRecords | None = None) -> Outcome:
    """Validate an unopened CSV resource, or `table`, of whose header the resource is a CSV file.

    Raises UnprovenError or UnreadableError when frictionless has to do it alone, and whatever frictionless
    itself raises over such cells.
    """
    chosen: list[Numbered] = []
    _let_through(resource.dialect, chosen)
    with resource:
        fields = resource.header.get_expected_fields()
        names = [item.name for item in fields]
        if resource.schema.foreign_keys or not resource.labels or len(set(names)) != len(names):
            raise UnprovenError
        if _STREAM not in vars(resource.dialect):
            raise UnprovenError  # frictionless replaces a dialect that says nothing
        records: Records = table or _csv_records(resource, len(fields))
        groups = _groups(resource, fields)
        keyed = frozenset(name for group in groups.values() for name in group)
        described = [item.to_descriptor() for item in fields]
        columns = proof.columns(described, resource.schema.missing_values, keyed)
        seen = _pass(records, columns, fields, groups)
        chosen += _with_repeated(records, seen, groups, fields)
        errors: list[FrictionlessError] = [*resource.header.errors]
        with _kept_cheap():
            for row in resource.row_stream:
                errors += row.errors
    return Outcome(errors, seen.rows, len(chosen), rows_above(resource.dialect))


_STREAM = "read_enumerated_content_stream"


def _let_through(dialect: Dialect, rows: Sequence[Numbered]) -> None:
    """Make frictionless's stream of rows out of `rows` (as they are when it begins to read), not of the file."""
    whole = dialect.read_enumerated_content_stream

    def numbered() -> Iterator[Numbered]:
        yield from rows

    def stream(cells: Any) -> Iterable[Numbered]:
        return whole(cells) if isinstance(cells, list) else numbered()  # a list is the sample

    vars(dialect)[_STREAM] = stream


def _csv_records(resource: TableResource, width: int) -> CsvRecords:
    dialect = resource.dialect
    control = CsvControl.from_dialect(dialect)
    plain = (
        resource.format == "csv"
        and not resource.compression
        and control.quote_char == '"'
        and control.escape_char is None
        and control.null_sequence is None
        and not control.skip_initial_space
        and len(control.delimiter) == 1
        and control.delimiter.isascii()
        and control.delimiter not in '"\r\n'
        and not (dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows)
    )
    if not plain or resource.normpath is None or resource.encoding is None:
        raise UnprovenError
    skip = rows_above(dialect)
    return CsvRecords(Path(resource.normpath), resource.encoding, control.delimiter, skip, width)


def rows_above(dialect: Dialect) -> int:
    """Rows up to the end of the header, which are not content."""
    return dialect.header_rows[-1] if dialect.header and dialect.header_rows else 0


def _groups(resource: TableResource, fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    """Fields whose values together must be unique."""
    names = {item.name for item in fields}
    groups: dict[str, tuple[str, ...]] = {
        f"unique {item.name}": (item.name,) for item in fields if item.constraints.get("unique")
    }
    primary = tuple(resource.schema.primary_key)
    if primary and names.issuperset(primary):
        groups[_PRIMARY] = primary
    return groups


def _pass(
    records: Records, columns: proof.Columns, fields: Sequence[Field], groups: Mapping[str, tuple[str, ...]]
) -> _Seen:
    seen = _Seen(keys={name: [] for name in groups})
    readers = {item.name: _Reader(item) for item in fields}
    blank = pl.col("0").is_null() if columns.blank is None else columns.blank  # cells are never null
    for block in records.blocks():
        seen.rows += block.frame.height
        computed = block.frame.select(
            blank.alias("blank"),
            *(
                condition.fill_null(value=False).alias(f"clean {name}")
                for name, condition in columns.clean.items()
            ),
            *(key.alias(f"key {name}") for name, key in columns.keys.items()),
        )
        dirty = _dirty(block, computed, columns, readers)
        if _PRIMARY in groups:
            keyless = computed.select(
                pl.all_horizontal(pl.col(f"key {name}").is_null() for name in groups[_PRIMARY])
            )
            dirty = dirty | keyless.to_series()
        places = dirty.arg_true().to_list()
        if places:
            numbers = [block.first + at for at in places]
            seen.unproven += zip(numbers, block.cells(places), strict=True)
        for group, parts in groups.items():
            keys = computed.select(
                pl.int_range(block.first, block.first + block.frame.height, dtype=pl.Int64).alias(_NUMBER),
                *(pl.col(f"key {name}").alias(str(at)) for at, name in enumerate(parts)),
            )
            keys = keys.filter(~dirty) if places else keys
            if len(parts) == 1:  # a missing value repeats nothing; in a longer key it counts
                keys = keys.filter(pl.col("0").is_not_null())
            seen.keys[group].append(keys)
    return seen


def _dirty(
    block: Block, computed: pl.DataFrame, columns: proof.Columns, readers: Mapping[str, _Reader]
) -> pl.Series:
    """True for the rows that are not proven to be without any error of their own."""
    dirty = computed["blank"]
    if block.fits is not None:
        dirty = dirty | ~block.fits
    for at, name in enumerate(columns.names):
        texts = block.frame[str(at)]
        if name in columns.read:
            clean = readers[name].clean(texts)
        else:
            clean = computed[f"clean {name}"]
            unproven = clean.len() - int(clean.sum())
            if unproven == 0:
                continue
            if unproven > _SECOND_LOOK * clean.len() and name not in columns.keys:
                clean = clean | readers[name].clean(texts.filter(~clean), texts)
        dirty = dirty | ~clean
    return dirty


class _Reader:
    """frictionless's own reading of the cells of one field, each different text once."""

    def __init__(self, item: Field) -> None:
        self._read = item.create_cell_reader()
        self._known: dict[str, bool] = {}

    def clean(self, texts: pl.Series, among: pl.Series | None = None) -> pl.Series:
        """Which texts (or which of `among`, of which `texts` are the ones in doubt) have no error."""
        clean = [text for text in texts.unique().to_list() if self._is_clean(text)]
        return (texts if among is None else among).is_in(clean)

    def _is_clean(self, text: str) -> bool:
        known = self._known.get(text)
        if known is None:
            try:
                known = not self._read(text)[1]
            except READING_ERRORS:
                known = False
            self._known[text] = known
        return known


def _with_repeated(
    records: Records, seen: _Seen, groups: Mapping[str, tuple[str, ...]], fields: Sequence[Field]
) -> list[Numbered]:
    """The unproven rows and the proven ones whose keys repeat, in the order of the file."""
    repeated: set[int] = set()
    by_name = {item.name: (at, item) for at, item in enumerate(fields)}
    for group, parts in groups.items():
        proven = pl.concat(seen.keys.pop(group), rechunk=False) if seen.keys[group] else None
        if proven is None or proven.is_empty():
            continue
        names = [str(at) for at in range(len(parts))]
        if not _all_different(proven, names):
            doubles = proven[names[0]].is_duplicated() if len(names) == 1 else proven.select(names).is_duplicated()
            repeated.update(proven[_NUMBER].filter(doubles).to_list())
        if seen.unproven:
            others = _unproven_keys(seen.unproven, [by_name[name] for name in parts], proven.schema)
            met = proven.join(others, on=names, how="semi", nulls_equal=True)
            repeated.update(met[_NUMBER].to_list())
    if not repeated:
        return seen.unproven
    return sorted([*seen.unproven, *records.rows(sorted(repeated))], key=lambda row: row[0])


def _all_different(proven: pl.DataFrame, names: list[str]) -> bool:
    if len(names) > 1:
        return proven.select(names).n_unique() == proven.height
    column = proven[names[0]]
    if column.dtype == pl.Int64 and column.is_sorted():
        return bool((column.diff().drop_nulls() > 0).all())
    return column.n_unique() == proven.height


def _unproven_keys(
    rows: Iterable[Numbered], parts: Sequence[tuple[int, Field]], schema: Mapping[str, Any]
) -> pl.DataFrame:
    """The keys of rows that frictionless reads itself; one that no proven row can have is left out."""
    readers = [(at, item.type, item.create_cell_reader()) for at, item in parts]
    found: list[list[Any]] = []
    for _, cells in rows:
        try:
            found.append([_key(cells, at, kind, reader) for at, kind, reader in readers])
        except _NoKeyError:
            continue
    kinds = {str(at): schema[str(at)] for at in range(len(parts))}
    return pl.DataFrame(found, schema=kinds, orient="row", strict=False)


class _NoKeyError(Exception):
    pass


def _key(cells: Cells, at: int, kind: str, reader: Any) -> Any:
    try:
        value = reader(cells[at] if at < len(cells) else None)[0]
        if value is None:
            return None
        key = proof.key_of(kind, value)
    except READING_ERRORS:
        raise _NoKeyError from None
    if key is None:
        raise _NoKeyError
    return key


@contextmanager
def _kept_cheap() -> Iterator[None]:
    """What frictionless does over and over for each error is done once: 40 % of the cost of an error.

    It spells the same few names of attributes in snake case, a pure function, and leaves rows and errors that
    are all kept to the search for cycles.
    """
    spell, collecting = stringcase.snakecase, gc.isenabled()
    stringcase.snakecase = cache(spell)
    gc.disable()
    try:
        yield
    finally:
        stringcase.snakecase = spell
        if collecting:
            gc.enable()
