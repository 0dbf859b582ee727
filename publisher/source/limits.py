"""What a file from outside may cost us: its size, and the size of what is packed in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from publisher.model.errors import SourceError, Where
from publisher.model.text import msg

MOST_BYTES = 2 * 1024**3
"""Largest source file, and largest content of a packed one (2 GB)."""

MOST_RATIO = 300
"""Packed spreadsheets are 5 to 60 times smaller than their content; a bomb a thousand times."""

HARMLESS_BYTES = 64 * 1024**2
"""Below this, the ratio does not matter."""

MOST_CELLS = 100_000_000
"""Cells of one sheet, counted as a rectangle; reading allocates the whole of it."""

MOST_COLUMNS = 20_000
"""Somewhat more than the widest sheet of any program has (16,384); a wider table has records in its columns."""

MOST_PIECES = 2_000
"""Sheets of a workbook, or files of an archive, that one source takes: each is read from the beginning anew."""


def check_pieces(names: Sequence[str], shown: str) -> None:
    """Raise SourceError when a pattern fits more sheets or members than anybody's table has."""
    if len(names) > MOST_PIECES:
        raise SourceError(
            msg(
                "{count} sheets or files inside it fit the pattern; at most {most} are put together",
                count=len(names),
                most=MOST_PIECES,
            ),
            Where(shown),
            msg("write a pattern that fits fewer, or put the tables together where the file comes from"),
        )


def check_width(columns: int, shown: str) -> None:
    """Raise SourceError for far more columns than a sheet can have: what follows takes a step for each of them."""
    if columns > MOST_COLUMNS:
        raise SourceError(
            msg("The table has {count} columns; at most {most} are read", count=columns, most=MOST_COLUMNS),
            Where(shown),
            msg("check its separator and line ends, or turn the table, so that every record has a row of its own"),
        )


def check_size(path: Path, shown: str) -> None:
    """Raise SourceError when the file is larger than MOST_BYTES."""
    if path.stat().st_size > MOST_BYTES:
        raise too_large(shown)


def most_text(path: Path) -> int:
    """How many characters the cells of a packed spreadsheet may hold together, repeated ones counted."""
    return min(MOST_BYTES, max(HARMLESS_BYTES, MOST_RATIO * path.stat().st_size))


def too_large(shown: str) -> SourceError:
    """The error for a file or content beyond the limit."""
    return SourceError(
        msg("The source file is larger than {limit} megabytes", limit=MOST_BYTES // 1024**2),
        Where(shown),
        msg("split it into several files and name them with a pattern such as *.csv"),
    )


def check_packed(path: Path, shown: str) -> None:
    """Raise SourceError when a zip-based spreadsheet would unpack to more than is believable."""
    try:
        with ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (BadZipFile, ValueError, NotImplementedError):
        raise damaged(shown) from None
    if unpacked > MOST_BYTES:
        raise too_large(shown)
    if unpacked > HARMLESS_BYTES and unpacked > MOST_RATIO * path.stat().st_size:
        raise bomb(shown)


def bomb(shown: str) -> SourceError:
    """The error for a file whose content is far larger than it can honestly be."""
    return SourceError(
        msg("The file unpacks to far more than its size allows for; it was not opened"),
        Where(shown),
        msg("make it again where it comes from; delete empty rows and columns around the table of a spreadsheet"),
    )


def damaged(shown: str) -> SourceError:
    """The error for a file that is not what its ending says."""
    return SourceError(
        msg("The file is damaged, protected by a password, or not of the format its name says"),
        Where(shown),
        msg("open it in the program it comes from, save it again without a password, or declare its format"),
    )
