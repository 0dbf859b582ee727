"""One file on its way into a grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publisher.model.errors import SourceError, Where
from publisher.model.sources import FileSource
from publisher.model.text import Message


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, how messages name it, what was declared of it, and a private folder for what is written on the way.

    `number` counts the pieces of the source from 0; `heading` is the row (from 0) of the last heading line;
    `home` is the dataset's folder.
    """

    path: Path
    shown: str
    source: FileSource
    folder: Path
    number: int = 0
    heading: int = 0
    home: Path = Path()

    def fault(self, message: Message, hint: Message, line: int | None = None) -> SourceError:
        """An error about this file."""
        return SourceError(message, Where(self.shown, line), hint)
