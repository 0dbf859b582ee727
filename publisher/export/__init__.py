"""Export: the same table in every format, with its data dictionary and its Data Package.

Everything written is the same byte for byte as long as the table and its description are the same: no file holds
a time. All formats hold equal values, exactly; only the CSV for people has apostrophes where a spreadsheet would
run a text as a formula, and its descriptor says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.export.base import Exporter
    from publisher.export.exporters import EXPORTERS
    from publisher.export.known import PACKAGE, check_exports
    from publisher.export.stage import write

__all__ = ["EXPORTERS", "PACKAGE", "Exporter", "check_exports", "write"]

__getattr__ = imported_when_asked(  # names are checked without what writes the formats
    __name__,
    {
        "base": ("Exporter",),
        "known": ("PACKAGE", "check_exports"),
        "exporters": ("EXPORTERS",),
        "stage": ("write",),
    },
)
