"""Real parts that tests need: missing is a failure with CI=true, elsewhere a skip that says why."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def needs_part(present: object, what: str, how: str) -> None:
    """Go on if `present`; else fail (CI=true) or skip, naming `what` is missing and `how` to get it."""
    if not present:
        missing(what, how)


def missing(what: str, how: str) -> NoReturn:
    """Fail (CI=true) or skip, naming `what` is missing and `how` to get it."""
    text = f"{what} is not on this machine: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)
