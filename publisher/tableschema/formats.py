"""Files as frictionless reads them: its formats by the endings of names, and what each one needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from frictionless import Dialect
from frictionless.formats import CsvControl, ExcelControl, OdsControl

from publisher.model.errors import UserError, Where
from publisher.model.extras import install_hint
from publisher.model.text import msg

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "csv",
        ".txt": "csv",
        ".tab": "tsv",
        ".tsv": "tsv",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".xls": "xls",
        ".ods": "ods",
        ".json": "json",
        ".jsonl": "jsonl",
        ".ndjson": "ndjson",
        ".parquet": "parquet",
    }
)
"""By the ending of a file's name."""
TEXTS = frozenset({"csv", "tsv"})
SHEETS = frozenset({"xlsx", "xls", "ods"})
_NEEDS = {
    "xlsx": ("openpyxl",),
    "ods": ("ezodf", "lxml"),
    "json": ("ijson",),
    "jsonl": ("jsonlines",),
    "ndjson": ("jsonlines",),
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file from outside is written; what is not declared (None, empty), frictionless finds out itself.

    `format` is one of FORMATS; `sheet` the name of a sheet, of which frictionless takes the first.
    """

    encoding: str | None = None
    dialect: Mapping[str, Any] = field(default_factory=dict)
    format: str = "csv"
    sheet: str | None = None

    def as_dialect(self) -> Dialect:
        """The dialect. A control that says nothing makes one that frictionless keeps; it guesses the rest."""
        declared = dict(self.dialect)
        if self.format in TEXTS:
            return (
                Dialect.from_descriptor({"csv": {}, **declared}) if declared else Dialect(controls=[CsvControl()])
            )
        if self.sheet is not None:
            control = OdsControl.type if self.format == "ods" else ExcelControl.type
            declared[control] = {**declared.get(control, {}), "sheet": self.sheet}
        return Dialect.from_descriptor(declared)


def check_needs(format: str, file: str) -> None:  # noqa: A002 - the field's word
    """Raise UserError when a library is missing with which frictionless reads `format`."""
    missing = [name for name in _NEEDS.get(format, ()) if find_spec(name) is None]
    if missing:
        raise UserError(
            msg("To validate this file {library} is needed", library=", ".join(missing)),
            Where(file),
            install_hint("tables"),
        )
