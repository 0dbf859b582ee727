"""What a converted document lacks to say what it is: title and language, in OpenDocument and in PDF."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from publisher.documents.libraries import missing_extra

_TITLE = re.compile(rb"<dc:title>\s*</dc:title>|<dc:title/>")
_HAS_TITLE = re.compile(rb"<dc:title>[^<]+</dc:title>")
_META_END = b"</office:meta>"


def finish_odf(path: Path, title: str) -> None:
    """Give the document the title when it has none of its own; its other parts stay byte for byte."""
    with zipfile.ZipFile(path) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    meta = next((content for info, content in parts if info.filename == "meta.xml"), None)
    if meta is None or _HAS_TITLE.search(meta) or _META_END not in meta:
        return
    named = f"<dc:title>{escape(title)}</dc:title>".encode()
    meta = _TITLE.sub(b"", meta).replace(_META_END, named + _META_END)
    half = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(half, "w") as package:
        for info, content in parts:
            package.writestr(info, meta if info.filename == "meta.xml" else content)
    half.replace(path)


def finish_pdf(path: Path, title: str, language: str = "zh-TW") -> None:
    """Give the document a title and a language when it has none, and let readers show the title."""
    try:
        import pikepdf
    except ImportError:
        missing_extra()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        root = pdf.Root
        if "/Lang" not in root:
            root["/Lang"] = pikepdf.String(language)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
            if not meta.get("dc:title"):
                meta["dc:title"] = title
            shown = str(meta.get("dc:title"))
        pdf.docinfo["/Title"] = pikepdf.String(shown)
        if "/ViewerPreferences" not in root:
            root["/ViewerPreferences"] = pikepdf.Dictionary()
        root.ViewerPreferences["/DisplayDocTitle"] = True
        pdf.save(path)
