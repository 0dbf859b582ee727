"""A mark of the program and its interpreter: machines that work on one night must have the same."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import publisher

_READING = ("polars", "frictionless", "pikepdf", "pypdfium2", "highspy", "python-calamine")
"""Libraries by which tables and documents are read and judged."""


@cache
def program_mark() -> str:
    """Equal on two machines when both have the same program, Python and libraries that judge."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    folder = Path(publisher.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    for name in _READING:
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(name.encode())
    return digest.hexdigest()
