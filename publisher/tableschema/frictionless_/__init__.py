"""All that leans on private names of frictionless: the proof in front of its rows, cheaper errors, Parquet.

Another release may mean something else by these names, so any but the tested one is refused.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from publisher.model.errors import MissingPartError
from publisher.model.text import msg

TESTED = "5.21"


@cache
def refuse_others() -> None:
    """Raise MissingPartError when another release of frictionless is installed than the one that is TESTED."""
    found = version("frictionless")
    if not found.startswith(f"{TESTED}."):
        raise MissingPartError(
            msg("frictionless {found} is installed, and only {tested} is known here", found=found, tested=TESTED),
            hint=msg("run: pip install 'frictionless=={tested}.*'", tested=TESTED),
        )
