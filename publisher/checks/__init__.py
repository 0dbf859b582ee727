"""Looks at what a crawl saw, check by check, and says what is wrong: `check_site` gives findings.

A check that fails itself is untested, never a finding about the site, and the others go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.checks.base import Check, Context, Fault, PageView
    from publisher.checks.families import grown_worse, looks_at_websites
    from publisher.checks.judging import check_site
    from publisher.checks.registry import CHECKS, FAMILIES, chosen

__all__ = [
    "CHECKS",
    "FAMILIES",
    "Check",
    "Context",
    "Fault",
    "PageView",
    "check_site",
    "chosen",
    "grown_worse",
    "looks_at_websites",
]

__getattr__ = imported_when_asked(  # a night without a website needs none
    __name__,
    {
        "base": ("Check", "Context", "Fault", "PageView"),
        "families": ("grown_worse", "looks_at_websites"),
        "judging": ("check_site",),
        "registry": ("CHECKS", "FAMILIES", "chosen"),
    },
)
