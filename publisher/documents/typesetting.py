"""Typesets tagged PDF (PDF/UA-1) with Chinese through typst.

A template is typst source that a programmer wrote. What people wrote goes in as data and is shown as strings, so
no character of it can be markup. The same template, data and fonts give the same bytes: no clock is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from publisher.documents.libraries import missing_extra
from publisher.model.errors import MissingPartError, PublisherError
from publisher.model.jsonable import Json
from publisher.model.text import msg

FONT = "Noto Sans CJK TC"
"""The font of every document: Taiwanese glyph forms, and Latin beside them. From the system."""


def typeset(template: str, data: Mapping[str, Json]) -> bytes:
    """The PDF of `template`, which finds `data` (JSON) and the name of the `font` in `sys.inputs`.

    Raises MissingPartError when typst or the font is not on this machine, PublisherError when the template has
    a fault (typst refuses what would break PDF/UA-1, such as an image without a text).
    """
    require_font()
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True), "font": FONT}
    try:
        pdf = typst.compile(template.encode(), format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=0)
    except typst.TypstError:
        # its message quotes the source
        raise PublisherError(msg("A document could not be typeset: its template has a fault.")) from None
    assert isinstance(pdf, bytes)
    return pdf


def require_font() -> None:
    """Raise MissingPartError unless typst and the font are here."""
    try:
        found = FONT in _families()
    except ImportError:
        missing_extra()
    if not found:
        raise MissingPartError(
            msg("The font {font} is not on this machine; PDF documents in Chinese need it.", font=FONT),
            hint=msg("Install it with: apt-get install fonts-noto-cjk"),
        )


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).families())
