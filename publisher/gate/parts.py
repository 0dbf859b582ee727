"""Whether one count is said to be of a part of what another counts.

Numbers that are nowhere more say little: of this year's volunteers and last year's, too. That two counts are
of the same, their policies say (`counts`), or titles, labels and ids do, of which one says all
that the other says, and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from publisher.gate.published import Count, Published

_LESS = re.compile(
    r"不[含計]|不包[括含]|[未非]含|除外|扣除|排除|剔除|其中"
    r"|\b(?:without|excluding|except|excl|not including|of which)\b",
    re.I,
)
_BETWEEN = re.compile(r"[\W_]+")


def is_told_a_part(one: Published, other: Published, whole: Count, part: Count) -> bool:
    """Whether something says that `part` of `other` is a part of `whole` of `one`."""
    if whole.of == part.of and not whole.of.startswith("="):
        return True
    said = [tuple(_said(*pair)) for pair in ((one, whole.field), (other, part.field))]
    if any(_LESS.search(text) for text in said[1]):
        return True
    return any(_goes_on(short, long) for short, long in zip(*said, strict=True))


def _said(table: Published, field: str) -> Iterator[str]:
    """The id, the title in two languages, and name and titles of the count."""
    title = table.release.title
    yield from (table.dataset, title.zh if title else "", title.en if title else "")
    fields = table.release.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    item: Mapping[str, object] = next((item for item in fields if item["name"] == field), {})
    yield from (str(item.get(part) or "") for part in ("name", "title", "title_en"))


def _goes_on(short: str, long: str) -> bool:
    """Whether `long` says all that `short` says, and more."""
    short, long = (_BETWEEN.sub(" ", text).strip().casefold() for text in (short, long))
    if not short or short == long:
        return False
    return re.search(rf"(?<![a-z0-9]){re.escape(short)}(?![a-z0-9])", long) is not None
