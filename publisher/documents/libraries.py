"""The libraries for documents are an extra: what is said when they are not there."""

from __future__ import annotations

from typing import NoReturn

from publisher.model.errors import MissingPartError
from publisher.model.extras import install_hint
from publisher.model.text import msg


def missing_extra() -> NoReturn:
    """Raise MissingPartError with the way to get the libraries."""
    raise MissingPartError(
        msg("Reading and writing documents needs libraries that are not installed."),
        hint=install_hint("documents"),
    ) from None
