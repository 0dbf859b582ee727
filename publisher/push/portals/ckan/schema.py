"""What a portal's own schema (ckanext-scheming) asks of a dataset: judged before anything is written.

Fields that the schema has are sent as its fields, all others as extras. A choice is met by its value or by one of
its labels, whichever language they are in, so that 每月 finds the choice `monthly`. What we do not have, the
catalogue may give: `fields` of the portal maps a field of the schema to a text, with {names} of ours in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from publisher.model.text import msg
from publisher.push.base import RefusedError
from publisher.push.portals.ckan import packages
from publisher.push.portals.ckan.client import CkanClient, RefusalError
from publisher.push.portals.ckan.packages import PackageTarget

_CORE = frozenset(
    (
        "name",
        "title",
        "notes",
        "url",
        "license_id",
        "maintainer",
        "maintainer_email",
        "owner_org",
        "private",
        "type",
    )
)
"""Fields that every dataset has and that we fill under CKAN's own names, when they have a value."""
_RESOURCE_CORE = frozenset(("url", "upload"))
_SEPARATOR = re.compile(r"\s*[、,;；，\n]\s*")
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field of a schema. `choices` are its values by every text that means one; none: any text will do."""

    name: str
    label: str
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    multiple: bool = False

    def meet(self, text: str) -> tuple[str, list[str]]:
        """`text` as the portal takes it (several values one a line), and what of it is none of the choices."""
        values = _SEPARATOR.split(text) if self.multiple else [text]
        kept = [self.choices.get(_folded(value), value if not self.choices else "") for value in values]
        refused = [f"{self.label} ≠ {value}" for value, chosen in zip(values, kept, strict=True) if not chosen]
        return "\n".join(kept), refused


@dataclass(frozen=True, slots=True)
class PortalSchema:
    """The fields that a portal has for datasets and for their files; empty for a CKAN without a schema."""

    dataset: tuple[SchemaField, ...] = ()
    resource: tuple[SchemaField, ...] = ()

    def fit(self, target: PackageTarget, given: Mapping[str, str]) -> PackageTarget:
        """`target` as this schema takes it; `given` are the catalogue's texts for fields of the schema.

        Raises UnmetError that names every field that would be refused.
        """
        if not self.dataset and not given:
            return target
        values = {**target.fields, "name": target.dataset, **target.extras}
        extras = dict(target.extras)
        fields = dict(target.fields)
        for name, text in given.items():
            if filled := _PLACE.sub(lambda place: values.get(place[1], ""), text).strip():
                (fields if name in packages.SIMPLE_FIELDS else extras)[name] = filled
        problems = []
        own = {item.name: item for item in self.dataset}
        for name, item in own.items():
            place = fields if name in packages.SIMPLE_FIELDS else extras
            if place.get(name):
                spoken = place.get(packages.SPOKEN.get(name, ""))
                if spoken and item.meet(place[name])[1]:
                    place[name] = spoken  # its choices are words, not addresses
                place[name], refused = item.meet(place[name])
                problems += refused
            if item.required and not _has(name, place, target):
                problems.append(item.label)
        problems += _unmet_in_files(self.resource, target.resources)
        if problems:
            raise UnmetError(target.dataset, problems)
        top = frozenset(extras) & own.keys()
        lists = frozenset(name for name in top if own[name].multiple)
        return replace(target, fields=fields, extras=extras, top=top, lists=lists).with_field_names()


class UnmetError(RefusedError):
    """The portal's schema asks for something that the dataset does not have; nothing was written."""

    check = "portal.schema-unmet"

    def __init__(self, dataset: str, problems: Sequence[str]) -> None:
        super().__init__(
            msg(
                "the portal's schema asks for what {dataset} does not have: {fields}",
                dataset=dataset,
                fields="、".join(problems),
            ),
            hint=msg(
                "give the fields under `fields` of the portal in catalog.yaml, a constant or a {name} of ours"
            ),
        )


def read_schema(client: CkanClient, kind: str = "dataset") -> PortalSchema:
    """The portal's schema for datasets; an empty one when it has no ckanext-scheming or none for them."""
    try:
        answer = client.read("scheming_dataset_schema_show", type=kind)
    except RefusalError as refusal:
        if refusal.status in (400, 404):
            return PortalSchema()
        raise
    return PortalSchema(
        tuple(_fields(answer.get("dataset_fields", ()))), tuple(_fields(answer.get("resource_fields", ())))
    )


def _fields(listed: Sequence[Mapping[str, Any]]) -> Iterator[SchemaField]:
    for item in listed:
        validators = str(item.get("validators", "")).split()
        preset = str(item.get("preset", ""))
        yield SchemaField(
            name=str(item["field_name"]),
            label=_label(item),
            required=bool(item.get("required")) or "not_empty" in validators,
            choices=dict(_choices(item.get("choices", ()))),
            multiple=preset.startswith("multiple_") or "scheming_multiple_choice" in validators,
        )


def _choices(listed: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for item in listed:
        label = item.get("label", "")
        for text in (item["value"], *(label.values() if isinstance(label, Mapping) else [label])):
            yield _folded(str(text)), str(item["value"])


def _label(item: Mapping[str, Any]) -> str:
    """The field's name, with what the portal's people call it."""
    label = item.get("label", "")
    spoken = next(iter(label.values()), "") if isinstance(label, Mapping) else label
    name = str(item["field_name"])
    return f"{name} ({spoken})" if spoken and spoken != name else name


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _has(name: str, place: Mapping[str, str], target: PackageTarget) -> bool:
    if name in ("tag_string", "tags"):
        return bool(target.tags)
    return name in (_CORE - frozenset(packages.SIMPLE_FIELDS)) or bool(place.get(name))


def _unmet_in_files(fields: Sequence[SchemaField], resources: Sequence[Mapping[str, str]]) -> list[str]:
    problems = []
    for item in fields:
        for resource in resources:
            text = resource.get(item.name) or ""
            if item.required and item.name not in _RESOURCE_CORE and not text:
                problems.append(f"{resource['pub_path']}: {item.label}")
            if text:
                problems += [f"{resource['pub_path']}: {problem}" for problem in item.meet(text)[1]]
    return problems
