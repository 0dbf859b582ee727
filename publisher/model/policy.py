"""The de-identification policy of a dataset: the role of every source field, techniques, privacy models.

Each technique and each privacy model is a frozen value; the code that applies or measures it stands in
`publisher.deidentify.techniques` and `publisher.privacy.models`, under the same name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from publisher.model.text import STRICT, LocalText
from publisher.model.thresholds import PROFILES, ProfileName


class Role(StrEnum):
    """Roles of a field in the literature on disclosure control."""

    DIRECT_IDENTIFIER = "direct-identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    INSENSITIVE = "insensitive"


@dataclass(frozen=True, slots=True)
class Keep:
    """Publish the field as it is."""

    __pydantic_config__ = STRICT
    technique: Literal["keep"] = "keep"


@dataclass(frozen=True, slots=True)
class Drop:
    """Leave the field out."""

    __pydantic_config__ = STRICT
    technique: Literal["drop"] = "drop"


@dataclass(frozen=True, slots=True)
class Mask:
    """Replace characters by `character`, keeping the first and last few."""

    __pydantic_config__ = STRICT
    technique: Literal["mask"] = "mask"
    keep_first: int = 0
    keep_last: int = 0
    character: str = "*"


@dataclass(frozen=True, slots=True)
class RedactText:
    """Replace personal data found in free text by its kind in brackets; `types` empty means every recogniser."""

    __pydantic_config__ = STRICT
    technique: Literal["redact-text"] = "redact-text"
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pseudonym:
    """Keyed pseudonym (HMAC-SHA-256, base32), `length` characters; a new key for every calendar `period`.

    With `at` the period is that of the date in that source field of each record, so that one person has another
    pseudonym in every period; without it the period is that of the run.
    """

    __pydantic_config__ = STRICT
    technique: Literal["pseudonym"] = "pseudonym"
    length: int = 16
    prefix: str = ""
    period: Literal["none", "year", "quarter", "month"] = "none"
    at: str | None = None


@dataclass(frozen=True, slots=True)
class GeneraliseDate:
    """Coarsen an ISO date or date-time; `calendar` is the one of the output (ROC years as 民國 numbers)."""

    __pydantic_config__ = STRICT
    technique: Literal["generalise-date"] = "generalise-date"
    to: Literal["day", "month", "quarter", "year", "decade"] = "month"
    calendar: Literal["gregorian", "roc"] = "gregorian"
    levels: tuple[Literal["day", "month", "quarter", "year", "decade"], ...] = ()
    """Levels the program may choose from, finest first, in place of `to`; `*` (nothing left) always follows."""


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Age bands of `width` years from a birth date, at the date in field `at`; `top` and over form one band."""

    __pydantic_config__ = STRICT
    at: str
    technique: Literal["age-band"] = "age-band"
    width: int = 10
    bottom: int = 0
    top: int = 80
    levels: tuple[int, ...] = ()
    """Widths the program may choose from, each a multiple of the one before, in place of `width`; then `*`."""


@dataclass(frozen=True, slots=True)
class AddressLevel:
    """Cut an address after its city or county, its district or township, or its village."""

    __pydantic_config__ = STRICT
    technique: Literal["address-level"] = "address-level"
    level: Literal["city", "district", "village"] = "district"
    levels: tuple[Literal["village", "district", "city"], ...] = ()
    """Levels the program may choose from, finest first, in place of `level`; `*` always follows."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Values generalised by a CSV file beside policy.yaml: first column the value, then ever coarser levels.

    `level` 0 is the value itself; without `level` the program chooses. Values that are not in the file are not
    covered, unless `unlisted` names the line they are to be treated as.
    """

    __pydantic_config__ = STRICT
    file: str
    technique: Literal["hierarchy"] = "hierarchy"
    level: int | None = None
    unlisted: str | None = None


@dataclass(frozen=True, slots=True)
class TopBottomCode:
    """Show numbers from `top` on as `top`, and numbers up to `bottom` as `bottom`; or as the labels given.

    Without labels the field stays a number. Both bounds are part of what they stand for: "80" means 80 and over.
    """

    __pydantic_config__ = STRICT
    technique: Literal["top-bottom-code"] = "top-bottom-code"
    bottom: float | None = None
    top: float | None = None
    bottom_label: str | None = None
    top_label: str | None = None


@dataclass(frozen=True, slots=True)
class Winsorise:
    """Show the most extreme numbers of a table as the next ones inside.

    On each `side` the outermost `share` of the records, and never fewer than `least` of them, have the number of
    the last of these. Where bounds are known beforehand, `top-bottom-code` tells nothing of the data. The field
    stays a number; a table with too few numbers is not covered. Hundepool et al. 2012, 3.6.
    """

    __pydantic_config__ = STRICT
    technique: Literal["winsorise"] = "winsorise"
    share: float = 0.01
    least: int = 5
    side: Literal["both", "top", "bottom"] = "both"


@dataclass(frozen=True, slots=True)
class Round:
    """Round numbers to multiples of `base`.

    `nearest`: halves away from zero. `random`: up or down to a neighbouring multiple, by chance and so that the
    expected value is the number itself; drawn with the dataset's key (see `noise` for `by`), so that it is the
    same every night and cannot be repeated by others.
    """

    __pydantic_config__ = STRICT
    base: float
    technique: Literal["round"] = "round"
    method: Literal["nearest", "random"] = "nearest"
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Noise:
    """Add noise of mean zero to numbers and write them with `decimals` (0: whole numbers stay whole).

    `normal`: `scale` is the standard deviation, and nothing beyond `limit` is added (three times the scale when
    it is not given). `uniform`: from -scale to scale. Results stay between `minimum` and `maximum`. Noise is
    drawn with the dataset's key from the record and the value: the same record has the same noise every night,
    and nobody can take it out without the key. A record is known by the source fields in `by`; without them by
    its direct identifiers, and without these by all its fields.
    """

    __pydantic_config__ = STRICT
    scale: float
    technique: Literal["noise"] = "noise"
    distribution: Literal["normal", "uniform"] = "normal"
    limit: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Microaggregate:
    """Replace numbers by the mean of k or more records that are alike (MDAV), written with `decimals`.

    Fields with the same `group` are taken together: their records are put into one set of clusters. `within`
    classes: after everything else, inside each equivalence class of the quasi-identifiers.
    Domingo-Ferrer, Mateo-Sanz 2002.
    """

    __pydantic_config__ = STRICT
    technique: Literal["microaggregate"] = "microaggregate"
    k: int = 5
    group: str | None = None
    within: Literal["table", "classes"] = "table"
    decimals: int = 0


Technique = (
    Keep
    | Drop
    | Mask
    | RedactText
    | Pseudonym
    | GeneraliseDate
    | AgeBand
    | AddressLevel
    | Hierarchy
    | TopBottomCode
    | Winsorise
    | Round
    | Noise
    | Microaggregate
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count counts: the records of the dataset `of` that have the values in `where`, all of them.

    `where` names the fields of that dataset, as published. With it the release group is checked by subtraction.
    """

    __pydantic_config__ = STRICT
    of: str
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a column holds by the word of its owner: what looks like one of `kinds` there is none.

    `holds` says what the values are (case numbers, models of devices). Somebody has looked at the column. The
    gate still holds a column whose check digits say otherwise.
    """

    __pydantic_config__ = STRICT

    kinds: tuple[str, ...]
    holds: LocalText
    reviewed_by: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class FieldPolicy:
    """Role and technique of one source field; `publish_as` renames it in what is published.

    In a release group fields with the same `concept` are the same field, however coarse each dataset shows it;
    without it the name of the source field. `counts` says what a count counts. `declared` says what a column holds
    that looks like personal data and is none.
    """

    __pydantic_config__ = STRICT

    role: Role
    technique: Technique = field(default_factory=Keep)
    publish_as: str | None = None
    concept: str | None = None
    counts: Counted | None = None
    declared: Declared | None = None


def _fill_from_profile(model: KAnonymity | MinimumCellCount, name: str, otherwise: ProfileName) -> None:
    """Set the threshold `name` of `model` from its profile where no number was written."""
    if getattr(model, name) == 0:
        profile = model.profile or otherwise
        object.__setattr__(model, "profile", profile)
        object.__setattr__(model, name, PROFILES[profile].threshold)


@dataclass(frozen=True, slots=True)
class KAnonymity:
    """Every equivalence class over the quasi-identifiers has at least k records (Sweeney 2002).

    k is a number of the agency's, or that of a `profile`; without either it is that of `public-records`.
    """

    __pydantic_config__ = STRICT
    k: int = 0
    model: Literal["k-anonymity"] = "k-anonymity"
    profile: ProfileName | None = None

    def __post_init__(self) -> None:
        _fill_from_profile(self, "k", "public-records")


@dataclass(frozen=True, slots=True)
class DistinctLDiversity:
    """Every equivalence class has at least l distinct values of the sensitive field (Machanavajjhala 2007)."""

    __pydantic_config__ = STRICT
    l: int  # noqa: E741 - the literature's name
    sensitive: str
    model: Literal["distinct-l-diversity"] = "distinct-l-diversity"


@dataclass(frozen=True, slots=True)
class MinimumCellCount:
    """Every count in `fields` is zero or at least `at_least`.

    It is a number of the agency's, or that of a `profile`; without either it is that of `usual`. An `empty` cell
    may be of any size, or it is known to be a `small` count (1 to `at_least` - 1) where nothing else is emptied.
    """

    __pydantic_config__ = STRICT
    fields: tuple[str, ...]
    at_least: int = 0
    model: Literal["minimum-cell-count"] = "minimum-cell-count"
    profile: ProfileName | None = None
    empty: Literal["any", "small"] = "any"

    def __post_init__(self) -> None:
        _fill_from_profile(self, "at_least", "usual")


@dataclass(frozen=True, slots=True)
class EntropyLDiversity:
    """The entropy of the sensitive field in every class is at least ln l (Machanavajjhala 2007)."""

    __pydantic_config__ = STRICT
    l: float  # noqa: E741 - the literature's name
    sensitive: str
    model: Literal["entropy-l-diversity"] = "entropy-l-diversity"


@dataclass(frozen=True, slots=True)
class RecursiveLDiversity:
    """The most frequent sensitive value of a class is rarer than c times the rarest together, from the l-th on."""

    __pydantic_config__ = STRICT
    c: float
    l: int  # noqa: E741 - the literature's name
    sensitive: str
    model: Literal["recursive-l-diversity"] = "recursive-l-diversity"


@dataclass(frozen=True, slots=True)
class TCloseness:
    """The sensitive field is distributed in every class as in the table, up to an earth mover's distance of t.

    Li, Li, Venkatasubramanian 2007. `equal`: every two values are as far apart; `ordered`: by their place in
    `order` (numbers by size when it is empty); `hierarchical`: by the CSV hierarchy in `file`.
    """

    __pydantic_config__ = STRICT
    t: float
    sensitive: str
    distance: Literal["equal", "ordered", "hierarchical"] = "equal"
    order: tuple[str, ...] = ()
    file: str | None = None
    model: Literal["t-closeness"] = "t-closeness"


SENSITIVE = (DistinctLDiversity, EntropyLDiversity, RecursiveLDiversity, TCloseness)
"""Models with a sensitive field."""

PrivacyModel = (
    KAnonymity | DistinctLDiversity | EntropyLDiversity | RecursiveLDiversity | TCloseness | MinimumCellCount
)


@dataclass(frozen=True, slots=True)
class Dominance:
    """An amount is hidden where its `n` largest contributions are more than `k` per cent of it."""

    __pydantic_config__ = STRICT
    n: int = 1
    k: float = 75.0


@dataclass(frozen=True, slots=True)
class ComplementarySuppression:
    """Empty the counts below their least one, and as many others as it takes so that no sum gives them away.

    The `fields` are guarded by `minimum-cell-count` under `models`; no record is left out for them. As few cells
    as possible are emptied (`cost: cells`), or as little of what they count (`cost: value`); of a small table the
    least is found. Rows with all the values of one of `keep` stay as they are, and with `zeros: keep` so does
    every 0. Fischetti, Salazar-González 2001.

    A field of amounts (sums of money, of goods) is guarded by who makes them up instead: `contributions` names the
    source fields with its largest contributions, and an amount is hidden where its second largest contributor
    comes nearer than `p_percent` to the largest, or where `dominance` says so. What is hidden stays unknown by as
    much. An amount without contributions counts as that of one contributor.
    """

    __pydantic_config__ = STRICT
    fields: tuple[str, ...]
    method: Literal["complementary-suppression"] = "complementary-suppression"
    cost: Literal["cells", "value"] = "cells"
    keep: tuple[Mapping[str, str], ...] = ()
    zeros: Literal["hide", "keep"] = "hide"
    contributions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    p_percent: float | None = None
    dominance: Dominance | None = None


@dataclass(frozen=True, slots=True)
class ControlledRounding:
    """Round the counts of a table to multiples of `base` so that its sums still add up.

    Every count goes to one of the two multiples beside it (where no table of these adds up, one further), which of
    them by chance that is drawn with the dataset's key: the same every night, and on average the count itself.
    Without `base` it is the least count of the `fields`. Cox 1987; Salazar-González 2005.
    """

    __pydantic_config__ = STRICT
    fields: tuple[str, ...]
    base: int = 0
    method: Literal["controlled-rounding"] = "controlled-rounding"


@dataclass(frozen=True, slots=True)
class CellKey:
    """Add noise to the counts of a table that the same number in the same cell always has (the cell-key method).

    The noise has mean zero, about the `variance`, and is at most `deviation` where that can be; no count comes out
    between 1 and the least one, and 0 stays 0. Sums do not add up exactly. Fraser, Wooton 2005; Giessing 2016.
    """

    __pydantic_config__ = STRICT
    fields: tuple[str, ...]
    deviation: int = 5
    variance: float = 2.0
    method: Literal["cell-key"] = "cell-key"


@dataclass(frozen=True, slots=True)
class PrivacyBudget:
    """What all releases of a dataset together may use up in one calendar `period` (`none`: ever)."""

    __pydantic_config__ = STRICT
    epsilon: float
    delta: float = 0.0
    period: Literal["none", "year", "quarter", "month"] = "year"


@dataclass(frozen=True, slots=True)
class DifferentialPrivacy:
    """Add noise to the counts of a table so that it is all but the same whether one person is in it or not.

    A release with other counts than before uses up `epsilon` (and `delta`, with the Gaussian mechanism) of the
    `budget`; one with the same counts is published as it was and costs nothing. What is counted of one person is
    bounded by the agency: in at most `cells_per_person` cells that are no sums, in each at most `times_per_cell`
    times. Sums are worked out anew from the noisy counts, and no count comes out below 0. Every field that is
    published beside `fields` says what is counted: it has an `enum` in schema.json, or stands in `public`, which
    says that its values are known whoever is in the data; every combination of these has its row, with 0 where
    nobody is counted. Dwork, McSherry, Nissim, Smith 2006; NIST SP 800-226.
    """

    __pydantic_config__ = STRICT
    fields: tuple[str, ...]
    epsilon: float
    budget: PrivacyBudget
    cells_per_person: int
    method: Literal["differential-privacy"] = "differential-privacy"
    mechanism: Literal["discrete-laplace", "discrete-gaussian"] = "discrete-laplace"
    delta: float = 0.0
    times_per_cell: int = 1
    public: tuple[str, ...] = ()


TableMethod = ComplementarySuppression | ControlledRounding | CellKey | DifferentialPrivacy


def has_levels(technique: Technique) -> bool:
    """Whether the program may choose among levels of this technique."""
    if isinstance(technique, Hierarchy):
        return technique.level is None
    return isinstance(technique, GeneraliseDate | AgeBand | AddressLevel) and bool(technique.levels)


def fields_beside(technique: Technique) -> tuple[str, ...]:
    """Source fields that the technique reads beside its own, because the policy names them."""
    if isinstance(technique, AgeBand):
        return (technique.at,)
    if isinstance(technique, Pseudonym):
        return (technique.at,) if technique.at else ()
    return technique.by if isinstance(technique, Round | Noise) else ()


def needs_key(technique: Technique) -> bool:
    """Whether the technique works with the dataset's key."""
    return isinstance(technique, Pseudonym | Noise) or (
        isinstance(technique, Round) and technique.method == "random"
    )


@dataclass(frozen=True, slots=True)
class Releases:
    """How releases are held against each other.

    `between_nights`: what it means when a group of records changed by fewer than `smallest_change` since the
    last release: a warning, or the last release stays until the change is large enough. Without a number it is
    k, or the least count. A count that was hidden must keep at least `possible_values` possible values for
    whoever subtracts, over a range of at least `possible_percent` of the most that it may be.
    """

    __pydantic_config__ = STRICT
    between_nights: Literal["warn", "hold"] = "warn"
    smallest_change: int | None = None
    possible_values: int = 3
    possible_percent: float = 0.0


ReviewOf = Literal["linked-profiles", "standing-out", "lost-budget", "row-order", "small-counts"]


@dataclass(frozen=True, slots=True)
class Review:
    """That a person looked at what the gate found, and why it may be published all the same."""

    __pydantic_config__ = STRICT
    reason: LocalText
    reviewed_by: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class IntruderTest:
    """That somebody tried to find persons in the published data, and what came of it."""

    __pydantic_config__ = STRICT
    carried_out_on: date
    carried_out_by: str
    result: LocalText


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A record of de-identification that people signed: a scan or a signed PDF, kept beside policy.yaml.

    `sha256` is that of the `file`. `record` is the fingerprint that the signed record shows: by it, it is known
    whether what stands published is what was signed. `signed_by` is published: an office rather than a name.
    """

    __pydantic_config__ = STRICT
    file: str
    sha256: str
    record: str
    signed_by: str
    signed_on: date


Mode = Literal["suppress", "cells", "full-domain", "local", "mondrian"]


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy.yaml`: what may be shown of every source field, and what the output has to meet.

    `suppression_limit` is the share of records (0 to 1) that may be left out to meet the models.
    """

    __pydantic_config__ = STRICT

    legal_ground: LocalText
    fields: Mapping[str, FieldPolicy]
    models: tuple[PrivacyModel, ...] = ()
    suppression_limit: float = 0.05
    mode: Mode | None = None
    """How the models are met: `suppress` leaves records out; `cells` leaves single cells of quasi-identifiers
    empty instead, as few as it can; `full-domain` also chooses one level per field of least loss; `local`
    chooses again for the records left over; `mondrian` makes intervals and sets per class. Without it:
    full-domain when a quasi-identifier has levels to choose from, else suppress."""
    cell_limit: float = 0.05
    """Share of the quasi-identifiers' cells (0 to 1) that mode `cells` may leave empty."""
    cell_weights: Mapping[str, float] = field(default_factory=dict)
    """What an empty cell costs in mode `cells`, by published name (1 when not named)."""
    keep_levels_within: float = 0.05
    """Last night's levels stay while the fresh optimum is not better by more than this share of their loss."""
    releases: Releases = field(default_factory=Releases)
    person: str | tuple[str, ...] = ()
    """The source field (or fields together) that tells one person from another: models count persons by it.
    Without it a direct identifier does, where one does."""
    reviewed: Mapping[ReviewOf, Review] = field(default_factory=dict)
    """What the gate would hold and a person has let pass, by what it is about."""
    next_review: date | None = None
    """When people look at this policy again; the certificate says it."""
    intruder_test: IntruderTest | None = None
    signed: tuple[SignedCopy, ...] = ()
    """Signed records of de-identification; the certificate says whether the last one is of these files."""
    certificate: tuple[Literal["json", "page", "odt", "pdf"], ...] = ("json",)
    """The forms in which the record of de-identification is published with the data; none when empty."""
    tables: tuple[TableMethod, ...] = ()
    """How the counts of a table are protected together with its sums."""
    row_order: Literal["shuffle", "source"] | tuple[str, ...] | None = None
    """In which order the records are published: `shuffle` (by a digest of what is published of each, so that the
    order tells nothing more, and is the same every night), by published fields, or as they came (`source`).
    Without it records of persons are in the order of the schema's primary key, else shuffled; others stay."""

    def person_fields(self) -> tuple[str, ...]:
        """The fields in `person`."""
        return (self.person,) if isinstance(self.person, str) else self.person

    def of_persons(self) -> bool:
        """Whether the rows are records of persons by the policy's word, and no table of counts."""
        counted = (
            self.tables
            or any(isinstance(model, MinimumCellCount) for model in self.models)
            or any(rule.counts for rule in self.fields.values())
        )
        return not counted and any(rule.role is not Role.INSENSITIVE for rule in self.fields.values())

    def rows_by(self, key: Sequence[str]) -> tuple[str, ...] | None:
        """The published fields that order the records, none where they are shuffled; None: as they came.

        `key` is the primary key of the schema.
        """
        published = self.published_names()
        if self.row_order == "source" or self.private_counts() is not None:
            return None
        if self.row_order is None and not self.of_persons():
            return None
        if isinstance(self.row_order, tuple):
            return self.row_order
        return tuple(name for name in key if name in published) if self.row_order is None else ()

    def guarded_as_table(self) -> frozenset[str]:
        """Published fields that a method under `tables` protects."""
        return frozenset(name for method in self.tables for name in method.fields)

    def needs_key(self) -> bool:
        """Whether anything of the policy works with the dataset's key."""
        keyed = any(needs_key(rule.technique) for rule in self.fields.values())
        return keyed or any(not isinstance(method, ComplementarySuppression) for method in self.tables)

    def private_counts(self) -> DifferentialPrivacy | None:
        """The method that makes the counts of the table differentially private, if one does."""
        return next((item for item in self.tables if isinstance(item, DifferentialPrivacy)), None)

    def models_by_record(self) -> tuple[PrivacyModel, ...]:
        """The models that are met by leaving records out: all but for the counts that a method protects."""
        guarded = self.guarded_as_table()
        found: list[PrivacyModel] = []
        for model in self.models:
            if isinstance(model, MinimumCellCount) and not guarded.isdisjoint(model.fields):
                model = replace(model, fields=tuple(name for name in model.fields if name not in guarded))
                if not model.fields:
                    continue
            found.append(model)
        return tuple(found)

    def published_names(self) -> tuple[str, ...]:
        """Names of the published fields, in the policy's order."""
        return tuple(
            rule.publish_as or name for name, rule in self.fields.items() if not isinstance(rule.technique, Drop)
        )

    def published_with_role(self, role: Role) -> tuple[str, ...]:
        """Published names of the fields that have `role`."""
        return tuple(
            rule.publish_as or name
            for name, rule in self.fields.items()
            if rule.role is role and not isinstance(rule.technique, Drop)
        )

    def mode_in_force(self) -> Mode:
        """The mode, also when none is written."""
        if self.mode is not None:
            return self.mode
        chosen = any(
            rule.role is Role.QUASI_IDENTIFIER and has_levels(rule.technique) for rule in self.fields.values()
        )
        return "full-domain" if chosen else "suppress"
