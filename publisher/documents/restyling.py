"""Gives an OpenDocument text the looks of another: styles, pages, headers, footers and their pictures.

The other is a document (or a template, .ott) that somebody made in Writer. What it has no style for keeps ours.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from publisher.documents.packing import packed
from publisher.model.errors import UserError, Where
from publisher.model.text import msg

_MOST = 16 * 1024**2
"""Bytes that a part of the template may unpack to."""
_NS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
for _name in ("office", "style", "text", "table", "drawing", "manifest", "meta"):
    ET.register_namespace({"drawing": "draw"}.get(_name, _name), _NS.format(_name))
ET.register_namespace("fo", _NS.format("xsl-fo-compatible"))
ET.register_namespace("svg", _NS.format("svg-compatible"))
ET.register_namespace("number", _NS.format("datastyle"))
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
_OFFICE, _STYLE, _MANIFEST = (f"{{{_NS.format(name)}}}" for name in ("office", "style", "manifest"))
_PAGES = ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")
_SPOKEN = frozenset({"language", "country", "language-asian", "country-asian"})
_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    RuntimeError,
    ET.ParseError,
)
_OUTSIDE = "{http://www.w3.org/1999/xlink}href"


def restyled(package: bytes, template: Path) -> bytes:
    """`package` with the looks of the document at `template`. Raises UserError when that cannot be read."""
    theirs, pictures = _read(template)
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    ours = ET.fromstring(parts["styles.xml"])  # noqa: S314 - made here
    _take(ours, theirs, "font-face-decls")
    spoken = {key: value for key, value in _language(ours).items() if key.rpartition("}")[2] in _SPOKEN}
    _take(ours, theirs, "styles")
    _language(ours).update(spoken)
    page = _standard(theirs)
    if page is not None:
        _take_pages(ours, theirs, page)
    parts["styles.xml"] = ET.tostring(ours)
    manifest = ET.fromstring(parts["META-INF/manifest.xml"])  # noqa: S314 - made here
    for name, content in pictures.items():
        parts[name] = content
        entry = ET.SubElement(manifest, f"{_MANIFEST}file-entry")
        entry.set(f"{_MANIFEST}full-path", name)
        entry.set(f"{_MANIFEST}media-type", "")
    parts["META-INF/manifest.xml"] = ET.tostring(manifest)
    return packed(parts)


def _read(template: Path) -> tuple[ET.Element, dict[str, bytes]]:
    """The root of the template's styles, and the pictures that they show."""
    try:
        with zipfile.ZipFile(template) as package:
            written = _part(package, "styles.xml")
            if b"<!DOCTYPE" in written or b"<!ENTITY" in written:
                raise ValueError
            styles = ET.fromstring(written)  # noqa: S314 - without a DOCTYPE nothing is expanded
            named = {item.get(_OUTSIDE, "").removeprefix("./") for item in styles.iter()}
            shown = {name: _part(package, name) for name in package.namelist() if name in named}
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        LookupError,
        ValueError,
        RuntimeError,
        ET.ParseError,
    ):
        raise UserError(
            msg("The template cannot be read as an OpenDocument text."),
            Where(str(template)),
            msg("Save it with Writer as .odt, without a password."),
        ) from None
    return styles, shown


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        content = stream.read(_MOST + 1)
    if len(content) > _MOST:
        raise ValueError
    return content


def _language(styles: ET.Element) -> dict[str, str]:
    """The attributes of the language that paragraphs have."""
    for default in styles.findall(f"{_OFFICE}styles/{_STYLE}default-style"):
        if default.get(f"{_STYLE}family") == "paragraph":
            words = default.find(f"{_STYLE}text-properties")
            return {} if words is None else words.attrib
    return {}


def _key(element: ET.Element) -> tuple[str, str, str]:
    return element.tag, element.get(f"{_STYLE}name", ""), element.get(f"{_STYLE}family", "")


def _take(ours: ET.Element, theirs: ET.Element, room: str) -> None:
    """Put their elements of one room in the place of ours of the same name."""
    mine, other = ours.find(f"{_OFFICE}{room}"), theirs.find(f"{_OFFICE}{room}")
    if mine is None or other is None:
        return
    taken = {_key(item) for item in other}
    for item in [item for item in mine if _key(item) in taken]:
        mine.remove(item)
    mine.extend(list(other))


def _standard(styles: ET.Element) -> ET.Element | None:
    pages = styles.findall(f"{_OFFICE}master-styles/{_STYLE}master-page")
    return next((page for page in pages if page.get(f"{_STYLE}name") == "Standard"), pages[0] if pages else None)


def _take_pages(ours: ET.Element, theirs: ET.Element, page: ET.Element) -> None:
    """Their page with its layout; of the header and the footer ours where they have none."""
    own = _standard(ours)
    automatic, masters = ours.find(f"{_OFFICE}automatic-styles"), ours.find(f"{_OFFICE}master-styles")
    if own is None or automatic is None or masters is None:
        return
    wanted = {page.get(f"{_STYLE}page-layout-name", "")} | set(_names(page))
    known = {_key(item) for item in automatic}
    used = [item for item in theirs.findall(f"{_OFFICE}automatic-styles/*") if _key(item)[1] in wanted]
    for item in [item for item in automatic if _key(item) in {_key(each) for each in used} & known]:
        automatic.remove(item)
    automatic.extend(used)
    page.set(f"{_STYLE}name", "Standard")
    page.attrib.pop(f"{_STYLE}next-style-name", None)
    if not any(page.find(f"{_STYLE}{part}") is not None for part in _PAGES):
        for number, part in enumerate(item for item in own if item.tag.removeprefix(_STYLE) in _PAGES):
            page.insert(number, part)
    masters.remove(own)
    masters.append(page)


def _names(page: ET.Element) -> Iterator[str]:
    """Names of styles that the page's header and footer use."""
    for item in page.iter():
        for key, value in item.items():
            if key.endswith("}style-name"):
                yield value
