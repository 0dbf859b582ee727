"""Which rule of the site a page falls under."""

from __future__ import annotations

from publisher.model.site import PageFreshness, Site
from publisher.net.urls import readable_path


def rule_of(site: Site, url: str) -> PageFreshness | None:
    """The rule with the longest prefix that fits the path of `url`."""
    path = readable_path(url)
    fitting = [
        (len(prefix), number, rule)
        for number, rule in enumerate(site.freshness)
        for prefix in rule.paths
        if path.startswith(prefix)
    ]
    return max(fitting)[2] if fitting else None
