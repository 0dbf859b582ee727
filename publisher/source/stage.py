"""The stage: any declared source into one grid."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import polars as pl

from publisher.model.errors import SourceError, Where
from publisher.model.sources import CkanSource, FileSource, HttpSource, MeasuresSource, SqlSource
from publisher.model.stage import Services, StageResult
from publisher.model.table import Origin, Piece, Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.source import derived, files, limits, partitions, remarks
from publisher.source.found import find, shown, unreadable
from publisher.source.grid import SourceGrid
from publisher.tableschema.polars_faults import POLARS_FAULTS


def read(
    dataset: Dataset,
    services: Services,
    parents: Mapping[str, Table],
    standing_since: Mapping[str, datetime] = MappingProxyType({}),
) -> StageResult:
    """Read the source into `services.work/source.parquet`: columns c1, c2, …; text; the header among the rows.

    Empty cells are null. `parents` are the structured tables of the datasets a derived source is computed
    from, by id (of measures the de-identified ones), `standing_since` the day of the version of those that are
    not made anew. Raises SourceError (and nothing of a library) when the source cannot be read.
    """
    parts = services.work / "source-parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(mode=0o700)
    target = services.work / "source.parquet"
    try:
        before = _marks(dataset)
        grid = _grid(dataset, services, parents, standing_since)
        limits.check_width(len(grid.frame.collect_schema().names()), shown(dataset))
        written = parts / "whole.parquet"
        grid.frame.sink_parquet(written, compression="zstd", compression_level=1)
        if _marks(dataset) != before:
            raise _moving(dataset)
        rows = int(pl.scan_parquet(written, glob=False).select(pl.len()).collect().item())
        if grid.rows is not None and grid.rows != rows:
            raise _incomplete(dataset, grid.rows, rows)
        written.replace(target)  # whole or not at all
    except (OSError, UnicodeError, RecursionError) as error:
        raise unreadable(dataset, error) from None
    except POLARS_FAULTS:
        # What Polars says may quote cells, so its message and its traceback stop here.
        raise SourceError(
            msg("The source of {dataset} cannot be read as a table", dataset=dataset.id),
            Where(shown(dataset)),
            msg("open the source, check that it is complete and has the declared format, and run again"),
        ) from None
    finally:
        shutil.rmtree(parts, ignore_errors=True)
    columns = tuple(pl.scan_parquet(target, glob=False).collect_schema().names())
    table = Table(target, columns, rows, Origin(grid.pieces))
    counters = {"rows": rows} | ({"files": grid.files} if grid.files else {})
    noted = grid.noted or (((Piece(shown(dataset), grid.sheet, 1, None), grid.notes),) if grid.notes else ())
    findings = (*partitions.findings(dataset, grid.periods, services), *remarks.findings(dataset, noted, services))
    return StageResult("source", dataset.id, table=table, findings=findings, counters=counters)


def _marks(dataset: Dataset) -> list[tuple[str, int, int, int, int]]:
    """What tells one state of the source's files from another."""
    if not isinstance(dataset.source, FileSource):
        return []
    status = [(path.name, path.stat()) for path in find(dataset, dataset.source)]
    return [(name, one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for name, one in status]


def _moving(dataset: Dataset) -> SourceError:
    return SourceError(
        msg("The source of {dataset} changed while it was read", dataset=dataset.id),
        Where(shown(dataset)),
        msg("have it written under another name and renamed when it is whole; the next run reads it again"),
    )


def _incomplete(dataset: Dataset, expected: int, seen: int) -> SourceError:
    return SourceError(
        msg(
            "The source of {dataset} has {expected} records, but {seen} could be read",
            dataset=dataset.id,
            expected=expected,
            seen=seen,
        ),
        Where(shown(dataset)),
        msg("save the file again with every value in double quotes"),
    )


def _grid(
    dataset: Dataset, services: Services, parents: Mapping[str, Table], standing_since: Mapping[str, datetime]
) -> SourceGrid:
    source = dataset.source
    if isinstance(source, FileSource):
        return files.read(dataset, source, services.work / "source-parts")
    if isinstance(source, SqlSource):
        from publisher.source import database  # a file needs neither a database's library nor the network's

        return database.read(dataset, source, services.work / "source-parts")
    if isinstance(source, HttpSource | CkanSource):
        from publisher.source import web

        return web.read(dataset, source, services.work / "source-parts")
    if isinstance(source, MeasuresSource):
        from publisher.source import measured

        return measured.read(dataset, source, services, parents, standing_since)
    return derived.read(dataset, source, parents)
