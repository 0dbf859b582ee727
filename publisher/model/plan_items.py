"""The items of an agency's service plan, and its service measures, as the report answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from publisher.model.finding import CheckDefinition
from publisher.model.text import STRICT, LocalText


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One item or measure. `checks` are ids of checks, or families with a star (`links.*`).

    `due` are month and day (`06-30`) of each year; `manual` is what a person answers for. A measure is answered by
    the datasets that name it (`measures` of dataset.yaml).
    """

    __pydantic_config__ = STRICT

    id: str
    number: LocalText
    title: LocalText
    kind: Literal["item", "measure"] = "item"
    due: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    manual: tuple[LocalText, ...] = ()

    def checks_of(self, rulebook: Mapping[str, CheckDefinition]) -> tuple[str, ...]:
        """The checks of the rulebook that answer this item: those named, and those that rest on it."""
        families = {name.partition(".")[0] for name in self.checks if name.endswith(".*")}
        return tuple(
            name
            for name, entry in sorted(rulebook.items())
            if name in self.checks
            or name.partition(".")[0] in families
            or any(item.kind == "plan" and item.id == self.id for item in entry.references)
        )


@dataclass(frozen=True, slots=True)
class PlanFile:
    """`checks/plan.yaml`."""

    __pydantic_config__ = STRICT

    items: tuple[PlanItem, ...]
