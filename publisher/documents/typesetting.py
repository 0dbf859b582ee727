"""Typesets tagged PDF (PDF/UA-1) with Chinese through typst.

A template is typst source that a programmer wrote. What people wrote goes in as data and is shown as strings, so
no character of it can be markup. The same template, data and fonts give the same bytes: no clock is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from publisher.documents.libraries import missing_extra
from publisher.model.errors import MissingPartError, PublisherError, UserError, Where
from publisher.model.jsonable import Json
from publisher.model.text import msg

FONT = "Noto Sans CJK TC"
"""The font of every document: Taiwanese glyph forms, and Latin beside them. From the system."""


Standard = Literal["ua-1", "a-2a"]
_MOST_TRIES = 4
_UNSHOWN = re.compile(r'the text `"((?:[^"`\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


def typeset(
    template: str | Path,
    data: Mapping[str, Json],
    standards: Sequence[Standard] = ("ua-1",),
    templates: Path | None = None,
) -> bytes:
    """The PDF of `template`, which finds `data` (JSON) and the name of the `font` in `sys.inputs`.

    A file of the same name in the folder `templates` goes before our own `template`: it may show pictures of that
    folder.

    A sign that no font of this machine has (another script, a rare character, a control sign) is shown by its
    number, as 〔U+0E01〕: a font that has it is used once it is installed. Raises MissingPartError when typst or a
    font is not on this machine, PublisherError when the template has a fault (typst refuses what would break
    PDF/UA-1, such as an image without a text); UserError when it is one of `templates`.
    """
    require_font()
    import typst

    theirs = templates / template.name if templates and isinstance(template, Path) else None
    theirs = theirs if theirs and theirs.is_file() else None
    source: Any = template.encode() if isinstance(template, str) else theirs or template

    unshown: set[str] = set()
    for _ in range(_MOST_TRIES):
        shown = _named(data, unshown) if unshown else data
        inputs = {"data": json.dumps(shown, ensure_ascii=False, sort_keys=True), "font": FONT}
        try:
            pdf = typst.compile(
                source,
                font_paths=_fonts(),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=list(standards),
                timestamp=0,
            )
        except typst.TypstError as error:
            # its message quotes the source
            found = _unshown(str(getattr(error, "diagnostic", error))) - unshown
            if not found:
                break
            unshown |= found
        else:
            assert isinstance(pdf, bytes)
            return pdf
    fault = msg("A document could not be typeset: its template has a fault.")
    if theirs is not None:
        raise UserError(fault, Where(str(theirs)), msg("Compare it with ours: docs/how-to/make-documents.md"))
    raise PublisherError(fault)


def _unshown(diagnostic: str) -> set[str]:
    """The signs for which no font was found."""
    texts = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _UNSHOWN.findall(diagnostic))
    return {sign for text in texts for sign in text}


def _named(value: Any, signs: set[str]) -> Any:
    """`value` with these signs written as their numbers, in every text of it."""
    if isinstance(value, str):
        return re.sub(f"[{re.escape(''.join(sorted(signs)))}]+", _numbers, value)
    if isinstance(value, Mapping):
        return {key: _named(item, signs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_named(item, signs) for item in value]
    return value


def _numbers(run: re.Match[str]) -> str:
    return "〔" + " ".join(f"U+{ord(sign):04X}" for sign in run[0]) + "〕"


def require_font() -> None:
    """Raise MissingPartError unless typst and the font are here."""
    try:
        found = FONT in _fonts().families()
    except ImportError:
        missing_extra()
    if not found:
        raise MissingPartError(
            msg("The font {font} is not on this machine; PDF documents in Chinese need it.", font=FONT),
            hint=msg("Install it with: apt-get install fonts-noto-cjk"),
        )


@cache
def _fonts() -> Any:
    """The fonts of this machine and those of typst, looked for once: that takes longer than most documents do."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
