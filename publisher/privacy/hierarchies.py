"""Hierarchy files as people write them: read alike by what generalises and by what measures."""

from __future__ import annotations

import csv
from pathlib import Path

from publisher.model.errors import UserError, Where
from publisher.model.text import msg


def read_rows(path: Path, shown: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a hierarchy file: first column the leaf, each further column one level coarser.

    Separated by semicolons or commas (whichever the first line has; a semicolon wins), UTF-8, no header. Raises
    UserError naming `shown` and the line when it cannot be read, is empty, or its rows differ in length.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            msg("The hierarchy file {file} cannot be read.", file=shown),
            Where(shown),
            msg("Write a CSV file in UTF-8 beside policy.yaml: first column the value, then its coarser levels."),
        ) from None
    first = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=";" if ";" in first else ",")
    rows = tuple(tuple(cell.strip() for cell in line) for line in lines if any(cell.strip() for cell in line))
    if not rows:
        raise UserError(msg("The hierarchy file {file} is empty.", file=shown), Where(shown))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]) or not all(row[1:]):
            raise UserError(
                msg("Line {line} of the hierarchy file {file} does not have a value in every column.",
                    line=number, file=shown),
                Where(shown, line=number),
            )  # fmt: skip
    return rows
