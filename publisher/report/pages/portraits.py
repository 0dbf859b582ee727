"""A folder with the picture of every fault: `index.html` and the pictures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.i18n import gettext
from publisher.model.finding import CheckDefinition
from publisher.model.text import Language
from publisher.report.pages.page import environment
from publisher.report.reading.places import readable, web_link
from publisher.workspace import example


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """One place: where it is, the name of its picture (empty: none), its code, its line and its words."""

    check: str
    url: str
    selector: str
    picture: str
    line: str
    code: str
    words: str
    sure: bool


def write(
    places: Iterable[tuple[ShownPlace, bytes | None]],
    rulebook: Mapping[str, CheckDefinition],
    language: Language,
    folder: Path,
) -> Path:
    """Write the page and its pictures into `folder`, which is made; gives the page. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    by_check: dict[str, list[ShownPlace]] = {}
    for place, picture in places:
        if picture is not None:
            (folder / place.picture).write_bytes(picture)
        by_check.setdefault(place.check, []).append(place)
    known = {check: rulebook[check] for check in by_check if check in rulebook}
    order = sorted(by_check, key=lambda check: (known[check].severity.rank if check in known else 0, check))
    text = (
        environment()
        .get_template("portraits.html.j2")
        .render(
            _=lambda words: gettext(words, language),
            language=language,
            checks=[(check, known.get(check), example(check), by_check[check]) for check in order],
            readable=readable,
            web_link=web_link,
        )
    )
    page = folder / "index.html"
    page.write_text(text, encoding="utf-8", errors="backslashreplace")
    return page
