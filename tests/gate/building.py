"""A small dataset, exported for real, for the gate to judge."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from publisher import export, gate
from publisher.model.catalog import Agency, Catalog, Contact
from publisher.model.policy import FieldPolicy, KAnonymity, Policy, Role
from publisher.model.release import Artifact
from publisher.model.sources import FileSource
from publisher.model.stage import Services, StageResult
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue, Dataset

TEXT = LocalText("監理站收件統計", "Desk statistics")
AGENCY = Agency(
    "315200100Q",
    LocalText("虛構監理站", "Fictitious station"),
    LocalText("虛構監理所", "Fictitious office"),
    "https://station.example",
    Contact(LocalText("資料小組", "Data team"), "06-2990000", "data@station.example"),
)
CATALOG = Catalog(AGENCY, LocalText("資料平臺", "Open data"), LocalText("說明", "Description"), ())
REVIEWED = {"reason": TEXT, "reviewed_by": "陳科長", "reviewed_on": date(2026, 10, 1)}
ALLOWED = (
    AllowedValue("landline", "06-2990000", **REVIEWED),
    AllowedValue("email", "data@station.example", **REVIEWED),
)
FIELDS = (
    {"name": "年齡層", "type": "string"},
    {"name": "行政區", "type": "string"},
    {"name": "收件日", "type": "date"},
    {"name": "時間", "type": "datetime"},
    {"name": "件數", "type": "integer"},
    {"name": "費用", "type": "number"},
    {"name": "線上", "type": "boolean"},
    {"name": "備註", "type": "string"},
)
ROW = ("20-29", "東區", "2026-10-01", "2026-10-01T08:30:00", "3", "1.50", "true", "換發行照")
OTHER = ("30-39", "北區", None, None, None, None, None, None)
CLEAN = [ROW] * 5 + [OTHER] * 5
QUICK = ("csv", "ods", "json", "parquet")


def policy(*, k: int = 5, limit: float = 0.2) -> Policy:
    rules = {str(field["name"]): FieldPolicy(Role.INSENSITIVE) for field in FIELDS}
    rules["年齡層"] = rules["行政區"] = FieldPolicy(Role.QUASI_IDENTIFIER)
    return Policy(LocalText("個人資料保護法第16條", "PDPA, article 16"), rules, (KAnonymity(k),), limit)


def dataset(exports: tuple[str, ...] = QUICK, **more: object) -> Dataset:
    made = Dataset(
        id="case-counts",
        identifier="315200100Q-000001",
        title=TEXT,
        description=TEXT,
        keywords=(TEXT,),
        frequency="每月",
        source=FileSource("a.csv"),
        folder=Path(),
        schema={"fields": list(FIELDS)},
        policy=policy(),
        exports=exports,
    )
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def services(folder: Path, allowlist: Sequence[AllowedValue] = ALLOWED) -> Services:
    return Services(folder, datetime(2026, 11, 20, tzinfo=UTC), folder, "zh-TW", allowlist=tuple(allowlist))


def table(folder: Path, rows: Sequence[Sequence[str | None]], name: str = "table.parquet") -> Table:
    names = [str(field["name"]) for field in FIELDS]
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String), orient="row")
    frame.write_parquet(folder / name)
    return Table(folder / name, tuple(names), frame.height)


def written(
    folder: Path, rows: Sequence[Sequence[str | None]] = CLEAN, made: Dataset | None = None
) -> tuple[Path, tuple[Artifact, ...]]:
    """Export `rows`; the folder and its artifacts."""
    out = folder / "export"
    out.mkdir()
    result = export.write(made or dataset(), CATALOG, table(folder, rows), out, services(folder))
    return out, result.artifacts


def declared_anew(out: Path, artifacts: tuple[Artifact, ...]) -> tuple[Artifact, ...]:
    """The same artifacts with the size and hash that the files have now."""
    return tuple(
        dataclasses.replace(
            item,
            bytes=(out / item.path).stat().st_size,
            sha256=hashlib.sha256((out / item.path).read_bytes()).hexdigest(),
        )
        for item in artifacts
    )


def judged(
    folder: Path,
    out: Path,
    artifacts: tuple[Artifact, ...],
    made: Dataset | None = None,
    records_in: int = 10,
    allowlist: Sequence[AllowedValue] = ALLOWED,
    structured: Table | None = None,
) -> StageResult:
    came = gate.Provenance(records_in, structured)
    return gate.judge(made or dataset(), out, artifacts, came, services(folder, allowlist))


def by_check(result: StageResult) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in result.findings:
        found.setdefault(finding.check, []).append(finding.key)
    return found
