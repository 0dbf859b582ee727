"""The words of a page that a browser does not show, and its tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from publisher.net import html

_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_LONGEST = 200_000
_SPOKEN = frozenset(
    {"alt", "title", "placeholder", "value", "content", "class", "id", "style", "src", "srcset", "name", "href"}
    | {"action", "d", "points", "transform", "integrity", "for", "aria-controls", "aria-labelledby", "rel", "type"}
)
_HELD = "input[type=hidden],option[value],textarea,meta[content]"
_HOLDING = ("value", "content")
_SHORTEST = 8
"""Letters of a value below which it is no personal data that is looked for here."""
_ROWS = 2_000


def hidden_texts(tree: html.Tree, markup: str) -> Iterator[tuple[str, str]]:
    """Pairs of the element and what it hides: comments, hidden fields, data attributes, scripts, addresses."""
    for found in _COMMENT.finditer(markup):
        if found[1].strip():
            yield "<!-- -->", found[1][:_LONGEST]
    for node in tree.css("script:not([src]),template,noscript"):
        text = node.text(deep=True) or node.html or ""
        yield node.tag or "script", text[:_LONGEST]
    yield from _held(tree)
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if value and len(value) >= _SHORTEST and name not in _SPOKEN:
                yield f"{node.tag}[{name}]", f"{name.removeprefix('data-')}: {value}"[:_LONGEST]
    for node in tree.css("a[href],form[action],area[href]"):
        address = node.attributes.get("href") or node.attributes.get("action") or ""
        if "?" in address or address.lower().startswith(("tel:", "sms:")):
            yield f"{node.tag}[href]", re.sub(r"[?&=/;]", " ", unquote(address))[:_LONGEST]


def _held(tree: html.Tree) -> Iterator[tuple[str, str]]:
    """What fields and handlers hold, after the name of the field."""
    for node in tree.css(_HELD):
        attributes = node.attributes
        label = attributes.get("name") or attributes.get("id") or ""
        values = [attributes.get(name) for name in _HOLDING]
        if node.tag == "textarea":
            values.append(node.text(deep=True))
        yield from ((_called(node, label), f"{label}: {value}"[:_LONGEST]) for value in values if value)


def _called(node: html.Node, name: str) -> str:
    kind = node.attributes.get("type")
    return f"{node.tag}{f'[type={kind}]' if kind else ''}{f'[name={name}]' if name else ''}"[:80]


def table_rows(tree: html.Tree) -> Iterator[tuple[str, list[str]]]:
    """Each row of the tables with a head as one line, every cell after the words of its column; and its cells."""
    for table in html.tables(tree):
        rows = table.css("tr")
        if len(rows) < 2:
            continue
        head = [_words(cell) for cell in rows[0].css("th,td")]
        for row in rows[1:_ROWS]:
            cells = [_words(cell) for cell in row.css("th,td")]
            if len(cells) == len(head) and any(cells):
                labelled = (f"{label}：{cell}" for label, cell in zip(head, cells, strict=True) if cell)
                yield "　".join(labelled), cells


def _words(node: html.Node) -> str:
    return html.squeeze(node.text(deep=True, separator=" "))
