"""Carries out one stage of one dataset, in any process; each stage is imported where it is carried out."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.model.acceptance import marked
from publisher.model.border import attempt
from publisher.model.catalog import Catalog
from publisher.model.errors import PublisherError
from publisher.model.release import Release
from publisher.model.spending import Spending
from publisher.model.stage import Services, StageResult
from publisher.model.table import NOTHING_KNOWN, Known, Table
from publisher.model.workspace import Dataset
from publisher.pipeline import headway

if TYPE_CHECKING:
    from publisher.privacy.engine import Progress


BEFOREHAND = (
    "polars",
    "publisher.source.stage",
    "publisher.structure.stage",
    "publisher.deidentify.stage",
    "publisher.validate.stage",
    "publisher.export.stage",
    "publisher.gate.judging",
    "publisher.gate.releases",
    __name__,
)
"""What the stages of nearly every dataset import (`executors.forking`)."""


@dataclass(frozen=True, slots=True)
class StageCall:
    """Everything one stage needs. `before` holds the earlier results of this dataset, by stage."""

    dataset: Dataset
    catalog: Catalog
    stage: str
    services: Services
    before: Mapping[str, StageResult]
    parents: Mapping[str, Table]
    last_rows: int | None
    previous_levels: Mapping[str, int] | None = None
    known: Known = NOTHING_KNOWN
    spent: tuple[Spending, ...] = ()
    fresh: Mapping[str, Release] = field(default_factory=dict)
    """For `compare`: tonight's releases of the release group that passed the gate, this dataset's among them."""
    standing: Mapping[str, Release] = field(default_factory=dict)
    """For `compare`: what is published of the release group now, this dataset's among them."""
    created: datetime | None = None
    """For `export`: when the dataset was first made ready; none: tonight."""
    descriptor: Mapping[str, object] = field(default_factory=dict)
    """For `export`: the descriptor (datapackage.json) of what is published of the dataset."""
    standing_since: Mapping[str, datetime] = field(default_factory=dict)
    """For `source`: the day of the version of each parent that is not made anew tonight."""


@dataclass(frozen=True, slots=True)
class StageAnswer:
    """A stage's result or why it could not look, and the seconds it took."""

    result: StageResult | None
    error: PublisherError | None
    seconds: float
    temporal: tuple[str, str] | None = None


def perform(call: StageCall, progress: Progress | None = None) -> StageAnswer:
    """Carry out `call`. What a person can mend is said in its own words; of a fault of ours only the place.

    `progress` is told of a search; without it a file of the work folder is (`headway.told`).
    """
    start = time.perf_counter()
    done = attempt(call.stage, lambda: _performed(call, progress), call.services.work)
    seconds = time.perf_counter() - start
    if isinstance(done, PublisherError):
        return StageAnswer(None, done, seconds)
    result, temporal = done
    return StageAnswer(result, None, seconds, temporal)


def _performed(call: StageCall, progress: Progress | None) -> tuple[StageResult, tuple[str, str] | None]:
    call.services.work.mkdir(parents=True, exist_ok=True, mode=0o700)
    _begin(call.services.work, call.stage)
    result = _marked(_dispatch(call, progress or headway.telling(call.services.work)), call.services)
    if call.stage != "gate":
        return result, None
    import polars as pl

    from publisher.export.coverage import covered

    rows = pl.scan_parquet(_table(call, "deidentify").path)
    return result, covered(rows, call.dataset.schema, call.dataset.temporal_field)


def _begin(work: Path, stage: str) -> None:
    """Take away what an attempt left that was killed in the middle: what was not there when it began."""
    note = work / f".{stage}-begun"
    if note.is_file():
        before = set(json.loads(note.read_text(encoding="utf-8")))
        for path in work.iterdir():
            if path.name not in before and path != note:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return
    fresh = work / f".{stage}-beginning"
    fresh.write_text(json.dumps([path.name for path in work.iterdir()]), encoding="utf-8")
    fresh.replace(note)


def _dispatch(call: StageCall, progress: Progress) -> StageResult:
    dataset, services = call.dataset, call.services
    match call.stage:
        case "source":
            from publisher import source

            return source.read(dataset, services, call.parents, call.standing_since)
        case "structure":
            from publisher import structure

            return structure.apply(dataset, _table(call, "source"), services, call.known.last)
        case "deidentify":
            from publisher import deidentify

            structured = _table(call, "structure")
            return deidentify.apply(dataset, structured, services, call.previous_levels, progress, call.spent)
        case "validate":
            from publisher import validate

            return validate.check(dataset, _table(call, "deidentify"), call.last_rows, services, call.known)
        case "export":
            from publisher import export

            folder = _export_folder(services)
            folder.mkdir()
            return export.write(
                dataset, call.catalog, _table(call, "deidentify"), folder, services, call.created, call.descriptor
            )
        case "gate":
            return _gate(call)
        case "compare":
            return _compare(call)
        case other:
            raise ValueError(other)


def _gate(call: StageCall) -> StageResult:
    from publisher import gate

    transformed = call.before["deidentify"]
    made = gate.Provenance(
        transformed.counters["records_in"],
        call.before["structure"].table,
        transformed.treatments,
        transformed.generalisation,
        transformed.records,
        transformed.tables,
        _table(call, "deidentify").origin,
        call.previous_levels,
        transformed.left_out,
    )
    artifacts = call.before["export"].artifacts
    return gate.judge(call.dataset, _export_folder(call.services), artifacts, made, call.services, call.catalog)


def _compare(call: StageCall) -> StageResult:
    """Compare, and write the certificate of what may leave."""
    from publisher import gate

    result = gate.compare(call.dataset, call.fresh, call.standing, call.services)
    assert result.certificate is not None
    artifacts = call.before["gate"].artifacts
    if result.held:
        return replace(result, artifacts=artifacts)
    folder, forms = _export_folder(call.services), call.dataset.policy.certificate
    if "json" in forms:
        artifacts = (*artifacts, gate.write_certificate(result.certificate, folder))
    agency, language = call.catalog.agency.title, call.catalog.language
    for form in ("odt", "pdf"):
        if form in forms:
            made = gate.write_document(result.certificate, folder, call.dataset.title, agency, language, form)
            artifacts = (*artifacts, made)
    if "page" in forms:
        written = gate.write_page(result.certificate, folder, call.dataset.title, agency, language)
        artifacts = (*artifacts, written)
    return replace(result, artifacts=artifacts)


def release_of(dataset: Dataset, judged: StageResult, services: Services) -> Release:
    """What the gate has just passed, as others would have it."""
    assert judged.certificate is not None
    folder = _export_folder(services)
    return Release(dataset.id, folder, judged.artifacts, judged.certificate, dataset.schema, dataset.title)


def _marked(result: StageResult, services: Services) -> StageResult:
    return replace(result, findings=marked(result.findings, services.accepted)) if services.accepted else result


def _table(call: StageCall, stage: str) -> Table:
    table = call.before[stage].table
    assert table is not None
    return table


def _export_folder(services: Services) -> Path:
    return services.work / "export"
