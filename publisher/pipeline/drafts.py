"""Draft twins of the files that a website offers without an open format: made at night, published by nobody.

They lie in `drafts/<site>` of the state folder, with `drafts.json` that says of each file where it is offered,
what was made of it and what a person must still do. A file is tried again when a month has passed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher.convert import convert
from publisher.convert.addresses import Fetched, fetch
from publisher.model.site import Site, SiteResult

CHECK = "documents.no-odf-twin"
INDEX = "drafts.json"
_MOST = 40
"""Files of one night."""
_AGAIN = timedelta(days=30)


def make_drafts(site: Site, seen: SiteResult, folder: Path, now: datetime) -> Mapping[str, Any]:
    """Make what is missing of `site` in `folder`, and return what the index then says, by address.

    Raises MissingPartError when LibreOffice is not there, OSError for a full disk.
    """
    offered = _offered(seen)
    index = {url: entry for url, entry in _read(folder / INDEX).items() if url in offered}
    wanted = [url for url in sorted(offered) if _is_due(index.get(url), now.date())][:_MOST]
    if wanted:
        with tempfile.TemporaryDirectory(prefix="publisher-drafts-") as work:
            fetched = fetch(wanted, Path(work), allow_private=site.allow_private)
            index |= _converted(fetched, folder, now)
    for url, entry in index.items():
        entry["page"] = offered[url]
    _write(folder / INDEX, index)
    kept = {Path(name).parts[0] for entry in index.values() for name in entry["made"]}
    for old in folder.iterdir():
        if old.is_dir() and old.name not in kept:
            shutil.rmtree(old)
    return index


def _offered(seen: SiteResult) -> dict[str, str]:
    """Files without a twin, with a page that links them."""
    return {
        found.subject: next((place.url for place in found.places if place.url), "")
        for found in seen.findings
        if found.check == CHECK
    }


def _is_due(entry: Mapping[str, Any] | None, today: date) -> bool:
    return entry is None or date.fromisoformat(entry["tried"]) + _AGAIN <= today


def _converted(fetched: tuple[Fetched, ...], folder: Path, now: datetime) -> dict[str, Any]:
    there = [(item, item.path) for item in fetched if item.path is not None]
    places = [(path, Path(sha256(item.url.encode()).hexdigest()[:12]) / path.name) for item, path in there]
    entries = {item.url: _entry(now, item.problem) for item in fetched if item.path is None}
    for _, place in places:
        shutil.rmtree(folder / place.parent, ignore_errors=True)
    for (item, _), result in zip(there, convert(places, folder, frozenset({"odf"})), strict=True):
        made = [path.relative_to(folder).as_posix() for path in result.made]
        entries[item.url] = _entry(now, result.problem, made, result.notes, result.todo)
    return entries


def _entry(
    now: datetime,
    problem: str,
    made: list[str] | None = None,
    notes: tuple[str, ...] = (),
    todo: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "tried": now.date().isoformat(),
        "problem": problem,
        "made": made or [],
        "notes": list(notes),
        "todo": list(todo),
    }


def _read(path: Path) -> dict[str, Any]:
    """The index of earlier nights; one that cannot be read is begun anew."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        for entry in found.values():
            date.fromisoformat(entry["tried"])
            list(entry["made"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return dict(found)


def _write(path: Path, index: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_text(json.dumps(index, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
