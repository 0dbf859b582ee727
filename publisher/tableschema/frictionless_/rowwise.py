"""The report of frictionless at a fraction of its cost: it judges only the rows that are not proven clean.

A row that the columnar proof calls clean has no error of its own; it can matter to others only through a value
that must be unique. So frictionless validates the resource as ever (its own header, handlers, memory of keys,
report), but its stream of rows holds only those that are not proven, and beside them each proven row whose key
occurs once more. All of them keep the number they have in the file, so what frictionless says of them is what it
says over the whole file. Where that cannot be, the stream is the file's own and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl
from frictionless import Checklist, Package, Report
from frictionless.resources import TableResource
from frictionless.schema.field import Field

from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.tableschema import proof, silence
from publisher.tableschema.frictionless_ import cheaper, keys, parquet, references, refuse_others
from publisher.tableschema.frictionless_.dialect import Filters, csv_records, rows_above
from publisher.tableschema.frictionless_.fields import described
from publisher.tableschema.frictionless_.keys import FoundKeys, Reader
from publisher.tableschema.proof import UnprovenError
from publisher.tableschema.records import Block, Numbered, Records, TableRecords, UnreadableError
from publisher.tableschema.schema import TIMES

_SECOND_LOOK = 0.1
"""Share of unproven cells from which frictionless reads each different text once, rather than every row."""


@dataclass(slots=True)
class Way:
    """How one table was judged.

    `fast` says that the proof went in front and frictionless judged only `judged` of `rows` rows; otherwise it
    read all of them because of `why`. `above` is the number of rows up to the end of the header.
    """

    fast: bool = False
    why: str = "no rows"
    rows: int = 0
    judged: int = 0
    above: int = 0


@dataclass(frozen=True, slots=True)
class RowJudgement:
    """What `frictionless` alone reports with `limit_errors=0`, and how each table came to it, by its name."""

    report: Report
    ways: Mapping[str, Way]
    source: TableResource | Package

    def doubts(self) -> dict[str, str]:
        """What frictionless accepts in silence, by the table's name: NUL, an unclosed quote, a date format `any`.

        Reads the files once more that the proof gave up on; the others it has looked through already.
        """
        found: dict[str, str] = {}
        for item in _tables(self.source):
            guessed = [field.name for field in item.schema.fields if field.format == "any" and field.type in TIMES]
            reason = "" if self.ways[item.name].fast else silence.reason(item)
            if reason or guessed:
                found[item.name] = reason or f"date format any: {', '.join(guessed)}"
        return found


def judge(
    source: TableResource | Package, table: TableRecords | None = None, *, remote: bool = False
) -> RowJudgement:
    """Validate an unopened resource or package; `table` holds the rows of a resource that is only a header.

    Raises what frictionless itself raises over some cells (`READING_ERRORS`), with `table` also NOT_PROVEN, and
    UserError for a file elsewhere than on this machine unless `remote` allows it: whoever writes a descriptor
    would choose what this machine asks for. Paths that lead out of the folder frictionless reports itself.
    """
    refuse_others()
    parquet.stand_in()
    tables = _tables(source)
    elsewhere = next((item.name for item in tables if any(map(_is_address, item.normpaths))), None)
    if elsewhere is not None and not remote:
        raise UserError(
            msg("the table {name} lies on another machine", name=elsewhere),
            hint=msg("download it first, and name the file"),
        )
    ways = {item.name: _in_front_of(item, table) for item in tables}
    with cheaper.errors():
        report = source.validate(_Baseline(), limit_errors=0)
    return RowJudgement(report, ways, source)


def _tables(source: TableResource | Package) -> list[TableResource]:
    resources = source.resources if isinstance(source, Package) else [source]
    return [item for item in resources if isinstance(item, TableResource)]


def _is_address(path: str) -> bool:
    return "://" in path and not path.startswith("file://")


NOT_PROVEN = (UnprovenError, UnreadableError, pl.exceptions.PolarsError)
"""Why frictionless has to read every row itself."""


class _Baseline(Checklist):
    """The checks that frictionless makes anyway; it works out their scope anew for every error."""

    @cached_property
    def scope(self) -> list[str]:
        return super().scope


_STREAM = "read_enumerated_content_stream"


def _in_front_of(resource: TableResource, table: TableRecords | None) -> Way:
    """Let frictionless's stream of rows come from the proof, decided when it is about to read the first one."""
    way = Way()
    dialect = resource.dialect
    whole = getattr(dialect, _STREAM)

    def stream(cells: Any) -> Iterable[Numbered]:
        # a list is the sample by which the header is found
        return whole(cells) if isinstance(cells, list) else _rows(resource, table, whole(cells), way)

    vars(dialect)[_STREAM] = stream
    references.prove(resource, table)
    return way


def _rows(
    resource: TableResource, table: TableRecords | None, whole: Iterable[Numbered], way: Way
) -> Iterator[Numbered]:
    way.above = rows_above(resource.dialect)
    try:
        chosen = _choose(resource, table, way)
    except NOT_PROVEN as error:
        if table is not None:
            raise
        way.why = _reason(error)
        for row in whole:
            way.rows += 1
            way.judged += 1
            yield row
    else:
        way.fast, way.why, way.judged = True, "", len(chosen)
        yield from chosen
        resource.stats.rows = way.rows
        references.read_to_the_end(resource)


def _reason(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return "written in a way that only the csv module settles"
    return str(error) if isinstance(error, UnprovenError) else type(error).__name__


@dataclass(slots=True)
class _RowsPass:
    """What a pass over the blocks gathered: the rows not proven, and the keys of those that are."""

    rows: int = 0
    unproven: list[Numbered] = field(default_factory=list)
    keys: dict[str, FoundKeys] = field(default_factory=dict)
    kinds: dict[str, pl.DataType] = field(default_factory=dict)


def _choose(resource: TableResource, table: TableRecords | None, way: Way) -> list[Numbered]:
    """The rows that frictionless has to see, in the order of the file."""
    fields = resource.header.get_expected_fields()
    names = [item.name for item in fields]
    if not fields or len(set(names)) != len(names):
        raise UnprovenError("two columns have one name" if fields else "no columns")
    records: Records = table or csv_records(resource, len(fields))
    groups = _groups(resource, fields)
    keyed = frozenset(name for group in groups.values() for name in group)
    columns = proof.columns([described(item) for item in fields], keyed)
    seen = _pass(records, columns, fields, groups, Filters(resource.dialect), references.targets(resource, names))
    way.rows = seen.rows
    return keys.with_repeated(records, seen.unproven, seen.keys, groups, fields, seen.kinds)


def _groups(resource: TableResource, fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    """Fields whose values together must be unique."""
    groups: dict[str, tuple[str, ...]] = {
        f"unique {item.name}": (item.name,) for item in fields if item.constraints.get("unique")
    }
    names = [item.name for item in fields]
    primary = resource.schema.primary_key
    if primary and set(names).issuperset(primary):
        if not resource.dialect.header_case:
            lower = {name.lower() for name in primary}
            primary = [name for name in names if name.lower() in lower]
        groups[keys.PRIMARY] = tuple(dict.fromkeys(primary))
    return groups


def _pass(
    records: Records,
    columns: proof.ProvenColumns,
    fields: Sequence[Field],
    groups: Mapping[str, tuple[str, ...]],
    filters: Filters,
    targets: Sequence[references.KeyTarget],
) -> _RowsPass:
    seen = _RowsPass(keys={name: FoundKeys() for name in groups})
    readers = {item.name: Reader(item) for item in fields}
    for block in records.blocks():
        computed = block.frame.select(
            columns.blank.alias("blank"),
            *(
                condition.fill_null(value=False).alias(f"clean {name}")
                for name, condition in columns.clean.items()
            ),
            *(key.alias(f"key {name}") for name, key in columns.keys.items()),
        )
        dirty = _dirty(block, computed, columns, readers)
        if keys.PRIMARY in groups:
            keyless = computed.select(
                pl.all_horizontal(pl.col(f"key {name}").is_null() for name in groups[keys.PRIMARY])
            )
            dirty = dirty | keyless.to_series()
        for target in targets:
            dirty = dirty | ~target.found(block.frame)
        suspects = filters.suspects(block)
        if suspects is not None:
            dirty = dirty | suspects
        seen.rows += block.frame.height
        places = dirty.arg_true().to_list()
        if places:
            numbers = [block.first + at for at in places]
            rows = list(zip(numbers, block.cells(places), strict=True))
            kept = filters.kept(rows)
            seen.unproven += kept
            seen.rows -= len(rows) - len(kept)
        for group, parts in groups.items():
            seen.keys[group].add(block, computed, parts, ~dirty if places else None)
        seen.kinds = {name: computed.schema[f"key {name}"] for name in columns.keys}
    return seen


def _dirty(
    block: Block, computed: pl.DataFrame, columns: proof.ProvenColumns, readers: Mapping[str, Reader]
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
