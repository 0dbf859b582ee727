"""CKAN's read-only actions, answered from the files of a release, for harvesters that ask questions.

A plain web server gives the same files without the questions; docs/how-to/publish-files.md says how far that goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from publisher.push.portals.static.described import feeds

Question = Mapping[str, object]
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_TERM = re.compile(r'([+-]?)([a-z_]+):"?([^"\s]*)"?')
MOST_ROWS = 1000
"""Rows of one answer of package_search, as CKAN limits it."""
_FIELDS: Mapping[str, Callable[[dict[str, Any]], list[str]]] = {
    "id": lambda package: [package["id"]],
    "name": lambda package: [package["name"]],
    "organization": lambda package: [package["organization"]["name"]],
    "owner_org": lambda package: [package["organization"]["name"]],
    "groups": lambda package: [group["name"] for group in package["groups"]],
    "tags": lambda package: [tag["name"] for tag in package["tags"]],
    "res_format": lambda package: [resource["format"] for resource in package["resources"]],
    "license_id": lambda package: [package["license_id"]],
    "state": lambda package: [package["state"]],
    "type": lambda package: [package["type"]],
    "dataset_type": lambda package: [package["type"]],
}
"""What a filter (`fq`) may ask for."""


class _NoAnswerError(Exception):
    """A question that cannot be answered: the status, CKAN's name for it, and a word."""

    def __init__(self, status: HTTPStatus, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


def parse(body: bytes) -> dict[str, object] | None:
    """A question that was posted as JSON; none when it is not one."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def answer(release: Path, action: str, question: Question | None) -> tuple[HTTPStatus, bytes]:
    """Status and body (JSON) of the answer to `question`, as CKAN words it."""
    try:
        if question is None:
            raise _NoAnswerError(
                HTTPStatus.BAD_REQUEST, "Bad request", "JSON Error: the question is not an object"
            )
        known = _ACTIONS.get(action)
        if known is None:
            raise _NoAnswerError(HTTPStatus.BAD_REQUEST, "Bad request", f"Action name not known: {action}")
        return HTTPStatus.OK, known(release, question).encode()
    except _NoAnswerError as refusal:
        error = {"__type": refusal.kind, "message": str(refusal)}
        return refusal.status, json.dumps({"success": False, "error": error}).encode()


def _file(name: str) -> Callable[[Path, Question], str]:
    def read(release: Path, _question: Question) -> str:
        return (release / "api/3/action" / name).read_text(encoding="utf-8")

    return read


def _package_show(release: Path, question: Question) -> str:
    name = str(question.get("id") or question.get("name_or_id") or "")
    path = release / feeds.package_show_path(name)
    if not _ID.fullmatch(name) or not path.is_file():
        raise _NoAnswerError(HTTPStatus.NOT_FOUND, "Not Found Error", "Not found")
    return path.read_text(encoding="utf-8")


def _package_search(release: Path, question: Question) -> str:
    found = json.loads(_file("package_search")(release, {}))["result"]["results"]
    for name in ("q", "fq"):
        terms = _TERM.findall(str(question.get(name) or ""))
        found = [package for package in found if all(_meets(package, *term) for term in terms)]
    words = [word for word in _TERM.sub(" ", str(question.get("q") or "")).lower().split() if word != "*:*"]
    found = [package for package in found if all(word in _words(package) for word in words)]
    start, rows = _number(question, "start", 0), min(_number(question, "rows", 10), MOST_ROWS)
    results = [json.dumps(package, ensure_ascii=False) for package in found[start : start + rows]]
    return feeds.package_search(results, len(found))


def _meets(package: dict[str, Any], sign: str, field: str, value: str) -> bool:
    if field not in _FIELDS:
        raise _NoAnswerError(HTTPStatus.CONFLICT, "Search Query Error", f"undefined field {field}")
    return (value in ("*", "") or value in _FIELDS[field](package)) is (sign != "-")


def _words(package: dict[str, Any]) -> str:
    texts = [package["name"], package["title"], package["notes"]]
    texts += [item["value"] for item in package["extras"]] + [item["name"] for item in package["tags"]]
    return " ".join(map(str, texts)).lower()


def _number(question: Question, name: str, default: int) -> int:
    text = str(question.get(name, default))
    if not text.isdigit():
        raise _NoAnswerError(HTTPStatus.CONFLICT, "Validation Error", f"{name}: Invalid integer")
    return int(text)


_ACTIONS: Mapping[str, Callable[[Path, Question], str]] = {
    "package_list": _file("package_list"),
    "package_search": _package_search,
    "package_show": _package_show,
    "site_read": lambda _release, _question: feeds.answer("site_read", "true"),
}
