"""What was promised of a dataset's privacy, what was done, and what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from publisher.model.policy import Counted, IntruderTest
from publisher.model.spending import PrivateRelease
from publisher.model.text import LocalText, Scalar


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
class RowOrder:
    """In which order the records were published, as it was found in the files.

    `by` are the fields that they stand in the order of; without any they are `shuffled` or as they came.
    `ascending` is the share of neighbours, of different records that those fields do not tell apart, that stand as
    in the source (one half: by chance), None where that cannot be told; `kept` says that this is no chance.
    """

    by: tuple[str, ...]
    shuffled: bool
    ascending: float | None
    kept: bool


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """A published value: its share of the records before any were left out and after, and the share it lost."""

    value: str
    before: float
    after: float
    lost: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Whom leaving records out took from the table, by a published field.

    `shift` is half the sum of what the shares of all its values changed by (0: nothing, 1: others altogether).
    `groups` are those that lost `least` persons or more, the greatest share first.
    """

    field: str
    shift: float
    groups: tuple[LeftOutGroup, ...]
    least: int


@dataclass(frozen=True, slots=True)
class FileProof:
    """A file as it was judged: a copy with another SHA-256 is not the one that the certificate is about."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The last signed copy of a dataset's record, as it was found.

    `current`: it is of this record; `earlier`: of another one; `missing`: its file is not there; `changed`: the
    file is not the one that was stored; `none`: nobody stored one.
    """

    state: Literal["none", "current", "earlier", "missing", "changed"]
    signed_by: str = ""
    signed_on: date | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class LowHit:
    """What looked like personal data of a `kind`, `count` times in a field or file, and does not block."""

    where: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class TableProtection:
    """What a method under `tables` did to the counts of some fields.

    `small` counts were below their least; `changed` cells are emptied (with complementary suppression) or differ.
    `proven` says that no pattern of fewer or cheaper cells would do. Of counts that are differentially `private`
    nothing is told that follows from the true ones.
    """

    method: str
    fields: tuple[str, ...]
    cells: int
    small: int
    changed: int
    proven: bool
    private: PrivateRelease | None = None


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
    row_order: RowOrder | None = None
    left_out: tuple[LeftOut, ...] = ()
    files: tuple[FileProof, ...] = ()
    low_hits: tuple[LowHit, ...] = ()
    fingerprint: str = ""
    """By which a signed copy is known to be of this record: what was promised, and the files with the data."""
    signature: Signature | None = None
    next_review: date | None = None
    intruder_test: IntruderTest | None = None
    not_claimed: tuple[LocalText, ...] = ()
