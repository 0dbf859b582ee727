"""What is known of axe-core's rules: level, success criteria, test codes of both Taiwanese editions, ACT rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "rules.json"
_REPORTED = frozenset({"wcag", "best-practice"})


@dataclass(frozen=True, slots=True)
class SpecificationCode:
    """A code of 網站無障礙規範 with the editions (110.07, 115.11) that have it: a code may change its meaning."""

    code: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of axe-core, or one of ours. `exact`: its `codes` are about the same defect, not only about a near
    criterion. `act` are the rules of the W3C's ACT that axe-core declares, `paired` those that we hold it to."""

    id: str
    status: str
    impact: str
    level: str | None
    criteria: tuple[str, ...]
    act: tuple[str, ...]
    codes: tuple[SpecificationCode, ...]
    exact: bool
    paired: tuple[str, ...] = ()
    ours: bool = False
    asked: bool = False

    @property
    def reported(self) -> bool:
        """Rules of WCAG A and AA and good practice, and those of the others that are asked for."""
        return self.asked or (self.status in _REPORTED and self.level != "AAA")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of axe-core and of our own, by name."""
    rows = json.loads(_DATA.read_text(encoding="utf-8"))["rules"]
    return tuple(
        Rule(
            row["rule"],
            row["status"],
            row["impact"],
            row["level"],
            tuple(row["criteria"]),
            tuple(row["act"]),
            tuple(SpecificationCode(item["code"], tuple(item["editions"])) for item in row["moda"]),
            row["moda_match"] == "exact",
            tuple(row.get("paired", ())),
            row.get("ours", False),
            row.get("asked", False),
        )
        for row in rows
    )


def reported_rules() -> tuple[str, ...]:
    """Names of the rules that become findings."""
    return tuple(rule.id for rule in all_rules() if rule.reported)
