"""One document from blocks, as OpenDocument text and as tagged PDF (PDF/UA-1, PDF/A-2a): the same words in both.

Blocks are headings, paragraphs with links and footnotes, lists, facts, tables with captions and header cells,
figures with alternative texts, and contents. How they look is a template for each format; an agency gives its own
for PDF by putting a file of the same name in place of `document.typ`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from publisher.documents.sheets import Properties
from publisher.documents.text_document import (
    Block,
    Bullets,
    Contents,
    Facts,
    Figure,
    Grid,
    Heading,
    Page,
    Paragraph,
    text_document,
)
from publisher.documents.typesetting import Standard, typeset
from publisher.model.jsonable import Json

TEMPLATE = Path(__file__).with_name("document.typ")


@dataclass(frozen=True, slots=True)
class Composed:
    """A document: what it says of itself, its blocks, the words beside the agency at the head of each page.

    With a `day` the PDF is also one for archives (PDF/A), which must say when it was made.
    """

    properties: Properties
    blocks: tuple[Block, ...]
    head: str = ""
    day: date | None = None


def as_odt(document: Composed) -> bytes:
    """The OpenDocument text. Raises MissingPartError when odfpy is not there."""
    return text_document(document.properties, document.blocks, Page(document.properties.creator, document.head))


def as_pdf(document: Composed, template: str | None = None) -> bytes:
    """The PDF, by `template` (typst) or our own. Raises MissingPartError when typst or the font is not there."""
    properties = document.properties
    language, _, region = properties.language.partition("-")
    data: dict[str, Json] = {
        "title": properties.title,
        "creator": properties.creator,
        "description": properties.description,
        "keywords": list(properties.keywords),
        "date": document.head,
        "day": [document.day.year, document.day.month, document.day.day] if document.day else None,
        "lang": language,
        "region": region or "TW",
        "blocks": _as_data(document.blocks),
    }
    standards: tuple[Standard, ...] = ("ua-1", "a-2a") if document.day else ("ua-1",)
    return typeset(template or TEMPLATE.read_text(encoding="utf-8"), data, standards)


def _as_data(blocks: Sequence[Block]) -> list[Json]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> Json:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case Paragraph(text, href, note):
            return {"kind": "paragraph", "text": text, "href": href, "note": note}
        case Bullets(items):
            return {"kind": "bullets", "items": list(items)}
        case Facts(pairs, header):
            return {"kind": "facts", "header": list(header), "pairs": [list(pair) for pair in pairs]}
        case Grid():
            return {
                "kind": "grid",
                "caption": block.name,
                "supplement": block.supplement,
                "header": list(block.header),
                "rows": [list(row) for row in block.rows],
                "labelled": block.labelled,
                "numbers": list(block.numbers),
            }
        case Figure():
            return {
                "kind": "figure",
                "caption": block.caption,
                "supplement": block.supplement,
                "alternative": block.alternative,
                "svg": block.svg,
            }
        case Contents(title):
            return {"kind": "contents", "title": title}
