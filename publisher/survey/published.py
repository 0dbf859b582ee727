"""The Table Schema of what a dataset publishes, from its steps and techniques: names, order and types.

What people wrote of a field (title, description, constraints) stays; a type is changed only where the declarations
leave no doubt about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    FieldPolicy,
    GeneraliseDate,
    Hierarchy,
    Keep,
    Mask,
    Microaggregate,
    Noise,
    Policy,
    Pseudonym,
    RedactText,
    Round,
    TopBottomCode,
    Winsorise,
)
from publisher.model.structuring import (
    Codes,
    Combine,
    Constant,
    Date,
    Extract,
    MapValues,
    Number,
    Pad,
    Rename,
    Split,
    StructureStep,
    Unpivot,
)
from publisher.survey.english import draft_of

_DATES = {"date": "date", "datetime": "datetime", "yearmonth": "yearmonth", "year": "year"}
_PERIODS = {"day": "date", "month": "yearmonth", "year": "year"}
_NUMBERS = ("integer", "number", "year")
_TEXT = "string"


@dataclass(frozen=True, slots=True)
class Updated:
    """The schema, and the fields that were added, taken out, or given another type (old and new)."""

    schema: dict[str, Any]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: tuple[tuple[str, str, str], ...]

    @property
    def changed(self) -> bool:
        """Whether anything is different, the order included."""
        return bool(self.added or self.removed or self.retyped)


def published_schema(
    steps: Sequence[StructureStep], policy: Policy, schema: Mapping[str, Any], *, english: bool
) -> Updated:
    """The schema that goes with the declarations. `schema` is the one that stands (empty: none)."""
    structured = _after(steps)
    before = {str(item.get("name")): dict(item) for item in schema.get("fields", ()) if isinstance(item, Mapping)}
    fields, added, retyped = [], [], []
    for name, rule in policy.fields.items():
        shown = rule.publish_as or name
        if shown not in policy.published_names():
            continue
        entry = before.get(shown)
        sure = _published(rule, structured.get(name))
        if entry is None:
            added.append(shown)
            entry = _drafted(shown, sure or _TEXT, english=english)
        else:
            was = str(entry.get("type", "any"))
            if sure is not None and not _agrees(was, sure):
                retyped.append((shown, was, sure))
                kept = {key: value for key, value in entry.get("constraints", {}).items() if key == "required"}
                entry = {key: value for key, value in entry.items() if key not in ("format", "constraints")}
                entry |= {"type": sure} | ({"constraints": kept} if kept else {})
        fields.append(entry)
    names = [item["name"] for item in fields]
    removed = tuple(name for name in before if name not in names)
    rest = {key: value for key, value in schema.items() if key != "fields"}
    start = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"} if not rest else {}
    made = {**start, **rest, "fields": fields}
    made.setdefault("missingValues", [""])
    return Updated(made, tuple(added), removed, tuple(retyped))


def _agrees(written: str, sure: str) -> bool:
    """Whether a written type holds what is surely of the other: whole numbers are numbers too."""
    return written in (sure, "any") or {written, sure} <= {"integer", "number"}


def _drafted(name: str, kind: str, *, english: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": name, "title": name, "description": f"{name}（草稿，請改寫）", "type": kind}
    if english:
        entry |= {"title_en": draft_of(name), "description_en": draft_of(name)}
    return entry


def _after(steps: Sequence[StructureStep]) -> dict[str, str]:
    """The type of each column that a step leaves no doubt about, by its name after all steps."""
    types: dict[str, str] = {}
    for step in steps:
        match step:
            case Number():
                types |= dict.fromkeys(step.columns, "number")
            case Date():
                types |= dict.fromkeys(step.columns, _DATES.get(step.to, _TEXT))
            case Rename():
                moved = {new: types.pop(old) for old, new in step.columns.items() if old in types}
                types |= moved
            case Codes():
                types[step.column] = _TEXT
            case Pad() | MapValues():
                types |= dict.fromkeys(step.columns, _TEXT)
            case Unpivot():
                types = {name: kind for name, kind in types.items() if name in step.keep}
            case Constant():
                types.pop(step.column, None)
            case Extract() | Split():
                for name in step.into:
                    types.pop(name, None)
            case Combine():
                types.pop(step.into, None)
            case _:
                pass
    return types


def _published(rule: FieldPolicy, structured: str | None) -> str | None:
    """The type that a technique surely gives; None where only the data could tell."""
    match rule.technique:
        case Keep():
            return structured
        case GeneraliseDate(levels=(_, *_)) | GeneraliseDate(calendar="roc"):
            return _TEXT
        case GeneraliseDate(to=to):
            return _PERIODS.get(to, _TEXT)
        case Mask() | RedactText() | Pseudonym() | AgeBand() | AddressLevel() | Hierarchy():
            return _TEXT
        case TopBottomCode(top_label=None, bottom_label=None) | Winsorise() | Round():
            return structured if structured in _NUMBERS else None
        case TopBottomCode():
            return _TEXT
        case Noise() | Microaggregate():
            return "number"
        case _:
            return None
