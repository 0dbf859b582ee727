"""The tags of a PDF against what stands on its pages (PDF/UA-1, ISO 14289-1: 7.1 to 7.5, 7.18)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.documents.reading import pdf_text, unreadable

if TYPE_CHECKING:
    from publisher.documents.accessible import Structure

LEAST_TAGGED = 0.7
"""Share of the words that the tags must reach for the tags to be more than a claim."""
_MOST_NODES = 100_000
_MOST_PAGES = 20
_TEXT_PAGES = 10
_MOST_OPERATORS = 200_000
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})


def read(path: Path) -> Structure:
    """The structure of a PDF. Raises UnreadableDocumentError."""
    import pikepdf

    from publisher.documents.accessible import Structure

    try:
        with pikepdf.open(path) as pdf:
            root = pdf.Root
            claims = bool(_of(root, "/MarkInfo", {}).get("/Marked", False))
            tree = root.get("/StructTreeRoot")
            elements = list(_elements(tree)) if tree is not None else []
            shown = bool(_of(root, "/ViewerPreferences", {}).get("/DisplayDocTitle", False))
            title = str(pdf.docinfo.get("/Title", "")) if pdf.docinfo is not None else ""
            language = str(root.get("/Lang", ""))
            share = _tagged_share(pdf, _marks(elements)) if claims else None
            names = [name for name, _, _ in elements]
            return Structure(
                title=title,
                title_shown=shown,
                languages=(language,) if language else (),
                headings=tuple(_level(name) for name in names if _level(name)),
                alternatives=tuple(_alternative(node) for name, node, _ in elements if name == "/Figure"),
                tables=tuple(_has_headers(node) for name, node, _ in elements if name == "/Table"),
                tagged_share=share,
                structured=bool(elements) and claims,
                text=_text(path),
            )
    except (
        pikepdf.PdfError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RuntimeError,
    ) as error:
        # pikepdf meets damaged objects with any of these
        raise unreadable(path, "pdf") from error


def _of(node: Any, key: str, default: Any) -> Any:
    value = node.get(key)
    return default if value is None else value


def _elements(tree: Any) -> Iterator[tuple[str, Any, list[int]]]:
    """The elements in their order: standard name, the element, the marks of content that stand in it directly."""
    import pikepdf

    roles = _of(tree, "/RoleMap", {})
    waiting = [tree.get("/K")]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
            continue
        if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
            continue
        seen += 1
        name = str(node["/S"])
        for _ in range(5):
            mapped = roles.get(name)
            if mapped is None or str(mapped) == name:
                break
            name = str(mapped)
        inside = node.get("/K")
        parts: list[Any] = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
        marks: list[int] = [part for part in parts if isinstance(part, int)]
        marks += [
            int(str(part["/MCID"])) for part in parts if isinstance(part, pikepdf.Dictionary) and "/MCID" in part
        ]
        yield name, node, marks
        waiting.append(inside)


def _marks(elements: list[tuple[str, Any, list[int]]]) -> int:
    """How many pieces of content the tree points to."""
    return sum(len(marks) for _, _, marks in elements)


def _tagged_share(pdf: Any, marks: int) -> float:
    """The share of the text of the first pages that stands in marked content, or is marked as no content."""
    import pikepdf

    if not marks:
        return 0.0
    inside = outside = 0
    for page in list(pdf.pages)[:_MOST_PAGES]:
        depth: list[bool] = []
        for count, instruction in enumerate(pikepdf.parse_content_stream(page)):
            if count > _MOST_OPERATORS:
                break
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                operands = list(instruction.operands)
                artifact = str(operands[0]) == "/Artifact"
                marked = operator == "BDC" and len(operands) > 1 and _has_mark(page, operands[1])
                depth.append(artifact or marked)
            elif operator == "EMC" and depth:
                depth.pop()
            elif operator in _SHOWS:
                inside, outside = (inside + 1, outside) if any(depth) else (inside, outside + 1)
    return inside / (inside + outside) if inside + outside else 1.0


def _has_mark(page: Any, properties: Any) -> bool:
    import pikepdf

    if isinstance(properties, pikepdf.Dictionary):
        return "/MCID" in properties
    named = _of(_of(page.obj, "/Resources", {}), "/Properties", {}).get(str(properties))
    return named is not None and "/MCID" in named


def _level(name: str) -> int:
    if name == "/H":
        return 1
    return int(name[2:]) if name[:2] == "/H" and name[2:].isdigit() else 0


def _alternative(node: Any) -> str:
    return str(node.get("/Alt") or node.get("/ActualText") or "")


def _has_headers(table: Any) -> bool:
    return any(name == "/TH" for name, _, _ in _elements({"/K": table.get("/K")}))


def _text(path: Path) -> str:
    words = ""
    for number, text in enumerate(pdf_text(path)):
        if number >= _TEXT_PAGES:
            break
        words += text if isinstance(text, str) else " ".join(text)
    return words
