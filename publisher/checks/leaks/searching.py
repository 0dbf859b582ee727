"""The search for personal data, with the agency's reviewed allow-list and words for the kinds."""

from __future__ import annotations

from functools import lru_cache

from publisher.checks.base import Context
from publisher.model.text import Scalar
from publisher.privacy.recognisers import KINDS, AllowList, Hit, scan


def allow_list(context: Context) -> AllowList:
    """The reviewed values that may be shown."""
    return context.once("allow", lambda: AllowList.of(context.allowlist))


def searcher(context: Context) -> Searcher:
    """The searcher shared by the checks of a run."""
    return context.once("searcher", lambda: Searcher(allow_list(context)))


class Searcher:
    """Finds sure hits in lines; menus and footers repeat on every page, so lines are remembered."""

    def __init__(self, allow: AllowList) -> None:
        self._find = lru_cache(maxsize=50_000)(lambda line: _sure(line, allow))

    def hits(self, line: str) -> tuple[Hit, ...]:
        """The hits in one line that are not merely worth a look."""
        return self._find(line)


def _sure(line: str, allow: AllowList) -> tuple[Hit, ...]:
    return tuple(hit for hit in scan(line, allow=allow) if hit.blocks)


def kind_words(kind: str) -> dict[str, Scalar]:
    """The kind's name in both languages."""
    return {"kind_zh": KINDS[kind].title.zh, "kind_en": KINDS[kind].title.en}
