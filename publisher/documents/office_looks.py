"""How ODF and OOXML files look, against the styles that say what their parts are: drawn headings and faint words.

Only what the file itself says of a colour is judged; colours of a theme, of a picture or of a condition are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from publisher.documents.structure import DocumentFault, is_faint

if TYPE_CHECKING:
    from publisher.documents.office_structure import Node

Colour = tuple[int, int, int]
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})\Z")
_SENTENCE = tuple("。！？，；：、.!?,;:…")
_LONGEST_HEADING = 40
_LARGER = 1.2
_USUAL_POINTS = 12.0
_DEEPEST = 12
_SIZES = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "px": 0.75}
_HIGHLIGHTS = {
    "yellow": (255, 255, 0), "green": (0, 255, 0), "cyan": (0, 255, 255), "magenta": (255, 0, 255),
    "blue": (0, 0, 255), "red": (255, 0, 0), "black": (0, 0, 0), "white": (255, 255, 255),
    "lightGray": (192, 192, 192), "darkGray": (128, 128, 128),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text is set; None is what is said elsewhere. `ground_known` is false on a ground that the
    file does not tell."""

    colour: Colour | None = None
    ground: Colour | None = None
    bold: bool | None = None
    points: float | None = None
    ground_known: bool = True

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other."""
        return Look(
            self.colour or other.colour,
            self.ground or other.ground,
            other.bold if self.bold is None else self.bold,
            self.points or other.points,
            self.ground_known and (other.ground_known or self.ground is not None),
        )


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """A paragraph as it is set: its stretches, whether it is a heading, whether it may be one that is drawn."""

    stretches: tuple[tuple[str, Look], ...]
    heading: bool = False
    plain: bool = True

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(words for words, _ in self.stretches).strip()

    @property
    def points(self) -> float:
        """The smallest size in it."""
        return min((look.points or _USUAL_POINTS for words, look in self.stretches if words.strip()), default=0.0)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(look.bold for words, look in self.stretches if words.strip())


def colour(value: str) -> Colour | None:
    """A colour as files write it (`C8C8C8`, `#c8c8c8`); `auto` and names of themes are none."""
    found = _HEX.match(value)
    return tuple(bytes.fromhex(found[1])) if found else None  # type: ignore[return-value]


def drawn_headings(paragraphs: list[SetParagraph]) -> int:
    """Short paragraphs, bold or larger than the rest, above a longer one that is not, and no headings."""
    filled = [paragraph for paragraph in paragraphs if paragraph.text]
    sizes: dict[float, int] = {}
    for paragraph in filled:
        sizes[paragraph.points] = sizes.get(paragraph.points, 0) + len(paragraph.text)
    usual = max(sizes, key=lambda size: sizes[size], default=_USUAL_POINTS)

    def stands_out(paragraph: SetParagraph) -> bool:
        return paragraph.bold or paragraph.points >= _LARGER * usual

    return sum(
        not above.heading
        and above.plain
        and 2 <= len(above.text) <= _LONGEST_HEADING
        and not above.text.endswith(_SENTENCE)
        and stands_out(above)
        and below.plain
        and not below.heading
        and not stands_out(below)
        and len(below.text) > len(above.text)
        for above, below in pairwise(filled)
    )


def faint(stretches: Iterable[tuple[str, Look]], ground: Colour = (255, 255, 255)) -> Iterator[DocumentFault]:
    """One fault with the pairs of colours that are too near; `ground` is that of the sheet."""
    pairs = {
        (look.colour, look.ground or ground)
        for words, look in stretches
        if look.colour is not None
        and look.ground_known
        and any(letter.isalnum() for letter in words)
        and is_faint(look.colour, look.ground or ground, look.points or _USUAL_POINTS, bold=bool(look.bold))
    }
    if pairs:
        yield DocumentFault("contrast", len(pairs))


# -- WordprocessingML


def of_run(properties: Node | None) -> Look:
    """What `w:rPr` (and `w:pPr`, for its shading) says."""
    said = Look()
    for node in properties.children if properties is not None else ():
        value = node.attributes.get("val", "")
        if node.name == "color":
            said = replace(said, colour=colour(value))
        elif node.name == "b":
            said = replace(said, bold=value not in ("0", "false", "none"))
        elif node.name == "sz" and value.isdigit():
            said = replace(said, points=int(value) / 2)
        elif node.name == "highlight":
            said = replace(said, ground=_HIGHLIGHTS.get(value), ground_known=value in (*_HIGHLIGHTS, "none"))
        elif node.name == "shd":
            said = said.over(_shading(node))
    return said


def _shading(node: Node) -> Look:
    fill = node.attributes.get("fill", "auto")
    return Look(ground=colour(fill), ground_known=fill == "auto" or colour(fill) is not None)


def word_styles(styles: Node) -> dict[str, Look]:
    """The looks of all styles by their ids, each with those it is based on; the empty name is the default."""
    own: dict[str, Look] = {}
    based: dict[str, str] = {}
    defaults = styles.first("rPrDefault")
    default = of_run(defaults.first("rPr") if defaults is not None else None)
    for style in styles.all("style"):
        name = style.attributes.get("styleId", "")
        parts = {child.name: child for child in style.children}
        own[name] = of_run(parts.get("rPr")).over(of_run(parts.get("pPr")))
        if "basedOn" in parts:
            based[name] = parts["basedOn"].attributes.get("val", "")
        if style.attributes.get("type") == "paragraph" and style.attributes.get("default") in ("1", "true"):
            based.setdefault("", name)
    looks = {name: _chain(name, own, based) for name in own}
    looks[""] = default
    return {name: look.over(default) for name, look in looks.items()}


def _chain(name: str, own: Mapping[str, Look], based: Mapping[str, str]) -> Look:
    look = own.get(name, Look())
    for _ in range(_DEEPEST):
        name = based.get(name, "")
        if not name:
            break
        look = look.over(own.get(name, Look()))
    return look


def word_paragraph(paragraph: Node, styles: Mapping[str, Look], around: Look) -> tuple[tuple[str, Look], ...]:
    """The runs of a paragraph with their looks; `around` is the cell that it stands in."""
    parts = {child.name: child for child in paragraph.children}
    own = parts.get("pPr")
    mark = next((node for node in own.children if node.name == "pStyle"), None) if own is not None else None
    base = of_run(own).over(styles.get(mark.attributes.get("val", "") if mark is not None else "", styles[""]))
    stretches = []
    for run in _runs(paragraph):
        properties = next((node for node in run.children if node.name == "rPr"), None)
        style = next((node for node in properties.children if node.name == "rStyle"), None) if properties else None
        look = of_run(properties)
        if style is not None:
            look = look.over(styles.get(style.attributes.get("val", ""), Look()))
        words = "".join(node.words for node in run.children if node.name == "t")
        stretches.append((words, look.over(base).over(around)))
    return tuple(stretches)


def _runs(node: Node) -> Iterator[Node]:
    """The runs of a paragraph, without those of boxes that hang in it."""
    for child in node.children:
        if child.name == "r":
            yield child
        elif child.name in ("hyperlink", "ins", "smartTag", "sdt", "sdtContent", "fldSimple"):
            yield from _runs(child)


def around_words(cell: Node) -> Look:
    """The ground of a table's cell."""
    parts = [node for part in cell.children if part.name == "tcPr" for node in part.children]
    shading = next((node for node in parts if node.name == "shd"), None)
    return _shading(shading) if shading is not None else Look()


# -- OpenDocument


def odf_styles(*trees: Node) -> dict[str, Look]:
    """The looks of all styles by family and name (`paragraph/P1`); `paragraph/` is a default."""
    own: dict[str, Look] = {}
    parents: dict[str, str] = {}
    for tree in trees:
        for style in tree.all("style", "default-style"):
            family = style.attributes.get("family", "")
            name = f"{family}/{style.attributes.get('name', '')}" if style.name == "style" else f"{family}/"
            own[name] = _of_odf(style)
            parents[name] = f"{family}/{style.attributes.get('parent-style-name', '')}"
    return {name: _chain_odf(name, own, parents) for name in own}


def _chain_odf(name: str, own: Mapping[str, Look], parents: Mapping[str, str]) -> Look:
    look = own.get(name, Look())
    for _ in range(_DEEPEST):
        if name.endswith("/"):
            break
        name = parents.get(name, "/")
        look = look.over(own.get(name, Look()))
    return look


def _of_odf(style: Node) -> Look:
    look = Look()
    for part in style.children:
        said = part.attributes
        if part.name in ("text-properties", "paragraph-properties", "table-cell-properties"):
            ground = said.get("background-color", "")
            look = look.over(
                Look(ground=colour(ground), ground_known=ground in ("", "transparent") or bool(colour(ground)))
            )
        if part.name == "text-properties":
            weight = said.get("font-weight-asian") or said.get("font-weight")
            look = look.over(
                Look(
                    colour(said.get("color", "")) if said.get("use-window-font-color") != "true" else None,
                    bold=None if weight is None else weight == "bold" or (weight.isdigit() and int(weight) >= 600),
                    points=_points(said.get("font-size-asian") or said.get("font-size", "")),
                )
            )
        elif part.name == "graphic-properties":
            look = replace(look, ground_known=False)
    return look


def _points(value: str) -> float | None:
    found = re.fullmatch(r"([\d.]+)(pt|cm|mm|in|px)", value)
    return float(found[1]) * _SIZES[found[2]] if found else None


def odf_paragraph(paragraph: Node, styles: Mapping[str, Look], around: Look) -> tuple[tuple[str, Look], ...]:
    """The stretches of a paragraph or heading with their looks."""
    base = styles.get(f"paragraph/{paragraph.attributes.get('style-name', '')}", styles.get("paragraph/", Look()))
    stretches = []
    waiting = [(paragraph, base.over(around))]
    while waiting:
        node, look = waiting.pop()
        if node.words:
            stretches.append((node.words, look))
        for child in reversed(node.children):
            own = styles.get(f"text/{child.attributes.get('style-name', '')}") if child.name == "span" else None
            if child.name in ("span", "a", "meta", "bookmark-ref", "s", "tab"):
                waiting.append((child, own.over(look) if own is not None else look))
    return tuple(stretches)


# -- SpreadsheetML


def sheet_looks(styles: Node) -> list[Look]:
    """The looks of cells by the number of their format."""
    parts = {child.name: child for root in styles.children for child in root.children}

    def rows(name: str) -> list[Node]:
        return parts[name].children if name in parts else []

    fonts = [_of_font(font) for font in rows("fonts")]
    fills = [_of_fill(fill) for fill in rows("fills")]
    looks = []
    for form in rows("cellXfs"):
        font, fill = (form.attributes.get(name, "0") for name in ("fontId", "fillId"))
        look = fonts[int(font)] if font.isdigit() and int(font) < len(fonts) else Look()
        looks.append(look.over(fills[int(fill)] if fill.isdigit() and int(fill) < len(fills) else Look()))
    return looks


def _of_font(font: Node) -> Look:
    parts = {child.name: child.attributes for child in font.children}
    size = parts.get("sz", {}).get("val", "")
    return Look(
        colour(parts.get("color", {}).get("rgb", "")[-6:]),
        bold="b" in parts and parts["b"].get("val", "1") not in ("0", "false"),
        points=float(size) if re.fullmatch(r"\d+(?:\.\d+)?", size) else None,
    )


def _of_fill(fill: Node) -> Look:
    pattern = fill.first("patternFill")
    kind = pattern.attributes.get("patternType", "none") if pattern is not None else "none"
    if kind == "none" and fill.first("gradientFill") is None:
        return Look()
    front = fill.first("fgColor")
    ground = colour(front.attributes.get("rgb", "")[-6:]) if front is not None and kind == "solid" else None
    return Look(ground=ground, ground_known=ground is not None)
