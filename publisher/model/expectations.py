"""What must hold for a dataset beyond its schema, as `dataset.yaml` declares it under `expectations`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publisher.model.text import STRICT


@dataclass(frozen=True, slots=True)
class RowExpectation:
    """How many rows are believable: by the season, and within absolute bounds and shares where they are declared.

    Unless `seasons` is false, tonight is compared with what the earlier nights let one expect: the same day of
    the week, the same month of last year, or the last nights. Far off holds the dataset, less far is a warning.
    Without `min` an empty table is judged like any other count. `least_share_of_last` is of the last proven
    night, the other two of the median of the last `nights` proven ones (at least three); 1.5 is half as many
    again. None does not compare.
    """

    __pydantic_config__ = STRICT

    min: int | None = None
    max: int | None = None
    least_share_of_last: float | None = None
    least_share_of_median: float | None = None
    most_share_of_median: float | None = None
    nights: int = 7
    seasons: bool = True


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest value of `field` (date or year-month) may be at most `max_age_days` old."""

    __pydantic_config__ = STRICT

    field: str
    max_age_days: int


@dataclass(frozen=True, slots=True)
class KnownValues:
    """The values of a category `field`: only `values`, or those of the field's enum in the schema when empty.

    With `of_last` they are those of the last publication instead, so that drift is seen from night to night.
    Unlike an enum a new value need not hold the dataset; `missing` also reports known values that do not occur.
    """

    __pydantic_config__ = STRICT

    field: str
    values: tuple[str, ...] = ()
    missing: bool = False
    of_last: bool = False


@dataclass(frozen=True, slots=True)
class Monotone:
    """From row to row `field` (a number or an ISO date) never falls, or never rises; `strictly` never stays.

    With `within` each group of rows that share the value of that field is a series of its own.
    """

    __pydantic_config__ = STRICT

    field: str
    direction: Literal["rising", "falling"] = "rising"
    strictly: bool = False
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Within each row the numbers of `parts` add up to `whole`, up to `tolerance`."""

    __pydantic_config__ = STRICT

    whole: str
    parts: tuple[str, ...]
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Subtotal:
    """The row whose `field` is `whole` (合計) has the sum of `value` over the other rows of its group.

    Rows of one group agree in the fields `within`; a group without such a row is left alone.
    """

    __pydantic_config__ = STRICT

    value: str
    field: str
    whole: str
    within: tuple[str, ...] = ()
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """For each group the sum of `value` is that of `other_value` in the published table of `dataset`.

    Without `value` (or `other_value`) rows are counted. `by` are the fields that make the groups, own name to the
    other dataset's; groups that one side lacks count as zero there unless `common` compares common groups only.
    """

    __pydantic_config__ = STRICT

    dataset: str
    value: str | None = None
    other_value: str | None = None
    by: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = 0.0
    common: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """The numbers of `field` lie as they did in the last publication.

    Compared are the share of zeros and the shares below any value (so every quantile), by how much of the whole
    the farthest of them changed, and the mean, by which share of itself. A change from `warn` (`mean_warn`) on is
    a warning, from `hold` (`mean_hold`) on it holds the dataset, where chance does not explain it."""

    __pydantic_config__ = STRICT

    field: str
    warn: float = 0.2
    hold: float = 0.4
    mean_warn: float = 0.5
    mean_hold: float = 1.0


@dataclass(frozen=True, slots=True)
class CategoryRows:
    """Each value of the category `field` has as many records as the last publication lets one expect.

    Expected are the records it had, times what the middle of all categories has become: a season or growth that
    all have in common is none. `warn` and `hold` are by which share more, or less, is odd (1.0 is twice, or half).
    What is no more than the usual difference among the categories, or chance, is none; below four categories of
    twenty records nothing is held.
    """

    __pydantic_config__ = STRICT

    field: str
    warn: float = 0.4
    hold: float = 0.7


@dataclass(frozen=True, slots=True)
class Assertion:
    """What must be true of the table, as an expression of SQL over its fields (`件數 >= 死亡`, `avg(天數) < 30`).

    An expression over records must be true of each of them (an unknown, NULL, passes, as in a CHECK of SQL), one
    with an aggregate of the table, and with `per` of each group of records that agree in these fields
    (`count(*) BETWEEN 10 AND 500`). `name` says it in messages; `holds` is whether the dataset is held.
    """

    __pydantic_config__ = STRICT

    that: str
    name: str = ""
    per: tuple[str, ...] = ()
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Expectations:
    """What must hold for last night's data beyond the schema.

    `missing_share` is the largest share (0 to 1) of missing values, by field.
    """

    __pydantic_config__ = STRICT

    rows: RowExpectation = field(default_factory=RowExpectation)
    freshness: Freshness | None = None
    missing_share: Mapping[str, float] = field(default_factory=dict)
    known_values: tuple[KnownValues, ...] = ()
    monotone: tuple[Monotone, ...] = ()
    totals: tuple[Total, ...] = ()
    subtotals: tuple[Subtotal, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    category_rows: tuple[CategoryRows, ...] = ()
    assertions: tuple[Assertion, ...] = ()
