"""The search for personal data, with the agency's reviewed allow-list and words for the kinds."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.checks.base import Context
from publisher.privacy.recognisers import AllowList, Hit, scan_many

_MOST_KNOWN = 200_000
"""Lines remembered at once."""


def allow_list(context: Context) -> AllowList:
    """The reviewed values that may be shown."""
    return context.once("allow", lambda: AllowList.of(context.allowlist))


def searcher(context: Context) -> Searcher:
    """The searcher shared by the checks of a run."""
    return context.once("searcher", lambda: Searcher(allow_list(context)))


class Searcher:
    """Finds hits in lines, unsure ones too; menus and footers repeat on every page, so lines are remembered."""

    def __init__(self, allow: AllowList) -> None:
        self._allow = allow
        self._known: dict[str, tuple[Hit, ...]] = {}

    def hits(self, lines: Iterable[str]) -> dict[str, tuple[Hit, ...]]:
        """The hits of each different line that has any."""
        different = dict.fromkeys(lines)
        fresh = [line for line in different if line not in self._known]
        if len(self._known) + len(fresh) > _MOST_KNOWN:
            self._known = {line: self._known[line] for line in different if line in self._known}
        found: dict[str, list[Hit]] = {line: [] for line in fresh}
        for number, hit in scan_many(fresh, allow=self._allow):
            found[fresh[number]].append(hit)
        self._known |= {line: tuple(hits) for line, hits in found.items()}
        return {line: self._known[line] for line in different if self._known[line]}
