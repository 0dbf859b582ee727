"""What may leave the machine: files, a release of them, and a dataset ready for any portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from publisher.model.catalog import Agency
from publisher.model.certificate import Certificate
from publisher.model.text import LocalText
from publisher.model.workspace import Charge, Chart

_TAIPEI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that may leave the machine. `path` is relative to the publication's folder and plain ASCII.

    `kind` is what it is for: `data` (the table in one format), `dictionary`, `datapackage`, `package` (all of them
    in one), `certificate`.
    """

    path: str
    kind: str
    format: str
    media_type: str
    bytes: int
    sha256: str
    title: LocalText
    rows: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a dataset as others can have it: the files in `folder` and what the gate found about them."""

    dataset: str
    folder: Path
    artifacts: tuple[Artifact, ...]
    certificate: Certificate
    schema: Mapping[str, object]
    title: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A proven dataset, ready for any portal: metadata, schema, certificate and the files in `folder`.

    `hash` covers everything a reader can see except `modified`, the time of the run that first proved it.
    """

    dataset: str
    hash: str
    modified: datetime
    folder: Path
    identifier: str
    title: LocalText
    description: LocalText
    keywords: tuple[LocalText, ...]
    frequency: str
    category: str
    spatial: str
    licence: str
    licence_url: str
    temporal: tuple[str, str] | None
    rows: int
    schema: Mapping[str, object]
    artifacts: tuple[Artifact, ...]
    certificate: Certificate
    agency: Agency
    notes: LocalText | None = None
    charge: Charge | None = None
    landing_page: str = ""
    conforms_to: str = ""
    charts: tuple[Chart, ...] | None = None

    @property
    def period(self) -> tuple[str, str]:
        """First and last time the data tell of; where they say none, an unknown start ("") to this version."""
        return self.temporal or ("", self.modified.astimezone(_TAIPEI).date().isoformat())

    def data(self) -> tuple[Artifact, ...]:
        """The artifacts that hold the table."""
        return tuple(item for item in self.artifacts if item.kind == "data")
