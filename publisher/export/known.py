"""The names of the formats, as `exports` in catalog.yaml and dataset.yaml uses them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from publisher.model.errors import UserError, Where
from publisher.model.text import msg

OWN = frozenset(
    {
        "bulletin",
        "bulletin-en",
        "bulletin-en-odt",
        "bulletin-odt",
        "csv",
        "csv-machine",
        "dictionary",
        "dictionary-odt",
        "geojson",
        "geopackage",
        "json",
        "jsonl",
        "ods",
        "parquet",
        "sqlite",
        "xlsx",
    }
)
"""Those that come with the program (a test compares): of these, none is imported to be sure that it is there."""
PACKAGE = "zip"
"""What `exports` calls the whole Data Package in one file."""


def check_exports(names: Sequence[str], where: str) -> None:
    """Raise UserError when `names` (the exports in the file `where`) has one that is unknown or stands twice."""
    for name in names:
        if name not in OWN and name != PACKAGE and name not in (known := _exporters()):
            raise UserError(
                msg("There is no export format “{name}”.", name=name),
                Where(where, field="exports"),
                msg("Known formats: {known}.", known=", ".join((*known, PACKAGE))),
            )
        if list(names).count(name) > 1:
            raise UserError(
                msg("The export format “{name}” stands there twice.", name=name),
                Where(where, field="exports"),
                msg("Keep one of them."),
            )


def _exporters() -> Collection[str]:
    """All names, in the order they are shown, those of other packages among them."""
    from publisher.export.exporters import EXPORTERS

    return EXPORTERS
