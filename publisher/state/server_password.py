"""The password of the state's server: from the environment or a private file, and never in a message."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from publisher.model.errors import StateError
from publisher.model.text import msg


def password_in(variable: str) -> str | None:
    """The variable's value, else the first line of the file that `variable`_FILE names; None where neither is set.

    Then libpq looks in its own places. Raises StateError for a file that others may read, or that cannot be read.
    """
    if password := os.environ.get(variable):
        return password
    place = f"{variable}_FILE"
    if not (name := os.environ.get(place)):
        return None
    try:
        with Path(name).open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise StateError(
                    msg("others may read the password file {path}", path=name),
                    hint=msg("run: chmod 600 {path}", path=name),
                )
            return file.readline(10_000).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise StateError(
            msg("the password file {path} that {place} names cannot be read", path=name, place=place),
            hint=msg("give it to the account of the nightly job, with mode 0600"),
        ) from None
