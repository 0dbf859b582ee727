"""What a stage may use of the world, and what it hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from publisher.model.certificate import Certificate, FieldTreatment, Generalisation, LeftOut, TableProtection
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.release import Artifact
from publisher.model.spending import Spending
from publisher.model.table import Table
from publisher.model.text import Language
from publisher.model.workspace import AllowedValue


@dataclass(frozen=True, slots=True)
class Services:
    """What a stage may use of the world. `work` is a private folder for this dataset; the clock is `now`.

    `accepted` are fingerprints of findings that a person let stand until a day: until then they hold nothing back.
    """

    work: Path
    now: datetime
    keys: Path
    language: Language
    checks: Mapping[str, CheckDefinition] = field(default_factory=dict)
    allowlist: tuple[AllowedValue, ...] = ()
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What a stage learned that later nights, or the report, go by.

    `levels`: what de-identification chose for each quasi-identifier, by published name. `fresh_until`: the last
    day on which data that are fresh today still are. `judged_because`: why frictionless judged every record (a
    reason of `model/proving.py`; empty where the columnar proof went in front).
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    fresh_until: date | None = None
    judged_because: str = ""


@dataclass(frozen=True, slots=True)
class StageResult:
    """What every stage returns. `counters` are numbers for the report, `facts` what others go by."""

    stage: str
    dataset: str
    table: Table | None = None
    artifacts: tuple[Artifact, ...] = ()
    findings: tuple[Finding, ...] = ()
    counters: Mapping[str, int] = field(default_factory=dict)
    facts: StageFacts = field(default_factory=StageFacts)
    treatments: tuple[FieldTreatment, ...] = ()
    certificate: Certificate | None = None
    generalisation: Generalisation | None = None
    tables: tuple[TableProtection, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    """Of `deidentify`: which groups lost records."""
    spending: Spending | None = None
    """Of `deidentify`: what the noisy counts of the table cost, if they are published."""
    records: Path | None = None
    """Of `deidentify`: a Parquet file with the number (from 0) of the structured record of each published row."""

    @property
    def held(self) -> bool:
        """Whether a finding keeps the dataset from going on."""
        return any(finding.holds for finding in self.findings)
