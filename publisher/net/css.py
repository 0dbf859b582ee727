"""Addresses in style sheets: `url(…)` and `@import`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ADDRESS = re.compile(
    r"""@import\s+(?:"([^"\n]{1,2000})"|'([^'\n]{1,2000})')"""
    r"""|url\(\s*(?:"([^"\n]{0,2000})"|'([^'\n]{0,2000})'|([^"'()\s][^()\s]{0,2000}))\s*\)""",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)


def addresses(css: str) -> Iterator[str]:
    """Every address that a style sheet loads, as written but without CSS escapes; data: is left out."""
    for found in _ADDRESS.finditer(_COMMENT.sub(" ", css)):
        written = next(group for group in found.groups() if group is not None).strip()
        if written and not written[:5].lower().startswith("data:") and not written.startswith("#"):
            yield _ESCAPE.sub(_plain, written) if "\\" in written else written


def _plain(found: re.Match[str]) -> str:
    if not found[1]:
        return str(found[2])
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
