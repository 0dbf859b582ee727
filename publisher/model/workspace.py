"""What the workspace declares beside its catalogue: its datasets, and all of it as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from publisher.model.acceptance import Acceptance
from publisher.model.address import WebAddress
from publisher.model.catalog import Foundation
from publisher.model.errors import UserError
from publisher.model.expectations import Expectations
from publisher.model.finding import CheckDefinition
from publisher.model.inventory import Inventory
from publisher.model.measures import MeasureRule
from publisher.model.plan_items import PlanItem
from publisher.model.policy import Policy
from publisher.model.review import ManualAnswer
from publisher.model.sources import Source
from publisher.model.structuring import StructureStep
from publisher.model.text import STRICT, LocalText


@dataclass(frozen=True, slots=True)
class Charge:
    """What a dataset that is not free rests on: where the price is explained, and the law (metadata standard)."""

    __pydantic_config__ = STRICT

    url: WebAddress
    law: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart on the dataset's page: `y` (number fields; none: rows are counted) over `x` (fields, joined).

    `series` splits a single `y` into lines or bars by the values of a field. Rows that share x and series are
    added up (`total`), or left out when they are not alone (`each`: for means and shares). A `line` needs an x
    that has an order, such as time; bars are sorted by length.
    """

    __pydantic_config__ = STRICT

    x: tuple[str, ...]
    y: tuple[str, ...] = ()
    series: str | None = None
    kind: Literal["line", "bar"] = "line"
    rows: Literal["total", "each"] = "total"
    title: LocalText | None = None

    def fields(self) -> tuple[str, ...]:
        """Every field that it names."""
        return (*self.x, *self.y, *((self.series,) if self.series else ()))


@dataclass(frozen=True, slots=True)
class Dataset:
    """`datasets/<id>/`: `dataset.yaml` with `schema.json` and `policy.yaml` beside it.

    `schema` is the Table Schema (Frictionless) of what is published, with `title_en` and `description_en`
    beside the Chinese `title` and `description` of each field. `folder` is the dataset's folder. `landing_page`
    is a page about the data elsewhere; `conforms_to` the address of a domain's own data standard; without a
    `charge` the data are free. `charts` are those of its page: left out they are chosen by the types of the
    fields, an empty list means none.
    """

    __pydantic_config__ = STRICT

    id: str
    identifier: str
    title: LocalText
    description: LocalText
    keywords: tuple[LocalText, ...]
    frequency: str
    source: Source
    folder: Path
    schema: Mapping[str, object]
    policy: Policy
    derived_from: tuple[str, ...] = ()
    structure: tuple[StructureStep, ...] = ()
    expectations: Expectations = field(default_factory=Expectations)
    exports: tuple[str, ...] = ()
    category: str = ""
    spatial: str = ""
    temporal_field: str | None = None
    notes: LocalText | None = None
    charts: tuple[Chart, ...] | None = None
    release_group: str | None = None
    charge: Charge | None = None
    landing_page: WebAddress = ""
    conforms_to: WebAddress = ""
    measures: tuple[str, ...] = ()
    """Service measures of the plan that this dataset answers (`M-wait`)."""
    publish_on: date | None = None
    """The day before which it is prepared and proven, and not published; what is published already stays."""

    def field_names(self) -> tuple[str, ...]:
        """Names of the published fields, in the schema's order."""
        fields = self.schema["fields"]
        assert isinstance(fields, list | tuple)
        return tuple(str(item["name"]) for item in fields)


@dataclass(frozen=True, slots=True)
class AllowedValue:
    """One value that is the agency's own and public, with the person who looked at it."""

    __pydantic_config__ = STRICT

    kind: str
    value: str
    reason: LocalText
    reviewed_by: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class Workspace(Foundation):
    """Everything that was declared, checked: a foundation with its datasets, rulebook, allow-list, and the
    findings that were accepted.

    `broken` are the datasets whose declaration has errors, by id: they cannot be worked on, what stands published
    of them stays, and the others are not touched by them. `inventory` is none where there is no inventory.yaml, or
    where it has errors (`inventory_faults`), which stop no dataset.
    """

    datasets: Mapping[str, Dataset]
    checks: Mapping[str, CheckDefinition]
    allowlist: tuple[AllowedValue, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    broken: Mapping[str, tuple[UserError, ...]] = field(default_factory=dict)
    plan_items: tuple[PlanItem, ...] = ()
    answers: tuple[ManualAnswer, ...] = ()
    """What people found for the accessibility codes that no machine judges."""
    inventory: Inventory | None = None
    inventory_faults: tuple[UserError, ...] = ()
    measures: tuple[MeasureRule, ...] = ()
    """How the service measures are computed (`measures.yaml`); empty where it has errors (`measure_faults`)."""
    measure_faults: tuple[UserError, ...] = ()

    def declares(self, dataset: str) -> bool:
        """Whether there is a dataset of this id, in order or broken."""
        return dataset in self.datasets or dataset in self.broken
