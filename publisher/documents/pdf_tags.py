"""The tags of a PDF: the tree, what stands wrongly in it, and what its pages say to readers that follow it.

PDF/UA-1 (ISO 14289-1) 7.1, 7.2, 7.4, 7.5, 7.16, 7.18; the tables of what may stand in what are those of
ISO 32000-1, 14.8.4.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from publisher.documents.structure import DocumentFault

_MOST_NODES = 100_000
_DEEPEST = 400
"""Levels of the tree, those of arrays among them: nobody writes more, and each element asks those above."""
_MOST_PAGES = 500
_DEEPEST_ROLE = 8
_STANDARD = frozenset((
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct",
    "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH",
    "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link",
    "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form",
))  # fmt: skip
_LATER = frozenset({"DocumentFragment", "Aside", "Title", "FENote", "Sub", "Em", "Strong", "Artifact"})
"""Of PDF 2.0: they mean what they say unless a document of an earlier version maps them."""
_INSIDE = {
    "Table": frozenset({"TR", "THead", "TBody", "TFoot", "Caption"}),
    "THead": frozenset({"TR"}),
    "TBody": frozenset({"TR"}),
    "TFoot": frozenset({"TR"}),
    "TR": frozenset({"TH", "TD"}),
    "L": frozenset({"L", "LI", "Caption"}),
    "LI": frozenset({"Lbl", "LBody"}),
    "TOC": frozenset({"TOC", "TOCI", "Caption"}),
}
_WITHIN = {
    "TR": frozenset({"Table", "THead", "TBody", "TFoot"}),
    "THead": frozenset({"Table"}),
    "TBody": frozenset({"Table"}),
    "TFoot": frozenset({"Table"}),
    "TH": frozenset({"TR"}),
    "TD": frozenset({"TR"}),
    "LI": frozenset({"L"}),
    "LBody": frozenset({"LI"}),
    "TOCI": frozenset({"TOC"}),
}
_LEAST_SPOKEN = 0.9
"""Share of the pieces of content that must stand under some language, where the document as a whole has none."""


@dataclass(slots=True)
class Tag:
    """An element of the tree: its standard name, where it hangs, what stands in it."""

    name: str
    node: Any
    above: Tag | None
    objects: list[int] = field(default_factory=list)
    """Annotations, by object number."""
    language: str = ""
    children: list[str] = field(default_factory=list)

    def is_within(self, *names: str) -> bool:
        """Whether it is, or stands in, an element of one of these names."""
        tag: Tag | None = self
        while tag is not None:
            if tag.name in names:
                return True
            tag = tag.above
        return False


@dataclass(slots=True)
class TagTree:
    """All elements in the order of reading, and names that mean nothing to a reader."""

    tags: list[Tag] = field(default_factory=list)
    pieces: list[tuple[int, int, Tag]] = field(default_factory=list)
    """Pieces of content in the order of reading: page (object number), number on it, element."""
    unknown: Counter[str] = field(default_factory=Counter)


def read_tree(root: Any) -> TagTree:
    """The tags of a document with this catalogue."""
    import pikepdf

    found = TagTree()
    tree = root.get("/StructTreeRoot")
    if tree is None:
        return found
    roles = tree.get("/RoleMap", {})
    found.unknown.update(name for name in roles if name.lstrip("/") in _STANDARD and roles[name] != name)
    spaces = "/Namespaces" in tree
    waiting: list[tuple[Any, Tag | None, Any, int]] = [(tree.get("/K"), None, None, 0)]
    met: set[int] = set()
    steps = 0
    while waiting and steps < _MOST_NODES:
        node, above, page, depth = waiting.pop()
        steps += 1
        whole = isinstance(node, pikepdf.Array) or (isinstance(node, pikepdf.Dictionary) and "/S" in node)
        number = _number(node) if whole else 0  # marked content has none of its own, and may be met again
        if depth > _DEEPEST or (number and number in met):
            continue
        met.add(number)
        if isinstance(node, pikepdf.Array):
            waiting.extend((item, above, page, depth + 1) for item in reversed(list(node)))
        elif isinstance(node, int):
            if above is not None:
                found.pieces.append((_number(page), node, above))
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            tag = Tag(_standard(str(node["/S"]), roles, found, spaces=spaces), node, above)
            tag.language = str(node.get("/Lang", above.language if above else ""))
            if above is not None:
                above.children.append(tag.name)
            found.tags.append(tag)
            waiting.append((node.get("/K"), tag, node.get("/Pg", page), depth + 1))
        elif isinstance(node, pikepdf.Dictionary) and above is not None:
            if "/MCID" in node:
                found.pieces.append((_number(node.get("/Pg", page)), int(str(node["/MCID"])), above))
            elif "/Obj" in node:
                above.objects.append(_number(node["/Obj"]))
    return found


def _number(node: Any) -> int:
    return int(node.objgen[0]) if node is not None and hasattr(node, "objgen") else 0


def _standard(name: str, roles: Any, found: TagTree, *, spaces: bool) -> str:
    """The standard name that a name stands for; names of other vocabularies (PDF 2.0) are left as they are."""
    written, steps = name, 0
    while name.lstrip("/") not in _STANDARD and steps < _DEEPEST_ROLE:
        mapped = roles.get(name)
        if mapped is None:
            break
        name, steps = str(mapped), steps + 1
    plain = name.lstrip("/")
    if plain not in _STANDARD | _LATER and not spaces:
        found.unknown[written] += 1
    return plain


def languages(root: Any, tree: TagTree, said_in: Callable[[], dict[tuple[int, int], str]]) -> tuple[str, ...]:
    """The language of the document, or those of its parts where these are nearly all of it.

    `said_in` gives the languages that stand in the content itself, by piece (page and number on it).
    """
    whole = str(root.get("/Lang", ""))
    parts = {tag.language for tag in tree.tags if tag.language}
    if whole:
        return (whole, *sorted(parts - {whole}))
    if not tree.pieces:
        return ()
    within = said_in()
    spoken = sum(bool(tag.language) or (page, mark) in within for page, mark, tag in tree.pieces)
    return tuple(sorted(parts | set(within.values()))) if spoken >= _LEAST_SPOKEN * len(tree.pieces) else ()


def faults(pdf: Any, tree: TagTree) -> Iterator[DocumentFault]:
    """What stands wrongly in the tree, and what annotations and the lock of the file keep from readers."""
    if not pdf.allow.accessibility:
        yield DocumentFault("locked")
    yield from _annotations(pdf, tree)
    nested = sum(_is_misplaced(tag) for tag in tree.tags) + sum(_ragged(tree))
    if nested:
        yield DocumentFault("tag-nesting", nested)
    if tree.unknown:
        yield DocumentFault("tag-unknown", sum(tree.unknown.values()))
    names = {tag.name for tag in tree.tags}
    if ("H" in names and any(map(_is_numbered, names))) or any(tag.children.count("H") > 1 for tag in tree.tags):
        yield DocumentFault("heading-order", why="mixed")
    unscoped = sum(1 for _ in _unscoped(tree))
    if unscoped:
        yield DocumentFault("table-header", unscoped, sure=False, why="scope")


def _is_numbered(name: str) -> bool:
    return len(name) == 2 and name[0] == "H" and name[1].isdigit()


def _is_misplaced(tag: Tag) -> bool:
    wanted = _WITHIN.get(tag.name)
    above = tag.above
    while above is not None and above.name in ("NonStruct", "Private"):
        above = above.above
    if wanted is not None and (above is None or above.name not in wanted):
        return True
    may_hold = _INSIDE.get(tag.name)
    return may_hold is not None and any(
        name not in may_hold and name not in ("NonStruct", "Private") for name in tag.children
    )


def _ragged(tree: TagTree) -> Iterator[bool]:
    """For each table whether its rows have different numbers of cells, with those that reach over several."""
    rows: dict[int, list[tuple[Tag, list[Tag]]]] = {}
    at: dict[int, list[Tag]] = {}
    for tag in tree.tags:
        if tag.name == "TR":
            cells: list[Tag] = []
            at[id(tag)] = cells
            table = _above(tag, "Table")
            if table is not None:
                rows.setdefault(id(table), []).append((tag, cells))
        elif tag.name in ("TH", "TD") and tag.above is not None and id(tag.above) in at:
            at[id(tag.above)].append(tag)
    for table_rows in rows.values():
        yield _is_ragged([cells for _, cells in table_rows])


def _is_ragged(rows: list[list[Tag]]) -> bool:
    below: Counter[int] = Counter()
    widths = []
    for number, cells in enumerate(rows):
        width = below[number]
        for cell in cells:
            across, down = _span(cell.node, "/ColSpan"), _span(cell.node, "/RowSpan")
            width += across
            for later in range(1, min(down, len(rows) - number)):
                below[number + later] += across
        widths.append(width)
    return len(set(widths)) > 1


def _above(tag: Tag, name: str) -> Tag | None:
    above = tag.above
    while above is not None and above.name != name:
        above = above.above
    return above


def _attribute(node: Any, name: str) -> Any:
    import pikepdf

    said = node.get("/A")
    for item in list(said) if isinstance(said, pikepdf.Array) else [said]:
        if isinstance(item, pikepdf.Dictionary) and name in item:
            return item[name]
    return None


def _span(node: Any, name: str) -> int:
    value = _attribute(node, name)
    try:
        return min(max(1, int(value)), 1_000) if value is not None else 1
    except (TypeError, ValueError):
        return 1


def _unscoped(tree: TagTree) -> Iterator[Tag]:
    """Tables with headers of which nothing says whether they head a row or a column."""
    plain: dict[int, list[Tag]] = {}
    told: set[int] = set()
    for tag in tree.tags:
        if tag.name in ("TH", "TD"):
            table = _above(tag, "Table")
            if table is None:
                continue
            if _attribute(tag.node, "/Headers") is not None:
                told.add(id(table))
            elif tag.name == "TH" and _attribute(tag.node, "/Scope") is None:
                plain.setdefault(id(table), []).append(table)
    for known, tables in plain.items():
        if known not in told:
            yield tables[0]


def _annotations(pdf: Any, tree: TagTree) -> Iterator[DocumentFault]:
    """Links and fields that a reader does not meet, or meets without a name, and pages with another order."""
    links = {number for tag in tree.tags if tag.is_within("Link") for number in tag.objects}
    fields = {number: tag for tag in tree.tags if tag.is_within("Form") for number in tag.objects}
    pages: dict[str, list[int]] = {"link-text": [], "field-name": [], "tab-order": []}
    for number, page in enumerate(pdf.pages, 1):
        if number > _MOST_PAGES:
            break
        shown = [item for item in page.get("/Annots", []) if hasattr(item, "get") and not _is_hidden(item)]
        for item in shown:
            kind = str(item.get("/Subtype", ""))
            if kind == "/Link" and tree.tags and _number(item) not in links:
                pages["link-text"].append(number)
            elif kind == "/Widget" and not _is_named(item, fields.get(_number(item)), tagged=bool(tree.tags)):
                pages["field-name"].append(number)
        reached = [item for item in shown if str(item.get("/Subtype", "")) in ("/Link", "/Widget")]
        # LibreOffice writes the word as a string, which readers take for what it means
        if reached and tree.tags and str(page.get("/Tabs", "")) not in ("/S", "S"):
            pages["tab-order"].append(number)
    for name, at in pages.items():
        if at:
            yield DocumentFault(name, len(at), page=at[0], why="untagged" if name == "link-text" else "")


def _is_hidden(annotation: Any) -> bool:
    """Whether nobody sees it: it says so, or is of no size."""
    flags, corners = annotation.get("/F", 0), [float(item) for item in annotation.get("/Rect", ())]
    sized = len(corners) != 4 or (corners[0] != corners[2] and corners[1] != corners[3])
    return not sized or (isinstance(flags, int) and bool(flags & 2))


def _is_named(widget: Any, tag: Tag | None, *, tagged: bool) -> bool:
    """Whether a reader meets the field, and with a name: its own, that of its tag, or the caption of a button."""
    if tagged and tag is None:
        return False
    while tag is not None:
        if str(tag.node.get("/Alt", "")).strip():
            return True
        tag = tag.above if tag.name != "Form" else None
    return bool(_field_name(widget))


def _field_name(widget: Any) -> str:
    node = widget
    for _ in range(_DEEPEST_ROLE):
        if node is None or not hasattr(node, "get"):
            break
        name = str(node.get("/TU", "")).strip()
        if name:
            return name
        node = node.get("/Parent")
    caption = widget.get("/MK", {})
    return str(caption.get("/CA", "")).strip() if hasattr(caption, "get") and _is_button(widget) else ""


def _is_button(widget: Any) -> bool:
    kind = widget.get("/FT")
    flags = widget.get("/Ff", 0)
    return str(kind) == "/Btn" and isinstance(flags, int) and bool(flags & (1 << 16))
