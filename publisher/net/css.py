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
_SET = re.compile(r"image-set\(((?:[^()\"']|\"[^\"\n]*\"|'[^'\n]*'|\([^()]*\)){1,4000})\)", re.IGNORECASE)
_WRITTEN = re.compile(r"(?<![(\w])\s*(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')")
_OTHER = re.compile(r"(?:url|type)\([^()]*\)", re.IGNORECASE)
"""Within an image-set the addresses of `url()` are found by themselves, and `type()` holds none."""
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)


def addresses(css: str) -> Iterator[str]:
    """Every address that a style sheet loads, as written but without CSS escapes; data: is left out."""
    plain = _COMMENT.sub(" ", css)
    found_all = [*_ADDRESS.finditer(plain)]
    if "image-set(" in plain:
        sets = (_OTHER.sub(" ", found[1]) for found in _SET.finditer(plain))
        found_all += [item for inside in sets for item in _WRITTEN.finditer(inside)]
    for found in found_all:
        written = next(group for group in found.groups() if group is not None).strip()
        if written and not written[:5].lower().startswith("data:") and not written.startswith("#"):
            yield _ESCAPE.sub(_plain, written) if "\\" in written else written


def _plain(found: re.Match[str]) -> str:
    if not found[1]:
        return str(found[2])
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
