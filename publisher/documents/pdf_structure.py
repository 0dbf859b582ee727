"""The tags of a PDF against what stands on its pages (PDF/UA-1, ISO 14289-1: 7.1 to 7.5, 7.18)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from publisher.documents import pdf_looks, pdf_tags
from publisher.documents.contents import pdf_text, unreadable
from publisher.documents.pdf_tags import Tag, TagTree
from publisher.documents.search.pdf import heavy_pages
from publisher.documents.structure import Structure

LEAST_TAGGED = 0.7
"""Share of the words that the tags must reach for the tags to be more than a claim."""
_MOST_PAGES = 20
_TEXT_PAGES = 10
_DECORATION = "—"
_MOST_OPERATORS = 200_000
_SHOWS = frozenset({"Tj", "TJ", "'", '"'})


def read(path: Path) -> Structure:
    """The structure of a PDF. Raises UnreadableDocumentError."""
    import pikepdf
    import pypdfium2

    try:
        with pikepdf.open(path) as pdf:
            root = pdf.Root
            claims = bool(_of(root, "/MarkInfo", {}).get("/Marked", False))
            tree = pdf_tags.read_tree(root)
            shown = bool(_of(root, "/ViewerPreferences", {}).get("/DisplayDocTitle", False))
            share = _tagged_share(pdf, len(tree.pieces)) if claims else None
            structured = bool(tree.tags) and claims
            numbers = [int(page.obj.objgen[0]) for page in pdf.pages]
            looks = pdf_looks.look(
                path, tree if structured else TagTree(), numbers, heavy_pages(pdf, _TEXT_PAGES * 2)
            )
            names = [tag.name for tag in tree.tags]
            return Structure(
                title=_title(pdf),
                title_shown=shown,
                languages=pdf_tags.languages(root, tree, partial(_languages_within, pdf)),
                headings=tuple(_level(name) for name in names if _level(name)),
                drawn_headings=looks.drawn_headings,
                alternatives=tuple(
                    _alternative(tag.node)
                    for tag in tree.tags
                    if tag.name == "Figure" or (tag.name == "Formula" and not _is_spelt_out(tag))
                ),
                tables=tuple(_has_headers(tree.tags)),
                tagged_share=share,
                structured=structured,
                text=_text(path),
                seen=(*pdf_tags.faults(pdf, tree), *looks.faults),
            )
    except (
        pikepdf.PdfError,
        pypdfium2.PdfiumError,
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


def _title(pdf: Any) -> str:
    """The title as readers show it: of the metadata stream, else of the information dictionary."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        title = str(metadata.get("dc:title", "") or "").strip()
    return title or (str(pdf.docinfo.get("/Title", "")) if pdf.docinfo is not None else "")


def _is_spelt_out(tag: Tag) -> bool:
    """Whether a formula speaks for itself: by elements within, or by a file in MathML (PDF 2.0)."""
    return bool(tag.children) or "/AF" in tag.node


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
    return "/MCID" in _properties(page, properties)


def _properties(page: Any, written: Any) -> Any:
    """The properties of marked content, which stand in it or bear a name."""
    import pikepdf

    if isinstance(written, pikepdf.Dictionary):
        return written
    return _of(_of(_of(page.obj, "/Resources", {}), "/Properties", {}), str(written), {})


def _languages_within(pdf: Any) -> dict[tuple[int, int], str]:
    """The languages that stand in the content of the first pages, by page (object number) and piece."""
    import pikepdf

    found: dict[tuple[int, int], str] = {}
    for page in list(pdf.pages)[:_MOST_PAGES]:
        pieces: list[int] = []
        for count, instruction in enumerate(pikepdf.parse_content_stream(page, "BDC BMC EMC")):
            if count > _MOST_OPERATORS:
                break
            operands = list(instruction.operands)
            if str(instruction.operator) == "EMC":
                pieces = pieces[:-1]
                continue
            said = _properties(page, operands[1]) if len(operands) > 1 else {}
            pieces.append(int(str(said["/MCID"])) if "/MCID" in said else pieces[-1] if pieces else -1)
            if "/Lang" in said and pieces[-1] >= 0:
                found[int(page.obj.objgen[0]), pieces[-1]] = str(said["/Lang"])
    return found


def _level(name: str) -> int:
    if name in ("H", "Title"):
        return 1
    return int(name[1:]) if name[:1] == "H" and name[1:].isdigit() else 0


def _alternative(node: Any) -> str:
    """What is said instead; a replacing text that is empty is the word for decoration."""
    alternative = str(node.get("/Alt") or node.get("/ActualText") or "")
    return alternative or (_DECORATION if "/ActualText" in node else "")


def _has_headers(tags: list[Tag]) -> Iterator[bool]:
    """For each table whether a cell of it is a header."""
    headed = {id(tag): False for tag in tags if tag.name == "Table"}
    for tag in tags:
        above = tag.above if tag.name == "TH" else None
        while above is not None and id(above) not in headed:
            above = above.above
        if above is not None:
            headed[id(above)] = True
    yield from headed.values()


def _text(path: Path) -> str:
    words = ""
    for number, text in enumerate(pdf_text(path)):
        if number >= _TEXT_PAGES:
            break
        words += text if isinstance(text, str) else " ".join(text)
    return words
