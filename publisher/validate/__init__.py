"""The stage that proves a table against its Table Schema and its expectations; the only home of frictionless."""

from publisher.validate.file import FileResult, Shown, check_file, check_package, is_utf8
from publisher.validate.formats import FORMATS, SHEETS, TEXTS, Writing
from publisher.validate.rowwise import RowJudgement, Way, judge
from publisher.validate.schema import check_schema
from publisher.validate.stage import check, check_written

__all__ = [
    "FORMATS",
    "SHEETS",
    "TEXTS",
    "FileResult",
    "RowJudgement",
    "Shown",
    "Way",
    "Writing",
    "check",
    "check_file",
    "check_package",
    "check_schema",
    "check_written",
    "is_utf8",
    "judge",
]
