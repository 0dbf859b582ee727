"""The website as files, with the list of what is planted in it.

FOLDER/www/…            pages and documents, as the server sends them (but for the addresses it puts in)
FOLDER/truth.json       what must be found where, and the pages on which nothing may be
FOLDER/behaviours.json  what the server does beside sending files
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from samples.website import clean, faulty
from samples.website.documents import all_files
from samples.website.layout import AGENCY, render
from samples.website.values import BASE, PARTNER, TODAY, Behaviour, Planted, SamplePage

SEED = 1150
_FAMILIES = [
    "links",
    "freshness",
    "documents",
    "disclosure",
    "metadata",
    "leaks",
    "content",
    "services",
    "accessibility",
]
_MADE = "2026-11-01"


@dataclass(frozen=True, slots=True)
class Truth:
    """What must be found, and the paths of pages on which nothing may be reported."""

    planted: tuple[Planted, ...]
    clean: tuple[str, ...]
    pages: tuple[str, ...]
    today: str = TODAY

    @property
    def families(self) -> tuple[str, ...]:
        """The families of checks that something is planted for."""
        return tuple(name for name in _FAMILIES if any(one.check.startswith(f"{name}.") for one in self.planted))


@dataclass(frozen=True, slots=True)
class Website:
    """The made website: bytes and day of change of every path, behaviours, truth."""

    files: dict[str, bytes]
    changed: dict[str, str]
    behaviours: dict[str, Behaviour]
    truth: Truth


def build(seed: int = SEED) -> Website:
    """The website, the same for the same seed (which changes the invented people)."""
    written = (*clean.pages(), *faulty.pages(Random(f"{seed} pages")))  # noqa: S311 - samples, not secrets
    pages = (*written, _sitemap_page(written))
    contents = {page.path: render(page).encode(page.encoding, "xmlcharrefreplace") for page in pages}
    contents |= _partner() | _machine_files(pages)
    contents |= all_files(Random(f"{seed} files"))  # noqa: S311
    changed = {page.path: page.updated or _MADE for page in pages}
    planted = tuple(one for page in pages for one in page.planted) + faulty.of_documents()
    truth = Truth(
        planted=tuple(sorted(planted, key=lambda one: (one.check, one.page, one.target))),
        clean=tuple(sorted(page.path for page in pages if page.clean)),
        pages=tuple(sorted(page.path for page in pages)),
    )
    return Website(
        files=dict(sorted(contents.items())),
        changed={path: changed.get(path, _MADE) for path in contents},
        behaviours=clean.behaviours() | faulty.behaviours(),
        truth=truth,
    )


def write(folder: Path, seed: int = SEED) -> Truth:
    """Write the website below `folder`, in place of one that was there."""
    website = build(seed)
    root = folder / "www"
    if root.exists():
        shutil.rmtree(root)
    for path, content in website.files.items():
        target = root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        moment = datetime.fromisoformat(f"{website.changed[path]}T09:00:00").replace(tzinfo=UTC).timestamp()
        os.utime(target, (moment, moment))
    _write_json(folder / "truth.json", asdict(website.truth))
    _write_json(folder / "behaviours.json", website.behaviours)
    return website.truth


def read_truth(folder: Path) -> Truth:
    """The truth of a website that was written to `folder`."""
    said = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    planted = tuple(Planted(**one) for one in said["planted"])
    return Truth(planted, tuple(said["clean"]), tuple(said["pages"]), said["today"])


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sitemap_page(pages: tuple[SamplePage, ...]) -> SamplePage:
    groups: dict[str, list[SamplePage]] = {}
    for page in pages:
        if page.in_sitemap and page.path != "/service/orphan-guide.html":
            groups.setdefault(page.path.rpartition("/")[0], []).append(page)
    body = "<p>本網站以 ::: 標示各區塊，可用快速鍵 Alt+U、Alt+C、Alt+Z 及 Alt+S 移動。</p>"
    for group in groups.values():
        inside = "".join(f'<li><a href="{quote(page.path)}">{escape(page.title)}</a></li>' for page in group)
        heading = next((page.title for page in group if page.path.endswith("/index.html")), "其他")
        body += f"<h2>{'本網站' if heading.startswith('府城監理站') else heading}</h2><ul>{inside}</ul>"
    return SamplePage("/sitemap.html", "網站導覽", body)


def _partner() -> dict[str, bytes]:
    """The pages of other bodies, which are asked for and never crawled."""
    page = (
        '<!DOCTYPE html><html lang="zh-TW"><head><meta charset="utf-8"><title>{0}</title></head>'
        "<body><main><h1>{0}</h1></main></body></html>\n"
    )
    return {
        "/partner/law.html": page.format("法規資料庫（示範）").encode(),
        "/partner/accessibility.html": page.format("無障礙網路空間服務網（示範）").encode(),
    }


def _machine_files(pages: tuple[SamplePage, ...]) -> dict[str, bytes]:
    listed = "".join(
        f"<url><loc>{BASE}{quote(page.path)}</loc><lastmod>{page.updated or _MADE}</lastmod></url>\n"
        for page in sorted(pages, key=lambda page: page.path)
        if page.in_sitemap
    )
    entries = "".join(
        f"<item><title>{escape(page.title)}</title><link>{BASE}{page.path}</link></item>\n"
        for page in pages
        if page.path.startswith("/news/115")
    )
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    rss = (
        f'<rss version="2.0"><channel><title>{AGENCY}最新消息</title><link>{BASE}/news/index.html</link>'
        f"<description>最新消息</description>\n{entries}</channel></rss>\n"
    )
    robots = f"User-agent: *\nDisallow: /admin/\nDisallow: /events/month\nSitemap: {BASE}/sitemap.xml\n"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return {
        "/robots.txt": robots.encode(),
        "/sitemap.xml": (head + sitemap).encode(),
        "/rss.xml": (head + rss).encode(),
    }


def path_of(address: str) -> str:
    """The readable path of an address, with a query; `/` is the home page."""
    rest = address.split("://", 1)[-1]
    path = unquote(rest[rest.find("/") :].partition("#")[0]) if "/" in rest else "/"
    return f"{path}index.html" if path.endswith("/") else path


__all__ = ["BASE", "PARTNER", "SEED", "Truth", "Website", "build", "path_of", "read_truth", "write"]
