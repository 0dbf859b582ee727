"""The judgement over one dataset's written files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from publisher.gate import certificate as certificates
from publisher.gate import finding as checks
from publisher.gate import row_order, standing, written
from publisher.gate.counting import counted
from publisher.gate.described import texts_around, texts_of, with_contacts
from publisher.gate.digests import digests_of_the_source
from publisher.gate.equality import differences
from publisher.gate.finding import make
from publisher.gate.information import information_losses
from publisher.gate.mapping import mappings
from publisher.gate.measuring import measured, risk_before, risk_threshold
from publisher.gate.noise import without_noise
from publisher.gate.packed import holds_only
from publisher.gate.people import People, linked_profiles, not_named, of_one_kind, people, summary
from publisher.gate.readback import read_beside, read_table
from publisher.gate.scanning import Scanner, SeenData
from publisher.gate.signing import fingerprint, signature
from publisher.gate.told import told
from publisher.model.catalog import Catalog
from publisher.model.certificate import (
    Certificate,
    FieldTreatment,
    FileProof,
    Generalisation,
    LeftOut,
    LowHit,
    RiskSummary,
    TableProtection,
)
from publisher.model.errors import DatasetError
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place
from publisher.model.policy import Role
from publisher.model.redacted import Redacted
from publisher.model.release import Artifact
from publisher.model.stage import Services, StageResult
from publisher.model.table import Origin, Table
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset
from publisher.privacy.models import risk
from publisher.privacy.recognisers import KINDS, AllowList, kinds_named
from publisher.tableschema.polars_faults import POLARS_FAULTS

_MOST_EVIDENCE = 3
_DIGEST = re.compile(r'"(?:sha256|fingerprint)": "[0-9a-f]{64}"')


@dataclass(slots=True)
class _Case:
    """What is known so far of the files under judgement."""

    dataset: Dataset
    folder: Path
    services: Services
    scanner: Scanner
    artifacts: tuple[Artifact, ...] = ()
    reference: tuple[str, pl.DataFrame] | None = None
    findings: list[Finding] = field(default_factory=list)
    seen: list[SeenData] = field(default_factory=list)
    scanned: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the files came to be, as the earlier stages tell it.

    `records_in` is the number of records before de-identification, `structured` their table (for the risk before,
    and for who they are of), `records` the file that says which of them each row is, `origin` where the rows stand
    in the source, `tables` what was done to counts, `last_levels` what was chosen the night before,
    `left_out` which groups lost records.
    """

    records_in: int
    structured: Table | None = None
    treatments: tuple[FieldTreatment, ...] = ()
    generalisation: Generalisation | None = None
    records: Path | None = None
    tables: tuple[TableProtection, ...] = ()
    origin: Origin | None = None
    last_levels: Mapping[str, int] | None = None
    left_out: tuple[LeftOut, ...] = ()


def judge(
    dataset: Dataset,
    folder: Path,
    artifacts: tuple[Artifact, ...],
    made: Provenance,
    services: Services,
    catalog: Catalog | None = None,
) -> StageResult:
    """Judge the `artifacts` in `folder`, all read back from disk, and what portals show beside them.

    The result has a certificate when a table could be read, also when a finding holds the dataset. Raises
    UserError for an allow-list with an unknown kind or a schema that cannot be used, MissingPartError when a
    library for documents is missing.
    """
    scanner = Scanner(AllowList.of(services.allowlist), _declared(dataset))
    case = _Case(dataset, folder, services, scanner, artifacts)
    for artifact in sorted(artifacts, key=_order):
        _look_at(case, artifact)
    case.findings += _undeclared_files(case, artifacts)
    case.seen += case.scanner.texts("dataset.yaml", texts_of(dataset))
    if catalog is not None:
        around = Scanner(with_contacts(case.scanner.allow, catalog))
        case.seen += around.texts("catalog.yaml", texts_around(catalog))
    counters = {"records_in": made.records_in, "artifacts": len(artifacts), "scanned": len(case.scanned)}
    certificate = None
    if case.reference is None:
        case.findings.append(_unreadable(case, "table"))
    else:
        certificate = _certificate(case, case.reference[1], made)
        case.seen += case.scanner.texts(certificates.FILE, _lines(certificate))
        case.seen += digests_of_the_source(*case.reference, made.structured, made.records, _declared(dataset))
        counters["records_out"] = case.reference[1].height
    case.findings += _personal_data(case)
    case.findings += written.schema_faults(dataset, folder, artifacts, services, made.origin)
    return StageResult(
        stage="gate",
        dataset=dataset.id,
        artifacts=artifacts,
        findings=tuple(case.findings),
        counters=counters,
        treatments=made.treatments,
        certificate=certificate,
    )


def _declared(dataset: Dataset) -> dict[str, frozenset[str]]:
    """By published field, the kinds of which its owner says that it holds none."""
    return {
        rule.publish_as or name: kinds_named(rule.declared.kinds)
        for name, rule in dataset.policy.fields.items()
        if rule.declared
    }


def _order(artifact: Artifact) -> tuple[bool, bool]:
    """Tables first, and of them the CSV: the others are compared with it."""
    return artifact.kind != "data", artifact.format.casefold() != "csv"


def _look_at(case: _Case, artifact: Artifact) -> None:
    path = case.folder / artifact.path
    if not _as_declared(case.folder, path, artifact):
        case.findings.append(
            make(
                case.services,
                case.dataset.id,
                checks.CHANGED,
                key=artifact.path,
                params={"artifact": artifact.path},
                places=(Place(file=artifact.path),),
            )
        )
    try:
        if artifact.kind == "data":
            _look_at_table(case, artifact, path)
        else:
            case.seen += _scan_document(case, artifact, path)
        case.seen += case.scanner.texts(artifact.path, (artifact.path, artifact.title.zh, artifact.title.en))
    except (DatasetError, *POLARS_FAULTS, OSError, ValueError, RecursionError):
        case.findings.append(_unreadable(case, artifact.path))
        return
    case.scanned.append(artifact.path)


def _as_declared(folder: Path, path: Path, artifact: Artifact) -> bool:
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or path.stat().st_size != artifact.bytes:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == artifact.sha256
    except OSError:
        return False


def _look_at_table(case: _Case, artifact: Artifact, path: Path) -> None:
    if case.reference is None:
        frame = read_table(path, artifact.format)
    else:
        frame = read_beside(path, artifact.format, case.reference[1])
    names = list(case.dataset.field_names())
    if not frame.width and not artifact.rows:
        frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String))  # an empty JSON array names no column
    if frame.columns != names:
        case.findings += _undeclared(case, artifact, frame.columns, names)
    if case.reference is None:
        case.reference = (artifact.path, frame)
        if artifact.rows is not None and frame.height != artifact.rows:
            case.findings.append(_mismatch(case, artifact, frame.height, artifact.rows))
        case.seen += case.scanner.split(artifact.path, frame)
    else:
        case.findings += _compared(case, artifact, frame)
    case.seen += case.scanner.table(artifact.path, frame)
    match artifact.format.casefold():
        case "ods":
            case.seen += case.scanner.odf(artifact.path, path, case.reference[1])
        case "xlsx" | "sqlite" | "gpkg":
            case.seen += case.scanner.other(artifact.path, path, case.reference[1])
        case "parquet":
            case.seen += case.scanner.parquet(artifact.path, path, frame)


def _scan_document(case: _Case, artifact: Artifact, path: Path) -> Iterator[SeenData]:
    scanner = case.scanner
    match artifact.format.casefold():
        case "pdf":
            return scanner.pdf(artifact.path, path)
        case "odt" | "ods":
            return scanner.odf(artifact.path, path)
        case "json":
            return scanner.json(artifact.path, path)
        case "zip":
            holds_only(path, {item.path: item.sha256 for item in case.artifacts})
            return iter(())  # its files are looked at where they lie
        case _:
            raise ValueError  # nobody here can read it, so nobody can call it safe


def _undeclared_files(case: _Case, artifacts: tuple[Artifact, ...]) -> Iterator[Finding]:
    """Files that lie beside the artifacts; their names may tell a person, so they are counted only."""
    declared = {artifact.path for artifact in artifacts}
    stray = [path for path in sorted(case.folder.rglob("*")) if str(path.relative_to(case.folder)) not in declared]
    if stray:
        params: dict[str, Scalar] = {"count": len(stray)}
        yield make(case.services, case.dataset.id, checks.UNDECLARED_FILE, params=params, count=len(stray))


def _undeclared(case: _Case, artifact: Artifact, columns: list[str], names: list[str]) -> Iterator[Finding]:
    wrong = [name for name in columns if name not in names] + [name for name in names if name not in columns]
    for name in wrong or ["*"]:
        yield make(
            case.services,
            case.dataset.id,
            checks.UNDECLARED,
            key=f"{artifact.path}/{name}",
            params={"artifact": artifact.path, "field": name},
            places=(Place(file=artifact.path, field=name),),
        )


def _compared(case: _Case, artifact: Artifact, frame: pl.DataFrame) -> Iterator[Finding]:
    assert case.reference is not None
    _, reference = case.reference
    if frame.columns != reference.columns:
        return  # said already
    if frame.height != reference.height:
        yield _mismatch(case, artifact, frame.height, reference.height)
        return
    listed = case.dataset.schema["fields"]
    assert isinstance(listed, list | tuple)
    for difference in differences(reference, frame, {str(item["name"]): item for item in listed}):
        yield _mismatch(
            case, artifact, frame.height, reference.height, difference.field, difference.count, difference.rows
        )


def _mismatch(
    case: _Case,
    artifact: Artifact,
    rows: int,
    expected: int,
    name: str = "",
    cells: int = 0,
    at: tuple[int, ...] = (),
) -> Finding:
    params: dict[str, Scalar] = {
        "artifact": artifact.path,
        "rows": rows,
        "expected": expected,
        "field": name or "—",
        "cells": cells,
    }
    places = tuple(Place(file=artifact.path, row=row, field=name) for row in at) or (Place(file=artifact.path),)
    key = f"{artifact.path}/{name}" if name else artifact.path
    return make(
        case.services, case.dataset.id, checks.MISMATCH, key=key, params=params, places=places, count=cells or 1
    )


def _unreadable(case: _Case, name: str) -> Finding:
    return make(
        case.services,
        case.dataset.id,
        checks.UNREADABLE,
        key=name,
        params={"artifact": name},
        places=(Place(file=name),),
        outcome=Outcome.CANT_TELL,
    )


def _certificate(case: _Case, frame: pl.DataFrame, made: Provenance) -> Certificate:
    policy, structured = case.dataset.policy, made.structured
    quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
    who = people(policy, frame, structured, made.records)
    known = None if who is None else who.of_record
    measures, findings = measured(case.dataset, frame, made.records_in, case.services, structured, known)
    case.findings += findings
    case.findings += not_named(case.dataset, frame, who, case.services)
    case.findings += of_one_kind(case.dataset, frame, case.services)
    case.findings += told(case.dataset, frame, structured, case.services)
    persons = summary(policy, frame, who or People())
    case.findings += linked_profiles(case.dataset, frame, persons, case.services)
    case.findings += counted(case.dataset, frame, made.records_in, structured, made.records, case.services)
    case.findings += without_noise(case.dataset, frame, structured, made.records, made.tables, case.services)
    stands = standing.standing_out(frame)
    case.findings += standing.findings(case.dataset, frame, stands, case.services)
    order = row_order.found(case.dataset, frame, structured, made.records)
    case.findings += row_order.findings(case.dataset, frame, order, case.services)
    after: RiskSummary | None = None
    threshold = risk_threshold(policy)
    if quasi and set(quasi) <= set(frame.columns):
        after = risk(frame, quasi, threshold)
    # how much true counts differ is not told beside noisy ones
    lost = {} if policy.private_counts() else information_losses(frame, made.treatments, structured)
    described = tuple(
        replace(
            item,
            information_loss=lost.get(item.field),
            concept=(rule.concept or item.field) if (rule := policy.fields.get(item.field)) else item.field,
            counts=rule.counts if rule else None,
        )
        for item in made.treatments
    )
    record = fingerprint(case.dataset, measures, case.artifacts)
    return Certificate(
        dataset=case.dataset.id,
        legal_ground=policy.legal_ground,
        treatments=described,
        measures=measures,
        before=risk_before(policy, structured),
        after=after,
        records_in=made.records_in,
        records_suppressed=made.records_in - frame.height,
        suppression_limit=policy.suppression_limit,
        scanned=(*case.scanned, certificates.FILE),
        versions=certificates.versions(),
        generalisation=made.generalisation,
        tables=made.tables,
        levels_before=_levels_before(made),
        mappings=mappings(policy, frame, made.treatments, case.dataset.folder),
        persons=persons,
        standing_out=stands,
        row_order=order,
        left_out=made.left_out,
        files=tuple(FileProof(item.path, item.bytes, item.sha256) for item in case.artifacts),
        low_hits=_low_hits(case),
        fingerprint=record,
        signature=signature(policy, case.dataset.folder, record),
        next_review=policy.next_review,
        intruder_test=policy.intruder_test,
        not_claimed=certificates.NOT_CLAIMED,
    )


def _levels_before(made: Provenance) -> dict[str, int] | None:
    """Last night's levels, where others were chosen."""
    chosen, last = made.generalisation, made.last_levels
    return dict(last) if chosen is not None and last and last != chosen.levels else None


def _low_hits(case: _Case) -> tuple[LowHit, ...]:
    """What is worth a look and does not block, by field or file."""
    counts: dict[tuple[str, str], int] = {}
    for seen in case.seen:
        if not seen.blocks:
            key = (seen.where, seen.kind)
            counts[key] = max(counts.get(key, 0), seen.count)
    return tuple(LowHit(where, kind, count) for (where, kind), count in sorted(counts.items()))


def _lines(certificate: Certificate) -> list[str]:
    """The certificate as it is written, without its SHA-256: digits of chance are no phone number."""
    return [line for line in certificates.text_of(certificate).splitlines() if not _DIGEST.search(line)]


def _personal_data(case: _Case) -> Iterator[Finding]:
    """One finding for each kind in each field (or file), blocking ones apart from those worth a look."""
    groups: dict[tuple[str, str, bool], list[SeenData]] = {}
    for seen in case.seen:
        groups.setdefault((seen.where, seen.kind, seen.blocks), []).append(seen)
    for (where, kind, blocks), hits in sorted(groups.items(), key=lambda item: (not item[0][2], *item[0][:2])):
        in_table = any(place.field for seen in hits for place in seen.places)
        count = max(seen.count for seen in hits) if in_table else sum(seen.count for seen in hits)
        files = dict.fromkeys(place.file for seen in hits for place in seen.places if place.file)
        lengths = dict.fromkeys(length for seen in hits for length in seen.lengths)
        yield make(
            case.services,
            case.dataset.id,
            checks.FOUND if blocks else checks.POSSIBLE,
            key=f"{where}/{kind}",
            params={
                "where": where,
                "kind": KINDS[kind].title,
                "count": count,
                "files": ", ".join(files),
            },
            places=tuple(dict.fromkeys(place for seen in hits for place in seen.places))[:MOST_PLACES],
            count=count,
            evidence=tuple(Redacted(kind, f"{length} characters") for length in list(lengths)[:_MOST_EVIDENCE]),
        )
