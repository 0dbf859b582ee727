"""One document from blocks, as OpenDocument text and as tagged PDF (PDF/UA-1, PDF/A-2a): the same words in both.

Blocks are headings, paragraphs with links and footnotes, lists, facts, tables with captions and header cells,
figures with alternative texts, and contents. How they look is a template for each format; an agency gives its own
in a folder of templates: `document.typ` (typst) for PDF, and for OpenDocument `document.odt`, any text document
whose styles, pages, headers and footers are taken over (Writer makes it: no code).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from publisher.documents.columns import column_shares
from publisher.documents.restyling import restyled
from publisher.documents.text_document import PageHeader, text_document
from publisher.documents.typesetting import Standard, typeset
from publisher.model.document import (
    Block,
    Bullets,
    Composed,
    Contents,
    Facts,
    Figure,
    Grid,
    Heading,
    Paragraph,
)
from publisher.model.jsonable import Json

_LONG_WORD = re.compile(r"[!-~]{12}(?=[!-~]{3})")
_SEAM = re.compile(r"(?<=[!-~]{2}[_/@.,:;-])(?=[!-~]{2})")
TEMPLATE = Path(__file__).with_name("document.typ")
STYLES = "document.odt"


def as_odt(document: Composed, templates: Path | None = None) -> bytes:
    """The OpenDocument text, with the styles of `document.odt` in `templates` when it is there.

    Raises MissingPartError when odfpy is not there, UserError for a template that cannot be read.
    """
    page = PageHeader(document.properties.creator, document.head)
    made = text_document(document.properties, document.blocks, page)
    styles = templates / STYLES if templates else None
    return restyled(made, styles) if styles and styles.is_file() else made


def as_pdf(document: Composed, templates: Path | None = None) -> bytes:
    """The PDF, by `document.typ` in `templates` when it is there, else by our own.

    Raises MissingPartError when typst or the font is not there, UserError for a template with a fault.
    """
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
    return typeset(TEMPLATE, data, standards, templates)


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
            return {
                "kind": "facts",
                "header": list(header),
                "pairs": [_cells(pair) for pair in pairs],
            }
        case Grid():
            return {
                "kind": "grid",
                "caption": block.name,
                "supplement": block.supplement,
                "header": _cells(block.header),
                "rows": [_cells(row) for row in block.rows],
                "labelled": block.labelled,
                "widths": list(column_shares(block)),
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


def _cells(texts: Sequence[str]) -> list[Json]:
    """Texts with marks where their longest words may go on in the next line of a narrow cell."""
    plain = (text.replace("\u200b", "") for text in texts)
    return [_LONG_WORD.sub(lambda word: _SEAM.sub("\u200b", word[0]) + "\u200b", text) for text in plain]
