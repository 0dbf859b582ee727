"""The stage that proves a table against its Table Schema and its expectations."""

from publisher.tableschema.frictionless_.rowwise import judge
from publisher.validate.file import FileResult, Shown, check_file, check_package, is_utf8
from publisher.validate.stage import check

__all__ = ["FileResult", "Shown", "check", "check_file", "check_package", "is_utf8", "judge"]
