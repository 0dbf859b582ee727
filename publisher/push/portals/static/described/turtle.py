"""JSON-LD nodes of ours as Turtle (RDF 1.1): a subject for each node with an address, a blank node for others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]
_NOT_IN_ADDRESSES = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_NOT_IN_TEXTS = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def statements(nodes: Iterable[Node]) -> str:
    """What `nodes` say, without prefixes and base; a node that is named twice in the same words is said once."""
    blocks: dict[str, None] = {}
    for node in nodes:
        blocks.update(dict.fromkeys(_subjects(node)))
    return "\n".join(blocks)


def _subjects(node: Node) -> Iterator[str]:
    """The statements about a node with an address, then those about the nodes within it that have one."""
    said = _pairs(node)
    if said:
        yield f"{_address(node['@id'])} {said} .\n"
    yield from _within(node)


def _within(node: Node) -> Iterator[str]:
    for value in node.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _subjects(item) if "@id" in item else _within(item)


def _pairs(node: Node) -> str:
    pairs = []
    for name, value in node.items():
        if name.startswith("@") and name != "@type":
            continue
        values = value if isinstance(value, list) else [value]
        objects = values if name == "@type" else [_object(item) for item in values]
        if objects:
            pairs.append(f"{'a' if name == '@type' else name} {', '.join(objects)}")
    return " ;\n    ".join(pairs)


def _object(value: Node | str) -> str:
    if isinstance(value, str):
        return _text(value)
    if "@value" in value:
        mark = f"@{value['@language']}" if "@language" in value else ""
        return _text(value["@value"]) + mark + (f"^^{value['@type']}" if "@type" in value else "")
    return _address(value["@id"]) if "@id" in value else f"[ {_pairs(value)} ]"


def _address(text: str) -> str:
    return "<" + _NOT_IN_ADDRESSES.sub(lambda found: f"%{ord(found[0]):02X}", text) + ">"


def _text(text: str) -> str:
    return '"' + _NOT_IN_TEXTS.sub(lambda found: _ESCAPED.get(found[0], f"\\u{ord(found[0]):04X}"), text) + '"'
