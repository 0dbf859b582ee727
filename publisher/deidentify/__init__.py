"""The stage that turns a structured table into one that may be shown: techniques, then suppression of records.

What it promises is measured later by `gate` on the written files, with other code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.deidentify.checking import check_policy
    from publisher.deidentify.levels import FoundLevels, search_levels
    from publisher.deidentify.stage import apply

__all__ = ["FoundLevels", "apply", "check_policy", "search_levels"]

__getattr__ = imported_when_asked(  # a policy is checked without a table
    __name__,
    {
        "checking": ("check_policy",),
        "levels": (
            "FoundLevels",
            "search_levels",
        ),
        "stage": ("apply",),
    },
)
