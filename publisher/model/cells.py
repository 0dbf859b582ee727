"""Cells of lists that spreadsheets open: a text stays a text, and nothing of it is run."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def plain_cell(text: str, *, lines: bool = False) -> str:
    """A text without the characters that steer programs; with `lines`, ends of lines stay."""
    return "".join(letter if letter.isprintable() or (lines and letter == "\n") else " " for letter in text)


def safe_cell(text: str, *, lines: bool = False) -> str:
    """The same for CSV, where a text that could be read as a formula gets an apostrophe (OWASP, CSV injection).

    A bare dash stays: it stands for nothing.
    """
    cell = plain_cell(text, lines=lines)
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) and cell != "-" else cell
