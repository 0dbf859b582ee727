"""What was worked out of a page in an earlier night holds as long as page, rules and program are the same.

The key of a note is the checksum of the page as it was sent, the allow-list, what is set for the checks, and the
text of every module that reads pages or recognises personal data: an update of the program makes all notes anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import publisher
from publisher.checks.base import Context, PageView
from publisher.model.jsonable import content_hash
from publisher.model.site import SiteSnapshot
from publisher.model.text import Param

_KIND = "page"
_CODE = frozenset({".py", ".json"})
_READERS = ("checks", "privacy", "net", "model")


def remembered_views(snapshot: SiteSnapshot, context: Context) -> Iterator[PageView]:
    """Every page with its notes; what was noted while a view was in use is kept when the next one is asked for."""
    if context.memory is None:
        yield from (PageView(page) for page in snapshot.pages())
        return
    memory = context.memory(_KIND)
    known = memory.all()
    rules = content_hash([code_mark(), context.allowlist, _settings(context)])[:32]
    for page in snapshot.pages():
        key = f"{page.checksum} {rules}" if page.checksum else ""
        made_with, note = known.get(page.url, ("", b"{}"))
        view = PageView(page, json.loads(note) if key and made_with == key else None)
        before = len(view.notes)
        yield view
        if key and (made_with != key or len(view.notes) != before):
            memory.put(page.url, key, json.dumps(view.notes, ensure_ascii=False).encode())
    memory.flush()


def _settings(context: Context) -> dict[str, dict[str, Param]]:
    """What the rulebook and the workspace set for each check: word lists among them."""
    return {name: dict(definition.params) for name, definition in context.definitions.items() if definition.params}


@cache
def code_mark() -> str:
    """A checksum of the modules by which pages are read, and of what stands beside them."""
    folder = Path(publisher.__file__).parent
    digest = hashlib.sha256()
    for name in _READERS:
        for path in sorted((folder / name).rglob("*")):
            if path.suffix in _CODE:
                digest.update(path.read_bytes())
    return digest.hexdigest()
