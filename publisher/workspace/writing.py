"""Changing the files of a workspace: one writer at a time, each file whole or not at all, comments kept."""

from __future__ import annotations

import fcntl
import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.workspace.traced import MOST_BYTES

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_WAIT = 10.0
_LOCK = ".lock"


@contextmanager
def one_writer(root: Path) -> Iterator[None]:
    """Hold the workspace's reviewed files for one change; UserError when another holds them for long."""
    folder = root / ".publisher"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"files{_LOCK}").open("a") as file:
        until = time.monotonic() + _WAIT
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise UserError(
                        msg("another process is changing the files of this workspace"),
                        hint=msg("try again in a moment"),
                    ) from None
                time.sleep(0.05)
        yield


def quoted(text: str) -> str:
    """A text that is written in quotes: without them YAML might take it for a number."""
    from ruamel.yaml.scalarstring import SingleQuotedScalarString

    written: str = SingleQuotedScalarString(text)
    return written


def round_trip() -> YAML:
    """A reader and writer that keeps comments, quotes and order."""
    from ruamel.yaml import YAML  # who only reads these files needs it seldom

    yaml = YAML(typ="rt")
    yaml.width, yaml.preserve_quotes = 120, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def put(path: Path, data: Any, yaml: YAML) -> None:
    """Write a YAML file whole or not at all."""
    written = io.StringIO()
    yaml.dump(data, written)
    if len(written.getvalue().encode()) > MOST_BYTES:
        raise UserError(msg("{file} would grow too large", file=path.name))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(written.getvalue())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
