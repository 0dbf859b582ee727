"""What the stages hand on: tables, artifacts, measures, publications, receipts, results."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from publisher.model.finding import CheckDefinition, Finding, Place, column_letter
from publisher.model.policy import Counted, IntruderTest
from publisher.model.text import Language, LocalText, Scalar
from publisher.model.workspace import Agency, AllowedValue, Charge, Chart


@dataclass(frozen=True, slots=True)
class Piece:
    """One sheet or file of a source: its records begin with number `first` (from 1, over all pieces).

    `above` is the number of rows over its first record, or None where rows have no place that people see.
    """

    file: str
    sheet: str | None
    first: int
    above: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the values of a table stand in its source.

    `columns` are the sheet's columns (from 0) by field. `rows` is a Parquet file with one column, the number of
    the source record of each row of the table; without it row n is record n.
    """

    pieces: tuple[Piece, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: Path | None = None

    def place(self, record: int | None, field: str | None, letter: str | None = None) -> Place:
        """The place of a record's field: its row in its file or sheet, and its cell as Excel and Calc show it.

        `letter` is the column of the sheet where the field is not one of `columns`.
        """
        if record is None:
            file = self.pieces[0].file if len(self.pieces) == 1 else None
            return Place(file=file, sheet=self.pieces[0].sheet if file else None, field=field)
        at = bisect_right(self.pieces, record, key=lambda piece: piece.first) - 1
        if at < 0:
            return Place(row=record, field=field)
        piece = self.pieces[at]
        row = record - piece.first + 1
        position = None if field is None else self.columns.get(field)
        column = letter if position is None else column_letter(position)
        cell = None if column is None or piece.above is None else f"{column}{row + piece.above}"
        return Place(file=piece.file, sheet=piece.sheet, row=row, field=field, cell=cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A table on disk: one Parquet file whose columns are all text (missing values are null).

    Straight after `source` it is a grid: columns c1, c2, … and the header still among its rows. After
    `structure` its columns have names and canonical values (ISO dates, plain numbers). Stages scan it.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """How many records a table had on a night, and whether it was proven then or held."""

    day: date
    rows: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a dataset is compared with: earlier nights, and other datasets.

    `nights` are its earlier nights, oldest first, the held ones among them; `last` is the table it published
    last, and `others` are those of other datasets, by id (Parquet or CSV files, tonight's where there is one).
    """

    nights: tuple[Night, ...] = ()
    last: Path | None = None
    others: Mapping[str, Path] = field(default_factory=dict)


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that may leave the machine. `path` is relative to the publication's folder and plain ASCII.

    `kind` is what it is for: `data` (the table in one format), `dictionary`, `datapackage`, `package` (all of them
    in one), `certificate`.
    """

    path: str
    kind: str
    format: str
    media_type: str
    bytes: int
    sha256: str
    title: LocalText
    rows: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RiskSummary:
    """Re-identification risk of records over the quasi-identifiers (El Emam 2013; ARX's sample-based figures).

    `prosecutor` is the highest risk (1 / smallest class), `journalist` the same where the population is taken
    to be these records alone (the worst case), `marketer` the mean (classes / records), `unique` the share of
    records alone in their class, `at_risk` the share with a risk above `threshold`. All are shares from 0 to 1;
    a table without records has zeros.
    """

    records: int
    classes: int
    smallest_class: int
    prosecutor: float
    marketer: float
    unique: float
    journalist: float = 0.0
    threshold: float = 0.2
    at_risk: float = 0.0


@dataclass(frozen=True, slots=True)
class PrivacyMeasure:
    """One privacy model measured on one table."""

    model: str
    params: Mapping[str, Scalar]
    met: bool
    observed: float
    violating_records: int = 0
    over_records: float | None = None
    """The same counted over records, where `observed` is counted over persons."""
    rests_on: LocalText | None = None
    """Where the threshold comes from: a precedent that others have set, or the agency's own decision."""


@dataclass(frozen=True, slots=True)
class Persons:
    """How many persons the published records are of, as the source `fields` tell them apart.

    `most` are the records of the one with most. Where a pseudonym (`linked_by`) is published, all records of one
    are a profile: `profiles` is how many different ones there are, `singled_out` how many persons have one of
    their own, and `below_k` how many share theirs with fewer than k.
    """

    fields: tuple[str, ...]
    persons: int
    records: int
    most: int
    linked_by: str | None = None
    profiles: int = 0
    singled_out: int = 0
    below_k: int = 0


@dataclass(frozen=True, slots=True)
class FieldTreatment:
    """What was done to one source field, for the certificate."""

    field: str
    published_as: str | None
    role: str
    technique: str
    params: Mapping[str, Scalar]
    changed: int
    level: int | None = None
    """Level chosen for the field (0 is the finest), None when there was nothing to choose."""
    levels: int | None = None
    loss: float | None = None
    """Share of the field's information that is lost, suppressed records included (Iyengar 2002)."""
    information_loss: float | None = None
    """Share of the field's entropy in the source (bits of all records) that the published column no longer has."""
    concept: str = ""
    """What the field is about: the same word in all datasets of a release group."""
    counts: Counted | None = None


@dataclass(frozen=True, slots=True)
class MappedValue:
    """A published value and what it stands for; it says nothing of the records that have it."""

    value: str
    covers: LocalText


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """The mapping applied to one generalised field. `unlisted` counts the published values that are not shown."""

    field: str
    published_as: str
    values: tuple[MappedValue, ...]
    unlisted: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """With what a release was compared, and by which rule.

    `smallest_change` is the least number of records by which a group should change from release to release (0:
    nothing of it can be counted), `datasets` the others of the release `group` that had a release.
    """

    between_nights: str
    smallest_change: int
    group: str | None = None
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generalisation:
    """How the levels of the quasi-identifiers were chosen (losses: Iyengar 2002, geometric mean, 0 to 1).

    `loss` is that of the published table, `optimum` the least possible at one level per field under the limit.
    They differ when last night's levels were `kept`, or when the mode is finer than levels (then loss is less).
    """

    mode: str
    levels: Mapping[str, int]
    loss: float
    optimum: float
    kept: bool
    checked: int
    nodes: int
    cells: int = 0
    """Cells of quasi-identifiers that mode `cells` left empty."""


@dataclass(frozen=True, slots=True)
class StandingOut:
    """What all published fields tell together: `distinction` is the share of different records, `separation` the
    share of pairs that some field tells apart, `unique` the records that are like no other. `fields` says which
    single them out, by their share in the minimal unique sets of up to three fields.
    """

    distinction: float
    separation: float
    unique: int
    fields: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileProof:
    """A file as it was judged: a copy with another SHA-256 is not the one that the certificate is about."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LowHit:
    """What looked like personal data of a `kind`, `count` times in a field or file, and does not block."""

    where: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was promised and what was measured on the written output; signed by people, not by the program."""

    dataset: str
    legal_ground: LocalText
    treatments: tuple[FieldTreatment, ...]
    measures: tuple[PrivacyMeasure, ...]
    before: RiskSummary | None
    after: RiskSummary | None
    records_in: int
    records_suppressed: int
    suppression_limit: float
    scanned: tuple[str, ...]
    versions: Mapping[str, str]
    generalisation: Generalisation | None = None
    tables: tuple[TableProtection, ...] = ()
    levels_before: Mapping[str, int] | None = None
    """Last night's levels, where they were others."""
    mappings: tuple[FieldMapping, ...] = ()
    compared: Compared | None = None
    persons: Persons | None = None
    standing_out: StandingOut | None = None
    files: tuple[FileProof, ...] = ()
    low_hits: tuple[LowHit, ...] = ()
    next_review: date | None = None
    intruder_test: IntruderTest | None = None
    not_claimed: tuple[LocalText, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a dataset as others can have it: the files in `folder` and what the gate found about them."""

    dataset: str
    folder: Path
    artifacts: tuple[Artifact, ...]
    certificate: Certificate
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Publication:
    """A proven dataset, ready for any portal: metadata, schema, certificate and the files in `folder`.

    `hash` covers everything a reader can see except `modified`, the time of the run that first proved it.
    """

    dataset: str
    hash: str
    modified: datetime
    folder: Path
    identifier: str
    title: LocalText
    description: LocalText
    keywords: tuple[LocalText, ...]
    frequency: str
    category: str
    spatial: str
    licence: str
    licence_url: str
    temporal: tuple[str, str] | None
    rows: int
    schema: Mapping[str, object]
    artifacts: tuple[Artifact, ...]
    certificate: Certificate
    agency: Agency
    notes: LocalText | None = None
    charge: Charge | None = None
    landing_page: str = ""
    conforms_to: str = ""
    charts: tuple[Chart, ...] | None = None

    def data(self) -> tuple[Artifact, ...]:
        """The artifacts that hold the table."""
        return tuple(item for item in self.artifacts if item.kind == "data")


class PushAction(StrEnum):
    """What a push does to one dataset of one portal."""

    CREATE = "create"
    UPDATE = "update"
    LOAD = "load"
    """Its table is loaded for queries; what it shows otherwise stays."""
    UNCHANGED = "unchanged"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a portal now shows of one dataset, and what an anonymous reader saw of it.

    `revision` is the portal's own mark of that state: a different one later means that somebody was there.
    """

    portal: str
    dataset: str
    action: PushAction
    publication: str
    remote_id: str
    page_url: str
    files: Mapping[str, str]
    """Download address of each artifact, by its path. Relative to the portal's address for a static one."""
    pushed_at: datetime
    verified: bool
    verified_files: int = 0
    revision: str = ""
    tables: Mapping[str, int] = field(default_factory=dict)
    """Rows of each table loaded for queries, by the path of its artifact."""
    read: Mapping[str, str] = field(default_factory=dict)
    """The day on which an anonymous reader last got each file whole, by its path; of others it is `pushed_at`."""
    etags: Mapping[str, str] = field(default_factory=dict)
    """The web server's own mark of each file, by its path."""

    def proven_on(self) -> date:
        """The day of the longest ago reading on which the proof of a file rests."""
        first = self.pushed_at.date()
        return min(
            (date.fromisoformat(self.read[path]) if path in self.read else first for path in self.files),
            default=first,
        )


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
class TableProtection:
    """What a method under `tables` did to the counts of some fields.

    `small` counts were below their least; `changed` cells are emptied (with complementary suppression) or differ.
    `proven` says that no pattern of fewer or cheaper cells would do.
    """

    method: str
    fields: tuple[str, ...]
    cells: int
    small: int
    changed: int
    proven: bool


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
    records: Path | None = None
    """Of `deidentify`: a Parquet file with the number (from 0) of the structured record of each published row."""

    @property
    def held(self) -> bool:
        """Whether a finding keeps the dataset from going on."""
        return any(finding.holds for finding in self.findings)
