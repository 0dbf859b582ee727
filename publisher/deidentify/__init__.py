"""The stage that turns a structured table into one that may be shown: techniques, then suppression of records.

What it promises is measured later by `gate` on the written files, with other code.
"""

from publisher.deidentify.checking import check_policy
from publisher.deidentify.levels import FoundLevels, search_levels
from publisher.deidentify.stage import apply

__all__ = ["FoundLevels", "apply", "check_policy", "search_levels"]
