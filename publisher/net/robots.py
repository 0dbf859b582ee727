"""robots.txt as RFC 9309 wants it: what may be asked, how slowly, and where the sitemaps are."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

MOST_BYTES = 512_000
"""RFC 9309 asks for at least 500 KiB."""

_MOST_DELAY = 300.0


@dataclass(frozen=True, slots=True)
class Open:
    """A host without robots.txt: everything may be asked."""

    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:  # noqa: ARG002 - part of the contract
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class Written:
    """The rules of a robots.txt, for our name."""

    parsed: Protego
    agent: str
    delay: float
    sitemaps: tuple[str, ...]

    def allows(self, url: str) -> bool:
        """Whether the rules let our name ask for `url`."""
        return bool(self.parsed.can_fetch(url, self.agent))


def read(body: bytes, agent: str) -> Written:
    """The rules in a robots.txt; lines that are none are passed over, as the standard says."""
    parsed = Protego.parse(body[:MOST_BYTES].decode("utf-8-sig", "replace"))
    delay = parsed.crawl_delay(agent) or 0.0
    rate = parsed.request_rate(agent)
    if rate is not None and rate.requests:
        delay = max(delay, rate.seconds / rate.requests)
    return Written(parsed, agent, min(float(delay), _MOST_DELAY), tuple(parsed.sitemaps))


Rules = Open | Written
"""What a robots.txt says to us: `allows`, `delay` in seconds, `sitemaps`."""
