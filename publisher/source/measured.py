"""A dataset of the service measures, computed from what its parents publish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from publisher import measures
from publisher.model.errors import SourceError, Where
from publisher.model.measures import MeasureResult
from publisher.model.punctuality import day_of
from publisher.model.sources import MeasuresSource
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.source.found import shown
from publisher.source.grid import SourceGrid, with_heading


def read(
    dataset: Dataset,
    source: MeasuresSource,
    services: Services,
    parents: Mapping[str, Table],
    standing_since: Mapping[str, datetime],
) -> SourceGrid:
    """The names of `publisher.measures.COLUMNS`, then a record for each figure and finished period.

    Raises SourceError when no rule is declared for the parents, or one of them does not go with its table: a table
    with a measure left out would look whole.
    """
    if not source.rules:
        raise SourceError(
            msg("No rule of measures.yaml computes a measure from the datasets of {dataset}", dataset=dataset.id),
            Where(shown(dataset)),
            msg("declare one for a dataset under `from`, or mend measures.yaml"),
        )
    results: list[MeasureResult] = []
    for rule in source.rules:
        frame = pl.read_parquet(parents[rule.dataset].path)
        day = day_of(standing_since.get(rule.dataset, services.now))
        result = measures.measure(
            rule, frame, source.keys.get(rule.dataset, ()), as_of=day, today=day_of(services.now)
        )
        if result.fault is not None:
            raise SourceError(
                msg("The measure {id} cannot be computed from {dataset}", id=rule.id, dataset=rule.dataset),
                Where("measures.yaml"),
                result.fault,
            )
        results.append(result)
    table = measures.as_table(results)
    return SourceGrid(with_heading(table.lazy()).frame, table.height + 1)
