"""The contract of an export format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Literal

from publisher.export.content import ExportContent
from publisher.model.text import LocalText


class Exporter(ABC):
    """One format. It writes one file, whose bytes depend on the content alone (no clock, no random number).

    `name` is what `exports` calls it; the file is named by the dataset's id and `suffix`; `label` stands behind
    the dataset's title; `kind` says whether it holds the table (`data`) or describes it (`dictionary`).
    """

    name: ClassVar[str]
    format: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    kind: ClassVar[Literal["data", "dictionary"]] = "data"
    label: ClassVar[LocalText]

    @abstractmethod
    def write(self, content: ExportContent, path: Path) -> None:
        """Write `content` to `path` in bounded memory. Raises DatasetError when this format cannot hold it."""
