"""Writes OpenDocument texts (ODF 1.3): headings, paragraphs, lists, links and tables, the same bytes every time.

odfpy builds the document. What it leaves out is mended here: the manifest's version, the version of the parts, the
columns of a table before its rows; and the moment of saving, which would make two equal documents differ.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.documents.columns import column_shares
from publisher.documents.libraries import missing_extra
from publisher.documents.packing import repacked
from publisher.model.document import Block, Bullets, Contents, Facts, Figure, Grid, Heading, Paragraph, Properties

_HIGHEST, _LOWEST = 1, 6
_TEXT_CM = 16.6
_FONT = "Noto Sans CJK TC"
_VIEW_BOX = re.compile(r'viewBox="[-0-9.]+ [-0-9.]+ ([0-9.]+) ([0-9.]+)"')
_CELL, _LABEL, _NUMBER = "Table_20_Contents", "Table_20_Heading", "Table_20_Number"
_NUMBER_LABEL = "Table_20_Number_20_Heading"
_CONTENTS_TITLE = "Contents_20_Heading"
_TABLE, _ROW, _BODY_CELL, _HEAD_CELL = "Fitted", "Row", "Cell", "HeadCell"
_ACCENT = "#0b4f7d"
_SHADE = {"backgroundcolor": "#e9eff5"}
_FACTS = (34.0, 66.0)
_MORE_STYLES = (
    (_CELL, False, "start"),
    (_LABEL, True, "start"),
    (_NUMBER, False, "end"),
    (_NUMBER_LABEL, True, "end"),
    ("Caption", True, "start"),
    ("Picture", False, "center"),
    (_CONTENTS_TITLE, True, "start"),
)
"""Name (those that Writer has have its names, so that styles of other documents fit), bold or not, alignment."""


@dataclass(frozen=True, slots=True)
class PageHeader:
    """What stands at the head of every page: on the left and on the right."""

    left: str
    right: str


def write_text_document(path: Path, properties: Properties, blocks: Sequence[Block]) -> None:
    """Write `blocks` to `path`. Raises MissingPartError when odfpy is not on this machine."""
    path.write_bytes(text_document(properties, blocks))


def text_document(properties: Properties, blocks: Sequence[Block], page: PageHeader | None = None) -> bytes:
    """The package with these blocks, one after the other, on pages with a head when there is one."""
    try:
        from odf.opendocument import OpenDocumentText
    except ImportError:
        missing_extra()
    document = OpenDocumentText()
    _describe(document, properties)
    _add_styles(document, properties.language)
    if page is not None:
        _add_page(document, page, properties.title)
    writer = _Writer(document, blocks)
    for block in blocks:
        writer.add(block)
    saved = io.BytesIO()
    document.write(saved)
    return repacked(saved.getvalue())


def _describe(document: Any, properties: Properties) -> None:
    from odf import dc, meta

    for element in list(document.meta.childNodes):
        document.meta.removeChild(element)  # odfpy's own name and the moment of making
    document.meta.addElement(meta.Generator(text="publisher"))
    document.meta.addElement(dc.Title(text=properties.title))
    document.meta.addElement(dc.Description(text=properties.description))
    for word in properties.keywords:
        document.meta.addElement(meta.Keyword(text=word))
    document.meta.addElement(dc.Creator(text=properties.creator))
    document.meta.addElement(dc.Language(text=properties.language))


def _add_styles(document: Any, language: str) -> None:
    from odf.style import (
        DefaultStyle,
        FontFace,
        ParagraphProperties,
        Style,
        TableCellProperties,
        TableProperties,
        TableRowProperties,
        TabStop,
        TabStops,
        TextProperties,
    )

    code, _, country = language.partition("-")
    spoken = {"language": code, "country": country or "none"}
    if code in ("zh", "ja", "ko"):  # the words in Latin letters are English, which is not cut within a word
        spoken = {"languageasian": code, "countryasian": country or "none", "language": "en", "country": "US"}
    default = DefaultStyle(family="paragraph")
    default.addElement(
        TextProperties(fontsize="11pt", fontsizeasian="11pt", fontname=_FONT, fontnameasian=_FONT, **spoken)
    )
    document.styles.addElement(default)
    document.fontfacedecls.addElement(FontFace(name=_FONT, fontfamily=f"'{_FONT}'", fontfamilygeneric="swiss"))
    standard = Style(name="Standard", family="paragraph")
    standard.addElement(ParagraphProperties(marginbottom="0.2cm", lineheight="150%"))
    document.styles.addElement(standard)
    for level in range(_HIGHEST, _LOWEST + 1):
        style = _named(f"Heading_20_{level}")
        size = f"{max(20 - 2 * level, 12)}pt"
        style.addElement(ParagraphProperties(margintop="0.4cm", marginbottom="0.2cm", keepwithnext="always"))
        style.addElement(
            TextProperties(
                fontsize=size, fontsizeasian=size, fontweight="bold", fontweightasian="bold", color=_ACCENT
            )
        )
        document.styles.addElement(style)
    for name, bold, align in _MORE_STYLES:
        style = _named(name)
        spaced = (
            {"marginbottom": "0cm", "lineheight": "125%"}
            if name in (_CELL, _LABEL, _NUMBER, _NUMBER_LABEL)
            else {}
        )
        kept = {"keepwithnext": "always"} if name in ("Caption", "Picture") else {}
        style.addElement(ParagraphProperties(textalign=align, **spaced, **kept))
        if bold:
            style.addElement(TextProperties(fontweight="bold", fontweightasian="bold"))
        document.styles.addElement(style)
    for level in range(_HIGHEST, _LOWEST + 1):
        style = _named(f"Contents_20_{level}")
        left = f"{0.6 * max(level - 2, 0):.1f}cm"
        properties = ParagraphProperties(marginleft=left, marginbottom="0cm", lineheight="125%")
        stops = TabStops()
        stops.addElement(TabStop(position=f"{_TEXT_CM}cm", type="right", leaderstyle="dotted", leadertext="."))
        properties.addElement(stops)
        style.addElement(properties)
        document.styles.addElement(style)
    for name, line, fill in (
        (_BODY_CELL, "0.5pt solid #c3ccd4", {}),
        (_HEAD_CELL, f"0.9pt solid {_ACCENT}", _SHADE),
    ):
        cell = Style(name=name, family="table-cell")
        edges = {"bordertop": "none", "borderleft": "none", "borderright": "none", "borderbottom": line}
        cell.addElement(TableCellProperties(padding="0.12cm", **edges, **fill))
        document.automaticstyles.addElement(cell)
    whole = Style(name=_TABLE, family="table")
    whole.addElement(
        TableProperties(width=f"{_TEXT_CM}cm", align="margins", bordermodel="collapsing", marginbottom="0.4cm")
    )
    document.automaticstyles.addElement(whole)
    row = Style(name=_ROW, family="table-row")
    row.addElement(TableRowProperties(keeptogether="always"))
    document.automaticstyles.addElement(row)


def _named(name: str) -> Any:
    """A style of paragraphs under its name; `_20_` stands for a space."""
    from odf.style import Style

    return Style(name=name, displayname=name.replace("_20_", " "), family="paragraph", parentstylename="Standard")


def _add_page(document: Any, page: PageHeader, title: str) -> None:
    """A4 with a head and the number of the page at its foot."""
    from odf.style import (
        Footer,
        FooterStyle,
        Header,
        HeaderFooterProperties,
        HeaderStyle,
        MasterPage,
        PageLayout,
        PageLayoutProperties,
        ParagraphProperties,
        TabStop,
        TabStops,
        TextProperties,
    )
    from odf.text import P, PageNumber, Tab

    layout = PageLayout(name="A4")
    layout.addElement(
        PageLayoutProperties(
            pagewidth="21cm", pageheight="29.7cm", margintop="1.5cm", marginbottom="1.5cm", marginleft="2.2cm",
            marginright="2.2cm", printorientation="portrait",
        )
    )  # fmt: skip
    for kind, edge in ((HeaderStyle, "marginbottom"), (FooterStyle, "margintop")):
        part = kind()
        part.addElement(HeaderFooterProperties(minheight="0.8cm", **{edge: "0.4cm"}))
        layout.addElement(part)
    document.automaticstyles.addElement(layout)
    for name in ("Header", "Footer"):
        edge_style = _named(name)
        stops = TabStops()
        stops.addElement(TabStop(position=f"{_TEXT_CM}cm", type="right"))
        properties = ParagraphProperties()
        properties.addElement(stops)
        edge_style.addElement(properties)
        edge_style.addElement(TextProperties(fontsize="9pt", fontsizeasian="9pt", color="#44525f"))
        document.styles.addElement(edge_style)
    master = MasterPage(name="Standard", pagelayoutname="A4")
    for kind, style, left, right in ((Header, "Header", page.left, page.right), (Footer, "Footer", title, None)):
        part = kind()
        paragraph = P(stylename=style, text=left)
        paragraph.addElement(Tab())
        if right is None:
            paragraph.addElement(PageNumber(selectpage="current"))
        else:
            paragraph.addText(right)
        part.addElement(paragraph)
        master.addElement(part)
    document.masterstyles.addElement(master)


class _Writer:
    """Puts blocks into a document; numbers tables, figures, footnotes and headings as it goes."""

    def __init__(self, document: Any, blocks: Sequence[Block]) -> None:
        self._document = document
        self._headings = [block for block in blocks if isinstance(block, Heading)]
        self._linked = any(isinstance(block, Contents) for block in blocks)
        self._counts: dict[str, int] = {}

    def _next(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def add(self, block: Block) -> None:
        body = self._document.text
        match block:
            case Heading():
                body.addElement(self._heading(block))
            case Paragraph():
                body.addElement(self._paragraph(block))
            case Bullets(items):
                body.addElement(_bullets(items))
            case Facts():
                body.addElement(_facts(block, f"Facts{self._next('facts')}", self._widths(_FACTS)))
            case Grid():
                if block.supplement:
                    body.addElement(self._caption(block.supplement, block.name))
                body.addElement(_grid(block, self._widths(column_shares(block))))
            case Figure():
                self._figure(block)
            case Contents(title):
                self._contents(title)

    def _heading(self, block: Heading) -> Any:
        from odf import text

        level = min(max(block.level, _HIGHEST), _LOWEST)
        made = text.H(outlinelevel=level, stylename=f"Heading_20_{level}")
        if self._linked:
            made.addElement(text.Bookmark(name=f"h{self._next('heading')}"))
        made.addText(block.text)
        return made

    def _paragraph(self, block: Paragraph) -> Any:
        from odf import text

        paragraph = text.P(stylename="Standard", **({} if block.href else {"text": block.text}))
        if block.href:
            paragraph.addElement(text.A(type="simple", href=block.href, text=block.text))
        if block.note:
            number = self._next("note")
            note = text.Note(id=f"ftn{number}", noteclass="footnote")
            note.addElement(text.NoteCitation(text=str(number)))
            body = text.NoteBody()
            body.addElement(text.P(stylename="Standard", text=block.note))
            note.addElement(body)
            paragraph.addElement(note)
        return paragraph

    def _widths(self, shares: Sequence[float]) -> list[str]:
        """The styles of the columns of a table."""
        from odf.style import Style, TableColumnProperties

        names = []
        for width in shares:
            style = Style(name=f"Column{self._next('column')}", family="table-column")
            share = _TEXT_CM * width / sum(shares)
            style.addElement(TableColumnProperties(columnwidth=f"{share:.2f}cm"))
            self._document.automaticstyles.addElement(style)
            names.append(f"Column{self._counts['column']}")
        return names

    def _caption(self, word: str, caption: str) -> Any:
        from odf import text

        return text.P(stylename="Caption", text=f"{word} {self._next(word)}　{caption}")

    def _figure(self, block: Figure) -> None:
        from odf import draw, svg, text

        name = self._document.addPicture(
            f"figure{self._next('picture')}.svg", mediatype="image/svg+xml", content=block.svg.encode()
        )
        width, height = _size(block.svg)
        frame = draw.Frame(
            anchortype="as-char", width=f"{_TEXT_CM:.2f}cm", height=f"{_TEXT_CM * height / width:.2f}cm"
        )
        frame.addElement(draw.Image(href=name, type="simple", show="embed", actuate="onLoad"))
        frame.addElement(svg.Title(text=block.caption))
        frame.addElement(svg.Desc(text=block.alternative))
        paragraph = text.P(stylename="Picture")
        paragraph.addElement(frame)
        self._document.text.addElement(paragraph)
        self._document.text.addElement(self._caption(block.supplement, block.caption))

    def _contents(self, title: str) -> None:
        from odf import text

        made = text.TableOfContent(name="Contents1", protected="true")
        source = text.TableOfContentSource(outlinelevel=str(_LOWEST))
        source.addElement(text.IndexTitleTemplate(stylename=_CONTENTS_TITLE, text=title))
        made.addElement(source)
        body = text.IndexBody()
        head = text.IndexTitle(name="Contents1_Head")
        head.addElement(text.P(stylename=_CONTENTS_TITLE, text=title))
        body.addElement(head)
        for number, heading in enumerate(self._headings, 1):
            if heading.level == 1:
                continue  # the title of the document
            paragraph = text.P(stylename=f"Contents_20_{min(heading.level, _LOWEST)}")
            paragraph.addElement(text.A(type="simple", href=f"#h{number}", text=heading.text))
            paragraph.addElement(text.Tab())
            # the office program fills in the page, which is known when the pages are laid out
            paragraph.addElement(text.BookmarkRef(refname=f"h{number}", referenceformat="page"))
            body.addElement(paragraph)
        made.addElement(body)
        self._document.text.addElement(made)


def _bullets(items: Sequence[str]) -> Any:
    from odf import text

    listing = text.List()
    for each in items:
        item = text.ListItem()
        item.addElement(text.P(stylename="Standard", text=each))
        listing.addElement(item)
    return listing


def _size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, in whatever unit."""
    found = _VIEW_BOX.search(svg)
    return (float(found[1]), float(found[2])) if found else (4.0, 3.0)


def _row(cells: Sequence[str], styles: Sequence[str], look: str = _BODY_CELL) -> Any:
    from odf import table

    made = table.TableRow(stylename=_ROW)
    for each, style in zip(cells, styles, strict=True):
        cell = table.TableCell(stylename=look, valuetype="string")
        cell.addElement(_linked(each, style))
        made.addElement(cell)
    return made


def _linked(words: str, style: str) -> Any:
    """A paragraph; an address is a link."""
    from odf import text

    if not words.startswith(("https://", "http://")):
        return text.P(stylename=style, text=words)
    paragraph = text.P(stylename=style)
    paragraph.addElement(text.A(type="simple", href=words, text=words))
    return paragraph


def _facts(block: Facts, name: str, widths: Sequence[str]) -> Any:
    from odf import table

    made = table.Table(name=name, stylename=_TABLE)
    head = table.TableHeaderColumns()
    head.addElement(table.TableColumn(stylename=widths[0]))
    made.addElement(head)
    made.addElement(table.TableColumn(stylename=widths[1]))
    top = table.TableHeaderRows()
    top.addElement(_row(block.header, (_LABEL, _LABEL), _HEAD_CELL))
    made.addElement(top)
    for pair in block.pairs:
        made.addElement(_row(pair, (_LABEL, _CELL)))
    return made


def _grid(block: Grid, widths: Sequence[str]) -> Any:
    from odf import table

    made = table.Table(name=block.name, stylename=_TABLE)
    columns = [table.TableColumn(stylename=width) for width in widths]
    if block.labelled:
        labels = table.TableHeaderColumns()
        labels.addElement(columns.pop(0))
        made.addElement(labels)
    for column in columns:
        made.addElement(column)
    head = table.TableHeaderRows()
    heads = [_NUMBER_LABEL if place in block.numbers else _LABEL for place in range(len(block.header))]
    head.addElement(_row(block.header, heads, _HEAD_CELL))
    made.addElement(head)
    looks = [_NUMBER if place in block.numbers else _CELL for place in range(len(block.header))]
    if block.labelled:
        looks[0] = _LABEL
    for cells in block.rows:
        made.addElement(_row(cells, looks))
    return made
