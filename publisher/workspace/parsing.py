"""From what people write to model values: shorthand, types, and errors with file, line, field and advice."""

from __future__ import annotations

import dataclasses
import difflib
import types
from collections.abc import Hashable, Iterator, Mapping
from functools import cache, cached_property
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from publisher.model.errors import ManyErrors, UserError
from publisher.model.text import Message, msg
from publisher.workspace.traced import WrittenDocument

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Family:
    """A union whose variants are told apart by one key (`technique`, `step`, …), and their names."""

    key: str
    variants: Mapping[str, type]

    def expand(self, written: object) -> object:
        """`drop` and `{age-band: {width: 10}}` to the full form with the telling key."""
        if isinstance(written, str):
            return {self.key: written}
        if isinstance(written, Mapping) and len(written) == 1 and self.key not in written:
            ((name, params),) = written.items()
            if isinstance(params, Mapping) or (name in self.variants and params is None):
                return {self.key: name, **(params or {})}
        return written


@dataclasses.dataclass(frozen=True)
class Families:
    """Every such union of the workspace's files."""

    techniques: Family
    steps: Family
    models: Family
    tables: Family
    sources: Family
    portals: Family

    def all(self) -> tuple[Family, ...]:
        """All of them."""
        return self.techniques, self.steps, self.models, self.tables, self.sources, self.portals

    @cached_property
    def variants(self) -> Mapping[str, tuple[Family, str]]:
        """The family and the name of each variant, by the name of its class."""
        return {kind.__name__: (family, name) for family in self.all() for name, kind in family.variants.items()}


@cache
def families() -> Families:
    """Found when they are asked for: the catalogue alone has hardly any, and takes a fifth of the time."""

    from publisher.model.catalog import PortalDefinition
    from publisher.model.policy import PrivacyModel, TableMethod, Technique
    from publisher.model.sources import Source
    from publisher.model.structuring import StructureStep

    return Families(
        _family("technique", Technique),
        _family("step", StructureStep),
        _family("model", PrivacyModel),
        _family("method", TableMethod),
        _family("type", Source),
        _family("type", PortalDefinition),
    )


def _family(key: str, union: Any) -> Family:
    variants = {}
    for variant in get_args(union):
        (name,) = get_args(get_type_hints(variant)[key])
        variants[name] = variant
    return Family(key, variants)


def expand_policy(data: dict[str, Any]) -> dict[str, Any]:
    """Expand the shorthand of a policy."""
    fields = data.get("fields")
    if isinstance(fields, dict):
        for rule in fields.values():
            if isinstance(rule, dict) and "technique" in rule:
                rule["technique"] = families().techniques.expand(rule["technique"])
    if isinstance(data.get("models"), list):
        data["models"] = [families().models.expand(item) for item in data["models"]]
    if isinstance(data.get("tables"), list):
        data["tables"] = [families().tables.expand(item) for item in data["tables"]]
    return data


def expand_dataset(data: dict[str, Any]) -> dict[str, Any]:
    """Expand the shorthand of a dataset; `from` is a word of Python, so the model calls it `derived_from`."""
    if "source" in data:
        data["source"] = families().sources.expand(data["source"])
    if isinstance(data.get("structure"), list):
        data["structure"] = [families().steps.expand(item) for item in data["structure"]]
    if "from" in data:
        parents = data.pop("from")
        data["derived_from"] = [parents] if isinstance(parents, str) else parents
    return data


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def parse(kind: type[T], data: object, document: WrittenDocument) -> T:
    """`data` (plain, expanded) as a `kind`; raises ManyErrors naming file, line, field and what to write."""
    try:
        value: T = _adapter(cast(Hashable, kind)).validate_python(data)
    except ValidationError as error:
        raise ManyErrors(tuple(_problems(error, kind, document))) from None
    return value


def _problems(error: ValidationError, kind: type, document: WrittenDocument) -> Iterator[UserError]:
    details = error.errors(include_url=False, include_context=True)
    wrong_variants = {
        item["loc"][: at + 1] for item in details if (at := _variant_at(item)) is not None and _tells(item, at)
    }
    chosen = {path[:-1] for path in _variant_paths(details) if path not in wrong_variants}
    said: set[tuple[Any, ...]] = set()
    for item in details:
        at = _variant_at(item)
        if at is None:
            yield _problem(item, kind, document)
            continue
        prefix, path = item["loc"][:at], item["loc"][: at + 1]
        if prefix in chosen:
            if path not in wrong_variants:
                yield _problem(
                    item, families().variants[str(item["loc"][at])][0].variants[_name_at(item, at)], document
                )
        elif prefix not in said:
            said.add(prefix)
            yield _unknown_variant(item, at, document)


def _variant_paths(details: list[ErrorDetails]) -> set[tuple[Any, ...]]:
    return {item["loc"][: at + 1] for item in details if (at := _variant_at(item)) is not None}


def _variant_at(item: ErrorDetails) -> int | None:
    return next((at for at, step in enumerate(item["loc"]) if step in families().variants), None)


def _name_at(item: ErrorDetails, at: int) -> str:
    return families().variants[str(item["loc"][at])][1]


def _tells(item: ErrorDetails, at: int) -> bool:
    """Whether this error only says that another variant of the union was meant."""
    family, _ = families().variants[str(item["loc"][at])]
    rest = item["loc"][at + 1 :]
    return rest == (family.key,) or (not rest and item["type"] == "dataclass_type")


def _unknown_variant(item: ErrorDetails, at: int, document: WrittenDocument) -> UserError:
    family, _ = families().variants[str(item["loc"][at])]
    prefix = item["loc"][:at]
    written = item["input"]
    if isinstance(written, Mapping):
        written = written.get(family.key, "?")
    known = ", ".join(family.variants)
    return UserError(
        msg("{value} is not a known {kind}", value=str(written)[:60], kind=family.key),
        document.where(prefix, _spell(prefix)),
        _suggestion(str(written), tuple(family.variants)) or msg("write one of: {known}", known=known),
    )


def _problem(item: ErrorDetails, kind: type, document: WrittenDocument) -> UserError:
    path = tuple(step for step in item["loc"] if step not in families().variants)
    where = document.where(path, _spell(path))
    last = str(path[-1]) if path else ""
    match item["type"]:
        case "missing" | "missing_argument":
            return UserError(msg("the key {key} is missing", key=last), where, msg("add {key}:", key=last))
        case "unexpected_keyword_argument" | "extra_forbidden":
            known = _known_keys(kind, item["loc"])
            hint = _suggestion(last, known) or msg("known keys here: {known}", known=", ".join(known))
            return UserError(msg("the key {key} is not known here", key=last), where, hint)
        case "literal_error" | "enum":
            expected = str(item.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", "")
            hint = _suggestion(str(item["input"]), tuple(expected.split(", "))) or msg(
                "write one of: {known}", known=expected
            )
            return UserError(msg("{value} is not possible here", value=str(item["input"])[:60]), where, hint)
        case kind_of if (expected_kind := _expected(kind_of)) is not None:
            return UserError(expected_kind, where)
        case _:
            return UserError(msg("the value is not possible here: {reason}", reason=item["msg"]), where)


def _expected(error_type: str) -> Message | None:
    for start, message in (
        ("int", msg("a whole number is expected here")),
        ("float", msg("a number is expected here")),
        ("decimal", msg("a number is expected here")),
        ("bool", msg("true or false is expected here")),
        ("string", msg("a text is expected here")),
        ("tuple", msg("a list is expected here")),
        ("list", msg("a list is expected here")),
        ("date", msg("a date like 2026-11-20 is expected here")),
        ("dict", msg("keys and values (a mapping) are expected here")),
        ("mapping", msg("keys and values (a mapping) are expected here")),
        ("dataclass", msg("keys and values (a mapping) are expected here")),
    ):
        if error_type.startswith(start):
            return message
    return None


def _known_keys(kind: Any, path: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys that the thing at the parent of `path` may have."""
    for step in path[:-1]:
        if step in families().variants:
            family, name = families().variants[str(step)]
            kind = family.variants[name]
        else:
            kind = _kind_below(kind, str(step))
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple("from" if item.name == "derived_from" else item.name for item in dataclasses.fields(kind))


def _kind_below(kind: Any, step: str) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _bare(get_type_hints(kind).get(step))
    arguments = get_args(kind)
    return _bare(arguments[-1] if get_origin(kind) is not tuple else arguments[0]) if arguments else None


def _bare(kind: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        rest = [item for item in get_args(kind) if item is not type(None)]
        return rest[0] if len(rest) == 1 else kind
    return None if get_origin(kind) is Literal else kind


def _suggestion(written: str, known: tuple[str, ...]) -> Message | None:
    near = difflib.get_close_matches(written, known, n=1)
    return msg("did you mean {near}?", near=near[0]) if near else None


def _spell(path: tuple[Any, ...]) -> str:
    text = ""
    for step in path:
        if step in families().variants:
            continue
        text += f"[{step + 1}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text.replace("derived_from", "from")
