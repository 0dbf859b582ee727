"""What the machine refuses, in words: files, names, rights and memory. Its disk is in `disk`."""

from __future__ import annotations

import errno
import os

from publisher.model.disk import chain
from publisher.model.errors import UserError, Where
from publisher.model.text import Message, msg

_REFUSED: dict[int, tuple[Message, Message]] = {
    errno.EMFILE: (
        msg("too many files are open at once"),
        msg("raise the limit of open files: `ulimit -n`, or LimitNOFILE of the unit"),
    ),
    errno.ENAMETOOLONG: (
        msg("a name or a path is too long for the system"),
        msg("shorten it, or move the workspace to a folder with a shorter path"),
    ),
    errno.EACCES: (
        msg("this account may not use what is there"),
        msg("give the account that runs publisher the right to it"),
    ),
    errno.ELOOP: (msg("links lead in a circle"), msg("remove one of them")),
    errno.EEXIST: (
        msg("something else stands where the program keeps a file or a folder of its own"),
        msg("move it away, then run again"),
    ),
    errno.ENOMEM: (msg("there was not enough memory"), msg("give the machine more memory, or lower --jobs")),
}
_LONGEST = 200
"""Characters of a path that are shown."""
_ALSO = {
    errno.ENFILE: errno.EMFILE,
    errno.EPERM: errno.EACCES,
    errno.ENOTDIR: errno.EEXIST,
    errno.EISDIR: errno.EEXIST,
    errno.ENOTEMPTY: errno.EEXIST,
}


def machine_fault(fault: BaseException) -> UserError | None:
    """The error in our words when the machine, or its owner's limits, refused something; else None."""
    for cause in chain(fault):
        number = errno.ENOMEM if isinstance(cause, MemoryError) else getattr(cause, "errno", None)
        said = _REFUSED.get(_ALSO.get(number, number)) if isinstance(number, int) else None
        if said is not None:
            return UserError(said[0], _place(cause), said[1])
    return None


def _place(cause: BaseException) -> Where | None:
    name = getattr(cause, "filename2", None) or getattr(cause, "filename", None)  # where it was to go, of a move
    if not isinstance(name, str | bytes) or not name:
        return None
    shown = os.fsencode(name).decode("utf-8", "backslashreplace")
    return Where(shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…")


def is_panic(fault: BaseException) -> bool:
    """Whether a library in Rust gave up: pyo3's word, a class of its own in each library and no Exception."""
    return type(fault).__name__ == "PanicException"
