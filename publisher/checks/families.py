"""Which checks look at websites, told without importing any of them."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from publisher.model.finding import Finding
from publisher.plugins import installed


def looks_at_websites(check: str) -> bool:
    """Whether a check is of a family that looks at websites."""
    return check.partition(".")[0] in _families()


@cache
def _families() -> frozenset[str]:
    """Every package here is one; what other packages bring is asked for its own."""
    if any(plugin.group == "checks" for plugin in installed()):
        from publisher.checks.registry import FAMILIES

        return frozenset(FAMILIES)
    return frozenset(item.name for item in pkgutil.iter_modules([str(Path(__file__).parent)]) if item.ispkg)


def grown_worse(findings: Iterable[Finding]) -> frozenset[str]:
    """Fingerprints of milder findings in whose place one of `findings` stands: gone, but not mended."""
    known = [item for item in findings if looks_at_websites(item.check)]
    if not known:
        return frozenset()
    from publisher.checks.registry import CHECKS

    worse = {check.id: check.worse_than for check in CHECKS if check.worse_than}
    return frozenset(replace(item, check=worse[item.check]).fingerprint for item in known if item.check in worse)
